package engine

import (
	"slices"
	"strings"

	"handinhand/process/bpmn"
)

// raise gives an error or escalation to who catches it, looking from an instance outwards, and tells whether anybody
// does (BPMN 2.0.2, 10.5.6 and 13.5.4).
func (m *machine) raise(from Key, kind bpmn.TriggerKind, code string, vars Variables) bool {
	n, host, t := m.catcher(from, kind, code)
	if n == nil {
		return false
	}
	m.happen(n, host, t, vars)
	return true
}

// catcher finds the innermost event that catches: in each scope first an event sub-process, then the boundary of the
// activity; of several, one that names the code goes before one that catches all.
func (m *machine) catcher(from Key, kind bpmn.TriggerKind, code string) (event *node, host Key, trigger int) {
	for in := m.memory.instance(from); in != nil; in = m.memory.instance(in.Parent) {
		n := m.program.node(in.Element)
		if n == nil {
			return nil, 0, 0
		}
		if in.Work == workScope && !in.Closed && in.Key != from {
			if event, trigger := m.match(n.body.events, kind, code, in.Key); event != nil {
				return event, in.Key, trigger
			}
		}
		if in.Index == 0 {
			if event, trigger := m.match(n.boundary, kind, code, in.Key); event != nil {
				return event, in.Key, trigger
			}
		}
	}
	return nil, 0, 0
}

func (m *machine) match(events []int, kind bpmn.TriggerKind, code string, key Key) (*node, int) {
	var all *node
	at := 0
	for _, i := range events {
		n := &m.program.nodes[i]
		for k, t := range n.triggers {
			if t.kind != kind {
				continue
			}
			known, _ := t.code.string(m.scope(key, nil))
			if known == code && code != "" {
				return n, k
			}
			if known == "" && all == nil {
				all, at = n, k
			}
		}
	}
	return all, at
}

// uncaught refuses an error that nobody would catch, before anything is thrown. In a called case the caller may.
func (m *machine) uncaught(e entry) problem {
	for _, t := range e.node.triggers {
		if t.kind == bpmn.CancelTrigger && m.transaction(e.key) == nil {
			return "there is no transaction around that could be cancelled"
		}
		if t.kind != bpmn.ErrorTrigger || m.memory.Called {
			continue
		}
		code, _ := t.code.string(m.scope(e.key, nil))
		if n, _, _ := m.catcher(e.key, bpmn.ErrorTrigger, code); n == nil {
			return problemf("the error %q is thrown and nobody catches it", code)
		}
	}
	return ""
}

// throwError ends an end event with an error.
func (m *machine) throwError(n *node, key Key, code string, vars Variables) {
	scope := m.memory.instance(key).Parent
	event, host, t := m.catcher(key, bpmn.ErrorTrigger, code)
	m.disarm(key)
	m.remove(key)
	m.record(RecordCompleted, n.id)
	m.reach(n)
	if event == nil {
		m.fail(&Fault{code, vars})
		return
	}
	if m.memory.instance(host) == nil {
		host = scope // its own boundary, if end events had one
	}
	m.happen(event, host, t, vars)
}

// fail ends a called case with an error that nobody in it catches.
func (m *machine) fail(why *Fault) {
	m.clear(m.memory.Instances[0].Key)
	m.end(why)
}

// escalate tells who is interested; nobody has to be.
func (m *machine) escalate(element string, from Key, code string, vars Variables) {
	if !m.raise(from, bpmn.EscalationTrigger, code, vars) && m.memory.Called {
		m.emit(Escalate{element, code, vars})
	}
}

// raiseError ends a service or a task with a BPMN error.
func (m *machine) raiseError(e RaiseError) error {
	in := m.memory.instance(e.Key)
	if in == nil || in.Stage != stageActive || in.Work != workJob && in.Work != workTask || m.program.node(in.Element) == nil {
		return reject(RejectUnknown, "no service or task %d runs", e.Key)
	}
	vars, err := cleaned(e.Variables)
	if err != nil {
		return err
	}
	code := strings.ToValidUTF8(e.Code, "\uFFFD")
	n, _, _ := m.catcher(e.Key, bpmn.ErrorTrigger, code)
	if n == nil && in.Work == workTask && !m.memory.Called {
		return reject(RejectInvalid, "nobody catches the error %q", code)
	}
	if in.Work == workTask {
		m.emit(CloseTask{Task: in.Key, Element: in.Element, Cancelled: true})
	}
	in.Stage = stageFailed
	m.raiseOut(e.Key, &Fault{code, vars})
	return nil
}

// raiseOut gives an error that an activity came to, and that its instance keeps, to who catches it.
func (m *machine) raiseOut(key Key, why *Fault) {
	if m.raise(key, bpmn.ErrorTrigger, why.Code, why.Variables) {
		return
	}
	if m.memory.Called {
		m.fail(why)
		return
	}
	m.incident(key, problemf("it came to the error %q, which nobody catches", why.Code), 1)
}

// raiseEscalation lets a task escalate and go on.
func (m *machine) raiseEscalation(e RaiseEscalation) error {
	in := m.active(e.Key, workTask)
	if in == nil {
		return reject(RejectUnknown, "no task %d is open", e.Key)
	}
	vars, err := cleaned(e.Variables)
	if err != nil {
		return err
	}
	m.escalate(in.Element, e.Key, strings.ToValidUTF8(e.Code, "\uFFFD"), vars)
	return nil
}

// transaction finds the transaction around an instance; nil if there is none.
func (m *machine) transaction(key Key) *instance {
	for in := m.memory.instance(key); in != nil; in = m.memory.instance(in.Parent) {
		if n := m.program.node(in.Element); n != nil && n.kind == bpmn.Transaction && in.Work == workScope {
			return in
		}
	}
	return nil
}

// cancelTransaction ends everything in the transaction, compensates what was done in it, and then leaves it over its
// cancel boundary event (BPMN 2.0.2, 13.3.4).
func (m *machine) cancelTransaction(n *node, key Key) {
	scope := m.transaction(key).Key
	m.record(RecordCompleted, n.id)
	m.reach(n)
	m.interrupt(scope) // the end event with it
	ending := m.open(n, scope, stageActive)
	in := m.memory.instance(ending)
	in.Work, in.Pending = workCompensate, m.undoable([]Key{scope}, -1)
	m.undoNext(ending)
}

// cancelled leaves a transaction whose compensation is done.
func (m *machine) cancelled(scope Key) {
	in := m.memory.instance(scope)
	host := scope
	if in.Index > 0 {
		host = in.Parent
	}
	boundary := m.program.node(in.Element).boundary
	i := slices.IndexFunc(boundary, func(b int) bool {
		return slices.ContainsFunc(m.program.nodes[b].triggers, func(t trigger) bool { return t.kind == bpmn.CancelTrigger })
	})
	if i < 0 {
		m.finish(scope, nil)
		return
	}
	m.happenOnBoundary(&m.program.nodes[boundary[i]], host, nil)
}
