package bpmn

import (
	"strings"

	"handinhand/process/finding"
)

// check applies the rules that hold for the process as a whole. They are about execution, so only an executable
// process is held to them.
func (p *processReader) check() {
	for _, s := range p.def.scopes() {
		p.ends(s)
	}
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

// ends checks where the tokens of a scope begin and end (BPMN 2.0.2, 10.5.2 and 10.5.3): a start event and an end event
// need each other, and a case must know which of several starts is its own.
func (p *processReader) ends(s *Scope) {
	id, name := p.def.ID, p.def.Name
	if s.Owner != nil {
		id, name = s.Owner.ID, s.Owner.Name
	}
	starts, ends, plain := s.Starts(), s.of(func(e *Element) bool { return e.Kind == EndEvent }), 0
	for _, e := range starts {
		if len(e.Triggers) > 0 {
			continue
		}
		if plain++; plain > 1 {
			p.at(e, finding.Error, "several-starts", "The process has more than one start event without a trigger, so it is not clear where a case begins.")
		}
	}
	switch {
	case len(s.Entries()) == 0 && s.Owner == nil:
		p.report(finding.Error, id, name, "no-start", "The process has no start event: no case can begin.")
	case len(starts) == 0 && len(ends) > 0:
		p.report(finding.Error, id, name, "no-start", "There is an end event, but no start event.")
	case len(starts) > 0 && len(ends) == 0:
		p.report(finding.Error, id, name, "no-end", "There is a start event, but no end event.")
	}
}

// reachable names the elements that no token can come to.
func (p *processReader) reachable() {
	seen := make([]bool, len(p.def.Elements))
	var todo []*Element
	visit := func(list ...*Element) {
		for _, e := range list {
			if e != nil && !seen[e.Index] {
				seen[e.Index] = true
				todo = append(todo, e)
			}
		}
	}
	enter := func(s *Scope) {
		visit(s.Entries()...)
		visit(s.EventSubProcesses()...)
	}
	enter(p.def.Body)
	if len(todo) == 0 {
		return // the missing start is said already
	}
	for len(todo) > 0 {
		e := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, f := range e.Outgoing {
			visit(f.Target)
		}
		visit(e.Boundary...)
		visit(e.Compensation)
		if t := e.Trigger(LinkTrigger); t != nil {
			visit(t.LinkTarget)
		}
		if e.Body != nil {
			enter(e.Body)
		}
	}
	for _, e := range p.def.Elements {
		unattached := e.Kind == BoundaryEvent && e.AttachedTo == nil // said already
		inside := e.Parent != nil && !seen[e.Parent.Index]           // said of what is around it
		if !seen[e.Index] && !unattached && !inside {
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
	compensates := e.Kind == BoundaryEvent && e.Trigger(CompensationTrigger) != nil
	links := e.Kind == ThrowEvent && e.Trigger(LinkTrigger) != nil
	adHoc := e.Parent != nil && e.Parent.Kind == AdHocSubProcess
	if len(e.Outgoing) > 0 || compensates || links || adHoc || e.TriggeredByEvent || e.ForCompensation {
		return
	}
	switch {
	case e.Kind == StartEvent || e.IsGateway() || e.Kind == CatchEvent || e.Kind == ThrowEvent || e.Kind == BoundaryEvent:
		p.at(e, finding.Error, "dead-end", "No flow leaves this %s.", e.Kind)
	case len(p.scopeOf(e).Starts()) > 0:
		p.at(e, finding.Warning, "dead-end", "No flow leaves this step: the way ends here without an end event.")
	}
}

func (p *processReader) scopeOf(e *Element) *Scope {
	if e.Parent == nil {
		return p.def.Body
	}
	return e.Parent.Body
}

// choices checks conditions and default flows.
func (p *processReader) choices(e *Element) {
	gate := e.Kind == ExclusiveGateway || e.Kind == InclusiveGateway || e.Kind == ComplexGateway
	chooses := e.IsActivity() || gate
	for _, f := range e.Outgoing {
		switch {
		case f.Condition != "" && !chooses:
			p.report(finding.Error, f.ID, f.Name, "condition-not-allowed", "The flow leaves %s, a %s, where no condition is looked at.", label(e), e.Kind)
		case f.Condition == "" && f != e.Default && gate && e.Kind != ComplexGateway && len(e.Outgoing) > 1:
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
		p.refuse(e, "service-without-type", "The service task does not say which service to call (zeebe:taskDefinition with a type).")
	case e.Kind == BusinessRuleTask && e.Ext.Decision == nil && e.Ext.Service == nil:
		p.refuse(e, "rule-without-decision", "The business rule task does not say which decision to take (zeebe:calledDecision).")
	case e.Kind == ScriptTask && e.Ext.Script == nil && e.Ext.Service == nil:
		switch {
		case e.Code == nil || e.Code.Text == "":
			p.refuse(e, "script-without-expression", "The script task has no expression (zeebe:script).")
		case !strings.HasPrefix(e.Code.Text, "="):
			p.refuse(e, "unsupported-script", "The task holds program code, which is not executed; write it as a FEEL expression (zeebe:script).")
		}
	case e.Kind == CallActivity && e.Call.Target() == "":
		p.refuse(e, "call-without-process", "The call activity does not say which process it calls.")
	}
}

// refuse reports that an element of correct BPMN cannot run as it is.
func (p *processReader) refuse(e *Element, rule, format string, args ...any) {
	p.at(e, p.severity, rule, format, args...)
}
