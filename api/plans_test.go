package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/store"
)

// flakyMover is a worker that can die in the middle of steps: its context ends at any
// moment, and what it was told after that is lost.
type flakyMover struct {
	work *casework.Casework

	mu    sync.Mutex
	kills []time.Duration // how long each of the next steps lives
	until int             // steps until ahead is called
	ahead func()          // called ahead of a step
}

// dies lets the next steps end so soon.
func (f *flakyMover) dies(after ...time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kills = after
}

// at calls do ahead of the step of that number, those that die not counted.
func (f *flakyMover) at(step int, do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.until, f.ahead = step, do
}

// MovePlan is of activities.Mover.
func (f *flakyMover) MovePlan(ctx context.Context, plan models.PlanID) (bool, error) {
	life, ahead := f.next()
	if life >= 0 {
		ctx, cancel := context.WithTimeout(ctx, life)
		defer cancel()
		_, _ = f.work.MovePlan(ctx, plan)
		return false, errors.New("the worker is gone")
	}
	if ahead != nil {
		ahead()
	}
	return f.work.MovePlan(ctx, plan)
}

// next is how long the next step lives, -1 to its end, and what comes ahead of it.
func (f *flakyMover) next() (life time.Duration, ahead func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.kills) > 0 {
		life, f.kills = f.kills[0], f.kills[1:]
		return life, nil
	}
	if f.until--; f.until == 0 {
		ahead = f.ahead
	}
	return -1, ahead
}

// planJob is the odd job under a name of its own.
func (r *rig) planJob(t *testing.T, changes ...string) string {
	t.Helper()
	release, findings, err := r.work.PublishFiles(t.Context(), oddJob(t, append([]string{"odd-job", "plan-job"}, changes...)...), "test")
	if err != nil {
		t.Fatal(err, findings)
	}
	return release.Hash
}

// crowd starts cases; the first of them go on to where the new release cannot take
// them without a map.
func (r *rig) crowd(t *testing.T, all, behind int) (ids []models.CaseID) {
	t.Helper()
	for i := range all {
		c := want[casework.Case](t, http.StatusCreated, r.send(t, request{as: amal, method: "POST", path: "/cases", body: NewCase{CaseType: "plan-job"}}))
		ids = append(ids, c.ID)
		if j := (&journey{r, t, c.ID, c.Number}); i < behind {
			j.complete(amal, j.own("ask"), map[string]any{"wish": "tea"})
		}
	}
	return ids
}

func (r *rig) deed(t *testing.T, as person, plan casework.Plan, do casework.PlanDeed) casework.Plan {
	t.Helper()
	return want[casework.Plan](t, http.StatusOK, r.send(t, request{as: as, method: "POST", path: "/migration-plans/" + string(plan.ID) + "/deeds", body: PlanDo{do}}))
}

// rests waits until nobody looks at or moves the plan's cases.
func (r *rig) rests(t *testing.T, plan casework.Plan) casework.Plan {
	t.Helper()
	return until(&journey{rig: r, t: t}, "the end of "+string(plan.State), func() (casework.Plan, bool) {
		now := want[casework.Plan](t, http.StatusOK, r.send(t, request{as: owner, method: "GET", path: "/migration-plans/" + string(plan.ID)}))
		return now, !now.State.AtWork()
	})
}

// journals tells how often the journal of each case says that it went over.
func (r *rig) journals(t *testing.T, ids []models.CaseID) map[models.CaseID]int {
	t.Helper()
	ctx := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartOperations}})
	times := map[models.CaseID]int{}
	for _, id := range ids {
		entries, err := r.work.Store.Journal(ctx, id)
		must(t, err)
		for _, e := range entries {
			if e.Kind == "migrated" {
				times[id]++
			}
		}
	}
	return times
}

// TestABatchLosesNoCase is what the issue of the studio asks for: of 200 running cases
// 40 cannot go over without a map.
func TestABatchLosesNoCase(t *testing.T) {
	all, behind := 200, 40
	if testing.Short() {
		all, behind = 20, 4
	}
	newRig(t).batches(t, all, behind)
}

