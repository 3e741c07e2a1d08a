package bpmn

import "handinhand/process/finding"

// check applies the rules that hold for the process as a whole. They are about execution, so only an executable
// process is held to them.
func (p *processReader) check() {
	p.ends()
	p.reachable()
	for _, e := range p.def.Elements {
		if !runs[e.Kind] {
			continue
		}
		p.edges(e)
		p.choices(e)
		p.needs(e)
	}
}

func (p *processReader) at(e *Element, s finding.Severity, rule, format string, args ...any) {
	p.report(s, e.ID, e.Name, rule, format, args...)
}

func (p *processReader) ends() {
	starts, ends := 0, 0
	for _, e := range p.def.Elements {
		switch e.Kind {
		case StartEvent:
			if starts++; starts > 1 {
				p.at(e, finding.Error, "several-starts", "The process has more than one start event, so it is not clear where a case begins.")
			}
		case EndEvent:
			ends++
		}
	}
	if starts == 0 {
		p.report(finding.Error, p.def.ID, p.def.Name, "no-start", "The process has no start event: no case can begin.")
	}
	if ends == 0 {
		p.report(finding.Error, p.def.ID, p.def.Name, "no-end", "The process has no end event: no case has an outcome.")
	}
}

// reachable names the elements that no token can come to.
func (p *processReader) reachable() {
	seen := make([]bool, len(p.def.Elements))
	var todo []*Element
	visit := func(e *Element) {
		if !seen[e.Index] {
			seen[e.Index] = true
			todo = append(todo, e)
		}
	}
	for _, e := range p.def.Elements {
		if e.Kind == StartEvent {
			visit(e)
		}
	}
	if len(todo) == 0 {
		return // the missing start is said already
	}
	for len(todo) > 0 {
		e := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, f := range e.Outgoing {
			visit(f.Target)
		}
		for _, b := range e.Boundary {
			visit(b)
		}
	}
	for _, e := range p.def.Elements {
		unattached := e.Kind == BoundaryEvent && e.AttachedTo == nil // said already
		if !seen[e.Index] && !unattached {
			p.at(e, finding.Error, "unreachable", "No way leads from the start to this element.")
		}
	}
}

// edges checks which flows may come and go (BPMN 2.0.2, 10.5.2 to 10.5.6).
func (p *processReader) edges(e *Element) {
	switch e.Kind {
	case StartEvent, BoundaryEvent:
		if len(e.Incoming) > 0 {
			p.at(e, finding.Error, "incoming-not-allowed", "No flow may lead into a %s.", e.Kind)
		}
	case EndEvent:
		if len(e.Outgoing) > 0 {
			p.at(e, finding.Error, "outgoing-not-allowed", "No flow may leave an end event.")
		}
		return
	}
	if len(e.Outgoing) > 0 {
		return
	}
	switch {
	case e.Kind == StartEvent || e.IsGateway() || e.Kind == CatchEvent || e.Kind == ThrowEvent || e.Kind == BoundaryEvent:
		p.at(e, finding.Error, "dead-end", "No flow leaves this %s.", e.Kind)
	default:
		p.at(e, finding.Warning, "dead-end", "No flow leaves this step: the way ends here without an end event.")
	}
}

// choices checks conditions and default flows.
func (p *processReader) choices(e *Element) {
	chooses := e.IsActivity() || e.Kind == ExclusiveGateway
	for _, f := range e.Outgoing {
		switch {
		case f.Condition != "" && !chooses:
			p.report(finding.Error, f.ID, f.Name, "condition-not-allowed", "The flow leaves %s, a %s, where no condition is looked at.", label(e), e.Kind)
		case f.Condition == "" && f != e.Default && e.Kind == ExclusiveGateway && len(e.Outgoing) > 1:
			p.report(finding.Error, f.ID, f.Name, "condition-missing",
				"The flow leaves the choice %s without a condition and is not its default: it is not clear when it is taken.", label(e))
		case f.Condition != "" && f == e.Default:
			p.report(finding.Warning, f.ID, f.Name, "condition-on-default", "The flow is the default of %s, so its condition is not looked at.", label(e))
		}
	}
	if e.Default != nil && !chooses {
		p.at(e, finding.Error, "default-not-allowed", "A %s has no default flow: it does not choose.", e.Kind)
	}
}

// needs checks that an element says what it cannot run without.
func (p *processReader) needs(e *Element) {
	switch {
	case e.Kind == ServiceTask && (e.Ext.Service == nil || e.Ext.Service.Type == ""):
		p.at(e, finding.Error, "service-without-type", "The service task does not say which service to call (zeebe:taskDefinition with a type).")
	case e.Kind == BusinessRuleTask && e.Ext.Decision == nil:
		p.at(e, finding.Error, "rule-without-decision", "The business rule task does not say which decision to take (zeebe:calledDecision).")
	case e.Kind == ScriptTask && e.Ext.Script == nil:
		p.at(e, finding.Error, "script-without-expression", "The script task has no expression (zeebe:script).")
	}
}
