package workflows

import (
	"errors"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/temporal"

	"handinhand/models"
	"handinhand/process/release"
)

// reviewed is the test process with another name for one of its steps.
func reviewed(t *testing.T) *release.Release {
	t.Helper()
	return compiled(t, []byte(strings.NewReplacer(`"check"`, `"review"`, `>check<`, `>review<`).Replace(string(permitFile(t)))))
}

func TestMigration(t *testing.T) {
	to := reviewed(t)
	b := benchOf(t, permit(t), to)
	stuck, unknown, moved := &reply{}, &reply{}, &reply{}
	b.run(b.input(), func() {
		b.complete(time.Hour, "apply", "u1")
		b.at(2*time.Hour, func() {
			b.UpdateWorkflow(MigrateName, "m1", stuck, MigrateCase{Release: to.Hash})
			b.UpdateWorkflow(MigrateName, "m2", unknown, MigrateCase{Release: "nowhere"})
			b.UpdateWorkflow(MigrateName, "m3", moved, MigrateCase{Release: to.Hash, Elements: map[string]string{"check": "review"}})
		})
		b.complete(3*time.Hour, "review", "u2")
		b.signal(4*time.Hour, "m1", "T-1")
	})
	if got := b.outcome(); got != "permitted" {
		t.Errorf("outcome %q, want permitted", got)
	}
	for name, r := range map[string]*reply{"stuck": stuck, "unknown": unknown} {
		if r.rejected == nil {
			t.Errorf("%s: %+v, want a rejection", name, r)
		}
	}
	if !strings.Contains(stuck.rejected.Error(), "check") {
		t.Errorf("the refusal does not name the element: %v", stuck.rejected)
	}
	if moved.failed != nil || moved.rejected != nil || !moved.answered {
		t.Fatalf("migration: %+v", moved)
	}
	named := 0
	for _, burst := range b.seen() {
		if burst.Release == to.Hash {
			named++
		}
	}
	if named != 1 {
		t.Errorf("%d bursts name the new release, want one", named)
	}
}

func TestModification(t *testing.T) {
	b := newBench(t)
	refused, done := &reply{}, &reply{}
	b.run(b.input(), func() {
		b.at(time.Hour, func() {
			b.UpdateWorkflow(ModifyName, "x1", refused, ModifyCase{Begin: []BeginElement{{Element: "nowhere"}}})
			b.UpdateWorkflow(ModifyName, "x2", done, ModifyCase{Begin: []BeginElement{{Element: "fork"}}, Cancel: []int64{b.task("apply")}})
		})
		b.signal(2*time.Hour, "m1", "T-1")
		b.complete(3*time.Hour, "check", "u2")
	})
	if got := b.outcome(); got != "permitted" {
		t.Errorf("outcome %q, want permitted", got)
	}
	var told *temporal.ApplicationError
	if !errors.As(refused.rejected, &told) || told.Type() != string(models.KindInvalid) {
		t.Errorf("refused with %v", refused.rejected)
	}
	if done.failed != nil || done.rejected != nil {
		t.Errorf("modification: %+v", done)
	}
}

// TestDiscard ends a case as never sent, and refuses to where it would go on.
func TestDiscard(t *testing.T) {
	b := newBench(t)
	stale, on, done := &reply{}, &reply{}, &reply{}
	b.run(b.input(), func() {
		b.at(time.Hour, func() {
			doer := Doer{Action: "discardCase", By: "amal"}
			b.UpdateWorkflow(ModifyName, "x1", stale, ModifyCase{Cancel: []int64{999}, Discard: true, Doer: doer})
			b.UpdateWorkflow(ModifyName, "x2", on, ModifyCase{Begin: []BeginElement{{Element: "fork"}}, Cancel: []int64{b.task("apply")}, Discard: true, Doer: doer})
			b.UpdateWorkflow(ModifyName, "x3", done, ModifyCase{Cancel: []int64{b.task("apply")}, Discard: true, Doer: doer})
		})
	})
	var told *temporal.ApplicationError
	for name, r := range map[string]*reply{"what is not there": stale, "what would go on": on} {
		if !errors.As(r.rejected, &told) || told.Type() != string(models.KindClosed) {
			t.Errorf("%s: refused with %v", name, r.rejected)
		}
	}
	bursts := b.seen()
	if last := bursts[len(bursts)-1]; !last.Ended || last.Outcome != models.OutcomeDiscarded || len(last.Interventions) != 1 || done.rejected != nil {
		t.Errorf("the last burst is %+v (%v)", last, done.rejected)
	}
}
