package workflows

import (
	"cmp"
	"slices"
	"time"

	"go.temporal.io/sdk/workflow"

	"handinhand/process/calls"
	"handinhand/process/engine"
)

// alarm is the one Temporal timer of a case. The deadlines themselves are in the
// engine's state; the alarm only wakes the case at the earliest, and is set anew
// only when the earliest has changed, since every setting costs history.
type alarm struct {
	at     time.Time // zero: not set
	cancel workflow.CancelFunc
	rung   bool
}

// set makes the alarm ring at a time; zero switches it off.
func (a *alarm) set(ctx workflow.Context, at time.Time) {
	if a.at.Equal(at) {
		return
	}
	if a.cancel != nil {
		a.cancel()
	}
	a.at, a.cancel = at, nil
	if at.IsZero() {
		return
	}
	child, cancel := workflow.WithCancel(ctx)
	a.cancel = cancel
	timer := workflow.NewTimer(child, at.Sub(workflow.Now(ctx)))
	workflow.Go(child, func(ctx workflow.Context) {
		// An alarm that rings in the same moment as it is set anew must not
		// silence the new one.
		if timer.Get(ctx, nil) == nil && a.at.Equal(at) {
			a.at, a.cancel, a.rung = time.Time{}, nil, true
		}
	})
}

// earliest is the first deadline of the case; zero when it has none.
func earliest(s calls.State) time.Time {
	var first time.Time
	for _, t := range s.Timers() {
		if first.IsZero() || t.Due.Before(first) {
			first = t.Due
		}
	}
	return first
}

// due is the timer to fire first, by deadline, then by key.
func due(s calls.State, now time.Time) (engine.Timer, bool) {
	timers := slices.DeleteFunc(s.Timers(), func(t engine.Timer) bool { return t.Due.After(now) })
	if len(timers) == 0 {
		return engine.Timer{}, false
	}
	return slices.MinFunc(timers, func(x, y engine.Timer) int {
		return cmp.Or(x.Due.Compare(y.Due), cmp.Compare(x.Key, y.Key))
	}), true
}