// batches takes cases over by plans.
func (r *rig) batches(t *testing.T, all, behind int) {
	t.Helper()
	before := r.planJob(t)
	ids := r.crowd(t, all, behind)
	after := r.planJob(t, `"look"`, `"inspect"`, `>look<`, `>inspect<`, "element.look.", "element.inspect.")
	r.positionsAreSeen(t, all, behind, before, after)
	wish := casework.PlanWish{From: before[:12], To: after, Notice: models.Texts{"de": "Das Ansehen heißt jetzt Prüfen."}, PerStep: 7}
	r.plansAreRefused(t, wish)

	plan := want[casework.Plan](t, http.StatusCreated, r.send(t, request{as: owner, method: "POST", path: "/migration-plans", body: wish}))
	refused(t, http.StatusConflict, "closed", r.send(t, request{as: mender, method: "POST", path: "/migration-plans/" + string(plan.ID) + "/deeds", body: PlanDo{casework.StartPlan}}))
	plan = r.rests(t, r.deed(t, owner, plan, casework.TryPlan))
	if n := plan.Counts; plan.State != models.PlanTried || n.All != int64(all) || n.WouldMove != int64(all-behind) || n.Stuck != int64(behind) {
		t.Fatalf("the dry run says %s: %+v", plan.State, n)
	}
	if o := plan.Obstacles; len(o) != 1 || o[0].Element != "look" || o[0].Code != "no-element" || !slices.Equal(o[0].With, []string{"look"}) || o[0].Cases != int64(behind) || !strings.Contains(o[0].Reason, "no element") {
		t.Errorf("what stands in the way: %+v", o)
	}
	if got := r.journals(t, ids); len(got) != 0 {
		t.Fatalf("the dry run moved %d cases", len(got))
	}
	r.twoPeople(t, plan)
	plan = r.rests(t, r.deed(t, mender, plan, casework.StartPlan))
	if n := plan.Counts; plan.State != models.PlanDone || n.Moved != int64(all-behind) || n.Stuck != int64(behind) {
		t.Fatalf("the batch says %s: %+v", plan.State, n)
	}

	wish.Elements = map[string]string{"look": "inspect"}
	rest := want[casework.Plan](t, http.StatusCreated, r.send(t, request{as: mender, method: "POST", path: "/migration-plans", body: wish}))
	rest = r.rests(t, r.deed(t, mender, rest, casework.TryPlan))
	rest = r.rests(t, r.deed(t, owner, rest, casework.StartPlan))
	if n := rest.Counts; rest.State != models.PlanDone || n.All != int64(behind) || n.Moved != int64(behind) {
		t.Fatalf("the batch with the map says %s: %+v", rest.State, n)
	}
	r.noneIsLost(t, ids, after)
	if list := want[casework.List[casework.PlanLine]](t, http.StatusOK, r.send(t, request{as: owner, method: "GET", path: "/processes/plan-job/migration-plans"})); len(list.Items) != 2 || list.Items[0].ID != rest.ID {
		t.Errorf("the plans are %+v", list.Items)
	}
	moved := want[casework.List[casework.PlanCase]](t, http.StatusOK, r.send(t, request{as: owner, method: "GET", path: "/migration-plans/" + string(rest.ID) + "/cases?result=moved&limit=100"}))
	if len(moved.Items) != min(behind, 100) || len(moved.Items[0].At) != 3 {
		t.Errorf("the cases that the second plan moved: %+v", moved.Items)
	}
}

