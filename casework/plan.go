package casework

import (
	"context"
	"slices"
	"strings"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/bpmn"
	"handinhand/process/release"
	"handinhand/store"
)

const (
	// largePlan is from how many cases on two people must want a batch.
	largePlan = 100
	// usualStep and longestStep are how many cases a step takes.
	usualStep, longestStep = 25, 200
	// longestNotice is in characters, for each language.
	longestNotice = 2000
)

// PlanWish is what a plan says, see models.MigrationPlan. From and To are hashes of
// releases, or their beginnings.
type PlanWish struct {
	From      string                                `json:"from" minLength:"8" maxLength:"64" doc:"Hash of the release that the cases run under, or its beginning."`
	To        string                                `json:"to" minLength:"8" maxLength:"64" doc:"Release that they go over to."`
	Elements  map[string]string                     `json:"elements,omitempty" doc:"New ids of elements that are called otherwise there; the others keep theirs."`
	Agencies  map[models.AgencyRole]models.AgencyID `json:"agencies,omitempty" doc:"Agency by role, for roles that only the new release has."`
	Recompute bool                                  `json:"recompute,omitempty" doc:"Timers that run get their time from the new release."`
	Picked    models.PickedCases                    `json:"picked,omitempty" doc:"Which cases; all where nothing is said."`
	Rules     models.StayRules                      `json:"rules,omitempty" doc:"Which of them stay where they are."`
	Notice    models.Texts                          `json:"notice,omitempty" doc:"What the applicant of each case that goes over is told, by language; nothing personal. Empty: nothing."`
	PerStep   int                                   `json:"perStep,omitempty" minimum:"0" maximum:"200" doc:"Cases between two looks at whether to go on; 0 means 25."`
}

// MakePlan writes a plan. It moves nothing: try it, then start it.
func (c *Casework) MakePlan(ctx context.Context, a Actor, w PlanWish) (Plan, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.PlanMigration, policy.Platform()); err != nil {
		return Plan{}, err
	}
	from, to, err := c.fromTo(ctx, w.From, w.To)
	if err != nil {
		return Plan{}, err
	}
	if err := w.fits(from, to); err != nil {
		return Plan{}, err
	}
	row := models.MigrationPlan{
		ID: models.PlanID(models.NewID()), CaseType: from.CaseType, From: from.Hash, To: to.Hash, Elements: filled(w.Elements), Agencies: filled(w.Agencies),
		Recompute: w.Recompute, Picked: w.Picked, Rules: w.Rules, Notice: filled(w.Notice), PerStep: w.PerStep, State: models.PlanNew, MadeBy: a.Person, MadeAt: now(),
	}
	if row.PerStep == 0 {
		row.PerStep = usualStep
	}
	if err := c.Store.AddPlan(ctx, row); err != nil {
		return Plan{}, err
	}
	return c.planView(ctx, a, row.ID)
}

func filled[M ~map[K]V, K comparable, V any](m M) M {
	if m == nil {
		return M{}
	}
	return m
}

// fromTo are the two releases of a migration; the proof of the second holds.
func (c *Casework) fromTo(ctx context.Context, from, to string) (*release.Release, *release.Release, error) {
	hash, err := c.releaseNamed(ctx, from)
	if err != nil {
		return nil, nil, err
	}
	old, err := c.release(ctx, hash)
	if err != nil {
		return nil, nil, err
	}
	if strings.HasPrefix(hash, strings.ToLower(to)) {
		return nil, nil, models.Problemf(models.KindInvalid, "migration", "the cases run under this release already")
	}
	next, err := c.target(ctx, to, old.CaseType)
	return old, next, err
}

// fits finds what a plan names and the releases do not have.
func (w PlanWish) fits(from, to *release.Release) error {
	invalid := models.Problemf(models.KindInvalid, "plan", "the plan does not fit the two releases")
	wrong := func(field, code, reason string) {
		invalid.Fields = append(invalid.Fields, models.FieldProblem{Field: field, Rule: code, Params: map[string]any{"reason": reason}})
	}
	for _, element := range sortedKeys(w.Elements) {
		if !has(from, element) {
			wrong(element, "plan-from", "the release that the cases run under has no such element")
		}
		if !has(to, w.Elements[element]) {
			wrong(w.Elements[element], "plan-to", "the new release has no such element")
		}
	}
	for _, element := range slices.Concat(w.Picked.Positions, w.Rules.Past) {
		if _, ok := from.Element(element); !ok {
			wrong(element, "plan-from", "the release that the cases run under has no such element")
		}
	}
	for _, key := range w.Rules.Milestones {
		if !slices.Contains(from.Milestones(), key) {
			wrong(key, "plan-milestone", "the release that the cases run under has no such milestone")
		}
	}
	w.tells(from, to, wrong)
	if w.PerStep < 0 || w.PerStep > longestStep {
		wrong("perStep", "plan-step", "a step takes between 1 and 200 cases")
	}
	if len(invalid.Fields) > 0 {
		return invalid
	}
	return nil
}

