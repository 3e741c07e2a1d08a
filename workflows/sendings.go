package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"handinhand/activities"
)

// send puts what the drain threw on its way, after it is projected. The case goes
// on at once; it only neither ends nor continues as new before all is sent.
func (r *run) send(ctx workflow.Context, b *batch, now time.Time) {
	for i, s := range b.sendings {
		s.ID = fmt.Sprintf("%s/%s/%d/%d", r.in.Case, s.Element, r.sequence, i)
		s.Case, s.At = r.in.Case, now
		r.sending++
		workflow.Go(ctx, func(ctx workflow.Context) {
			defer func() { r.sending-- }()
			options := workflow.ActivityOptions{
				StartToCloseTimeout: projectTimeout,
				RetryPolicy:         &temporal.RetryPolicy{InitialInterval: 100 * time.Millisecond, BackoffCoefficient: 2, MaximumInterval: projectPause},
			}
			err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, options), activities.SendName, s).Get(ctx, nil)
			if err != nil { // cannot be: it is tried for ever and never cancelled
				workflow.GetLogger(ctx).Error("a message or signal was not sent", "element", s.Element, "cause", cause(err))
			}
		})
	}
}
