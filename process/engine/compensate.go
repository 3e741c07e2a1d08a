package engine

import (
	"slices"

	"handinhand/process/bpmn"
)

// undoers finds out what can be compensated: activities with a handler, and sub-processes in which there is something or
// that have a compensation event sub-process.
func (c *compiler) undoers() {
	nodes := c.program.nodes
	for i := range nodes {
		n := &nodes[i]
		if n.body == nil {
			continue
		}
		n.body.events = slices.DeleteFunc(n.body.events, func(e int) bool {
			undoes := slices.ContainsFunc(nodes[e].triggers, func(t trigger) bool { return t.kind == bpmn.CompensationTrigger })
			if undoes && n.undo < 0 {
				n.undo = e
			}
			return undoes
		})
	}
	for i := range nodes {
		for at := &nodes[i]; nodes[i].undo >= 0 && at.parent >= 0; {
			at = &nodes[at.parent]
			if at.body != nil {
				at.body.undoes = true
			}
		}
	}
}

// keep notes an activity that is done and can be compensated, with its variables as they are now.
func (m *machine) keep(n *node, in *instance) {
	if n.undo < 0 && (n.body == nil || !n.body.undoes) || in.For != 0 {
		return
	}
	m.memory.Done = append(m.memory.Done, done{
		Key: in.Key, Scope: in.Parent, Element: n.id, Index: in.Index, Looped: in.Loop != nil, Variables: in.Variables,
	})
	m.owned = slices.DeleteFunc(m.owned, func(k Key) bool { return k == in.Key })
}

// compensate sets off the compensation that a throwing event asks for, and tells whether the event waits for it.
func (m *machine) compensate(key Key, t trigger) bool {
	in := m.memory.instance(key)
	pending := m.undoable(m.compensationScopes(in.Parent), t.activity)
	if t.detached {
		for i := len(pending) - 1; i >= 0; i-- {
			m.undo(pending[i], 0)
		}
		return false
	}
	in.Work, in.Pending = workCompensate, pending
	m.show(in)
	m.undoNext(key)
	return true
}

// compensationScopes are those whose activities a compensation event means: an event sub-process stands for the body
// around it too.
func (m *machine) compensationScopes(key Key) []Key {
	var out []Key
	for in := m.memory.instance(key); in != nil; in = m.memory.instance(in.Parent) {
		out = append(out, in.Key)
		if n := m.program.node(in.Element); n == nil || !n.byEvent {
			break
		}
	}
	return out
}

// undoable lists what was done in the scopes, in order of completion; with an activity, only that.
func (m *machine) undoable(scopes []Key, activity int) []Key {
	var out []Key
	for _, d := range m.memory.Done {
		if slices.Contains(scopes, d.Scope) && (activity < 0 || d.Element == m.program.nodes[activity].id) {
			out = append(out, d.Key)
		}
	}
	return out
}

// undoNext compensates what was done last and comes back when that is over. The iterations of a parallel loop are
// compensated together, because none of them came after another.
func (m *machine) undoNext(key Key) {
	for {
		in := m.memory.instance(key)
		if in == nil || m.undoing(key) && !m.together(in) {
			return
		}
		last := len(in.Pending) - 1
		if last < 0 {
			break
		}
		next := in.Pending[last]
		in.Pending = in.Pending[:last:last]
		m.undo(next, key)
	}
	if !m.undoing(key) {
		m.undoneAll(key)
	}
}

// undoing tells whether compensation runs on behalf of an instance.
func (m *machine) undoing(key Key) bool {
	return slices.ContainsFunc(m.memory.Instances, func(in instance) bool { return in.For == key })
}

// together tells whether an instance stands for a parallel loop whose iterations are to be compensated.
func (m *machine) together(in *instance) bool {
	n := m.program.node(in.Element)
	return in.Loop != nil && !n.loop.sequential
}

// undo compensates one activity on behalf of another instance (0: of none). A sub-process with a compensation event
// sub-process begins that, with the sub-process's variables as they were; one without compensates what was done in it;
// any other activity begins its handler.
func (m *machine) undo(key, behalf Key) {
	i := slices.IndexFunc(m.memory.Done, func(d done) bool { return d.Key == key })
	if i < 0 || m.memory.instance(m.memory.Done[i].Scope) == nil {
		return
	}
	d := m.memory.Done[i]
	n := m.program.node(d.Element)
	m.memory.Done = slices.Delete(m.memory.Done, i, i+1)
	if d.Looped || n.undo < 0 {
		m.revive(d, behalf).Pending = m.undoable([]Key{d.Key}, -1)
		m.undoNext(d.Key)
		return
	}
	handler := &m.program.nodes[n.undo]
	if handler.kind != bpmn.StartEvent {
		h := m.open(handler, d.Scope, stageEntering)
		in := m.memory.instance(h)
		in.For, in.Variables = behalf, d.Variables
		m.moves = append(m.moves, move{flow: -1, node: -1, scope: d.Scope, begin: h})
		return
	}
	m.revive(d, behalf)
	h := m.open(&m.program.nodes[handler.parent], d.Key, stageEntering)
	in := m.memory.instance(h)
	in.For, in.Flow = d.Key, handler.id
	m.moves = append(m.moves, move{flow: -1, node: -1, scope: d.Key, begin: h})
}

// revive brings a completed activity back under its old key, so that its variables and what was done in it are there
// while it is compensated.
func (m *machine) revive(d done, behalf Key) *instance {
	in := instance{
		Key: d.Key, Parent: d.Scope, Element: d.Element, Stage: stageActive, Work: workCompensate,
		Index: d.Index, Variables: d.Variables, For: behalf,
	}
	if d.Looped {
		in.Loop = &loop{}
	}
	at, _ := m.memory.position(d.Key)
	m.memory.Instances = slices.Insert(m.memory.Instances, at, in)
	return &m.memory.Instances[at]
}

// undone ends a handler.
func (m *machine) undone(n *node, key Key) {
	in := m.memory.instance(key)
	scope, behalf := in.Parent, in.For
	m.forget(key)
	m.remove(key)
	m.record(RecordCompleted, n.id)
	m.reach(n)
	m.touch(scope)
	if m.memory.instance(behalf) != nil {
		m.undoNext(behalf)
	}
}

// undoneAll ends the compensation that an instance set off.
func (m *machine) undoneAll(key Key) {
	in := m.memory.instance(key)
	n := m.program.node(in.Element)
	scope, behalf := in.Parent, in.For
	switch {
	case n.kind == bpmn.EndEvent && slices.ContainsFunc(n.triggers, func(t trigger) bool { return t.kind == bpmn.CancelTrigger }):
		m.remove(key)
		m.cancelled(scope)
	case n.kind == bpmn.EndEvent || n.kind == bpmn.ThrowEvent:
		m.finish(key, nil)
	default:
		m.forget(key)
		m.remove(key)
		m.touch(scope)
		if m.memory.instance(behalf) != nil {
			m.undoNext(behalf)
		}
	}
}

// forget drops what was done in a scope that will never be compensated.
func (m *machine) forget(scope Key) {
	gone := []Key{scope}
	for len(gone) > 0 && len(m.memory.Done) > 0 {
		key := gone[0]
		gone = gone[1:]
		m.memory.Done = slices.DeleteFunc(m.memory.Done, func(d done) bool {
			if d.Scope == key {
				gone = append(gone, d.Key)
			}
			return d.Scope == key
		})
	}
}
