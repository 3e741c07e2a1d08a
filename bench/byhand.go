package bench

import (
	"strconv"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"handinhand/activities"
	"handinhand/models"
	"handinhand/workflows"
)

// byHandName is the name of the workflow in histories.
const byHandName = "ErrandByHand"

// errand is one run of the workflow written by hand. It has a task open at a
// time; keys count from one.
type errand struct {
	id       models.CaseID
	sequence int64
	task     int64 // the open task; 0 when there is none
	busy     bool  // its completion is being written
	journal  []models.JournalLine
	err      error
}

// byHandInput starts an errand.
type byHandInput struct {
	Case models.CaseID `json:"case"`
}

// steps are the human steps, with the sequence flow that leads on from each.
var steps = []struct{ element, flow string }{{"first", "f5"}, {"second", "f6"}, {"third", "f7"}}

// byHand is the errand as one would write it without an engine: what the process
// file says, in Go.
func byHand(ctx workflow.Context, in byHandInput) (workflows.Ending, error) {
	e := &errand{id: in.Case}
	err := workflow.SetUpdateHandlerWithOptions(ctx, workflows.CompleteName, e.complete, workflow.UpdateHandlerOptions{Validator: e.mayComplete})
	if err != nil {
		return workflows.Ending{}, err
	}
	fee(e)
	if e.err = e.open(ctx, nil, 0); e.err != nil {
		return workflows.Ending{}, e.err
	}
	err = workflow.Await(ctx, func() bool {
		return e.err != nil || e.task == 0 && !e.busy && workflow.AllHandlersFinished(ctx)
	})
	if err == nil {
		err = e.err
	}
	return workflows.Ending{Outcome: "done"}, err
}

// fee is the three automatic steps.
func fee(e *errand) string {
	e.passed("start", "f1")
	base := 40 * 2.5
	e.passed("base", "f2")
	rate := 1.0
	if base > 50 {
		rate = 0.5
	}
	e.passed("rate", "f3")
	fee := base * rate
	e.passed("fee", "f4")
	return strconv.FormatFloat(fee, 'f', 2, 64)
}

func (e *errand) passed(element, flow string) {
	e.wrote("entered", element)
	e.wrote("completed", element)
	e.wrote("taken", flow)
}

func (e *errand) wrote(kind, element string) {
	e.journal = append(e.journal, models.JournalLine{Kind: kind, Element: element})
}

func (e *errand) mayComplete(_ workflow.Context, in workflows.CompleteTask) error {
	if in.Task == 0 || in.Task != e.task || e.busy {
		return temporal.NewApplicationError("the task is not open", string(models.KindClosed))
	}
	return nil
}

// complete closes a step, opens the next one and answers when both are written.
func (e *errand) complete(ctx workflow.Context, in workflows.CompleteTask) (workflows.Done, error) {
	e.busy = true
	at := int(in.Task) - 1
	closed := &models.TaskClosed{Key: in.Task, By: in.By, Request: in.Request}
	e.wrote("completed", steps[at].element)
	e.wrote("taken", steps[at].flow)
	e.err = e.open(ctx, closed, at+1)
	e.busy = false
	return workflows.Done{Sequence: e.sequence}, e.err
}

// open writes what has happened, with the next step as an open task, or the end.
func (e *errand) open(ctx workflow.Context, closed *models.TaskClosed, next int) error {
	e.sequence++
	b := models.Burst{Case: e.id, Sequence: e.sequence, At: workflow.Now(ctx).UTC()}
	if closed != nil {
		b.Closed, b.Left = []models.TaskClosed{*closed}, []int64{closed.Key}
		b.Milestones = []string{steps[closed.Key-1].element}
	}
	task := int64(0)
	if next < len(steps) {
		task = int64(next) + 1
		e.wrote("entered", steps[next].element)
		b.Opened = []models.TaskOpened{{Key: task, Element: steps[next].element, Role: models.RoleApplicant}}
		b.Entered = []models.TokenEntered{{Key: task, Element: steps[next].element}}
	} else {
		e.wrote("entered", "done")
		e.wrote("completed", "done")
		b.Ended, b.Outcome = true, "done"
	}
	b.Journal, e.journal = e.journal, nil
	if err := project(ctx, b); err != nil {
		return err
	}
	e.task = task
	return nil
}

func project(ctx workflow.Context, b models.Burst) error {
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		StartToCloseTimeout: 15 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: 100 * time.Millisecond, BackoffCoefficient: 2},
	})
	return workflow.ExecuteLocalActivity(ctx, activities.ProjectName, b).Get(ctx, nil)
}
