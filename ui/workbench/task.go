package workbench

import (
	"net/http"
	"slices"
	"strconv"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// TaskView is a task with its form and what was lent for it.
type TaskView struct {
	page.TaskForm
	Saved   bool
	Choices []casework.StepChoice // of the case's ad-hoc sub-processes
}

// Closed tells whether the task takes no answers any more.
func (v TaskView) Closed() bool { return v.Task.State != models.TaskOpen }

// Shown are the lent documents that are there.
func (v TaskView) Shown() []page.Need {
	return slices.DeleteFunc(v.Lent(), func(n page.Need) bool { return n.Paper == nil || n.Paper.Unobtainable || n.Paper.FactOnly })
}

// Task shows a task of the agency. Before it is claimed, nothing personal is on
// the page.
func Task(r *page.Request) error {
	task, err := r.Casework().Task(r.Ctx(), r.Actor, taskID(r))
	if err != nil {
		return err
	}
	v := TaskView{TaskForm: page.NewTaskForm(task, nil, path(task.ID))}
	_, v.Saved = r.GetQuery("saved")
	if task.Mine && !v.Closed() {
		if v.Choices, err = r.Casework().Choices(r.Ctx(), r.Actor, task.Case); err != nil {
			return err
		}
	}
	return r.Show(http.StatusOK, "workbench/task", v)
}

// DoRaise raises an error or an escalation at a task.
func DoRaise(r *page.Request) error {
	if _, err := r.Casework().Raise(r.Ctx(), r.Actor, r.Raised(taskID(r))); err != nil {
		return err
	}
	if r.PostForm("escalation") != "" {
		return r.Go(path(taskID(r)) + "?saved=1") // the task may go on
	}
	return r.Go(path(taskID(r)) + "/done")
}

// DoChoose begins another step of the ad-hoc sub-process that a task stands in.
func DoChoose(r *page.Request) error {
	id, _, err := taskID(r).Parse()
	if err != nil {
		return models.Problemf(models.KindNotFound, "", "there is no such task")
	}
	chosen, err := r.Chosen()
	if err != nil {
		return err
	}
	if _, err := r.Casework().Choose(r.Ctx(), r.Actor, id, chosen); err != nil {
		return err
	}
	return r.Go("/work")
}

// DoTask completes a task, or keeps what was typed so far.
func DoTask(r *page.Request) error {
	task, err := r.Casework().Blank(r.Ctx(), r.Actor, taskID(r))
	if err != nil {
		return err
	}
	form, sent, values, err := r.Take(task, path(task.ID))
	if err != nil {
		return err
	}
	_, removed := sent.Removed()
	draft := removed || sent.Do == "save"
	if draft || len(form.Problems) > 0 {
		err = r.Casework().SaveDraft(r.Ctx(), r.Actor, casework.Draft{Task: task.ID, Values: values})
	} else {
		_, err = r.Casework().Complete(r.Ctx(), r.Actor, casework.Completion{
			Task: task.ID, Version: sent.Version, Values: values, Key: sent.Key,
		})
	}
	switch {
	case err != nil && !page.Invalid(err):
		return err
	case err != nil || len(form.Problems) > 0:
		return again(r, form, values, err)
	case draft:
		return r.Go(path(task.ID) + "?saved=1")
	}
	return r.Go(path(task.ID) + "/done")
}

// again shows the task with what went wrong.
func again(r *page.Request, form page.TaskForm, values map[string]any, broken error) error {
	form, err := r.Again(form, values, broken)
	if err != nil {
		return err
	}
	return r.Show(form.Status, "workbench/task", TaskView{TaskForm: form})
}

// Paper sends a document that was lent for a task.
func Paper(r *page.Request) error {
	c, err := r.Casework().Paper(r.Ctx(), r.Actor, taskID(r), r.Param("paper"))
	if err != nil {
		return err
	}
	return r.Stream(c)
}

// Preview sends a small picture of it.
func Preview(r *page.Request) error {
	c, err := r.Casework().Preview(r.Ctx(), r.Actor, taskID(r), r.Param("paper"))
	if err != nil {
		return err
	}
	return r.Stream(c)
}

// DoneView confirms a completion and offers the next task.
type DoneView struct {
	Next *casework.TaskLine
	Mine bool // the next task is claimed by the clerk already
	Open int
}

// Done follows a completed task: the clerk's own tasks come first, then free
// ones, the most urgent on top.
func Done(r *page.Request) error {
	var v DoneView
	for _, claim := range []string{"mine", "free"} {
		inbox, err := r.Casework().Inbox(r.Ctx(), r.Actor, casework.InboxQuery{Page: casework.Page{Size: 1}, Claim: claim})
		if err != nil {
			return err
		}
		v.Open = inbox.Open
		if len(inbox.Items) > 0 {
			v.Next, v.Mine = &inbox.Items[0], claim == "mine"
			break
		}
	}
	return r.Show(http.StatusOK, "workbench/done", v)
}

func path(id models.TaskID) string { return "/work/tasks/" + string(id) }

// version is which state of the task the clerk's page showed.
func version(r *page.Request) int64 {
	v, _ := strconv.ParseInt(r.PostForm("version"), 10, 64) // 0 = not checked
	return v
}
