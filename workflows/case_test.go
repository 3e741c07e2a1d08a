package workflows

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"handinhand/models"
)

const day = 24 * time.Hour

func TestCaseRunsToItsOutcome(t *testing.T) {
	b := newBench(t)
	b.run(b.input(), func() {
		b.complete(time.Hour, "apply", "u1")
		b.signal(2*time.Hour, "m1", "T-1")
		b.complete(3*time.Hour, "check", "u2")
	})
	if got := b.outcome(); got != "permitted" {
		t.Errorf("outcome %q, want permitted", got)
	}
	bursts := b.seen()
	last := bursts[len(bursts)-1]
	if !last.Ended || last.Outcome != "permitted" || last.Case != testCase {
		t.Errorf("the last burst does not end the case: %+v", last)
	}
	if len(b.notices) != 1 || b.notices[0].ID != string(testCase)+"/tell/"+key(t, b, "tell") || b.notices[0].Role != models.RoleApplicant {
		t.Errorf("notices: %+v, want one for the applicant", b.notices)
	}
}

// key is the engine's key of the token at an element, as text.
func key(t *testing.T, b *bench, element string) string {
	t.Helper()
	for _, burst := range b.seen() {
		for _, e := range burst.Entered {
			if e.Element == element {
				_, k, _ := strings.Cut(string(models.NewTaskID("x", e.Key)), ".")
				return k
			}
		}
	}
	t.Fatalf("no token was at %s", element)
	return ""
}

func TestProjectionNamesWhatATaskNeeds(t *testing.T) {
	b := newBench(t)
	b.run(b.input(), func() {
		b.complete(time.Hour, "apply", "u1")
		b.signal(2*time.Hour, "m1", "T-1")
		b.complete(3*time.Hour, "check", "u2")
	})
	first, second := b.seen()[0], b.seen()[1]
	if len(first.Opened) != 1 || first.Opened[0].Role != models.RoleApplicant || len(first.Opened[0].Lends) != 0 {
		t.Errorf("the applicant's task: %+v", first.Opened)
	}
	want := []models.TaskClosed{{Key: first.Opened[0].Key, By: "person-1", Answers: []string{"answer-1"}}}
	if diff := cmp.Diff(want, second.Closed); diff != "" {
		t.Errorf("closed tasks (-want +got):\n%s", diff)
	}
	if len(second.Subscribed) != 1 || second.Subscribed[0].Role != "office" || second.Subscribed[0].CorrelationKey != "T-1" {
		t.Errorf("subscriptions: %+v", second.Subscribed)
	}
	if diff := cmp.Diff([]string{"applied"}, second.Milestones); diff != "" {
		t.Errorf("milestones (-want +got):\n%s", diff)
	}
}

func TestUpdateAnswersAfterProjection(t *testing.T) {
	b := newBench(t)
	var done *reply
	var projected int
	b.run(b.input(), func() {
		done = b.complete(time.Hour, "apply", "u1")
		b.at(time.Hour+time.Minute, func() { projected = len(b.seen()) })
		b.signal(2*time.Hour, "m1", "T-1")
		b.complete(3*time.Hour, "check", "u2")
	})
	if !done.answered || done.failed != nil || done.done.Sequence != 2 || projected != 2 {
		t.Errorf("answer %+v with %d bursts written, want sequence 2 with 2", done, projected)
	}
}

func TestValidatorsRejectAtNoCost(t *testing.T) {
	b := newBench(t)
	var twice, invalid, unknown, incident *reply
	b.run(b.input(), func() {
		invalid, unknown, incident = &reply{}, &reply{}, &reply{}
		var apply int64
		b.at(time.Minute, func() {
			apply = b.task("apply")
			b.UpdateWorkflow(CompleteName, "x1", invalid, CompleteTask{Task: apply})
			b.UpdateWorkflow(CompleteName, "x2", unknown, CompleteTask{Task: 999, By: "p"})
			b.UpdateWorkflow(RetryName, "x3", incident, RetryIncident{Key: apply})
		})
		b.complete(time.Hour, "apply", "u1")
		twice = &reply{}
		b.at(2*time.Hour, func() { b.UpdateWorkflow(CompleteName, "x4", twice, CompleteTask{Task: apply, By: "p"}) })
		b.signal(3*time.Hour, "m1", "T-1")
		b.complete(4*time.Hour, "check", "u2")
	})
	for name, c := range map[string]struct {
		r    *reply
		kind models.Kind
	}{"invalid": {invalid, models.KindInvalid}, "unknown": {unknown, models.KindClosed}, "incident": {incident, models.KindClosed}, "twice": {twice, models.KindClosed}} {
		var told *temporal.ApplicationError
		if !errors.As(c.r.rejected, &told) || told.Type() != string(c.kind) {
			t.Errorf("%s: rejected with %v, want kind %s", name, c.r.rejected, c.kind)
		}
	}
	if got := len(b.seen()); got != 5 {
		t.Errorf("%d bursts, want 5: a rejected Update must project nothing", got)
	}
}

