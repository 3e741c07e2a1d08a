package bpmn

import (
	"strings"

	"handinhand/process/finding"
)

// check applies the static rules of BPMN 2.0.2 to a process. They hold whether it is executable or not; what only
// matters when it runs is reported by refuse.
func (p *processReader) check() {
	for _, s := range p.def.scopes() {
		p.checkScope(s)
	}
	p.checkListing()
	for _, f := range p.def.Flows {
		p.checkFlow(f)
	}
	for _, e := range p.def.Elements {
		if !runs[e.Kind] {
			continue
		}
		p.checkEdges(e)
		switch {
		case e.IsGateway():
			p.checkGateway(e)
		case e.IsEvent():
			p.checkEvent(e)
		default:
			p.checkActivity(e)
		}
		p.checkData(e)
		p.needs(e)
	}
	if p.def.IsExecutable {
		p.reachable()
	}
}

func (p *processReader) at(e *Element, s finding.Severity, rule, format string, args ...any) {
	p.report(s, e.ID, e.Name, rule, format, args...)
}

// wrong reports that an element breaks a rule of BPMN.
func (p *processReader) wrong(e *Element, rule, format string, args ...any) {
	p.at(e, finding.Error, rule, format, args...)
}

// refuse reports that an element of correct BPMN cannot run as it is.
func (p *processReader) refuse(e *Element, rule, format string, args ...any) {
	p.at(e, p.severity, rule, format, args...)
}

// reachable names the elements that no token can come to, except those that a more exact rule has named.
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
		if !seen[e.Index] && len(e.Incoming) > 0 && (e.Parent == nil || seen[e.Parent.Index]) {
			p.refuse(e, "unreachable", "No way leads from the start to this element.")
		}
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
		p.needsScript(e)
	case e.Kind == CallActivity && e.Call.Target() == "":
		p.refuse(e, "call-without-process", "The call activity does not say which process it calls.")
	}
}

func (p *processReader) needsScript(e *Element) {
	switch {
	case e.Code == nil || e.Code.Text == "":
		p.refuse(e, "script-without-expression", "The script task has no expression (zeebe:script).")
	case strings.HasPrefix(e.Code.Text, "="):
	case e.Code.Format == "":
		p.refuse(e, "script-format", "The task holds program code, but does not say in which language (scriptFormat); write it as a FEEL expression (zeebe:script).")
	default:
		p.refuse(e, "unsupported-script", "The task holds program code, which is not executed; write it as a FEEL expression (zeebe:script).")
	}
}
