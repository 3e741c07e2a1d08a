package engine

import (
	"fmt"
	"slices"
	"strings"
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
	return State{Schema: Schema, memory: m.memory}, m.commands, nil
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
}

// move is a token on its way over a flow into a node.
type move struct {
	flow, node int // flow -1: by no flow
	scope      Key
}

// newMachine copies the lists of the memory. Variables are shared until they are written (own).
func newMachine(p *Program, s State, now time.Time) *machine {
	m := &machine{program: p, memory: s.memory, now: now, commands: make([]Command, 0, 16)}
	m.memory.Instances = append(make([]instance, 0, len(s.memory.Instances)+4), s.memory.Instances...)
	m.memory.Tokens = slices.Clone(s.memory.Tokens)
	m.memory.Timers = slices.Clone(s.memory.Timers)
	m.memory.Subscriptions = slices.Clone(s.memory.Subscriptions)
	m.memory.Incidents = slices.Clone(s.memory.Incidents)
	return m
}

func (m *machine) emit(c Command) { m.commands = append(m.commands, c) }

func (m *machine) record(kind RecordKind, element string) { m.emit(Record{kind, element}) }

func (m *machine) nextKey() Key {
	m.memory.Next++
	return m.memory.Next
}

// run makes all moves, first come first served, and ends the scopes in which nothing is left.
func (m *machine) run() {
	for len(m.moves) > 0 {
		next := m.moves[0]
		m.moves = m.moves[1:]
		m.made++
		m.enter(next)
	}
	m.settle()
}

// take applies the event to the memory. On an error nothing may have been changed that Step gives back.
func (m *machine) take(e Event) error {
	if err := m.applies(e); err != nil {
		return err
	}
	switch e := e.(type) {
	case Start:
		return m.start(e)
	case CompleteTask:
		return m.completeTask(e)
	case FireTimer:
		return m.fireTimer(e)
	case Deliver:
		return m.deliver(e)
	case FinishService:
		return m.finishService(e)
	case FailService:
		return m.failService(e)
	case Retry:
		return m.retry(e)
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

func (m *machine) start(e Start) error {
	vars, err := cleaned(e.Variables)
	if err != nil {
		return err
	}
	root := m.nextKey()
	m.memory.Phase = phaseRunning
	m.memory.Instances = append(m.memory.Instances, instance{
		Key: root, Element: m.program.def.ID, Stage: stageActive, Work: workScope, Variables: vars,
	})
	m.moves = append(m.moves, move{flow: -1, node: m.program.start, scope: root})
	return nil
}

func (m *machine) completeTask(e CompleteTask) error {
	in := m.active(e.Task, workTask)
	if in == nil {
		return reject(RejectUnknown, "no task %d is open", e.Task)
	}
	vars, err := cleaned(e.Variables)
	if err != nil {
		return err
	}
	m.emit(CloseTask{Task: in.Key, Element: in.Element})
	m.finish(in.Key, vars)
	return nil
}

func (m *machine) finishService(e FinishService) error {
	in := m.active(e.Job, workJob)
	if in == nil {
		return reject(RejectUnknown, "no service %d runs", e.Job)
	}
	vars, err := cleaned(e.Variables)
	if err != nil {
		return err
	}
	m.finish(in.Key, vars)
	return nil
}

func (m *machine) failService(e FailService) error {
	in := m.active(e.Job, workJob)
	if in == nil {
		return reject(RejectUnknown, "no service %d runs", e.Job)
	}
	in.Stage = stageFailed
	m.incident(in.Key, problem(strings.ToValidUTF8(e.Cause, "\uFFFD")), e.Attempts)
	return nil
}

// active finds an instance that waits for someone's work.
func (m *machine) active(key Key, w work) *instance {
	in := m.memory.instance(key)
	if in == nil || in.Work != w || in.Stage != stageActive || m.program.node(in.Element) == nil {
		return nil
	}
	return in
}
