package casework

import (
	"context"
	"slices"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/bpmn"
	"handinhand/process/feel"
	"handinhand/process/release"
	"handinhand/workflows"
)

// doer is who acts by hand, for the access log.
func doer(a Actor, action policy.Action) workflows.Doer {
	return workflows.Doer{Action: string(action), By: a.Person, Agency: a.Agency.ID}
}

// Modify changes a running case by hand: variables are set, then elements begin,
// then tokens end; all of it or nothing. Who did it stands in the access log. The
// operator sees elements, never answers.
func (c *Casework) Modify(ctx context.Context, a Actor, id models.CaseID, in Modification) (_ Changed, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.ModifyCase, kase: id}, &err)
	row, r, err := c.handled(ctx, a, id, policy.ModifyCase)
	if err != nil {
		return Changed{}, err
	}
	change := workflows.ModifyCase{Cancel: in.Cancel, Doer: doer(a, policy.ModifyCase)}
	for _, element := range in.Begin {
		change.Begin = append(change.Begin, workflows.BeginElement{Element: element})
	}
	if err := c.fits(ctx, row, r, in); err != nil {
		return Changed{}, err
	}
	values, answers, err := settings(r, in.Set)
	if err != nil {
		return Changed{}, err
	}
	if len(values) > 0 {
		change.Set = []workflows.SetVariables{{Variables: values}}
	}
	if change.Answers, err = c.sealByHand(ctx, a, row, answers); err != nil {
		return Changed{}, err
	}
	done, err := c.Workflows.Modify(ctx, id, keyedOr(a.Person, in.Key), change)
	if kind := models.KindOf(err); err != nil && kind != models.KindUnavailable && kind != models.KindInternal {
		_ = c.Store.DropByHand(ctx, id, change.Answers) // they count for nothing, and go with the case at last
	}
	return Changed{Case: id, Number: row.Number, Sequence: done.Sequence}, err
}

// handled is a running case that the actor may change by hand.
func (c *Casework) handled(ctx context.Context, a Actor, id models.CaseID, action policy.Action) (models.Case, *release.Release, error) {
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return models.Case{}, nil, err
	}
	if err := c.may(a, action, policy.Case(row)); err != nil {
		return models.Case{}, nil, err
	}
	if row.State == models.CaseEnded {
		return models.Case{}, nil, models.Problemf(models.KindClosed, "case.closed", "the case has ended")
	}
	r, err := c.release(ctx, row.Release)
	return row, r, err
}

// keyedOr names a write by its idempotency key; one without is a write of its own.
func keyedOr(person models.PersonID, key string) string {
	if key == "" {
		key = models.NewID()
	}
	return keyed(person, key)
}

// fits finds what a modification names and the case does not have.
func (c *Casework) fits(ctx context.Context, row models.Case, r *release.Release, in Modification) error {
	invalid := models.Problemf(models.KindInvalid, "modification", "the case cannot be changed like this")
	wrong := func(field, reason string) {
		invalid.Fields = append(invalid.Fields, models.FieldProblem{Field: field, Rule: "unknown", Params: map[string]any{"reason": reason}})
	}
	if len(in.Begin)+len(in.Cancel)+len(in.Set) == 0 {
		wrong("begin", "say what to begin, to cancel or to set")
	}
	for _, element := range in.Begin {
		if e, ok := r.Definition.Element(element); !ok || !canBegin(e) {
			wrong(element, "no step of the process can begin there by hand")
		}
	}
	tokens, err := c.Store.Tokens(ctx, row.ID)
	if err != nil {
		return err
	}
	for _, key := range in.Cancel {
		if !slices.ContainsFunc(tokens, func(t models.Token) bool { return t.Key == key }) {
			wrong("cancel", "the case does not stand there (any more)")
		}
	}
	if len(invalid.Fields) > 0 {
		return invalid
	}
	return nil
}

// canBegin tells whether an element is entered by more than its own event.
func canBegin(e *bpmn.Element) bool {
	return e.Kind != bpmn.StartEvent && e.Kind != bpmn.BoundaryEvent
}

// settings are the variables to set and those among them that are answers. Only
// what data.yaml declares can be set, and only what the process reads: a field of
// an item, checked as its form does, or a switch of the owner.
func settings(r *release.Release, set map[string]any) (values, answers map[string]any, err error) {
	values, answers = map[string]any{}, map[string]any{}
	invalid := models.Problemf(models.KindInvalid, "variables", "these variables cannot be set")
	for _, name := range sortedKeys(set) {
		_, field := r.ItemOfField(name)
		_, declared := r.Data.Switches[name]
		switch {
		case !r.Reads(name) || !field && !declared:
			invalid.Fields = append(invalid.Fields, models.FieldProblem{Field: name, Rule: "undeclared"})
		case field:
			value, problems := checkField(r, name, set[name])
			invalid.Fields = append(invalid.Fields, problems...)
			values[name], answers[name] = value, value
		default:
			values[name] = set[name]
		}
	}
	if len(invalid.Fields) > 0 {
		return nil, nil, invalid
	}
	return values, answers, nil
}

// checkField checks a value as the form does that has the field.
func checkField(r *release.Release, name string, value any) (any, []models.FieldProblem) {
	for _, id := range sortedKeys(r.Forms) {
		if _, has := r.Forms[id].Field(name); has {
			clean, problems := r.Forms[id].Check(name, value, feel.Scope{Vars: feel.Vars(nil), Now: now()})
			return clean, fieldProblems(problems)
		}
	}
	return nil, []models.FieldProblem{{Field: name, Rule: "undeclared"}}
}

// sealByHand keeps answers that an operator sets, sealed as any other, and gives
// the ids of their rows.
func (c *Casework) sealByHand(ctx context.Context, a Actor, row models.Case, answers map[string]any) ([]string, error) {
	if len(answers) == 0 {
		return nil, nil
	}
	rows, err := c.seal(ctx, a, row.Person, models.Task{Case: row.ID}, answers)
	if err != nil {
		return nil, err
	}
	return answerIDs(rows), c.Store.SetByHand(ctx, rows...)
}
