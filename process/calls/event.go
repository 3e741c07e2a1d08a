package calls

import (
	"fmt"
	"slices"

	"handinhand/process/engine"
)

// take brings an event from outside to the process that it is for. Nothing is kept when it is rejected.
func (w *walk) take(e engine.Event) error {
	switch e := e.(type) {
	case engine.Deliver:
		return w.deliver(e)
	case engine.Signal:
		return w.hear(e)
	case engine.Modify:
		return w.modify(e)
	}
	number, local := inward(e)
	return w.step(number, local)
}

// deliver gives a message to the process that waits for it. The case's own one goes first; it also keeps what nobody
// waits for yet, and remembers for the whole case what came before.
func (w *walk) deliver(e engine.Deliver) error {
	if !awaits(w.state.Own, e) && !w.state.Own.Knows(e.ID) {
		for _, c := range w.state.Called {
			if awaits(c.State, e) {
				if err := w.step(c.Number, engine.Deliver{Message: e.Message, CorrelationKey: e.CorrelationKey, Variables: e.Variables}); err != nil {
					return err
				}
				w.state.Own = w.state.Own.Remember(e.ID)
				return nil
			}
		}
	}
	return w.step(0, e)
}

// hear gives a signal to all that wait for it.
func (w *walk) hear(e engine.Signal) error {
	if listens(w.state.Own, e.Signal) || w.state.Own.Knows(e.ID) {
		if err := w.step(0, e); err != nil {
			return err
		}
		w.signal(0, engine.Signal{Signal: e.Signal, Variables: e.Variables})
		return nil
	}
	before := len(w.todo)
	w.signal(0, engine.Signal{Signal: e.Signal, Variables: e.Variables})
	if len(w.todo) == before {
		return w.step(0, e) // which says that nobody waits
	}
	first := w.todo[before]
	w.todo = w.todo[before+1:]
	if err := w.step(first.number, first.event); err != nil {
		return err
	}
	w.state.Own = w.state.Own.Remember(e.ID)
	return nil
}

// modify changes every process that the event names something of, the case's own one first.
func (w *walk) modify(e engine.Modify) error {
	parts := map[int64]*engine.Modify{}
	of := func(key engine.Key) (*engine.Modify, engine.Key) {
		number, local := split(key)
		if parts[number] == nil {
			parts[number] = &engine.Modify{}
		}
		return parts[number], local
	}
	for _, a := range e.Set {
		part, local := of(a.Scope)
		part.Set = append(part.Set, engine.Assignment{Scope: local, Variables: a.Variables})
	}
	for _, a := range e.Begin {
		part, local := of(a.Scope)
		part.Begin = append(part.Begin, engine.Activation{Element: a.Element, Scope: local})
	}
	for _, key := range e.Cancel {
		part, local := of(key)
		part.Cancel = append(part.Cancel, local)
	}
	for _, number := range w.numbers() {
		if part := parts[number]; part != nil {
			delete(parts, number)
			if err := w.step(number, *part); err != nil {
				return err
			}
		}
	}
	if len(parts) > 0 {
		return &engine.Rejected{Reason: engine.RejectUnknown, Message: "an element instance that the change names does not run"}
	}
	return nil
}

func (w *walk) numbers() []int64 {
	out := []int64{0}
	for _, c := range w.state.Called {
		out = append(out, c.Number)
	}
	return out
}

func awaits(s engine.State, e engine.Deliver) bool {
	return slices.ContainsFunc(s.Subscriptions(), func(x engine.Subscription) bool {
		return x.Message == e.Message && (x.CorrelationKey == "" || x.CorrelationKey == e.CorrelationKey)
	})
}

func listens(s engine.State, signal string) bool {
	return slices.ContainsFunc(s.Listeners(), func(l engine.Listener) bool { return l.Signal == signal })
}

func gone(number int64) error {
	return &engine.Rejected{Reason: engine.RejectUnknown, Message: fmt.Sprintf("no called process %d runs", number)}
}
