package ui

import (
	"strings"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
	"handinhand/ui/studio"
)

var (
	oldHash = strings.Repeat("3fa9", 16)
	newHash = strings.Repeat("a1b2", 16)
)

func planSamples() []sample {
	migrate := "/studio/processes/language-course/migrate"
	wrong := page.Problems{{ID: "main", Text: "check: the new release has no such element"}}
	return []sample{
		{"migrate", "studio/migrate", migrate, owner, false, migrateView(nil)},
		{"migrate-wrong", "studio/migrate", migrate, owner, true, migrateView(wrong)},
		{"migrate-same", "studio/migrate", migrate, owner, false, studio.MigrateView{Positions: casework.Positions{CaseType: "language-course", Name: "Anmeldung", From: newHash, To: newHash, Releases: running()}}},
		{"plan-trying", "studio/plan", "/studio/plans/p", owner, false, planView(models.PlanTrying)},
		{"plan-tried", "studio/plan", "/studio/plans/p", owner, false, planView(models.PlanTried)},
		{"plan-paused", "studio/plan", "/studio/plans/p", owner, false, planView(models.PlanPaused)},
		{"plan-done", "studio/plan", "/studio/plans/p", owner, false, planView(models.PlanDone)},
	}
}

func running() []casework.RunningRelease {
	return []casework.RunningRelease{
		{ReleaseLine: casework.ReleaseLine{Hash: newHash, PublishedAt: *at(-1), Current: true}, Cases: 1},
		{ReleaseLine: casework.ReleaseLine{Hash: oldHash, PublishedAt: *at(-30)}, Cases: 200},
	}
}

func migrateView(wrong page.Problems) studio.MigrateView {
	confirm, check := casework.ElementName{Element: "confirm", Name: "Anspruch prüfen"}, casework.ElementName{Element: "check", Name: "Anspruch und Frist prüfen"}
	v := studio.MigrateView{Problems: wrong, Positions: casework.Positions{CaseType: "language-course", Name: "Anmeldung zum Integrationskurs", From: oldHash, To: newHash, Cases: 200,
		Positions: []casework.Position{
			{ElementName: casework.ElementName{Element: "apply", Name: "Angaben machen"}, Kind: "userTask", Cases: 160, To: "apply", Fits: []casework.ElementName{{Element: "apply", Name: "Angaben machen"}, check}},
			{ElementName: confirm, Kind: "userTask", Cases: 40, Fits: []casework.ElementName{{Element: "apply", Name: "Angaben machen"}, check}},
		},
		Releases: running(), Agencies: []casework.AgencyLine{{ID: "vhs", Role: "course-provider", Name: "Volkshochschule"}}, Milestones: []casework.MilestoneName{{Key: "applied", Title: "Antrag gestellt"}},
		Steps: steps(), NewSteps: steps(), BPMN: sampleBPMN, NewBPMN: sampleBPMN, Languages: []string{"de", "en"},
		NewRoles: []casework.Choice{{Role: "test-centre", Name: "Teststelle", Agencies: []casework.AgencyLine{{ID: "t", Name: "Teststelle"}}}}}}
	if wrong != nil {
		v.Wish = wish()
		v.Plans = []casework.PlanLine{plan(models.PlanDone).PlanLine}
	}
	return v
}

func wish() casework.PlanWish {
	return casework.PlanWish{From: oldHash, To: newHash, Elements: map[string]string{"confirm": "check"}, Recompute: true, PerStep: 7, Notice: models.Texts{"de": "Die Frist ist jetzt länger."},
		Picked: models.PickedCases{Positions: []string{"confirm"}, Agency: "vhs", StartedFrom: at(-60), StartedBefore: at(0)},
		Rules:  models.StayRules{StartedBefore: at(-90), Milestones: []string{"applied"}, Past: []string{"confirm"}, Incident: true}}
}

func plan(state models.PlanState) casework.Plan {
	confirm := []casework.ElementName{{Element: "confirm", Name: "Anspruch prüfen"}}
	p := casework.Plan{PlanLine: casework.PlanLine{ID: "p", CaseType: "language-course", Name: "Anmeldung zum Integrationskurs", From: oldHash, To: newHash, State: state, MadeBy: owner.Person, MadeAt: *at(-1),
		Counts: casework.PlanCounts{All: 200, Due: 20, WouldMove: 140, Stays: 3, Stuck: 36, Left: 1}}, Wish: wish(), Tried: true, Large: true,
		Deeds:     []casework.PlanDeed{casework.TryPlan, casework.StartPlan, casework.PausePlan, casework.ResumePlan, casework.StopPlan},
		Positions: []casework.PlanPosition{{Result: "", Cases: 20}, {Result: models.ResultStays, At: confirm, Rule: "started-before", Cases: 3}, {Result: models.ResultStuck, At: confirm, Cases: 36}},
		Journal:   []casework.PlanEvent{{At: *at(-1), Kind: "made", By: owner.Person}, {At: *at(-1), Kind: "try", By: "other"}, {At: *at(-1), Kind: "tried", Note: "all 200", Counts: &casework.PlanCounts{All: 200, WouldMove: 164, Stuck: 36}}, {At: *at(-1), Kind: "halted", Note: "the process must be proven again"}}}
	if state != models.PlanTrying {
		p.Obstacles = []casework.PlanObstacle{{ElementName: confirm[0], Reason: "the new process has no element", Code: "no-element", With: []string{"confirm"}, Cases: 35}, {Reason: "nobody has words for it", Code: "unheard-of", Cases: 1}}
	}
	if state == models.PlanPaused {
		p.Why = "the process must be proven again"
	}
	return p
}

func planView(state models.PlanState) studio.PlanView {
	if state == models.PlanTrying {
		return studio.NewPlanView(plan(state), casework.List[casework.PlanCase]{}, "", owner.Person)
	}
	return studio.NewPlanView(plan(state), casework.List[casework.PlanCase]{Next: "c2", Items: []casework.PlanCase{
		{Case: caseID, Number: "LC-7K3F-92QD", Result: models.ResultStuck, At: []casework.ElementName{{Element: "confirm", Name: "Anspruch prüfen"}}, Time: at(0),
			Stuck: []casework.StuckStep{{Element: "confirm", Name: "Anspruch prüfen", Reason: "the open task is in another lane", Code: "other-lane", With: []string{"a", "b"}}}},
		{Case: caseID, Number: "LC-1AAA-00QD", Rule: "incident", Result: models.ResultStays},
	}}, models.ResultStuck, owner.Person)
}
