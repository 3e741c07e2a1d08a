package portal

import (
	"net/http"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// TaskView is a question page.
type TaskView struct {
	page.TaskForm
	Saved bool
}

// Closed tells whether the task takes no answers any more.
func (v TaskView) Closed() bool { return v.Task.State != models.TaskOpen }

// Task shows the questions of a task with the answers saved so far.
func Task(r *page.Request) error {
	task, err := r.Casework().Task(r.Ctx(), r.Actor, taskID(r))
	if err != nil {
		return err
	}
	_, saved := r.GetQuery("saved")
	return r.Show(http.StatusOK, "portal/task", TaskView{page.NewTaskForm(task, nil, path(task.ID, "")), saved})
}

// DoTask keeps what was typed and goes where the button says: on to the check,
// back later, or the same page without a paper.
func DoTask(r *page.Request) error {
	task, err := r.Casework().Blank(r.Ctx(), r.Actor, taskID(r))
	if err != nil {
		return err
	}
	form, sent, values, err := r.Take(task, path(task.ID, ""))
	if err != nil {
		return err
	}
	err = r.Casework().SaveDraft(r.Ctx(), r.Actor, casework.Draft{Task: task.ID, Values: values})
	if err != nil && !page.Invalid(err) {
		return err
	}
	if err != nil || len(form.Problems) > 0 {
		return again(r, form, values, err)
	}
	_, removed := sent.Removed()
	if _, _, reused := sent.Reused(); removed || reused {
		return r.Go(path(task.ID, ""))
	}
	if sent.Do == "save" {
		return r.Go(path(task.ID, "") + "?saved=1")
	}
	return r.Go(path(task.ID, "/check"))
}

// again shows the question page with what went wrong.
func again(r *page.Request, form page.TaskForm, values map[string]any, broken error) error {
	form, err := r.Again(form, values, broken)
	if err != nil {
		return err
	}
	return r.Show(form.Status, "portal/task", TaskView{TaskForm: form})
}

// DoRaise raises an error or an escalation at a task.
func DoRaise(r *page.Request) error {
	done, err := r.Casework().Raise(r.Ctx(), r.Actor, r.Raised(taskID(r)))
	if err != nil {
		return err
	}
	return r.Go("/cases/" + string(done.Case))
}

// TaskPaper sends the applicant a paper that they handed in with a task.
func TaskPaper(r *page.Request) error {
	c, err := r.Casework().Paper(r.Ctx(), r.Actor, taskID(r), r.Param("paper"))
	if err != nil {
		return err
	}
	return r.Stream(c)
}

// TaskPreview sends a small picture of it.
func TaskPreview(r *page.Request) error {
	c, err := r.Casework().Preview(r.Ctx(), r.Actor, taskID(r), r.Param("paper"))
	if err != nil {
		return err
	}
	return r.Stream(c)
}

func taskID(r *page.Request) models.TaskID { return models.TaskID(r.Param("id")) }

func path(id models.TaskID, below string) string { return "/tasks/" + string(id) + below }
