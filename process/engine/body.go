package engine

import (
	"slices"

	"handinhand/process/bpmn"
)

// start begins the case: at the none start event, or at what has happened outside.
func (m *machine) start(e Start) error {
	vars, err := cleaned(e.Variables)
	if err != nil {
		return err
	}
	if e.At != "" && !m.program.beginsAt(e.At, e.Trigger) {
		return reject(RejectInvalid, "no case can begin at %q", e.At)
	}
	root := m.nextKey()
	m.memory.Phase, m.memory.Called = phaseRunning, e.Called
	m.memory.Instances = append(m.memory.Instances, instance{
		Key: root, Element: m.program.top().id, Stage: stageEntering, Variables: vars, Flow: e.At, Index: 0,
	})
	if e.Trigger > 0 {
		m.memory.Partial = append(m.memory.Partial, occurrence{Instance: root, Element: e.At, Trigger: e.Trigger})
	}
	m.changed = true
	m.begin(root)
	return nil
}

// enterBody begins a process or sub-process: its event sub-processes listen, its tokens begin. One that was entered by
// an event begins there.
func enterBody(m *machine, e entry) problem {
	events, why := m.eventWaits(e.node.body.events, e.key)
	if why != "" {
		return why
	}
	in := m.memory.instance(e.key)
	at, brought := in.Flow, in.Result
	in.Stage, in.Work, in.Flow, in.Result = stageActive, workScope, "", nil
	m.arm(e.key, e.waits)
	m.arm(e.key, events)
	switch {
	case at != "":
		m.enterAt(m.program.node(at), e.key, brought)
	case e.node.body == m.program.top().body:
		m.enterProcess(e.key)
	default:
		for _, i := range e.node.body.entries {
			m.moves = append(m.moves, move{flow: -1, node: i, scope: e.key})
		}
	}
	m.touch(e.key)
	return ""
}

// enterProcess begins at the none start event; in a process without, at the first start event there is; in one without
// any, at everything that no flow leads into (BPMN 2.0.2, 13.3.4).
func (m *machine) enterProcess(root Key) {
	entries := m.program.top().body.entries
	first := slices.IndexFunc(entries, func(i int) bool {
		n := &m.program.nodes[i]
		return n.kind == bpmn.StartEvent && len(n.triggers) == 0
	})
	if first < 0 && m.program.nodes[entries[0]].kind == bpmn.StartEvent {
		first = 0
	}
	if first >= 0 {
		entries = entries[first : first+1]
	}
	for _, i := range entries {
		m.moves = append(m.moves, move{flow: -1, node: i, scope: root})
	}
}

// enterAt begins a body at an event that has happened.
func (m *machine) enterAt(n *node, scope Key, brought Variables) {
	if g := m.program.gatewayBefore(n); g != nil {
		m.beginChoice(g, n, scope, brought)
		return
	}
	m.record(RecordEntered, n.id)
	if n.all && n.kind == bpmn.StartEvent && !m.program.starts(n) {
		m.beginPartly(n, scope)
		return
	}
	m.finish(m.open(n, scope, stageLeaving), brought)
}

// settleBodies ends the bodies in which nothing is left.
func (m *machine) settleBodies() {
	for len(m.touched) > 0 {
		key := m.touched[0]
		m.touched = m.touched[1:]
		in := m.active(key, workScope)
		if in == nil || in.Parent == 0 {
			continue
		}
		n := m.program.node(in.Element)
		switch {
		case n.do.settle != nil:
			n.do.settle(m, n, key)
		case m.empty(key):
			m.finish(key, nil)
		}
	}
}

func (m *machine) touch(scope Key) { m.touched = append(m.touched, scope) }

// empty tells whether nothing is left in a body.
func (m *machine) empty(scope Key) bool {
	return !slices.ContainsFunc(m.memory.Instances, func(in instance) bool { return in.Parent == scope }) &&
		!slices.ContainsFunc(m.memory.Tokens, func(t token) bool { return t.Scope == scope }) &&
		!slices.ContainsFunc(m.moves, func(at move) bool { return at.begin == 0 && at.scope == scope })
}

// settle ends the case when no token is left in it (BPMN 2.0.2, 13.5.6: implicit termination).
func (m *machine) settle() {
	if m.memory.Phase != phaseRunning || len(m.memory.Instances) != 1 || len(m.memory.Tokens) != 0 {
		return
	}
	if m.memory.Instances[0].Stage == stageActive {
		m.end(nil)
	}
}

// end ends the case.
func (m *machine) end(why *Fault) {
	m.disarm(m.memory.Instances[0].Key)
	m.memory.Phase = phaseEnded
	m.memory.Done, m.memory.Buffer, m.memory.Partial = nil, nil, nil
	m.emit(EndCase{m.memory.Outcome, why})
}

// interrupt ends all that goes on in a body, because an event sub-process takes over; no other one can begin.
func (m *machine) interrupt(scope Key) {
	m.clear(scope)
	m.disarmEvents(scope)
	m.memory.instance(scope).Closed = true
}

// beginEventSub begins an event sub-process at its start event.
func (m *machine) beginEventSub(start *node, scope Key, brought Variables) {
	if start.interrupt {
		m.interrupt(scope)
	}
	sub := &m.program.nodes[start.parent]
	m.record(RecordEntered, sub.id)
	key := m.open(sub, scope, stageEntering)
	in := m.memory.instance(key)
	in.Flow, in.Result = start.id, brought
	m.begin(key)
}
