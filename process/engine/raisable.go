package engine

import "handinhand/process/bpmn"

// Raisable is an error or an escalation that somebody around a task catches, so that who does the task can raise it. An
// empty Code takes any. Event is the id of the event that catches.
type Raisable struct {
	Escalation bool
	Code       string
	Event      string
}

// Raisable lists what can be raised at an element, from the inside out: what the boundary of the element and of each
// sub-process around it catches, and the event sub-processes there. Of two that catch the same code only the inner one
// is listed. A code that is an expression is evaluated without variables; what needs any is left out.
func (p *Program) Raisable(element string) []Raisable {
	var out []Raisable
	m := &machine{program: p}
	known := map[Raisable]bool{}
	add := func(events []int) {
		for _, i := range events {
			n := &p.nodes[i]
			for _, t := range n.triggers {
				if t.kind != bpmn.ErrorTrigger && t.kind != bpmn.EscalationTrigger {
					continue
				}
				code, why := t.code.string(m.scope(0, nil))
				r := Raisable{Escalation: t.kind == bpmn.EscalationTrigger, Code: code}
				if why == "" && !known[r] {
					known[r] = true
					r.Event = n.id
					out = append(out, r)
				}
			}
		}
	}
	for n := p.node(element); n != nil; {
		add(n.boundary)
		if n.parent < 0 {
			break
		}
		if n = &p.nodes[n.parent]; n.body != nil {
			add(n.body.events)
		}
	}
	return out
}

// Steps are the elements that can be chosen in an ad-hoc sub-process, in document order; nil for any other element.
func (p *Program) Steps(element string) []string {
	n := p.node(element)
	if n == nil || n.adHoc == nil {
		return nil
	}
	var out []string
	for _, i := range n.body.entries {
		out = append(out, p.nodes[i].id)
	}
	return out
}

// ByHand tells whether a person can begin a case: there is a start event that waits for nothing, or none at all.
func (p *Program) ByHand() bool {
	entries := p.top().body.entries
	for _, i := range entries {
		if n := &p.nodes[i]; n.kind == bpmn.StartEvent && len(n.triggers) == 0 {
			return true
		}
	}
	return len(p.Beginnings()) == 0
}
