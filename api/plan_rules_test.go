package api

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/store"
)

// TestRulesKeepCases: those begun before a day, and those that have done a step, stay where they are through the dry run
// and the batch, also when it is started again; the journal says which rule kept how many. Without the rules they follow.
func TestRulesKeepCases(t *testing.T) {
	r := newRig(t)
	before := r.planJob(t)
	early := r.crowd(t, 4, 1) // one has done the step too: the day goes first
	cut := time.Now()
	late := r.crowd(t, 7, 3)
	after := r.planJob(t, "Wanted?", "Desired?")

	wish := casework.PlanWish{From: before, To: after, PerStep: 3, Rules: models.StayRules{StartedBefore: &cut, Past: []string{"ask"}}}
	plan := want[casework.Plan](t, http.StatusCreated, r.send(t, request{as: owner, method: "POST", path: "/migration-plans", body: wish}))
	plan = r.rests(t, r.deed(t, owner, plan, casework.TryPlan))
	if n := plan.Counts; n.WouldMove != 4 || n.Stays != 7 || n.Stuck != 0 {
		t.Fatalf("the dry run says %+v", n)
	}
	for range 2 { // started again it finds them the same
		plan = r.rests(t, r.deed(t, owner, plan, casework.StartPlan))
		if n := plan.Counts; plan.State != models.PlanDone || n.Moved != 4 || n.Stays != 7 {
			t.Fatalf("the batch says %s: %+v", plan.State, n)
		}
	}
	last := slices.IndexFunc(plan.Journal, func(e casework.PlanEvent) bool { return e.Kind == "done" })
	if last < 0 || plan.Journal[last].Note != "all 11, would move 0, moved 4, stay 7, stuck 0, left 0 (past 3, started-before 4)" || plan.Journal[last].Counts == nil || plan.Journal[last].Counts.Stays != 7 {
		t.Errorf("the journal says %+v", plan.Journal)
	}
	r.runUnder(t, before, early)
	r.runUnder(t, before, late[:3])
	r.runUnder(t, after, late[3:])
	rules := map[models.CaseID]string{}
	for _, c := range want[casework.List[casework.PlanCase]](t, http.StatusOK, r.send(t, request{as: owner, method: "GET", path: "/migration-plans/" + string(plan.ID) + "/cases?limit=100"})).Items {
		rules[c.Case] = c.Rule
	}
	if rules[early[0]] != "started-before" || rules[late[0]] != "past" || rules[late[5]] != "" {
		t.Errorf("the rules that kept them: %v", rules)
	}
	if times := r.journals(t, slices.Concat(early, late[:3])); len(times) != 0 {
		t.Errorf("of those that stay went over: %v", times)
	}

	rest := want[casework.Plan](t, http.StatusCreated, r.send(t, request{as: owner, method: "POST", path: "/migration-plans", body: casework.PlanWish{From: before, To: after}}))
	rest = r.rests(t, r.deed(t, owner, rest, casework.TryPlan))
	if rest = r.rests(t, r.deed(t, owner, rest, casework.StartPlan)); rest.Counts.Moved != 7 {
		t.Errorf("without the rules go over %+v", rest.Counts)
	}
	r.runUnder(t, after, slices.Concat(early, late))
	for id, n := range r.journals(t, slices.Concat(early, late)) {
		if n != 1 {
			t.Errorf("case %s went over %d times", id, n)
		}
	}
}

// runUnder wants cases to run under a release.
func (r *rig) runUnder(t *testing.T, release string, ids []models.CaseID) {
	t.Helper()
	ctx := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartOperations}})
	for _, id := range ids {
		row, err := r.work.Store.Case(ctx, id)
		must(t, err)
		if row.Release != release || row.State != models.CaseRunning {
			t.Errorf("case %s is %s under %.8s, not under %.8s", row.Number, row.State, row.Release, release)
		}
	}
}
