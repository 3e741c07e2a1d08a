package engine

import (
	"maps"

	"handinhand/process/bpmn"
	"handinhand/process/feel"
)

// throw throws everything that the event throws, in order; compensation and what ends its scope come last.
func throw(m *machine, e entry) problem {
	in := m.memory.instance(e.key)
	names, why := e.node.addresses(m.scope(e.key, nil))
	if why != "" {
		return why
	}
	if why := m.uncaught(e); why != "" {
		return why
	}
	in.Stage, in.Work = stageActive, workNone
	vars := maps.Clone(in.Variables)
	for i, t := range e.node.triggers {
		if m.memory.instance(e.key) == nil {
			return "" // what it threw has ended its scope
		}
		switch t.kind {
		case bpmn.CompensationTrigger:
			if m.compensate(e.key, t) {
				return ""
			}
		case bpmn.CancelTrigger:
			m.cancelTransaction(e.node, e.key)
		case bpmn.ErrorTrigger:
			m.throwError(e.node, e.key, names[i].name, vars)
		default:
			m.send(e.node.id, e.key, t, names[i], vars)
		}
	}
	if m.memory.instance(e.key) != nil {
		m.finish(e.key, nil)
	}
	return ""
}

// send gives a message, signal or escalation away.
func (m *machine) send(element string, from Key, t trigger, to wait, vars Variables) {
	switch t.kind {
	case bpmn.MessageTrigger:
		m.emit(SendMessage{element, to.name, to.key, vars})
	case bpmn.SignalTrigger:
		m.emit(Broadcast{element, to.name, vars})
		m.signal(to.name, vars)
	case bpmn.EscalationTrigger:
		m.escalate(element, from, to.name, vars)
	}
}

// addresses evaluates what the triggers of a throwing event are called, all of them before any is thrown.
func (n *node) addresses(s feel.Scope) ([]wait, problem) {
	out := make([]wait, len(n.triggers))
	for i, t := range n.triggers {
		var why problem
		if out[i], why = t.address(s); why != "" {
			return nil, why
		}
	}
	return out, ""
}

func (t trigger) address(s feel.Scope) (w wait, why problem) {
	switch t.kind {
	case bpmn.MessageTrigger:
		w.name, w.key, why = t.message.address(s)
	case bpmn.SignalTrigger:
		w.name, why = t.signal.string(s)
	case bpmn.ErrorTrigger, bpmn.EscalationTrigger:
		w.name, why = t.code.string(s)
	}
	return w, why
}

// send is the send task: it is done when its message is on its way.
func send(m *machine, e entry) problem {
	name, key, why := e.node.send.address(m.scope(e.key, nil))
	if why != "" {
		return why
	}
	m.emit(SendMessage{e.node.id, name, key, maps.Clone(m.memory.instance(e.key).Variables)})
	m.finish(e.key, nil)
	return ""
}
