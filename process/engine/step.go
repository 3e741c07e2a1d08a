package engine

import (
	"fmt"
	"slices"
	"time"
)

const (
	// maxMoves bounds the moves of one Step: beyond it tokens run in a circle of automatic elements.
	maxMoves = 10_000
	// maxSeen is how many message ids a case remembers to tell a repetition.
	maxSeen = 256
)

// Step takes one event. It gives the state after it and the commands to carry out, in order. The state that went in is
// not changed. The error is a *Rejected: the event does not apply, there are no commands, and the state is the old one.
func Step(p *Program, s State, e Event, now time.Time) (State, []Command, error) {
	m := newMachine(p, s, now)
	if err := m.take(e); err != nil {
		return s, nil, err
	}
	m.run()
	return m.state(), m.commands, nil
}

// state is the memory as it is kept: without room to grow, because most cases wait for days.
func (m *machine) state() State {
	m.memory.Instances = append(make([]instance, 0, len(m.memory.Instances)), m.memory.Instances...)
	return State{Schema: Schema, memory: m.memory}
}

// machine is one Step under way: a copy of the case's memory that it may change, the moves still to make and the
// commands so far.
type machine struct {
	program  *Program
	memory   memory
	now      time.Time
	commands []Command
	moves    []move
	made     int
	owned    []Key // instances whose variables are this machine's own copy
	touched  []Key // bodies in which something has ended
	changed  bool  // variables or watches have: conditions must be looked at
}

// move is a token on its way over a flow into a node or, with begin, the start of the work of an instance.
type move struct {
	flow, node int // flow -1: by no flow
	scope      Key
	begin      Key
}

// newMachine copies the lists of the memory. Variables are shared until they are written (own).
func newMachine(p *Program, s State, now time.Time) *machine {
	m := &machine{program: p, memory: s.memory, now: now, commands: make([]Command, 0, 16)}
	m.memory.Instances = append(make([]instance, 0, len(s.memory.Instances)+4), s.memory.Instances...)
	m.memory.Tokens = slices.Clone(s.memory.Tokens)
	m.memory.Timers = slices.Clone(s.memory.Timers)
	m.memory.Subscriptions = slices.Clone(s.memory.Subscriptions)
	m.memory.Listeners = slices.Clone(s.memory.Listeners)
	m.memory.Watches = slices.Clone(s.memory.Watches)
	m.memory.Partial = slices.Clone(s.memory.Partial)
	m.memory.Done = slices.Clone(s.memory.Done)
	m.memory.Buffer = slices.Clone(s.memory.Buffer)
	m.memory.Incidents = slices.Clone(s.memory.Incidents)
	return m
}

func (m *machine) emit(c Command) { m.commands = append(m.commands, c) }

func (m *machine) record(kind RecordKind, element string) { m.emit(Record{kind, element}) }

func (m *machine) nextKey() Key {
	m.memory.Next++
	return m.memory.Next
}

// run makes all moves, first come first served. After each it looks at conditions and at the bodies in which something
// has ended; when no token moves any more, at the gateways that wait for those that cannot come.
func (m *machine) run() {
	for m.memory.Phase == phaseRunning {
		m.watch()
		m.settleBodies()
		if len(m.moves) > 0 {
			m.made++
			m.enter(m.nextMove())
		} else if !m.synchronise() && !m.changed && len(m.touched) == 0 {
			break
		}
	}
	m.settle()
}

// nextMove takes the move that was made first; tokens that are about to throw something let the others go ahead, so that
// who catches it on a parallel way is there.
func (m *machine) nextMove() move {
	i := slices.IndexFunc(m.moves, func(at move) bool { return at.begin != 0 || m.program.nodes[at.node].do != &throwing })
	next := m.moves[max(0, i)]
	if i <= 0 {
		m.moves = m.moves[1:]
	} else {
		m.moves = slices.Delete(m.moves, i, i+1)
	}
	return next
}

// take applies the event to the memory. On an error nothing may have been changed that Step gives back.
func (m *machine) take(e Event) error {
	if err := m.applies(e); err != nil {
		return err
	}
	m.expire()
	switch e := e.(type) {
	case Start:
		return m.start(e)
	case CompleteTask:
		return m.completeTask(e)
	case FireTimer:
		return m.fireTimer(e)
	case Deliver:
		return m.deliver(e)
	case Signal:
		return m.hear(e)
	case FinishService:
		return m.finishService(e)
	case FailService:
		return m.failService(e)
	case RaiseError:
		return m.raiseError(e)
	case RaiseEscalation:
		return m.raiseEscalation(e)
	case FinishChild:
		return m.finishChild(e)
	case FailChild:
		return m.failChild(e)
	case EscalateChild:
		return m.escalateChild(e)
	case ChooseStep:
		return m.chooseStep(e)
	case Retry:
		return m.retry(e)
	case Modify:
		return m.modify(e)
	}
	return reject(RejectUnknown, "the engine knows no event %T", e)
}

// applies checks the event against the life of the case.
func (m *machine) applies(e Event) error {
	_, starts := e.(Start)
	switch {
	case m.memory.Phase == phaseEnded:
		return reject(RejectEnded, "the case has ended")
	case m.memory.Phase == phaseNew && !starts:
		return reject(RejectNotStarted, "the case has not been started")
	case m.memory.Phase == phaseRunning && starts:
		return reject(RejectStarted, "the case has been started before")
	}
	return nil
}

func reject(reason Reason, format string, args ...any) *Rejected {
	return &Rejected{reason, fmt.Sprintf(format, args...)}
}

func cleaned(vars Variables) (Variables, error) {
	out, err := clean(vars)
	if err != nil {
		return nil, reject(RejectInvalid, "%v", err)
	}
	return out, nil
}

// active finds an instance that waits for someone's work.
func (m *machine) active(key Key, w work) *instance {
	in := m.memory.instance(key)
	if in == nil || in.Work != w || in.Stage != stageActive || m.program.node(in.Element) == nil {
		return nil
	}
	return in
}
