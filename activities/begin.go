package activities

import (
	"context"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"

	"handinhand/models"
)

// BeginName is the activity behind a timer that begins cases.
const BeginName = "Begin"

// Beginner begins the case of one firing of a timer, once for each.
type Beginner interface {
	BeginByTimer(ctx context.Context, at models.Firing) error
}

// Begin begins the case that the id of the calling workflow names. It takes and gives
// nothing, so that no payload lies outside of a case.
func (a *Activities) Begin(ctx context.Context) error {
	id := activity.GetInfo(ctx).WorkflowExecution.ID
	at, ok := models.FiringOfWorkflow(id)
	if !ok {
		return temporal.NewNonRetryableApplicationError("the workflow's id names no timer", TypeMisconfigured, nil)
	}
	return guard(a.Begins.BeginByTimer(ctx, at), "the case of a timer could not begin")
}
