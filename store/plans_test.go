package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handinhand/models"
	"handinhand/store"
)

// plan is a plan about a case, with the case gathered.
func (w *world) plan(c models.Case) models.MigrationPlan {
	w.t.Helper()
	p := models.MigrationPlan{ID: models.PlanID(models.NewID()), CaseType: c.CaseType, From: c.Release, To: w.publish(c.CaseType, "bundle two"),
		Elements: map[string]string{"old": "new"}, Agencies: map[models.AgencyRole]models.AgencyID{}, PerStep: 1, State: models.PlanNew, MadeBy: w.clerk, MadeAt: noon, Notice: models.Texts{"de": "Neu"}}
	w.do(w.AddPlan(everyone(w.t), p))
	w.do(w.change(p, store.PlanChange{From: []models.PlanState{models.PlanNew}, To: models.PlanTrying, Again: true}))
	return p
}

func (w *world) change(p models.MigrationPlan, c store.PlanChange) error {
	c.Event = models.PlanEvent{At: noon, Kind: string(c.To), By: w.colleague}
	return w.ChangePlan(everyone(w.t), p.ID, c)
}

func TestPlanIsKeptAndChanged(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	p := w.plan(w.newCase(noon))
	got := must[models.MigrationPlan](t)(w.Plan(ctx, p.ID))
	if got.State != models.PlanTrying || got.Elements["old"] != "new" || got.Notice["de"] != "Neu" || got.RunBy != "" {
		t.Errorf("the plan is %+v", got)
	}
	if ids := must[[]models.PlanID](t)(w.PlansAtWork(ctx)); !slices.Equal(ids, []models.PlanID{p.ID}) {
		t.Errorf("at work are %v", ids)
	}
	paused := store.PlanChange{From: []models.PlanState{models.PlanRunning}, To: models.PlanPaused}
	if err := w.change(p, paused); models.KindOf(err) != models.KindClosed {
		t.Errorf("pausing what does not run: %v", err)
	}
	w.do(w.change(p, store.PlanChange{From: []models.PlanState{models.PlanTrying}, To: models.PlanTried}))
	w.do(w.change(p, store.PlanChange{From: []models.PlanState{models.PlanTried}, To: models.PlanRunning, Again: true}))
	w.do(w.change(p, paused))
	w.do(w.change(p, store.PlanChange{From: []models.PlanState{models.PlanPaused}, To: models.PlanRunning}))
	got = must[models.MigrationPlan](t)(w.Plan(ctx, p.ID))
	if !got.Tried || got.Runs != 1 || got.RunBy != w.colleague {
		t.Errorf("after a pause the plan is %+v", got)
	}
	var kinds []string
	for _, e := range must[[]models.PlanEvent](t)(w.PlanEvents(ctx, p.ID)) {
		kinds = append(kinds, e.Kind)
	}
	if diff := cmp.Diff([]string{"made", "trying", "tried", "running", "paused", "running"}, kinds); diff != "" {
		t.Errorf("the journal (-want +got):\n%s", diff)
	}
}

func TestPlanPicksCases(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	early, late := w.newCase(noon), w.newCase(noon.Add(time.Hour))
	w.project(first(early.ID))
	hour, day := noon.Add(time.Hour), noon.AddDate(0, 0, 1)
	for name, c := range map[string]struct {
		picked models.PickedCases
		want   int64
	}{
		"all": {models.PickedCases{}, 2}, "from then": {models.PickedCases{StartedFrom: &hour}, 1}, "before then": {models.PickedCases{StartedBefore: &hour}, 1},
		"of an agency": {models.PickedCases{Agency: office}, 2}, "of nobody": {models.PickedCases{Agency: "nobody"}, 0}, "at a step": {models.PickedCases{Positions: []string{"apply"}}, 1},
		"in the future": {models.PickedCases{StartedFrom: &day}, 0},
	} {
		at, all, err := w.Positions(ctx, early.Release, c.picked)
		if w.do(err); all != c.want {
			t.Errorf("%s: %d cases, want %d, at %v", name, all, c.want, at)
		}
	}
	_ = late
}

