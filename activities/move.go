package activities

import (
	"context"
	"time"

	"go.temporal.io/sdk/activity"

	"handinhand/models"
)

// MoveName is the activity's name, see ProjectName.
const MoveName = "Move"

// MovePulse is how often a step of a batch says that it lives.
const MovePulse = 3 * time.Second

// Mover looks at, or moves, the next cases of a plan: each once, however often it is
// asked. more tells whether there is anything left to do now.
type Mover interface {
	MovePlan(ctx context.Context, plan models.PlanID) (more bool, err error)
}

// Batch names the plan that an activity works on.
type Batch struct {
	Plan models.PlanID `json:"plan"`
}

// Moved tells whether the batch goes on.
type Moved struct {
	More bool `json:"more"`
}

// Move does one step of a plan. Every error is temporary. It says at a pace that it
// lives, so that another worker goes on soon after this one was killed.
func (a *Activities) Move(ctx context.Context, b Batch) (Moved, error) {
	ctx, done := context.WithCancel(ctx)
	defer done()
	go func() {
		pulse := time.NewTicker(MovePulse)
		defer pulse.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-pulse.C:
				activity.RecordHeartbeat(ctx)
			}
		}
	}()
	more, err := a.Moves.MovePlan(ctx, b.Plan)
	return Moved{more}, guard(err, "the cases of a plan could not be moved")
}