func TestTwoCompletionsOfOneTaskInOneMoment(t *testing.T) {
	b := newBench(t)
	var one, two *reply
	b.run(b.input(), func() {
		one, two = b.complete(time.Hour, "apply", "u1"), b.complete(time.Hour, "apply", "u2")
		b.signal(2*time.Hour, "m1", "T-1")
		b.complete(3*time.Hour, "check", "u3")
	})
	if one.failed != nil || one.rejected != nil || two.rejected == nil && two.failed == nil {
		t.Errorf("one %+v, two %+v: exactly the first must count", one, two)
	}
}

func TestTimersFireByDeadline(t *testing.T) {
	b := newBench(t)
	var set []time.Duration
	b.SetOnTimerScheduledListener(func(_ string, d time.Duration) { set = append(set, d) })
	b.run(b.input(), func() {
		b.complete(time.Hour, "apply", "u1")
		b.signal(20*day, "m1", "T-1")
	})
	if got := b.outcome(); got != "permitted" {
		t.Errorf("outcome %q", got)
	}
	var journal []string
	for _, burst := range b.seen() {
		for _, line := range burst.Journal {
			if line.Kind == "completed" {
				journal = append(journal, line.Element)
			}
		}
	}
	for _, element := range []string{"nudge", "late", "tell", "wait"} {
		if !slices.Contains(journal, element) {
			t.Errorf("%s did not complete: %v", element, journal)
		}
	}
	ours := slices.DeleteFunc(set, func(d time.Duration) bool { return d != 3*day && d != 11*day })
	if diff := cmp.Diff([]time.Duration{3 * day, 11 * day}, ours); diff != "" {
		t.Errorf("alarms (-want +got):\n%s\nonly the earliest deadline may be armed, all: %v", diff, set)
	}
}

func TestCompletionDisarms(t *testing.T) {
	b := newBench(t)
	cancelled := 0
	b.SetOnTimerCanceledListener(func(string) { cancelled++ })
	b.run(b.input(), func() {
		b.complete(time.Hour, "apply", "u1")
		b.complete(2*time.Hour, "check", "u2")
		b.signal(30*day, "m1", "T-1")
	})
	if got := b.outcome(); got != "permitted" || cancelled != 1 {
		t.Errorf("outcome %q, %d timers cancelled, want permitted and 1", got, cancelled)
	}
}

func TestMessageCountsOnce(t *testing.T) {
	b := newBench(t)
	b.run(b.input(), func() {
		b.complete(time.Hour, "apply", "u1")
		b.signal(2*time.Hour, "m0", "somebody else")
		b.signal(3*time.Hour, "m1", "T-1")
		b.signal(3*time.Hour, "m1", "T-1")
		b.signal(4*time.Hour, "m1", "T-1")
		b.complete(5*time.Hour, "check", "u2")
	})
	unsubscribed := 0
	for _, burst := range b.seen() {
		unsubscribed += len(burst.Unsubscribed)
	}
	if got := b.outcome(); got != "permitted" || unsubscribed != 1 {
		t.Errorf("outcome %q, %d messages taken, want permitted and 1", got, unsubscribed)
	}
}

