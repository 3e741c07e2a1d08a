package bpmn

import "handinhand/process/finding"

// checkFlow checks a sequence flow (BPMN 2.0.2, 8.4.13 and 7.6.1).
func (p *processReader) checkFlow(f *Flow) {
	x := p.lines[f.Index]
	if f.Source.Parent != f.Target.Parent {
		p.report(finding.Error, f.ID, f.Name, "flow-crosses-sub-process", "The flow leads from %s to %s across the border of a sub-process.", label(f.Source), label(f.Target))
	}
	if !truth(x, "isImmediate", true) && p.def.IsExecutable {
		p.report(finding.Error, f.ID, f.Name, "flow-not-immediate", "The flow says that time may pass on it (isImmediate=\"false\"), which is not allowed in an executable process.")
	}
	p.checkCondition(f)
}

// checkCondition checks where a condition stands.
func (p *processReader) checkCondition(f *Flow) {
	e := f.Source
	chooses := e.IsActivity() || choosing[e.Kind]
	tell := func(s finding.Severity, rule, format string, args ...any) {
		p.report(s, f.ID, f.Name, rule, format, args...)
	}
	switch {
	case f.Condition != "" && e.Kind == EventGateway:
		tell(finding.Error, "event-gateway-condition", "The flow leaves an event-based gateway: the events choose, so it must not have a condition.")
	case f.Condition != "" && !chooses:
		tell(finding.Warning, "condition-ignored", "The flow leaves %s, a %s, where no condition is looked at.", label(e), e.Kind)
	case f.Condition != "" && f == e.Default:
		tell(finding.Warning, "condition-on-default", "The flow is the default of %s, so its condition is not looked at.", label(e))
	case f.Condition != "" && e.IsActivity() && len(e.Outgoing) == 1:
		tell(finding.Error, "condition-alone", "The flow is the only one that leaves %s, so it must not have a condition: the case would stop if it did not hold.", label(e))
	case f.Condition == "" && f != e.Default && e.Kind == InclusiveGateway && len(e.Outgoing) > 1:
		tell(finding.Warning, "condition-missing", "The flow leaves the gateway %s without a condition, so it is always taken.", label(e))
	case f.Condition == "" && f != e.Default && e.Kind == ExclusiveGateway && len(e.Outgoing) > 1:
		tell(p.severity, "condition-missing", "The flow leaves the choice %s without a condition and is not its default: it is not clear when it is taken.", label(e))
	}
}

// choosing are the gateways that look at conditions.
var choosing = map[Kind]bool{ExclusiveGateway: true, InclusiveGateway: true, ComplexGateway: true}

// checkListing compares flows with what elements say about them. A file may leave out these lists as a whole (the
// schema lets it), but a list must be complete, and a process that has them must not leave them out in places.
func (p *processReader) checkListing() {
	type end struct {
		f   *Flow
		e   *Element
		tag string
	}
	var missing []end
	listed, wanted := 0, 2*len(p.def.Flows)
	for _, f := range p.def.Flows {
		for _, at := range []end{{f, f.Source, "outgoing"}, {f, f.Target, "incoming"}} {
			if p.lists(at.e, at.tag, f.ID) {
				listed++
			} else {
				missing = append(missing, at)
			}
		}
	}
	for _, m := range missing {
		if child(p.nodes[m.e.Index], m.tag) != nil || 2*listed >= wanted {
			p.refuse(m.e, "flow-not-listed", "The element does not name its %s flow %s, although the file has such lists.", m.tag, m.f.ID)
		}
	}
}

func (p *processReader) lists(e *Element, tag, flow string) bool {
	for _, c := range children(p.nodes[e.Index]) {
		if c.Tag == tag && local(c.Text()) == flow {
			return true
		}
	}
	return false
}

// checkEdges checks which flows may come and go (BPMN 2.0.2, 10.5.2 to 10.5.4 and 10.6).
func (p *processReader) checkEdges(e *Element) {
	in, out := len(e.Incoming), len(e.Outgoing)
	switch {
	case in > 0 && (e.Kind == StartEvent || e.Kind == BoundaryEvent):
		p.wrong(e, "incoming-not-allowed", "No flow may lead into a %s.", e.Kind)
	case in > 0 && e.Instantiate:
		p.wrong(e, "instantiating-incoming", "The %s begins a process, so no flow may lead into it.", e.Kind)
	case in == 0 && e.Kind == EndEvent:
		p.wrong(e, "end-without-incoming", "No flow leads to this end event.")
	case in == 0 && (e.Kind == ThrowEvent || e.Kind == CatchEvent && !e.linkTarget()) && !e.inAdHoc():
		p.wrong(e, "event-without-incoming", "No flow leads to this intermediate event.")
	case in > 0 && e.linkTarget():
		p.wrong(e, "link-flow", "A link event that catches is reached by its link, so no flow may lead into it.")
	}
	switch {
	case out > 0 && e.Kind == EndEvent:
		p.wrong(e, "outgoing-not-allowed", "No flow may leave an end event.")
	case out == 0 && e.Kind == StartEvent:
		p.wrong(e, "start-without-outgoing", "No flow leaves this start event.")
	case out > 0 && e.compensates():
		p.wrong(e, "compensation-flow", "No flow may leave a compensation event on a boundary; an association leads to what undoes the step.")
	case out == 0 && e.Kind == BoundaryEvent && !e.compensates():
		p.wrong(e, "boundary-without-outgoing", "No flow leaves this event, so nothing happens when it occurs.")
	case out == 0 && (e.Kind == CatchEvent || e.Kind == ThrowEvent && !e.linkSource()) && !e.inAdHoc():
		p.wrong(e, "event-without-outgoing", "No flow leaves this intermediate event.")
	case out > 0 && e.linkSource():
		p.wrong(e, "link-flow", "A link event that throws leads to its link, so no flow may leave it.")
	}
	if e.Default != nil && !e.IsActivity() && !choosing[e.Kind] {
		p.wrong(e, "default-not-allowed", "A %s has no default flow: it does not choose.", e.Kind)
	}
	if e.ForCompensation && in+out > 0 {
		p.wrong(e, "compensation-flow", "The step undoes another one, so no flow may lead into or out of it.")
	}
}

func (e *Element) inAdHoc() bool { return e.Parent != nil && e.Parent.Kind == AdHocSubProcess }
