package calls

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"handinhand/process/engine"
)

// Step takes one event and carries what follows from one process of the case to another. Keys in the event and in the
// commands are those of the whole case. Of the commands of engine, StartChild, CancelChild and Escalate never come out:
// they stay within the case. The error is as of engine.Step.
func Step(programs Programs, s State, e engine.Event, now time.Time) (State, []engine.Command, error) {
	s.Called = slices.Clone(s.Called)
	w := &walk{programs: programs, state: s, now: now}
	if err := w.take(e); err != nil {
		return s, nil, err
	}
	for len(w.todo) > 0 {
		next := w.todo[0]
		w.todo = w.todo[1:]
		if err := w.follow(next); err != nil {
			return s, nil, err
		}
	}
	if w.end != nil {
		w.commands = append(w.commands, *w.end)
	}
	return w.state, w.commands, nil
}

// walk is one Step under way.
type walk struct {
	programs Programs
	state    State
	now      time.Time
	commands []engine.Command
	todo     []delivery
	end      *engine.EndCase // of the case: the last command
}

// delivery is an event on its way to a process of the case. Its keys are that process's own.
type delivery struct {
	number int64
	event  engine.Event
}

// follow brings an event that followed from another one. Whoever it is for may be gone: what came up first was first.
func (w *walk) follow(d delivery) error {
	err := w.step(d.number, d.event)
	var rejected *engine.Rejected
	if errors.As(err, &rejected) {
		return nil
	}
	return err
}

// step gives an event to a process of the case.
func (w *walk) step(number int64, e engine.Event) error {
	i, ok := w.state.at(number)
	if !ok {
		return gone(number)
	}
	program := w.programs.Own()
	if i >= 0 {
		if program, ok = w.programs.Find(w.state.Called[i].Process); !ok {
			return gone(number)
		}
	}
	next, commands, err := engine.Step(program, w.state.part(i), e, w.now)
	if err != nil {
		return err
	}
	w.keep(i, next)
	for _, c := range commands {
		w.carry(number, c)
	}
	return nil
}

func (w *walk) keep(i int, s engine.State) {
	if i < 0 {
		w.state.Own = s
	} else {
		w.state.Called[i].State = s
	}
}

// carry passes a command on, to another process of the case or to the outside.
func (w *walk) carry(number int64, c engine.Command) {
	switch c := c.(type) {
	case engine.StartChild:
		w.call(number, c)
	case engine.CancelChild:
		w.cancel(whole(number, c.Child))
	case engine.Escalate:
		if by, ok := w.caller(number); ok {
			n, key := split(by)
			w.later(n, engine.EscalateChild{Child: key, Code: c.Code, Variables: c.Variables})
		}
	case engine.EndCase:
		w.over(number, c)
	case engine.Broadcast:
		w.signal(number, engine.Signal{Signal: c.Signal, Variables: c.Variables})
		w.commands = append(w.commands, c)
	case engine.Subscribe:
		w.commands = append(w.commands, outward(number, c))
		if number != 0 {
			w.unkeep(number, c)
		}
	default:
		w.commands = append(w.commands, outward(number, c))
	}
}

func (w *walk) later(number int64, e engine.Event) { w.todo = append(w.todo, delivery{number, e}) }

// call begins a called process. What cannot be called is an incident at the call activity, to be tried again.
func (w *walk) call(number int64, c engine.StartChild) {
	why := ""
	if _, ok := w.programs.Find(c.Process); !ok {
		why = fmt.Sprintf("the release has no process %q to call", c.Process)
	} else if len(w.state.Called) >= maxCalled {
		why = fmt.Sprintf("%d called processes run in the case already", maxCalled)
	}
	if why != "" {
		w.later(number, engine.FailChild{Child: c.Child, Cause: why})
		return
	}
	w.state.Last++
	w.state.Called = append(w.state.Called, Called{w.state.Last, whole(number, c.Child), c.Process, engine.New()})
	w.later(w.state.Last, engine.Start{Variables: c.Variables, Called: true})
}

// cancel ends the process that a call activity has called. Nobody waits for its result any more.
func (w *walk) cancel(by engine.Key) {
	i := slices.IndexFunc(w.state.Called, func(c Called) bool { return c.By == by })
	if i < 0 {
		return
	}
	w.state.Called[i].By = 0
	if running := w.state.Called[i].State.Running(); len(running) > 0 {
		w.later(w.state.Called[i].Number, engine.Modify{Cancel: []engine.Key{running[0].Key}})
		return
	}
	w.state.Called = slices.Delete(w.state.Called, i, i+1) // it was about to begin
}

// caller is the call activity that waits for a process.
func (w *walk) caller(number int64) (engine.Key, bool) {
	i, ok := w.state.at(number)
	if !ok || i < 0 || w.state.Called[i].By == 0 {
		return 0, false
	}
	return w.state.Called[i].By, true
}

// over takes the end of a process: of the case, or of a called one, whose variables go back to its caller.
func (w *walk) over(number int64, c engine.EndCase) {
	if number == 0 {
		w.end = &c
		return
	}
	if by, ok := w.caller(number); ok {
		i, _ := w.state.at(number)
		n, key := split(by)
		w.later(n, engine.FinishChild{Child: key, Variables: w.state.Called[i].State.Variables(), Error: c.Error})
	}
	w.state.Called = slices.DeleteFunc(w.state.Called, func(x Called) bool { return x.Number == number })
}

// signal brings a signal to every process of the case that waits for it, but not to the one that threw it: that has
// taken it already.
func (w *walk) signal(thrower int64, e engine.Signal) {
	if thrower != 0 && listens(w.state.Own, e.Signal) {
		w.later(0, e)
	}
	for _, c := range w.state.Called {
		if c.Number != thrower && listens(c.State, e.Signal) {
			w.later(c.Number, e)
		}
	}
}

// unkeep gives a called process a message that came before it waited.
func (w *walk) unkeep(number int64, c engine.Subscribe) {
	own, kept, ok := w.state.Own.Unkeep(c.Message, c.CorrelationKey, w.now)
	if ok {
		w.state.Own = own
		w.later(number, kept)
	}
}
