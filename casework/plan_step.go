package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"handinhand/models"
	"handinhand/process/release"
	"handinhand/store"
)

// planPatience is how often a case is asked that gives no answer before the plan goes
// on without it.
const planPatience = 5

// migratedMessage is the text of the notice to the applicant of a case that went over.
const migratedMessage = "case-migrated"

// carrying is one step of a plan.
type carrying struct {
	*Casework
	plan     models.MigrationPlan
	from, to *release.Release
}

// MovePlan looks at, or moves, the next cases of a plan, for the worker. It may be
// interrupted anywhere and asked again: a case's Update has one name for each start of
// the plan, and a case that is under the new release is not asked again. more is false
// when nothing is left to do, or somebody has paused or stopped the plan.
func (c *Casework) MovePlan(ctx context.Context, id models.PlanID) (more bool, err error) {
	ctx = store.As(ctx, store.Identity{Parts: []store.Part{store.PartOperations}})
	plan, err := c.Store.Plan(ctx, id)
	if err != nil || !plan.State.AtWork() {
		return false, err
	}
	rows, err := c.Store.DuePlanCases(ctx, id, plan.PerStep)
	if err != nil {
		return false, err
	}
	if len(rows) == 0 {
		return false, c.planOver(ctx, plan)
	}
	step := carrying{Casework: c, plan: plan}
	step.from, step.to, err = c.fromTo(ctx, plan.From, plan.To)
	if kind := models.KindOf(err); kind == models.KindConflict {
		return false, c.planHalted(ctx, plan, err)
	}
	if err != nil {
		return false, err
	}
	settled, err := step.all(ctx, rows)
	if err == nil && settled == 0 {
		err = models.Problemf(models.KindUnavailable, "case.unavailable", "no case of the step has answered")
	}
	return true, err
}

// planOver ends a dry run or a batch that has nothing left to do.
func (c *Casework) planOver(ctx context.Context, plan models.MigrationPlan) error {
	if err := c.Store.Overtaken(ctx, plan); err != nil {
		return err
	}
	tallies, err := c.Store.PlanTallies(ctx, plan.ID)
	if err != nil {
		return err
	}
	to, kind := models.PlanDone, "done"
	if plan.State == models.PlanTrying {
		to, kind = models.PlanTried, "tried"
	}
	event := models.PlanEvent{At: now(), Kind: kind, Note: countPlan(tallies).note() + rulesNote(tallies)}
	return unlessOvertaken(c.Store.ChangePlan(ctx, plan.ID, store.PlanChange{From: []models.PlanState{plan.State}, To: to, Event: event}))
}

// planHalted keeps a batch from moving cases to a release whose proof does not hold
// any more.
func (c *Casework) planHalted(ctx context.Context, plan models.MigrationPlan, why error) error {
	to := models.PlanPaused
	if plan.State == models.PlanTrying {
		to = models.PlanStopped
	}
	event := models.PlanEvent{At: now(), Kind: "halted", Note: why.Error()}
	return unlessOvertaken(c.Store.ChangePlan(ctx, plan.ID, store.PlanChange{From: []models.PlanState{plan.State}, To: to, Event: event, Why: why.Error()}))
}

// unlessOvertaken forgives that somebody has paused or stopped the plan meanwhile.
func unlessOvertaken(err error) error {
	if models.KindOf(err) == models.KindClosed {
		return nil
	}
	return err
}

// all takes the cases of a step, some at once. Those that give no answer stay due.
func (s carrying) all(ctx context.Context, rows []models.PlanCase) (settled int, first error) {
	var told sync.Mutex
	var all sync.WaitGroup
	places := make(chan struct{}, migrateAtOnce)
	for _, row := range rows {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			done, err := s.one(ctx, row)
			told.Lock()
			defer told.Unlock()
			if done {
				settled++
			}
			if first == nil {
				first = err
			}
		})
	}
	all.Wait()
	return settled, first
}

