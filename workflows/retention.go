package workflows

import (
	"context"
	"errors"
	"fmt"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"handinhand/activities"
	"handinhand/models"
)

// RetentionName is the workflow that lets go of what an ended case has gathered. Like
// the others it must not change.
const RetentionName = "Retention"

// How one deletion is tried until it is done, however long that takes.
const (
	expireTimeout = 2 * time.Minute
	expirePause   = time.Hour
)

// Ended is a case whose time of retention has begun.
type Ended struct {
	Case    models.CaseID `json:"case"`
	Release string        `json:"release"` // under which it ended
	At      time.Time     `json:"at"`
}

// Retention waits for each time that the release names and has deleted what is due
// then. It may sleep for ten years, and lives on through every restart and update of
// the worker.
func (c *Cases) Retention(ctx workflow.Context, in Ended) error {
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	rel, err := c.Releases.Get(in.Release)
	if err != nil {
		panic(fmt.Sprintf("release %s of the case is not loaded: %v", in.Release, err)) // the task is tried again
	}
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: expireTimeout, RetryPolicy: &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: expirePause},
	})
	for _, due := range rel.Expiries(in.At) {
		if wait := due.At.Sub(workflow.Now(ctx)); wait > 0 {
			if err := workflow.Sleep(ctx, wait); err != nil {
				return err
			}
		}
		job := activities.Expiry{Case: in.Case, At: due.At}
		for _, id := range due.Items {
			item, _ := rel.Item(id)
			job.Items = append(job.Items, models.ExpiredItem{Item: id, Fields: item.Fields, Statute: item.Retention.Statute})
		}
		if err := workflow.ExecuteActivity(ctx, activities.ExpireName, job).Get(ctx, nil); err != nil {
			return err
		}
	}
	return nil
}

// Retain begins the retention of an ended case; it does nothing when that has begun.
func (c *Client) Retain(ctx context.Context, in Ended) error {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	_, err := c.Temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: in.Case.RetentionID(), TaskQueue: TaskQueue,
		WorkflowIDReusePolicy:    enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
	}, RetentionName, in)
	var started *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &started) {
		return nil
	}
	return c.problem(ctx, in.Case, "case", err)
}
