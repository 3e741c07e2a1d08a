package engine

import (
	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// Need is something that a program asks of its shell beyond tasks, timers, services and messages that come in.
type Need struct {
	Capability Capability
	Element    string
}

// Capability is what a shell may or may not be able to carry out.
type Capability string

// Said is the capability as a word.
func (c Capability) Said() finding.Text { return finding.Word(string(c)) }

const (
	Signals  Capability = "signals"  // Listen, Broadcast and the event Signal
	Messages Capability = "messages" // SendMessage
	Calls    Capability = "calls"    // StartChild, CancelChild, Escalate and their events
)

// Needs lists what the program asks for, in document order. A shell that lacks any of it must refuse the program: its
// cases would wait for ever.
func (p *Program) Needs() []Need {
	var out []Need
	for i := range p.nodes {
		n := &p.nodes[i]
		if n.call != nil {
			out = append(out, Need{Calls, n.id})
		}
		if n.send != nil {
			out = append(out, Need{Messages, n.id})
		}
		for _, t := range n.triggers {
			switch {
			case t.kind == bpmn.SignalTrigger:
				out = append(out, Need{Signals, n.id})
			case t.kind == bpmn.MessageTrigger && n.do == &throwing:
				out = append(out, Need{Messages, n.id})
			}
		}
		if n.loop != nil && n.loop.throws(bpmn.SignalTrigger) {
			out = append(out, Need{Signals, n.id})
		}
	}
	return out
}

// throws tells whether a loop throws a trigger of that kind.
func (l *iteration) throws(kind bpmn.TriggerKind) bool {
	for _, t := range []*trigger{l.first, l.each} {
		if t != nil && t.kind == kind {
			return true
		}
	}
	for _, x := range l.complex {
		for _, t := range x.triggers {
			if t.kind == kind {
				return true
			}
		}
	}
	return false
}
