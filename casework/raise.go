package casework

import (
	"context"
	"slices"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/engine"
	"handinhand/workflows"
)

// Raised asks for an error or an escalation at a task. Key makes it idempotent.
type Raised struct {
	Task       models.TaskID
	Escalation bool
	Code       string
	Key        string
}

// raisable is what the process catches at a task.
func raisable(a Actor, m matter) []Raisable {
	list := []Raisable{}
	for _, r := range m.release.Raisable(m.task.Element) {
		list = append(list, Raisable{r.Escalation, r.Code, stepName(a, m.release, r.Event)})
	}
	return list
}

// Raise lets whoever has a task say that it came to an error, which ends it, or that
// it needs someone else. The process must catch it.
func (c *Casework) Raise(ctx context.Context, a Actor, in Raised) (_ Completed, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.RaiseAtTask, task: in.Task}, &err)
	m, err := c.matter(ctx, a, in.Task, policy.RaiseAtTask)
	if err != nil {
		return Completed{}, err
	}
	caught := slices.ContainsFunc(m.release.Raisable(m.task.Element), func(r engine.Raisable) bool {
		return r.Escalation == in.Escalation && (r.Code == in.Code || r.Code == "")
	})
	if !caught {
		invalid := models.Problemf(models.KindInvalid, "raise", "the process does not catch this at the task")
		invalid.Fields = []models.FieldProblem{{Field: "code", Rule: "option"}}
		return Completed{}, invalid
	}
	done, err := c.Workflows.Raise(ctx, m.task.Case, keyedOr(a.Person, in.Key),
		workflows.Raise{Task: m.task.Key, Code: in.Code, Escalation: in.Escalation, Doer: doer(a, policy.RaiseAtTask)})
	if err != nil {
		return Completed{}, err
	}
	return c.completed(ctx, a, m.task, done.Sequence)
}
