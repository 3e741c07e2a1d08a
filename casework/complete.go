package casework

import (
	"context"
	"errors"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/feel"
	"handinhand/process/form"
	"handinhand/workflows"
)

// SaveDraft keeps what someone has filled in so far, unchecked but for fields
// that the form does not have.
func (c *Casework) SaveDraft(ctx context.Context, a Actor, in Draft) error {
	ctx = acting(ctx, a)
	m, err := c.completing(ctx, a, in.Task, 0)
	if err != nil {
		return err
	}
	_, err = c.keep(ctx, a, m, in.Values)
	return err
}

// Complete submits a task. What was filled in is kept as a draft even when it
// breaks a rule, so that nothing is lost.
func (c *Casework) Complete(ctx context.Context, a Actor, in Completion) (Completed, error) {
	ctx = acting(ctx, a)
	m, err := c.completing(ctx, a, in.Task, in.Version)
	if models.KindOf(err) == models.KindClosed {
		return c.repeated(ctx, a, in, err)
	}
	if err != nil {
		return Completed{}, err
	}
	facts, err := c.lentFacts(ctx, m)
	if err != nil {
		return Completed{}, err
	}
	clean, problems := check(m, in.Values, facts)
	missing, err := c.missing(ctx, m)
	if err != nil {
		return Completed{}, err
	}
	if problems = append(problems, missing...); len(problems) > 0 {
		if _, err := c.keep(ctx, a, m, in.Values); err != nil {
			return Completed{}, err
		}
		invalid := models.Problemf(models.KindInvalid, "invalid", "%d fields break a rule", len(problems))
		invalid.Fields = problems
		return Completed{}, invalid
	}
	answers, err := c.keep(ctx, a, m, clean)
	if err != nil {
		return Completed{}, err
	}
	if err := c.rely(ctx, m); err != nil {
		return Completed{}, err
	}
	return c.submit(ctx, a, m, in.Key, clean, answers)
}

// repeated asks the case again about a completion that closed the task under the
// same key. The case remembers what it has answered; when it has not heard of the
// completion, because a worker wrote it down and died, it has to count now. Only
// a case that has ended cannot be asked: then the row counts. A task that was
// closed in any other way stays closed.
//
// Policy has been asked: closed is its word when nothing else stands in the way.
func (c *Casework) repeated(ctx context.Context, a Actor, in Completion, closed error) (Completed, error) {
	task, err := c.Store.Task(ctx, in.Task)
	if err != nil {
		return Completed{}, err
	}
	if in.Key == "" || task.ClosedBy != a.Person || task.ClosedWith != keyed(a.Person, in.Key) {
		return Completed{}, closed
	}
	row, err := c.Store.Case(ctx, task.Case)
	if err != nil {
		return Completed{}, err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return Completed{}, err
	}
	values, answers, err := c.submitted(ctx, task)
	if err != nil {
		return Completed{}, err
	}
	done, err := c.submit(ctx, a, matter{task: task, row: row, release: r}, in.Key, values, answers)
	if errors.Is(err, workflows.ErrEnded) {
		return c.completed(ctx, a, task, row.Sequence)
	}
	return done, err
}

// submitted is what was handed in with a task, with the ids of its rows.
func (c *Casework) submitted(ctx context.Context, task models.Task) (map[string]any, []string, error) {
	rows, err := c.Store.AnswersOfTask(ctx, task.ID)
	if err != nil {
		return nil, nil, err
	}
	values, err := c.answers(ctx, rows)
	return values, answerIDs(rows), err
}

func answerIDs(rows []models.Answer) []string {
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	return ids
}

// completing reads a task that the actor may complete now.
func (c *Casework) completing(ctx context.Context, a Actor, id models.TaskID, version int64) (matter, error) {
	m, err := c.matter(ctx, a, id, policy.CompleteTask)
	if err != nil {
		return matter{}, err
	}
	if err := m.closed(); err != nil {
		return matter{}, err
	}
	return m, m.stale(version)
}

