package workflows

import (
	"context"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"handinhand/activities"
	"handinhand/models"
)

// Names of the workflow that carries out a plan, and of the signal that says that
// there may be something to do. Like the others they must not change.
const (
	MigrationName = "Migration"
	GoOnSignal    = "go-on"
)

// How one step of a plan is tried until it is done.
const (
	moveTimeout = 30 * time.Minute
	moveSilence = 5 * activities.MovePulse // then its worker is taken for dead
	movePause   = time.Minute              // longest wait between attempts
)

// movesPerRun bounds the history of one run.
const movesPerRun = 500

// Migration carries out a plan, step by step, until there is nothing to do: all cases
// are settled, or somebody has paused or stopped it. What it is to do stands in the
// plan's row, so that it keeps nothing itself: a worker that is killed, or a run that
// ends, loses no case. Somebody who resumes a plan starts it anew.
func (c *Cases) Migration(ctx workflow.Context, in activities.Batch) error {
	goOn := workflow.GetSignalChannel(ctx, GoOnSignal)
	step := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: moveTimeout, HeartbeatTimeout: moveSilence,
		RetryPolicy: &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: movePause},
	})
	for range movesPerRun {
		for goOn.ReceiveAsync(nil) {
		}
		var moved activities.Moved
		if err := workflow.ExecuteActivity(step, activities.MoveName, in).Get(ctx, &moved); err != nil {
			return err
		}
		if !moved.More && goOn.Len() == 0 {
			return nil
		}
	}
	return workflow.NewContinueAsNewError(ctx, MigrationName, in)
}

// CarryOut lets a plan's workflow look at what there is to do. It may be called at any
// time.
func (c *Client) CarryOut(ctx context.Context, plan models.PlanID) error {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	_, err := c.Temporal.SignalWithStartWorkflow(ctx, plan.WorkflowID(), GoOnSignal, nil,
		client.StartWorkflowOptions{TaskQueue: TaskQueue}, MigrationName, activities.Batch{Plan: plan})
	if err != nil && slow(err) {
		return models.Problemf(models.KindUnavailable, "unavailable", "Temporal does not answer: the batch begins within a minute: %w", err)
	}
	return err
}