// noneIsLost asks the database: each case runs under the new release, its journal says
// so once, its applicant was told once, and the log names who started the batch once.
func (r *rig) noneIsLost(t *testing.T, ids []models.CaseID, release string) {
	t.Helper()
	times := r.journals(t, ids)
	ctx := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartOperations, store.PartWorker, store.PartLog}})
	for _, id := range ids {
		row, err := r.work.Store.Case(ctx, id)
		must(t, err)
		var notices, entries int64
		must(t, r.work.Store.DB.WithContext(ctx).Model(&models.Notice{}).Where("case_id = ? AND text = 'case-migrated'", id).Count(&notices).Error)
		must(t, r.work.Store.DB.WithContext(ctx).Model(&models.Access{}).Where("case_id = ? AND action = 'migrateCase'", id).Count(&entries).Error)
		if row.State != models.CaseRunning || row.Release != release || times[id] != 1 || notices != 1 || entries != 1 {
			t.Errorf("case %s is %s under %.8s, went over %d times, with %d notices and %d lines in the log", row.Number, row.State, row.Release, times[id], notices, entries)
		}
	}
	view := want[casework.Case](t, http.StatusOK, r.send(t, request{as: amal, method: "GET", path: "/cases/" + string(ids[0])}))
	if len(view.Notices) != 1 || view.Notices[0].Text != "Das Ansehen heißt jetzt Prüfen." || view.Notices[0].Title == "" {
		t.Errorf("the applicant is told %+v", view.Notices)
	}
}

func (r *rig) positionsAreSeen(t *testing.T, all, behind int, before, after string) {
	t.Helper()
	seen := want[casework.Positions](t, http.StatusOK, r.send(t, request{as: owner, method: "GET", path: "/processes/plan-job/positions"}))
	at := map[string]casework.Position{}
	for _, p := range seen.Positions {
		at[p.Element] = p
	}
	if seen.From != before || seen.To != after || seen.Cases != int64(all) || at["ask"].Cases != int64(all-behind) || at["look"].Cases != int64(behind) {
		t.Errorf("the positions are %+v", seen.Positions)
	}
	if at["ask"].To != "ask" || at["look"].To != "" || !slices.Contains(at["look"].Fits, casework.ElementName{Element: "inspect", Name: "Ansehen"}) && len(at["look"].Fits) == 0 {
		t.Errorf("what they can become: %+v", at)
	}
	few := want[casework.Positions](t, http.StatusOK, r.send(t, request{as: owner, method: "GET",
		path: "/processes/plan-job/positions?at=look&agency=tests&startedFrom=2020-01-01T00:00:00Z&from=" + before[:8] + "&to=" + after[:8]}))
	none := want[casework.Positions](t, http.StatusOK, r.send(t, request{as: owner, method: "GET", path: "/processes/plan-job/positions?startedBefore=2020-01-01T00:00:00Z"}))
	if few.Cases != int64(behind) || none.Cases != 0 {
		t.Errorf("picked: %d at look, %d of the past", few.Cases, none.Cases)
	}
}

// plansAreRefused: nobody but owners and operators, and nothing that does not fit.
func (r *rig) plansAreRefused(t *testing.T, wish casework.PlanWish) {
	t.Helper()
	for _, who := range []person{amal, weber, brandt, system, auditor} {
		refused(t, http.StatusForbidden, "forbidden", r.send(t, request{as: who, method: "POST", path: "/migration-plans", body: wish}))
		refused(t, http.StatusForbidden, "forbidden", r.send(t, request{as: who, method: "GET", path: "/processes/plan-job/positions"}))
		refused(t, http.StatusForbidden, "forbidden", r.send(t, request{as: who, method: "GET", path: "/migration-plans/" + models.NewID()}))
	}
	for name, spoil := range map[string]func(*casework.PlanWish){
		"the same release":     func(w *casework.PlanWish) { w.To = w.From },
		"an unknown element":   func(w *casework.PlanWish) { w.Elements = map[string]string{"nowhere": "inspect"} },
		"an unknown target":    func(w *casework.PlanWish) { w.Elements = map[string]string{"look": "nowhere"} },
		"an unknown position":  func(w *casework.PlanWish) { w.Picked.Positions = []string{"nowhere"} },
		"an unknown milestone": func(w *casework.PlanWish) { w.Rules.Milestones = []string{"nowhere"} },
		"no German":            func(w *casework.PlanWish) { w.Notice = models.Texts{"en": "New."} },
		"an empty notice":      func(w *casework.PlanWish) { w.Notice = models.Texts{"de": " "} },
	} {
		bad := wish
		spoil(&bad)
		if a := r.send(t, request{as: owner, method: "POST", path: "/migration-plans", body: bad}); a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %s %s", name, a.Status, a.raw)
		}
	}
}

