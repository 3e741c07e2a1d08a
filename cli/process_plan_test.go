package cli

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"handinhand/casework"
	"handinhand/models"
)

// TestMigrateCommands: the simple form has stayed beside the commands for plans.
func TestMigrateCommands(t *testing.T) {
	for args, want := range map[string]string{
		"process migrate --from 01234567 --to 89abcdef --map a=b --dry-run":                                                           "process migrate now",
		"process migrate plan --from 01234567 --to 89abcdef --map a=b --keep-before 2026-01-31 --notice de=Neu,_und_gut --per-step 7": "process migrate plan",
		"process migrate show x --cases --result stuck":                                                                               "process migrate show <id>",
		"process migrate start x --wait":                                                                                              "process migrate start <id>",
		"process migrate pause x":                                                                                                     "process migrate pause <id>",
	} {
		var g grammar
		parser := kong.Must(&g, kong.BindTo(t.Context(), (*context.Context)(nil)))
		connected := " --database-url postgres://h/d --root-key-url base64key://x --temporal-address a:1 --s3-endpoint e:1 --s3-bucket b --s3-access-key k --s3-secret-key s"
		parsed, err := parser.Parse(strings.Fields(args + connected))
		if err != nil {
			t.Errorf("%s: %v", args, err)
			continue
		}
		if got := parsed.Command(); got != want {
			t.Errorf("%s is the command %q, want %q", args, got, want)
		}
	}
}

// TestABatchOutlivesItsWorker stops the worker in the middle of a batch. The next one
// goes on, and no case goes over twice.
func TestABatchOutlivesItsWorker(t *testing.T) {
	k := newTalk(t)
	stop := k.work()
	var ids []models.CaseID
	for range 8 {
		ids = append(ids, k.begin("hearer"))
	}
	for _, id := range ids {
		k.at(id, "first")
	}
	work, who, err := k.operator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := k.publishRenamed()
	command := writePlan{goingOver: goingOver{From: k.hashes["hearer"], To: r.Hash, Map: map[string]string{"first": "primo"}}, PerStep: 1}
	plan, err := work.MakePlan(t.Context(), who, command.wish())
	if err != nil {
		t.Fatal(err)
	}
	plan = k.does(work, who, plan, casework.TryPlan, func(p casework.Plan) bool { return !p.State.AtWork() })
	if plan.State != models.PlanTried || plan.Counts.WouldMove != 8 {
		t.Fatalf("the dry run says %s %+v", plan.State, plan.Counts)
	}
	plan = k.does(work, who, plan, casework.StartPlan, func(p casework.Plan) bool { return p.Counts.Moved > 0 })
	stop()
	again := k.work()
	defer again()
	plan = k.waits(work, who, plan.ID, func(p casework.Plan) bool { return !p.State.AtWork() })
	if plan.State != models.PlanDone || plan.Counts.Moved != 8 {
		t.Errorf("in the end the plan is %s %+v", plan.State, plan.Counts)
	}
	for _, id := range ids {
		k.at(id, "primo")
		journal, err := k.store.Journal(k.ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		times := 0
		for _, e := range journal {
			if e.Kind == "migrated" {
				times++
			}
		}
		if times != 1 {
			t.Errorf("case %s went over %d times", id, times)
		}
	}
}

func (k *talk) does(work *casework.Casework, who casework.Actor, plan casework.Plan, deed casework.PlanDeed, until func(casework.Plan) bool) casework.Plan {
	k.t.Helper()
	if _, err := work.DoPlan(k.t.Context(), who, plan.ID, deed); err != nil {
		k.t.Fatal(err)
	}
	return k.waits(work, who, plan.ID, until)
}

func (k *talk) waits(work *casework.Casework, who casework.Actor, id models.PlanID, until func(casework.Plan) bool) casework.Plan {
	k.t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		plan, err := work.Plan(k.t.Context(), who, id)
		if err != nil {
			k.t.Fatal(err)
		}
		if until(plan) {
			return plan
		}
		if time.Now().After(deadline) {
			k.t.Fatalf("the plan is still %s %+v", plan.State, plan.Counts)
		}
	}
}