// submit tells the case's workflow. Only what an expression of the release reads
// goes with it; the answers themselves stay sealed in the database.
func (c *Casework) submit(ctx context.Context, a Actor, m matter, key string, clean map[string]any, answers []string) (Completed, error) {
	if key == "" {
		key = models.NewID()
	}
	variables := map[string]any{}
	for field, value := range clean {
		if m.release.Reads(field) {
			variables[field] = value
		}
	}
	request := keyed(a.Person, key)
	done, err := c.Workflows.Complete(ctx, m.task.Case, request, workflows.CompleteTask{
		Task: m.task.Key, Variables: variables, Answers: answers, By: a.Person, Request: request,
	})
	if err != nil {
		return Completed{}, err
	}
	return c.completed(ctx, a, m.task, done.Sequence)
}

// completed tells what became of a completion, and what its doer can do next in
// the same case.
func (c *Casework) completed(ctx context.Context, a Actor, task models.Task, sequence int64) (Completed, error) {
	out := Completed{Case: task.Case, Sequence: sequence}
	tasks, err := c.Store.TasksOfCase(ctx, task.Case)
	if err != nil {
		return out, err
	}
	for _, next := range tasks {
		if next.State == models.TaskOpen && next.Role == task.Role && (task.Role == models.RoleApplicant || next.ClaimedBy == a.Person) {
			out.Next = next.ID
			break
		}
	}
	return out, nil
}

// check validates a submission against the task's form.
func check(m matter, values, facts map[string]any) (map[string]any, []models.FieldProblem) {
	if m.spec.Form == nil {
		return unknown(values)
	}
	clean, broken := m.spec.Form.Validate(values, feel.Scope{Vars: feel.Vars(facts), Now: now()})
	return clean, fieldProblems(broken)
}

// unknown refuses every value of a task without a form.
func unknown(values map[string]any) (map[string]any, []models.FieldProblem) {
	var problems []models.FieldProblem
	for _, field := range sortedKeys(values) {
		problems = append(problems, models.FieldProblem{Field: field, Rule: "unknown"})
	}
	return nil, problems
}

func fieldProblems(broken []form.Problem) []models.FieldProblem {
	var problems []models.FieldProblem
	for _, p := range broken {
		problems = append(problems, models.FieldProblem{Field: p.Field, Rule: p.Rule, Params: p.Params})
	}
	return problems
}

// lentFacts are the read-only values that a form's conditions may look at.
func (c *Casework) lentFacts(ctx context.Context, m matter) (map[string]any, error) {
	rows, err := c.Store.Answers(ctx, m.task.Case)
	if err != nil {
		return nil, err
	}
	readOnly := readOnlyFields(m)
	var visible []models.Answer
	for _, row := range rows {
		if readOnly[row.Field] {
			visible = append(visible, row)
		}
	}
	return c.answers(ctx, visible)
}

// missing finds documents that must be handed in and are not.
func (c *Casework) missing(ctx context.Context, m matter) ([]models.FieldProblem, error) {
	rows, err := c.references(ctx, m.task.Case)
	if err != nil {
		return nil, err
	}
	var problems []models.FieldProblem
	for _, n := range m.handsIn() {
		if _, there := rows[n.item]; !there && !n.optional {
			problems = append(problems, models.FieldProblem{Field: "document:" + n.item, Rule: "required"})
		}
	}
	return problems, nil
}

// keep seals the values of fields that the form has as drafts and gives the ids
// of their rows.
func (c *Casework) keep(ctx context.Context, a Actor, m matter, values map[string]any) ([]string, error) {
	known := map[string]any{}
	if m.spec.Form != nil {
		readOnly := readOnlyFields(m)
		for _, field := range m.spec.Form.Fields() {
			if value, given := values[field.Key]; given && !readOnly[field.Key] {
				known[field.Key] = value
			}
		}
	}
	rows, err := c.seal(ctx, a, m.row.Person, m.task, known)
	if err != nil {
		return nil, err
	}
	return answerIDs(rows), c.Store.SaveDraft(ctx, rows...)
}

func readOnlyFields(m matter) map[string]bool {
	if m.spec.Form == nil {
		return nil
	}
	return m.spec.Form.Readonly(nil, feel.Scope{Vars: feel.Vars(nil), Now: now()})
}