func TestSpentRetriesBecomeAnIncident(t *testing.T) {
	b := newBench(t)
	b.fail["checked"] = errors.New("mail server refuses Canary Person")
	var retried *reply
	b.run(b.input(), func() {
		b.complete(time.Hour, "apply", "u1")
		b.signal(2*time.Hour, "m1", "T-1")
		b.complete(3*time.Hour, "check", "u2")
		retried = &reply{}
		b.at(4*time.Hour, func() {
			i, ok := b.incident("tell")
			if !ok || i.Attempts != 2 || strings.Contains(i.Cause, "Canary") || i.Cause == "" {
				t.Errorf("incident %+v", i)
			}
			delete(b.fail, "checked")
			b.UpdateWorkflow(RetryName, "r1", retried, RetryIncident{Key: i.Key})
		})
	})
	if got := b.outcome(); got != "permitted" {
		t.Errorf("outcome %q", got)
	}
	if _, open := b.incident("tell"); open || !retried.answered || retried.failed != nil {
		t.Errorf("the retry did not resolve the incident: %+v", retried)
	}
	ids := map[string]bool{}
	for _, id := range b.attempts {
		ids[id] = true
	}
	if len(b.attempts) != 3 || len(ids) != 1 {
		t.Errorf("%d attempts under %d ids, want 3 under one", len(b.attempts), len(ids))
	}
}

func TestDatabaseDownHoldsTheCase(t *testing.T) {
	b := newBench(t)
	var done *reply
	b.run(b.input(), func() {
		b.at(30*time.Minute, func() { b.failStore = 40 })
		done = b.complete(time.Hour, "apply", "u1")
		b.signal(2*day, "m1", "T-1")
		b.complete(3*day, "check", "u2")
	})
	if got := b.outcome(); got != "permitted" || !done.answered || done.failed != nil {
		t.Errorf("outcome %q, answer %+v: the case must go on when the database is back", got, done)
	}
}

func TestContinueAsNewCarriesTheCase(t *testing.T) {
	b := newBench(t)
	var late *reply
	b.run(b.input(), func() {
		b.at(time.Hour-time.Second, func() { b.SetContinueAsNewSuggested(true) })
		b.complete(time.Hour, "apply", "u1")
	})
	in := continued(t, b)
	if in.Carried == nil || in.Carried.Sequence != 2 || in.Release != b.release.Hash || in.Variables != nil {
		t.Fatalf("carried %+v", in)
	}
	next := newBench(t)
	next.bursts, next.sequence = b.seen(), b.sequence
	again := &reply{}
	next.SetStartTime(b.Now())
	next.run(in, func() {
		apply := b.seen()[0].Opened[0].Key
		next.at(time.Minute, func() { next.UpdateWorkflow(CompleteName, "u1", again, CompleteTask{Task: apply, By: "person-1"}) })
		late = &reply{}
		next.at(2*time.Minute, func() { next.UpdateWorkflow(CompleteName, "u9", late, CompleteTask{Task: apply, By: "person-1"}) })
		next.signal(20*day, "m1", "T-1")
	})
	if got := next.outcome(); got != "permitted" {
		t.Errorf("outcome %q: the deadlines must hold over the runs", got)
	}
	if !again.answered || again.failed != nil || again.done.Sequence != 2 {
		t.Errorf("a repeated Update in the next run: %+v, want the first answer", again)
	}
	if late.rejected == nil {
		t.Error("another completion of a closed task was not rejected in the next run")
	}
}

func continued(t *testing.T, b *bench) Input {
	t.Helper()
	var again *workflow.ContinueAsNewError
	if !errors.As(b.GetWorkflowError(), &again) {
		t.Fatalf("the case did not continue as new: %v", b.GetWorkflowError())
	}
	var in Input
	if err := converter.GetDefaultDataConverter().FromPayloads(again.Input, &in); err != nil {
		t.Fatal(err)
	}
	return in
}

func TestContinueAsNewWaitsForServices(t *testing.T) {
	b := newBench(t)
	b.fail["checked"] = errors.New("down")
	b.run(b.input(), func() {
		b.complete(time.Hour, "apply", "u1")
		b.signal(2*time.Hour, "m1", "T-1")
		b.at(2*time.Hour+time.Minute, func() { b.SetContinueAsNewSuggested(true); b.SetCurrentHistoryLength(9) })
		b.complete(3*time.Hour, "check", "u2")
	})
	in := continued(t, b)
	if len(in.Carried.State.Own.Jobs()) != 0 {
		t.Error("a running service was carried over: its result would be lost")
	}
}

func TestCancellationIsIgnored(t *testing.T) {
	b := newBench(t)
	b.run(b.input(), func() {
		b.at(time.Minute, b.CancelWorkflow)
		b.complete(time.Hour, "apply", "u1")
		b.signal(2*time.Hour, "m1", "T-1")
		b.complete(3*time.Hour, "check", "u2")
	})
	if got := b.outcome(); got != "permitted" {
		t.Errorf("outcome %q", got)
	}
}