// tells checks what applicants are told. German is what everyone falls back to.
func (w PlanWish) tells(from, to *release.Release, wrong func(field, code, reason string)) {
	for _, language := range sortedKeys(w.Notice) {
		switch text := w.Notice[language]; {
		case !slices.Contains(slices.Concat(from.Locales(), to.Locales()), language):
			wrong("notice."+language, "plan-language", "the process does not speak this language")
		case strings.TrimSpace(text) == "":
			wrong("notice."+language, "plan-empty", "say something, or leave the language out")
		case len([]rune(text)) > longestNotice:
			wrong("notice."+language, "plan-long", "at most 2000 characters")
		}
	}
	if _, ok := w.Notice["de"]; len(w.Notice) > 0 && !ok {
		wrong("notice.de", "plan-german", "German is what readers of every other language get: say it in German too")
	}
}

// has tells whether a release has an element or a flow.
func has(r *release.Release, id string) bool {
	if _, ok := r.Element(id); ok {
		return true
	}
	return slices.ContainsFunc(r.Definitions(), func(d *bpmn.Definition) bool { _, ok := d.Flow(id); return ok })
}

// PlanDeed is what can be done with a plan.
type PlanDeed string

const (
	TryPlan    PlanDeed = "try"
	StartPlan  PlanDeed = "start"
	PausePlan  PlanDeed = "pause"
	ResumePlan PlanDeed = "resume"
	StopPlan   PlanDeed = "stop"
)

// planDeeds say from which states a deed leads where.
var planDeeds = map[PlanDeed]struct {
	from   []models.PlanState
	to     models.PlanState
	action policy.Action
	again  bool
}{
	TryPlan:    {[]models.PlanState{models.PlanNew, models.PlanTried, models.PlanStopped, models.PlanDone}, models.PlanTrying, policy.RunPlan, true},
	StartPlan:  {[]models.PlanState{models.PlanTried, models.PlanStopped, models.PlanDone}, models.PlanRunning, policy.StartPlan, true},
	PausePlan:  {[]models.PlanState{models.PlanRunning}, models.PlanPaused, policy.RunPlan, false},
	ResumePlan: {[]models.PlanState{models.PlanPaused}, models.PlanRunning, policy.RunPlan, false},
	StopPlan:   {[]models.PlanState{models.PlanTrying, models.PlanRunning, models.PlanPaused}, models.PlanStopped, policy.RunPlan, false},
}

// DoPlan tries, starts, pauses, resumes or stops a plan. A batch about many cases is
// started by somebody else than who wrote the plan, after a dry run, and only under a
// release whose proof holds. Stopping keeps what has gone over; starting again takes
// the others.
func (c *Casework) DoPlan(ctx context.Context, a Actor, id models.PlanID, deed PlanDeed) (Plan, error) {
	ctx = acting(ctx, a)
	row, err := c.plan(ctx, a, id)
	if err != nil {
		return Plan{}, err
	}
	d, known := planDeeds[deed]
	if !known {
		return Plan{}, models.Problemf(models.KindInvalid, "plan", "a plan cannot be told to %q", deed)
	}
	all, err := c.Store.PlanSize(ctx, row)
	if err != nil {
		return Plan{}, err
	}
	if err := c.may(a, d.action, policy.Plan(row, all > largePlan)); err != nil {
		return Plan{}, err
	}
	if deed == StartPlan && !row.Tried {
		return Plan{}, models.Problemf(models.KindClosed, "plan.closed", "try the plan first: nobody knows yet what it does")
	}
	if d.to.AtWork() {
		if _, _, err := c.fromTo(ctx, row.From, row.To); err != nil {
			return Plan{}, err
		}
	}
	event := models.PlanEvent{At: now(), Kind: string(deed), By: a.Person}
	if err := c.Store.ChangePlan(ctx, id, store.PlanChange{From: d.from, To: d.to, Event: event, Again: d.again}); err != nil {
		return Plan{}, err
	}
	if d.to.AtWork() {
		if err := c.Workflows.CarryOut(ctx, id); err != nil {
			c.Log.WarnContext(ctx, "a batch begins within a minute", "plan", id, "error", err)
		}
	}
	return c.planView(ctx, a, id)
}

// plan is a plan that the actor may see.
func (c *Casework) plan(ctx context.Context, a Actor, id models.PlanID) (models.MigrationPlan, error) {
	if err := c.may(a, policy.PlanMigration, policy.Platform()); err != nil {
		return models.MigrationPlan{}, err
	}
	return c.Store.Plan(ctx, id)
}

// CarryOutPlans makes sure that every batch that should run does. It may be called as
// often as one likes.
func (c *Casework) CarryOutPlans(ctx context.Context) error {
	ids, err := c.Store.PlansAtWork(ctx)
	for _, id := range ids {
		if failed := c.Workflows.CarryOut(ctx, id); failed != nil {
			return failed
		}
	}
	return err
}