// one settles a case, unless the plan was paused or stopped meanwhile: then it counts
// as settled, so that the step ends well.
func (s carrying) one(ctx context.Context, row models.PlanCase) (settled bool, err error) {
	plan, err := s.Store.Plan(ctx, s.plan.ID)
	if err != nil || plan.State != s.plan.State {
		return true, err
	}
	kase, err := s.Store.Case(ctx, row.Case)
	if err != nil {
		return false, err
	}
	err = s.settle(ctx, &row, kase)
	if kind := models.KindOf(err); err != nil && kind != models.KindUnavailable {
		return false, err
	}
	if err != nil {
		if row.Attempts++; row.Attempts < planPatience {
			return false, s.Store.SettlePlanCase(ctx, row)
		}
		row.Result, row.Stuck = models.ResultStuck, []models.PlanStuck{{Reason: "the case does not answer: start the plan again later", Code: "silent"}}
	}
	at := now()
	row.At = &at
	return true, s.Store.SettlePlanCase(ctx, row)
}

// settle finds out what becomes of a case, and does it.
func (s carrying) settle(ctx context.Context, row *models.PlanCase, kase models.Case) error {
	switch {
	case kase.Release == s.to.Hash && row.BegunAt != nil:
		row.Result = models.ResultMoved // its answer was not heard the last time
		return s.tell(ctx, kase)
	case kase.Release != s.from.Hash || kase.State == models.CaseEnded:
		row.Result = models.ResultLeft
		return nil
	}
	tokens, err := s.Store.Tokens(ctx, kase.ID)
	if err != nil {
		return err
	}
	row.Stands = stands(tokens)
	if row.Rule, err = s.keeps(ctx, kase); err != nil {
		return err
	}
	if row.Rule != "" {
		row.Result = models.ResultStays
		return nil
	}
	return s.move(ctx, row, kase)
}

// stands is where a case stands, in one order.
func stands(tokens []models.Token) string {
	var at []string
	for _, t := range tokens {
		at = append(at, t.Element)
	}
	slices.Sort(at)
	return strings.Join(slices.Compact(at), " ")
}

// keeps is the rule that keeps a case where it is, or "".
func (s carrying) keeps(ctx context.Context, kase models.Case) (string, error) {
	rules := s.plan.Rules
	if rules.StartedBefore != nil && kase.StartedAt.Before(*rules.StartedBefore) {
		return "started-before", nil
	}
	facts, err := s.Store.StayFacts(ctx, kase.ID, rules)
	switch {
	case err != nil:
		return "", err
	case facts.Milestone:
		return "milestone", nil
	case facts.Past:
		return "past", nil
	case facts.Incident && rules.Incident:
		return "incident", nil
	}
	return "", nil
}

// move tries a case, and takes it over when the plan runs.
func (s carrying) move(ctx context.Context, row *models.PlanCase, kase models.Case) error {
	doer := Actor{Person: s.plan.RunBy, Locale: "en"}
	in := Migration{Elements: s.plan.Elements, Recompute: s.plan.Recompute, Agencies: s.plan.Agencies, DryRun: s.plan.State == models.PlanTrying,
		Key: fmt.Sprintf("plan/%s/%d", s.plan.ID, s.plan.Runs)}
	if !in.DryRun {
		began := now()
		if row.BegunAt == nil {
			row.BegunAt = &began
		}
		if err := s.Store.PlanBegins(ctx, *row); err != nil {
			return err
		}
	}
	report, err := s.migrate(ctx, doer, kase, s.from, s.to, in)
	switch kind := models.KindOf(err); {
	case len(report.Stuck) > 0:
		row.Result, row.Stuck = models.ResultStuck, nil
		for _, stuck := range report.Stuck {
			row.Stuck = append(row.Stuck, models.PlanStuck{Element: stuck.Element, Reason: stuck.Reason, Code: stuck.Code, With: stuck.With})
		}
		return nil
	case kind == models.KindInvalid || kind == models.KindClosed:
		row.Result, row.Stuck = models.ResultStuck, []models.PlanStuck{{Reason: "the case went on in this moment: start the plan again", Code: "went-on"}}
		return nil
	case err != nil:
		return err
	case in.DryRun:
		row.Result = models.ResultWouldMove
		return nil
	}
	row.Result = models.ResultMoved
	return s.tell(ctx, kase)
}

// tell gives the applicant the plan's notice, once.
func (s carrying) tell(ctx context.Context, kase models.Case) error {
	if len(s.plan.Notice) == 0 {
		return nil
	}
	notice := models.Notice{ID: "plan/" + string(s.plan.ID) + "/" + string(kase.ID), Case: kase.ID, Text: migratedMessage, Said: s.plan.Notice, At: now()}
	return s.Store.AddNotice(ctx, notice, models.RoleApplicant)
}