func TestPlanCasesAreSettled(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	one, two := w.newCase(noon), w.newCase(noon.Add(time.Minute))
	p := w.plan(one)
	due := must[[]models.PlanCase](t)(w.DuePlanCases(ctx, p.ID, 10))
	if len(due) != 2 {
		t.Fatalf("due are %+v", due)
	}
	due[0].BegunAt = &noon
	w.do(w.PlanBegins(ctx, due[0]))
	for i := range due {
		due[i].Result, due[i].Stands, due[i].Stuck = models.ResultStuck, "a b", []models.PlanStuck{{Element: "a", Reason: "gone", Code: "no-element", With: []string{"a"}}, {Element: "b", Reason: "gone"}}
		w.do(w.SettlePlanCase(ctx, due[i]))
	}
	obstacles := must[[]store.PlanObstacle](t)(w.PlanObstacles(ctx, p.ID))
	if diff := cmp.Diff([]store.PlanObstacle{{"a", "gone", "no-element", []string{"a"}, 2}, {"b", "gone", "", []string{}, 2}}, obstacles); diff != "" {
		t.Errorf("what stands in the way (-want +got):\n%s", diff)
	}
	// The first went over although nobody heard it, the second by other means.
	w.do(w.DB.WithContext(ctx).Exec("UPDATE cases SET release = ?", p.To).Error)
	w.do(w.Overtaken(ctx, p))
	tallies := must[[]store.PlanTally](t)(w.PlanTallies(ctx, p.ID))
	if diff := cmp.Diff([]store.PlanTally{{models.ResultMoved, "a b", "", 1}, {models.ResultStuck, "a b", "", 1}}, tallies); diff != "" {
		t.Errorf("what became of them (-want +got):\n%s", diff)
	}
	for _, id := range []models.CaseID{one.ID, two.ID} {
		moved := must[[]models.PlanCase](t)(w.PlansOfCase(ctx, id))
		if (id == due[0].Case) != (len(moved) == 1) {
			t.Errorf("the plans that moved %s are %+v", id, moved)
		}
	}
	page := must[store.List[store.PlanCaseLine]](t)(w.PlanCases(ctx, p.ID, "", store.Page{Size: 1}))
	if len(page.Items) != 1 || page.Items[0].Number != one.Number || page.Next == "" {
		t.Errorf("the first page is %+v", page)
	}
	if page = must[store.List[store.PlanCaseLine]](t)(w.PlanCases(ctx, p.ID, "", store.Page{Size: 1, Cursor: page.Next})); page.Items[0].Number != two.Number || page.Next != "" {
		t.Errorf("the second page is %+v", page)
	}
}

func TestRulesOfAPlanAskTheCase(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	c := w.newCase(noon)
	w.project(models.Burst{Case: c.ID, Sequence: 1, Milestones: []string{"applied"}, Journal: []models.JournalLine{{Kind: "completed", Element: "apply"}, {Kind: "entered", Element: "confirm"}},
		Incidents: []models.IncidentOpened{{Key: 9, Element: "e", Cause: "c"}}})
	for _, x := range []struct {
		rules models.StayRules
		want  store.StayFacts
	}{
		{models.StayRules{}, store.StayFacts{Incident: true}},
		{models.StayRules{Milestones: []string{"applied"}}, store.StayFacts{Milestone: true, Incident: true}},
		{models.StayRules{Milestones: []string{"tested"}, Past: []string{"confirm"}}, store.StayFacts{Incident: true}},
		{models.StayRules{Past: []string{"confirm", "apply"}}, store.StayFacts{Past: true, Incident: true}},
	} {
		if got := must[store.StayFacts](t)(w.StayFacts(ctx, c.ID, x.rules)); got != x.want {
			t.Errorf("%+v: %+v, want %+v", x.rules, got, x.want)
		}
	}
}
