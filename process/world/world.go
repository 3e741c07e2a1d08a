package world

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"handinhand/process/engine"
)

// maxEvents stops processes whose timers or services never come to rest.
const maxEvents = 100_000

// maxCases stops processes that call themselves for ever.
const maxCases = 2_000

var errTooMany = errors.New("too many cases: the processes call each other without end")

// World is a set of processes and their cases.
type World struct {
	Now      time.Time
	Cases    []*Case // in order of their beginning
	Services Services
	Watch    func(c *Case, command engine.Command) // sees every command; nil: nobody looks

	programs []*engine.Program
	todo     []delivery // at once, first come first served
	later    []answer
	mail     []engine.SendMessage // sent, and nobody waits for it yet
}

// Services says how a service comes out. Nil: at once, without a result.
type Services func(c *Case, call engine.CallService) Answer

// Answer is how a service comes out, After a time: with Variables, with a BPMN error, or with a technical failure.
type Answer struct {
	After     time.Duration
	Variables engine.Variables
	Error     string
	Failure   string
}

// Case is one case.
type Case struct {
	Program  *engine.Program
	State    engine.State
	Parent   *Case         // the one that called it; nil if none did
	CalledAt string        // the call activity there
	Fault    *engine.Fault // the error that ended it

	caller   engine.Key
	children map[engine.Key]*Case
}

// delivery is an event on its way to a case, or a message on its way to whoever takes it.
type delivery struct {
	to      *Case
	event   engine.Event
	message *engine.SendMessage
}

// answer is a service that comes out later.
type answer struct {
	delivery
	job engine.Key
	due time.Time
}

// New makes a world whose clock stands at now. The order of the programs is that in which they are asked whether a
// message or signal begins a case.
func New(now time.Time, programs ...*engine.Program) *World {
	return &World{Now: now, programs: programs}
}

// Program finds a process by its id.
func (w *World) Program(id string) (*engine.Program, bool) {
	i := slices.IndexFunc(w.programs, func(p *engine.Program) bool { return p.Definition().ID == id })
	if i < 0 {
		return nil, false
	}
	return w.programs[i], true
}

// Start begins a case of a process and does all that follows at once.
func (w *World) Start(process string, variables engine.Variables) (*Case, error) {
	p, ok := w.Program(process)
	if !ok {
		return nil, fmt.Errorf("there is no process %q", process)
	}
	c, err := w.begin(p, engine.Start{Variables: variables})
	if err != nil {
		return nil, err
	}
	return c, w.rest(w.Now)
}

// New makes a case that has not begun: it takes engine.Start.
func (w *World) New(p *engine.Program) *Case {
	c := &Case{Program: p, State: engine.New(), children: map[engine.Key]*Case{}}
	w.Cases = append(w.Cases, c)
	return c
}

// Do brings an event to a case and does all that follows at once.
func (w *World) Do(c *Case, e engine.Event) error {
	if err := w.step(c, e); err != nil {
		return err
	}
	return w.rest(w.Now)
}

// Message brings a message from outside: to the oldest case that waits for it, else to the first process that it begins.
// It tells whether anybody took it.
func (w *World) Message(m engine.SendMessage) (bool, error) {
	taken, err := w.post(m)
	if err != nil || !taken {
		return false, err
	}
	return true, w.rest(w.Now)
}

// Signal brings a signal from outside to every case that waits for it and every process that it begins.
func (w *World) Signal(name string, variables engine.Variables) error {
	w.broadcast(nil, name, variables)
	return w.rest(w.Now)
}

// Advance lets time go by; what falls due happens at its own time.
func (w *World) Advance(d time.Duration) error {
	until := w.Now.Add(d)
	if err := w.rest(until); err != nil {
		return err
	}
	w.Now = until
	return nil
}

// begin makes a case.
func (w *World) begin(p *engine.Program, start engine.Start) (*Case, error) {
	if len(w.Cases) >= maxCases {
		return nil, errTooMany
	}
	c := w.New(p)
	if err := w.step(c, start); err != nil {
		w.Cases = w.Cases[:len(w.Cases)-1]
		return nil, err
	}
	return c, nil
}

// rest does what is to be done at once and what is due by then, until nothing is left.
func (w *World) rest(until time.Time) error {
	for range maxEvents {
		switch {
		case len(w.todo) > 0:
			next := w.todo[0]
			w.todo = w.todo[1:]
			if err := w.deliver(next); err != nil && !rejected(err) {
				return err
			}
		case !w.due(until):
			return nil
		}
	}
	return fmt.Errorf("the cases do not come to rest: %d events", maxEvents)
}

func (w *World) deliver(d delivery) error {
	if d.message == nil {
		return w.step(d.to, d.event)
	}
	taken, err := w.post(*d.message)
	if !taken && (err == nil || rejected(err)) {
		w.mail = append(w.mail, *d.message)
	}
	return err
}

// rejected tells whether an event came too late for its case: what happened at the same time was first.
func rejected(err error) bool {
	var r *engine.Rejected
	return errors.As(err, &r)
}

// due moves the clock to what is due next, if that is by then, and puts it on the list; of several at one time the
// timers of the oldest case come first, then the services.
func (w *World) due(until time.Time) bool {
	var next *delivery
	at := until
	for _, c := range w.Cases {
		for _, t := range c.State.Timers() {
			if t.Due.Before(at) || next == nil && t.Due.Equal(at) {
				next, at = &delivery{to: c, event: engine.FireTimer{Timer: t.Key}}, t.Due
			}
		}
	}
	if len(w.later) > 0 {
		i := 0
		for k, a := range w.later {
			if cmp.Compare(a.due.UnixNano(), w.later[i].due.UnixNano()) < 0 {
				i = k
			}
		}
		if a := w.later[i]; a.due.Before(at) || next == nil && a.due.Equal(at) {
			next, at = &a.delivery, a.due
			w.later = slices.Delete(w.later, i, i+1)
		}
	}
	if next == nil {
		return false
	}
	if at.After(w.Now) {
		w.Now = at
	}
	w.todo = append(w.todo, *next)
	return true
}
