package engine

import (
	"maps"
	"slices"

	"handinhand/process/bpmn"
)

// Modify changes a running case by hand: first variables, then elements begin, then instances end. It applies as a whole
// or not at all. To end the case, cancel its first instance.
type Modify struct {
	Set    []Assignment
	Begin  []Activation
	Cancel []Key // of element instances
}

// Assignment sets variables of an element instance, 0 for the case.
type Assignment struct {
	Scope     Key
	Variables Variables
}

// Activation begins an element. Scope is the instance of the sub-process around it, 0 to find it: the one that runs, or a
// new one.
type Activation struct {
	Element string
	Scope   Key
}

func (Modify) event() {}

func (m *machine) modify(e Modify) error {
	for _, a := range e.Set {
		if err := m.setByHand(a); err != nil {
			return err
		}
	}
	for _, key := range e.Cancel {
		if in := m.memory.instance(key); in == nil || m.program.node(in.Element) == nil {
			return reject(RejectUnknown, "no element instance %d runs", key)
		}
	}
	for _, a := range e.Begin {
		if err := m.beginByHand(a); err != nil {
			return err
		}
	}
	for _, key := range e.Cancel {
		m.cancelByHand(key)
	}
	return nil
}

func (m *machine) setByHand(a Assignment) error {
	if a.Scope == 0 {
		a.Scope = m.memory.Instances[0].Key
	}
	if m.memory.instance(a.Scope) == nil {
		return reject(RejectUnknown, "no element instance %d runs", a.Scope)
	}
	vars, err := cleaned(a.Variables)
	if err != nil {
		return err
	}
	m.record(RecordModified, m.memory.instance(a.Scope).Element)
	own := m.own(a.Scope)
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		own[name] = vars[name]
	}
	m.changed = true
	return nil
}

// cancelByHand ends an instance; what waits for it is told.
func (m *machine) cancelByHand(key Key) {
	in := m.memory.instance(key)
	if in == nil {
		return // ended with another one
	}
	parent, behalf, iteration := in.Parent, in.For, in.Index > 0
	if parent == 0 {
		m.clear(key)
		m.end(nil)
		return
	}
	m.cancel(key)
	m.touch(parent)
	if iteration {
		m.terminated(parent)
	}
	if m.memory.instance(behalf) != nil {
		m.undoNext(behalf)
	}
}

// beginByHand begins an element.
func (m *machine) beginByHand(a Activation) error {
	n := m.program.node(a.Element)
	switch {
	case n == nil || n.kind == "":
		return reject(RejectInvalid, "the process has no element %q", a.Element)
	case n.kind == bpmn.BoundaryEvent || n.byEvent || m.program.starts(n):
		return reject(RejectInvalid, "%q is entered by its event only", a.Element)
	}
	scope := a.Scope
	if scope == 0 {
		var err error
		if scope, err = m.bodyFor(&m.program.nodes[n.parent]); err != nil {
			return err
		}
	}
	in := m.active(scope, workScope)
	if in == nil || in.Element != m.program.nodes[n.parent].id {
		return reject(RejectInvalid, "%q does not stand in the element instance %d", a.Element, scope)
	}
	m.record(RecordModified, a.Element)
	m.moves = append(m.moves, move{flow: -1, node: m.program.index[a.Element], scope: scope})
	return nil
}

// bodyFor finds the instance of a process or sub-process that runs, or makes one in which nothing has begun yet.
func (m *machine) bodyFor(n *node) (Key, error) {
	var found []Key
	for _, in := range m.memory.Instances {
		if in.Element == n.id && in.Work == workScope && in.Stage == stageActive {
			found = append(found, in.Key)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return 0, reject(RejectInvalid, "%q runs several times: say in which instance", n.id)
	case n.kind == "" || n.loop != nil || n.byEvent:
		return 0, reject(RejectInvalid, "%q does not run and cannot be begun from within", n.id)
	}
	outer, err := m.bodyFor(&m.program.nodes[n.parent])
	if err != nil {
		return 0, err
	}
	key := m.open(n, outer, stageEntering)
	in := m.memory.instance(key)
	why := m.prepare(n, in)
	waits, problems := m.waits(n, in)
	events, more := m.eventWaits(n.body.events, key)
	if i := slices.IndexFunc([]problem{why, problems, more}, func(p problem) bool { return p != "" }); i >= 0 {
		return 0, reject(RejectInvalid, "%q cannot be entered: %s", n.id, []problem{why, problems, more}[i])
	}
	in.Stage, in.Work = stageActive, workScope
	m.record(RecordEntered, n.id)
	m.arm(key, waits)
	m.arm(key, events)
	return key, nil
}
