package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/workflow"

	"handinhand/models"
	"handinhand/process/calls"
	"handinhand/process/engine"
)

// maxFirings bounds the timers that one drain fires. A cycle that has to catch
// up goes on in the next drain, after a projection of moderate size.
const maxFirings = 1000

// maxAnswered is how many Updates a case remembers over its runs.
const maxAnswered = 100

// drain steps everything that is ready and carries out what follows from it.
func (r *run) drain(ctx workflow.Context) {
	now := workflow.Now(ctx).UTC()
	b := &batch{release: r.release}
	taken := r.arrivals.take()
	for _, a := range taken {
		if a.move != nil {
			a.err = r.migrate(b, *a.move, now)
		} else {
			a.err = r.step(ctx, b, a.event, a.task, now)
		}
		if a.err == nil {
			b.intervened(a.doer, a.set)
		}
		if a.discard && b.burst.Ended {
			b.burst.Outcome = models.OutcomeDiscarded
		}
	}
	r.alarm.rung = false
	for range maxFirings {
		t, ok := due(r.state, now)
		if !ok {
			break
		}
		if r.step(ctx, b, engine.FireTimer{Timer: t.Key}, nil, now) != nil {
			break // cannot be: an armed timer can fire
		}
	}
	r.issue(ctx, b, now)
	r.alarm.set(ctx, earliest(r.state))
	if !b.empty() {
		r.sequence++
		r.project(ctx, b, now)
	}
	r.send(ctx, b, now)
	r.settle(taken)
	r.leave = r.outgrown(ctx)
}

// step gives one event to the engine. A rejected one changes nothing; its error
// is for the Update that waits, if one does.
func (r *run) step(ctx workflow.Context, b *batch, e engine.Event, done *CompleteTask, now time.Time) error {
	next, commands, err := calls.Step(r.release.Programs, r.state, e, now)
	if err != nil {
		var rejected *engine.Rejected
		if !errors.As(err, &rejected) {
			panic(err) // the engine broke its word: retry the task, keep the case
		}
		workflow.GetLogger(ctx).Warn("an event does not apply", "reason", string(rejected.Reason))
		return refusal(rejected)
	}
	r.state = next
	for _, c := range commands {
		b.add(c, done)
	}
	return nil
}

// issue calls and cancels services in the order of the commands. A service that
// was called and cancelled in the same drain is never called.
func (r *run) issue(ctx workflow.Context, b *batch, now time.Time) {
	for _, key := range b.cancelled {
		r.cancel(key)
	}
	for _, c := range b.calls {
		r.call(ctx, c, now)
	}
}

// settle lets the Updates be answered: what they changed can be read now.
func (r *run) settle(taken []*arrival) {
	for _, a := range taken {
		a.sequence, a.settled = r.sequence, true
		if a.update != "" && a.err == nil {
			r.answered = append(r.answered, Answered{Update: a.update, Sequence: r.sequence})
		}
	}
	if extra := len(r.answered) - maxAnswered; extra > 0 {
		r.answered = append([]Answered(nil), r.answered[extra:]...)
	}
}
