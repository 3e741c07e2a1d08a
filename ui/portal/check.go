package portal

import (
	"net/http"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// Check shows all answers before they are sent.
func Check(r *page.Request) error {
	task, err := r.Casework().Task(r.Ctx(), r.Actor, taskID(r))
	if err != nil {
		return err
	}
	return r.Show(http.StatusOK, "portal/check", TaskView{TaskForm: page.NewTaskForm(task, nil, path(task.ID, ""))})
}

// DoSend sends the saved answers. What the rules refuse goes back to the
// questions.
func DoSend(r *page.Request) error {
	task, err := r.Casework().Task(r.Ctx(), r.Actor, taskID(r))
	if err != nil {
		return err
	}
	sent, err := r.Read(task.ID)
	if err != nil {
		return err
	}
	values := answers(task.Fields)
	done, err := r.Casework().Complete(r.Ctx(), r.Actor, casework.Completion{Task: task.ID, Version: sent.Version, Values: values, Key: sent.Key})
	if page.Invalid(err) {
		return again(r, page.NewTaskForm(task, nil, path(task.ID, "")), values, err)
	}
	if err != nil {
		return err
	}
	if done.Next != "" {
		return r.Go(path(task.ID, "/done") + "?next=" + string(done.Next))
	}
	return r.Go(path(task.ID, "/done"))
}

// answers are the saved values of a form.
func answers(fields []casework.Field) map[string]any {
	values := map[string]any{}
	for _, f := range page.Flatten(fields) {
		if f.Value != nil && !f.ReadOnly && !f.Hidden {
			values[f.Key] = f.Value
		}
	}
	return values
}

// DoneView confirms what was sent and says what happens next.
type DoneView struct {
	casework.Case
	Next string // address of the applicant's next task
}

// Done confirms that a task was sent.
func Done(r *page.Request) error {
	id, _, err := taskID(r).Parse()
	if err != nil {
		return models.Problemf(models.KindNotFound, "", "no such task")
	}
	c, err := r.Casework().Case(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	v := DoneView{Case: c}
	for _, t := range c.Tasks {
		if string(t.ID) == r.Query("next") {
			v.Next = path(t.ID, "")
		}
	}
	return r.Show(http.StatusOK, "portal/done", v)
}
