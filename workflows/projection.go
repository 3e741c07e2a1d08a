package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"handinhand/activities"
	"handinhand/models"
)

// How a projection is tried until it is written. Short waits happen inside the
// workflow task. From about ten seconds on (the task's timeout) Temporal keeps a
// marker and a timer instead, so that a database that is down for days costs a
// few events a minute and holds no worker.
const (
	projectTimeout  = 15 * time.Second // of one attempt
	projectPatience = 24 * time.Hour   // of one series of attempts
	projectPause    = 2 * time.Minute  // longest wait between attempts
	reconcilePause  = time.Millisecond // see reconcile
)

// project writes the batch as the next sequence. It comes back only when that is
// done: a case neither fails nor goes on while its projection cannot be written.
//
// The database may know another burst under this sequence: a worker wrote it and
// died before Temporal knew, and what has become of the case since is something
// else. Then the database has to follow (reconcile).
func (r *run) project(ctx workflow.Context, b *batch, now time.Time) {
	b.burst.Case, b.burst.Sequence, b.burst.At = r.in.Case, r.sequence, now
	if r.persist(ctx, activities.ProjectName, b.burst, nil) {
		return
	}
	r.reconcile(ctx, b.burst)
}

// reconcile makes the database equal to the case; the sequence becomes the one
// under which it did. The pause comes first because it makes Temporal keep
// what has happened up to here: a worker whose task was given to another cannot
// pass it, so that only who speaks for the case overwrites, and what is
// overwritten can be forgotten by nobody.
func (r *run) reconcile(ctx workflow.Context, b models.Burst) {
	workflow.GetLogger(ctx).Warn("the database knows another course of the case and follows it now", "sequence", b.Sequence)
	_ = workflow.Sleep(ctx, reconcilePause) // the context is never cancelled
	r.persist(ctx, activities.ReconcileName, r.snapshot(b), &r.sequence)
}

// snapshot is all that is open, after the burst.
func (r *run) snapshot(b models.Burst) models.Snapshot {
	s := models.Snapshot{Burst: b}
	for _, t := range r.state.Tasks() {
		s.Tasks = append(s.Tasks, int64(t.Key))
	}
	for _, t := range r.release.Programs.Tokens(r.state) {
		s.Tokens = append(s.Tokens, models.TokenEntered{Key: int64(t.Key), Element: t.Element})
	}
	for _, m := range r.state.Subscriptions() {
		s.Subscriptions = append(s.Subscriptions, int64(m.Key))
	}
	for _, l := range r.state.Listeners() {
		s.Subscriptions = append(s.Subscriptions, int64(l.Key))
	}
	for _, i := range r.state.Incidents() {
		s.Incidents = append(s.Incidents, int64(i.Key))
	}
	return s
}

// persist runs a local activity until it has succeeded; false when it says that
// the database has diverged.
func (r *run) persist(ctx workflow.Context, activity string, in, out any) bool {
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
		err := workflow.ExecuteLocalActivity(ctx, activity, in).Get(ctx, out)
		if err == nil {
			return true
		}
		var told *temporal.ApplicationError
		if errors.As(err, &told) && told.Type() == activities.TypeDiverged {
			return false
		}
		workflow.GetLogger(ctx).Error("a case waits: its changes cannot be written", "sequence", r.sequence, "cause", cause(err))
		_ = workflow.Sleep(ctx, projectPause) // the context is never cancelled
	}
}
