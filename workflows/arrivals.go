package workflows

import (
	"slices"

	"handinhand/process/engine"
)

// arrival is an event on its way to the engine.
type arrival struct {
	event  engine.Event
	update string        // id of the Update that waits for the answer; "" if none
	task   *CompleteTask // of a completion: who did it, and with which answers
	move   *MigrateCase  // instead of an event: the case goes over to another release
	doer   Doer          // of what is done by hand
	set    []string      // ids of the answers that it sets

	discard bool // the case ends with it, and never was sent

	settled  bool // the Update can be answered: with err, or with sequence
	err      error
	sequence int64
}

// arrivals are the events that wait for the next drain.
type arrivals struct{ waiting []*arrival }

func (a *arrivals) add(x *arrival) { a.waiting = append(a.waiting, x) }

func (a *arrivals) any() bool { return len(a.waiting) > 0 }

// take empties the queue, in the order of the package comment. Temporal runs
// the coroutines that fill it one after another, so that the order between two
// kinds says nothing of who was first; the order within a kind does.
func (a *arrivals) take() []*arrival {
	all := a.waiting
	a.waiting = nil
	slices.SortStableFunc(all, func(x, y *arrival) int { return rank(x.event) - rank(y.event) })
	return all
}

func rank(e engine.Event) int {
	switch e.(type) {
	case engine.Start:
		return 0
	case engine.FinishService, engine.FailService:
		return 1
	case engine.Deliver, engine.Signal:
		return 2
	default: // CompleteTask, Retry, Modify, a migration; timers are no arrivals but read off the state
		return 3
	}
}

// completes tells whether a completion of the task waits already.
func (a *arrivals) completes(task engine.Key) bool {
	return slices.ContainsFunc(a.waiting, func(x *arrival) bool {
		e, ok := x.event.(engine.CompleteTask)
		return ok && e.Task == task
	})
}
