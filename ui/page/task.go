package page

import (
	"errors"
	"slices"

	"handinhand/casework"
	"handinhand/models"
)

// TaskForm is the part of a task's page that takes answers and papers.
type TaskForm struct {
	Task     casework.Task
	Fields   []Field
	Problems Problems
	Base     string // address of the task's page
	Status   int    // of the page that shows it again
	Reasons  map[string]string
}

// NewTaskForm prepares the form of a task.
func NewTaskForm(task casework.Task, problems Problems, base string) TaskForm {
	return TaskForm{Task: task, Fields: Fields(task.Fields, problems), Problems: problems, Base: base, Status: 200}
}

// Need pairs a document that the task needs with what is wrong with it.
type Need struct {
	casework.Need
	ID      string // of the control
	Problem string
	Reason  string // typed, why it cannot be had
	Papers  string // address below which the task's papers are
	Uploads string // address where a file may come in parts (tus), of the API
	To      string // address of the task
	Wrong   string // what is wrong with a word on it
}

// HandIns are the documents that the reader hands in.
func (f TaskForm) HandIns() []Need { return f.needs(true) }

// Lent are the documents that were lent to the reader.
func (f TaskForm) Lent() []Need { return f.needs(false) }

func (f TaskForm) needs(handIn bool) []Need {
	var needs []Need
	for _, n := range f.Task.Needs {
		if n.HandIn != handIn {
			continue
		}
		needs = append(needs, Need{
			Need: n, ID: NeedID(n.Item), Problem: f.Problems.Of(NeedID(n.Item)), Papers: f.Base + "/papers/", Reason: f.Reasons[n.Item],
			Uploads: "/api/v1/tasks/" + string(f.Task.ID) + "/items/" + n.Item + "/uploads",
			To:      f.Base, Wrong: f.Problems.Of("says-" + n.Item),
		})
	}
	return needs
}

// Known are the fields that say what is already known.
func (f TaskForm) Known() []Field { return pick(f.Fields, true) }

// Asked are the fields that want an answer, with the texts between them.
func (f TaskForm) Asked() []Field { return pick(f.Fields, false) }

// pick keeps groups that hold at least one field of the wanted sort.
func pick(fields []Field, readOnly bool) []Field {
	var kept []Field
	for _, f := range fields {
		switch {
		case f.Type == "group":
			if f.Children = pick(f.Children, readOnly); slices.ContainsFunc(f.Children, Field.Asks) {
				kept = append(kept, f)
			}
		case f.Asks() && f.ReadOnly == readOnly && !(readOnly && f.Hidden), !f.Asks() && !readOnly:
			kept = append(kept, f)
		}
	}
	return kept
}

// Take reads a sent task page: papers are stored, reasons declared. The form
// that it gives holds everything that was typed; its Problems say which papers
// were not taken.
func (r *Request) Take(task casework.Task, base string) (TaskForm, Submission, map[string]any, error) {
	sent, err := r.Read(task.ID)
	if err != nil {
		return TaskForm{}, sent, nil, err
	}
	problems, status := r.refused(task, sent.Files)
	reasons := sent.Missing(task.Needs)
	for _, item := range sorted(reasons) {
		in := casework.Missing{Task: task.ID, Item: item, Reason: reasons[item]}
		if _, err := r.Casework().DeclareMissing(r.Ctx(), r.Actor, in); err != nil {
			if !invalid(err) {
				return TaskForm{}, sent, nil, err
			}
			problems = append(problems, Problem{ID: NeedID(item), Text: Explain(r.Say, err)})
			status = 422
		}
	}
	if paper, ok := sent.Removed(); ok {
		if err := r.Casework().RemovePaper(r.Ctx(), r.Actor, task.ID, paper); err != nil {
			return TaskForm{}, sent, nil, err
		}
	}
	if item, paper, ok := sent.Reused(); ok {
		if _, err := r.Casework().Reuse(r.Ctx(), r.Actor, task.ID, item, paper); err != nil {
			return TaskForm{}, sent, nil, err
		}
	}
	values := sent.Values(r, task.Fields)
	task.Fields = WithValues(task.Fields, values)
	form := NewTaskForm(task, problems, base)
	form.Status, form.Reasons = status, reasons
	return form, sent, values, nil
}

// refused says in words which files were not taken, and with which status.
func (r *Request) refused(task casework.Task, files map[string]error) (Problems, int) {
	var problems Problems
	status := 200
	for _, n := range task.Needs {
		if err := files[n.Item]; err != nil {
			text := r.Say.T("upload.refused", "label", n.Name, "why", Explain(r.Say, err))
			problems = append(problems, Problem{ID: NeedID(n.Item), Text: text})
			status = max(status, StatusOf(err))
		}
	}
	return problems, status
}

// Again loads the task anew, so that papers that did arrive are shown, and puts
// the typed answers and the broken rules back in.
func (r *Request) Again(form TaskForm, values map[string]any, broken error) (TaskForm, error) {
	task, err := r.Casework().Task(r.Ctx(), r.Actor, form.Task.ID)
	if err != nil {
		return form, err
	}
	task.Fields = WithValues(task.Fields, values)
	problems, status := form.Problems, max(form.Status, 200)
	if broken != nil {
		problems, status = append(problems, r.explain(task, broken)...), max(status, 422)
	}
	again := NewTaskForm(task, problems, form.Base)
	again.Status, again.Reasons = status, form.Reasons
	return again, nil
}

// explain turns a refused form into the sentences of its error summary.
func (r *Request) explain(task casework.Task, broken error) Problems {
	var p *models.Problem
	if errors.As(broken, &p) && len(p.Fields) > 0 {
		return FieldProblems(r.Say, task, p.Fields)
	}
	return Problems{{ID: "main", Text: Explain(r.Say, broken)}}
}

// Invalid tells whether a page can be shown again with err explained on it.
func Invalid(err error) bool { return invalid(err) }

func invalid(err error) bool { return models.KindOf(err) == models.KindInvalid }

func sorted(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
