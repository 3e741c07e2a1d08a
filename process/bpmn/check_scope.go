package bpmn

import "handinhand/process/finding"

// checkScope checks where the tokens of a process or sub-process begin and end (BPMN 2.0.2, 10.3.5, 10.5.2 and 10.5.3).
func (p *processReader) checkScope(s *Scope) {
	for _, e := range s.Elements {
		if _, no := refused[e.Kind]; no {
			p.fail(p.nodes[e.Index], "choreography-in-process", "%s Nothing of a choreography may stand in a process.", refused[e.Kind])
		}
	}
	if s.Owner != nil && s.Owner.Kind == AdHocSubProcess {
		p.checkAdHoc(s)
		return
	}
	p.checkEnds(s)
	switch {
	case s.Owner == nil:
		p.checkStarts(s)
	case s.Owner.TriggeredByEvent:
		p.checkEventSubProcess(s)
	default:
		for _, e := range s.Starts() {
			if len(e.Triggers) > 0 {
				p.wrong(e, "sub-process-start", "A sub-process begins when a token arrives, so its start event must have no trigger.")
			}
		}
	}
}

// checkEnds wants starts and ends to come in pairs, and every step of a scope that has them to be joined to others.
func (p *processReader) checkEnds(s *Scope) {
	id, name := p.def.ID, p.def.Name
	if s.Owner != nil {
		id, name = s.Owner.ID, s.Owner.Name
	}
	starts := s.Starts()
	ends := s.of(func(e *Element) bool { return e.Kind == EndEvent })
	begins := s.of(func(e *Element) bool { return e.Kind == StartEvent || e.Instantiate })
	if len(ends) > 0 && len(begins) == 0 {
		p.report(finding.Error, id, name, "start-missing", "There is an end event, but no start event: draw where it begins.")
	}
	if len(starts) > 0 && len(ends) == 0 {
		p.report(finding.Error, id, name, "end-missing", "There is a start event, but no end event: draw where it ends.")
	}
	if len(begins) == 0 && s.Owner == nil && len(s.Entries()) == 0 {
		p.report(p.severity, id, name, "nothing-to-start", "The process has no step that a case could begin with.")
	}
	for _, e := range s.Elements {
		if e.IsEvent() {
			continue // more exact rules hold for events
		}
		if len(starts) > 0 && len(e.Incoming) == 0 && !e.entersOtherwise() {
			p.wrong(e, "no-incoming", "No flow leads to this %s, so it is never reached.", e.Kind)
		}
		if len(ends) > 0 && len(e.Outgoing) == 0 && !e.leavesOtherwise() {
			p.wrong(e, "no-outgoing", "No flow leaves this %s; lead it on, or to an end event.", e.Kind)
		}
	}
}

// entersOtherwise tells whether an element is reached without a flow.
func (e *Element) entersOtherwise() bool {
	return e.Instantiate || e.TriggeredByEvent || e.ForCompensation
}

// leavesOtherwise tells whether a token may end in an element, or leaves it without a flow.
func (e *Element) leavesOtherwise() bool {
	return e.TriggeredByEvent || e.ForCompensation
}

func (e *Element) linkSource() bool { return e.Kind == ThrowEvent && e.Trigger(LinkTrigger) != nil }

// compensates tells whether an element is a compensation event on a boundary.
func (e *Element) compensates() bool {
	return e.Kind == BoundaryEvent && e.Trigger(CompensationTrigger) != nil
}

// checkStarts checks the start events of a process.
func (p *processReader) checkStarts(s *Scope) {
	allowed := words("message timer conditional signal")
	plain := 0
	for _, e := range s.Starts() {
		for _, t := range e.Triggers {
			if !allowed[string(t.Kind)] {
				p.wrong(e, "process-start", "A process cannot be started by a %s; only by a message, a timer, a condition or a signal.", t.Kind)
			}
		}
		if len(e.Triggers) > 0 {
			continue
		}
		if plain++; plain > 1 {
			p.refuse(e, "several-starts", "The process has more than one start event without a trigger, so it is not clear where a case begins.")
		}
	}
}

func (p *processReader) checkEventSubProcess(s *Scope) {
	e := s.Owner
	if len(e.Incoming)+len(e.Outgoing) > 0 {
		p.wrong(e, "event-sub-process-flow", "No flow may lead into or out of an event sub-process: its start event triggers it.")
	}
	starts := s.Starts()
	if len(starts) != 1 {
		p.wrong(e, "event-sub-process-start", "An event sub-process needs exactly one start event; this one has %d.", len(starts))
	}
	for _, start := range starts {
		if len(start.Triggers) == 0 {
			p.wrong(start, "event-sub-process-trigger", "The start event of an event sub-process must say what triggers it.")
		}
		for _, t := range start.Triggers {
			if !start.Interrupting && (t.Kind == ErrorTrigger || t.Kind == CompensationTrigger) {
				p.wrong(start, "event-sub-process-trigger", "The %s that starts an event sub-process must interrupt.", t.Kind)
			}
		}
	}
}

func (p *processReader) checkAdHoc(s *Scope) {
	if len(s.of((*Element).IsActivity)) == 0 {
		p.wrong(s.Owner, "ad-hoc-empty", "An ad-hoc sub-process needs at least one task.")
	}
	for _, e := range s.Elements {
		if e.Kind == StartEvent || e.Kind == EndEvent {
			p.wrong(e, "ad-hoc-event", "No %s may stand in an ad-hoc sub-process: its tasks are done in any order.", e.Kind)
		}
	}
}
