package casework

import (
	"context"
	"slices"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/workflows"
)

// Choices are the steps of ad-hoc sub-processes that the actor can begin in a case.
func (c *Casework) Choices(ctx context.Context, a Actor, id models.CaseID) ([]StepChoice, error) {
	ctx = acting(ctx, a)
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return nil, err
	}
	tokens, err := c.Store.Tokens(ctx, id)
	if err != nil {
		return nil, err
	}
	return c.choosable(ctx, a, row, r, tokens)
}

// choosable leaves out what the actor may not choose.
func (c *Casework) choosable(ctx context.Context, a Actor, row models.Case, r *release.Release, tokens []models.Token) ([]StepChoice, error) {
	list := []StepChoice{}
	for _, t := range adHocs(r, tokens) {
		may, err := c.mayChoose(ctx, a, row, r, t.Element)
		if err != nil {
			return nil, err
		}
		if may != nil {
			continue
		}
		for _, step := range r.StepsOf(t.Element) {
			list = append(list, StepChoice{t.Key, t.Element, step, stepName(a, r, step), stepName(a, r, t.Element)})
		}
	}
	return list, nil
}

// mayChoose asks policy about an ad-hoc sub-process: its steps are chosen by whoever
// plays the role of its lane, as if it were an open task of theirs, or by an operator.
func (c *Casework) mayChoose(ctx context.Context, a Actor, row models.Case, r *release.Release, element string) (refused, err error) {
	open := models.Task{Case: row.ID, State: models.TaskOpen}
	if e, ok := r.Element(element); ok && models.AgencyRole(r.Role(e)) != models.RoleApplicant {
		bindings, err := c.Store.Bindings(ctx, row.ID)
		if err != nil {
			return nil, err
		}
		for _, b := range bindings {
			if b.Role == models.AgencyRole(r.Role(e)) {
				open.Agency = b.Agency
			}
		}
		if open.Agency == "" {
			open.Agency = "nobody" // no agency plays the role: it is not the applicant's for that
		}
	}
	return c.may(a, policy.ChooseStep, policy.Task(open, row.Person)), nil
}

// StepChosen names the step to begin. Key makes it idempotent.
type StepChosen struct {
	Scope   int64
	Element string
	Key     string
}

// Choose begins a step of an ad-hoc sub-process.
func (c *Casework) Choose(ctx context.Context, a Actor, id models.CaseID, in StepChosen) (_ Changed, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.ChooseStep, kase: id}, &err)
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return Changed{}, err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return Changed{}, err
	}
	tokens, err := c.Store.Tokens(ctx, id)
	if err != nil {
		return Changed{}, err
	}
	at := slices.IndexFunc(adHocs(r, tokens), func(t models.Token) bool { return t.Key == in.Scope })
	if at < 0 {
		return Changed{}, models.Problemf(models.KindNotFound, "not-found", "the case has no such choice now")
	}
	refused, err := c.mayChoose(ctx, a, row, r, adHocs(r, tokens)[at].Element)
	if err == nil {
		err = refused
	}
	if err != nil {
		return Changed{}, err
	}
	done, err := c.Workflows.Choose(ctx, id, keyedOr(a.Person, in.Key), workflows.ChooseStep{Scope: in.Scope, Element: in.Element, Doer: doer(a, policy.ChooseStep)})
	return Changed{Case: id, Number: row.Number, Sequence: done.Sequence}, err
}
