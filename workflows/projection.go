package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"handinhand/activities"
)

// How a projection is tried until it is written. Short waits happen inside the
// workflow task. From about ten seconds on (the task's timeout) Temporal keeps a
// marker and a timer instead, so that a database that is down for days costs a
// few events a minute and holds no worker.
const (
	projectTimeout  = 15 * time.Second // of one attempt
	projectPatience = 24 * time.Hour   // of one series of attempts
	projectPause    = 2 * time.Minute  // longest wait between attempts
)

// project writes the batch as the next sequence. It comes back only when that is
// done: a case neither fails nor goes on while its projection cannot be written.
func (r *run) project(ctx workflow.Context, b *batch, now time.Time) {
	b.burst.Case, b.burst.Sequence, b.burst.At = r.in.Case, r.sequence, now
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		StartToCloseTimeout:    projectTimeout,
		ScheduleToCloseTimeout: projectPatience,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    100 * time.Millisecond,
			BackoffCoefficient: 2,
			MaximumInterval:    projectPause,
		},
	})
	for {
		err := workflow.ExecuteLocalActivity(ctx, activities.ProjectName, b.burst).Get(ctx, nil)
		if err == nil {
			return
		}
		workflow.GetLogger(ctx).Error("a case waits: its changes cannot be written", "sequence", r.sequence, "cause", cause(err))
		_ = workflow.Sleep(ctx, projectPause) // the context is never cancelled
	}
}
