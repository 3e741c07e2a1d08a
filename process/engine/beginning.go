package engine

import (
	"slices"

	"handinhand/process/bpmn"
)

// Beginning is one way in which a case can begin by itself: a trigger of a start event, of an instantiating receive task
// or of an event behind an instantiating gateway. A text that is an expression is evaluated without variables; what it
// needs any for cannot begin a case.
type Beginning struct {
	Element string
	Trigger int
	Kind    bpmn.TriggerKind
	Message string
	Signal  string
	Timer   string // ISO 8601 date, duration or cycle, or "=FEEL"
	Form    bpmn.TimerForm
}

// Beginnings are all ways in which a case can begin without being started by hand, in document order.
func (p *Program) Beginnings() []Beginning {
	var out []Beginning
	m := &machine{program: p}
	for _, e := range p.def.Elements {
		n := p.node(e.ID)
		if !p.beginsAt(n.id, 0) {
			continue
		}
		for i, t := range n.triggers {
			b := Beginning{Element: n.id, Trigger: i, Kind: t.kind}
			switch t.kind {
			case bpmn.TimerTrigger:
				b.Timer, b.Form = e.Triggers[i].Timer.Text, e.Triggers[i].Timer.Form
			case bpmn.MessageTrigger:
				b.Message, _ = t.message.name.string(m.scope(0, nil))
			case bpmn.SignalTrigger:
				b.Signal, _ = t.signal.string(m.scope(0, nil))
			}
			out = append(out, b)
		}
	}
	return out
}

// beginsAt tells whether a case can begin at an element by that trigger.
func (p *Program) beginsAt(element string, trigger int) bool {
	n := p.node(element)
	if n == nil || n.parent != len(p.nodes)-1 || trigger < 0 || trigger > 0 && trigger >= len(n.triggers) {
		return false
	}
	switch n.kind {
	case bpmn.StartEvent:
		return slices.Contains(p.top().body.entries, p.index[element])
	case bpmn.ReceiveTask:
		if n.begins {
			return true
		}
	case bpmn.CatchEvent:
	default:
		return false
	}
	g := p.gatewayBefore(n)
	return g != nil && g.begins
}

// beginPartly begins a case at a start event that needs several triggers, when the first has come.
func (m *machine) beginPartly(n *node, root Key) {
	key := m.open(n, root, stageEntering)
	came := 0
	for i, o := range m.memory.Partial {
		if o.Instance == root && o.Element == n.id {
			came = o.Trigger
			m.memory.Partial = slices.Delete(m.memory.Partial, i, i+1)
			break
		}
	}
	waits, why := m.eventWaits([]int{m.program.index[n.id]}, key)
	if why != "" {
		m.incident(key, why, 1)
		return
	}
	waits = slices.DeleteFunc(waits, func(w wait) bool { return w.trigger == came })
	m.await(entry{n, key, waits}, workNone)
	m.happen(n, key, came, nil)
}