// twoPeople: who wrote a large plan does not start it.
func (r *rig) twoPeople(t *testing.T, plan casework.Plan) {
	t.Helper()
	if plan.Large != (plan.Counts.All > 100) || slices.Contains(plan.Deeds, casework.StartPlan) == plan.Large {
		t.Errorf("of %d cases the plan is large: %v, its author can %v", plan.Counts.All, plan.Large, plan.Deeds)
	}
	if plan.Large {
		refused(t, http.StatusForbidden, "forbidden", r.send(t, request{as: owner, method: "POST", path: "/migration-plans/" + string(plan.ID) + "/deeds", body: PlanDo{casework.StartPlan}}))
	}
}

// TestABatchGoesOn pauses a batch in its middle, lets its workers die at any moment,
// stops it and starts it again. No case goes over twice, and none is forgotten.
func TestABatchGoesOn(t *testing.T) {
	const all, perStep = 30, 5
	r := newRig(t)
	before := r.planJob(t)
	ids := r.crowd(t, all, 0)
	after := r.planJob(t, "Wanted?", "Desired?")
	wish := casework.PlanWish{From: before, To: after, PerStep: perStep, Notice: models.Texts{"de": "Das Ansehen heißt jetzt Prüfen."}}
	plan := want[casework.Plan](t, http.StatusCreated, r.send(t, request{as: owner, method: "POST", path: "/migration-plans", body: wish}))
	plan = r.rests(t, r.deed(t, owner, plan, casework.TryPlan))

	ctx := t.Context()
	r.mover.at(2, func() { r.told(ctx, plan.ID, casework.PausePlan) })
	plan = r.rests(t, r.deed(t, owner, plan, casework.StartPlan))
	if plan.State != models.PlanPaused || plan.Counts.Moved != perStep || !slices.Contains(plan.Deeds, casework.ResumePlan) {
		t.Fatalf("paused after a step the plan is %s: %+v, and its reader can %v", plan.State, plan.Counts, plan.Deeds)
	}
	r.mover.at(2, func() { r.told(ctx, plan.ID, casework.StopPlan) })
	r.mover.dies(5*time.Millisecond, 30*time.Millisecond, 100*time.Millisecond)
	plan = r.rests(t, r.deed(t, mender, plan, casework.ResumePlan))
	if plan.State != models.PlanStopped || plan.Counts.Moved >= all {
		t.Fatalf("stopped the plan is %s: %+v", plan.State, plan.Counts)
	}
	r.mover.dies(50 * time.Millisecond)
	if plan = r.rests(t, r.deed(t, owner, plan, casework.StartPlan)); plan.State != models.PlanDone || plan.Counts.Moved != all {
		t.Fatalf("in the end the plan is %s: %+v", plan.State, plan.Counts)
	}
	r.noneIsLost(t, ids, after)
	refused(t, http.StatusConflict, "closed", r.send(t, request{as: owner, method: "POST", path: "/migration-plans/" + string(plan.ID) + "/deeds", body: PlanDo{casework.PausePlan}}))
}

// told does something with a plan as an operator, in the middle of a step.
func (r *rig) told(ctx context.Context, plan models.PlanID, do casework.PlanDeed) {
	who, err := r.work.Store.EnsurePerson(ctx, "https://issuer.example", "in-between", "en")
	if err != nil {
		return // the test sees that nothing was done
	}
	_, _ = r.work.DoPlan(ctx, casework.Actor{Person: who.ID, Roles: []models.Role{models.RoleOperator}, Locale: "en"}, plan, do)
}
