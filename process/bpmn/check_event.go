package bpmn

// positions tells which event definitions an event may have at each place (BPMN 2.0.2, tables 10.84 to 10.93).
var positions = map[Kind]map[string]bool{
	StartEvent:    words("message timer error escalation compensate conditional signal"),
	CatchEvent:    words("message timer conditional link signal"),
	ThrowEvent:    words("message escalation compensate link signal"),
	BoundaryEvent: words("message timer escalation error cancel compensate conditional signal"),
	EndEvent:      words("message error escalation cancel compensate signal terminate"),
}

// mustInterrupt are the triggers of boundary events that end the activity anyway, or come after its end.
var mustInterrupt = words("error cancel compensate")

func (p *processReader) checkEvent(e *Element) {
	for _, t := range e.Triggers {
		if !positions[e.Kind][string(t.Kind)] {
			p.wrong(e, "event-definition", "A %s must not have a %s event definition.", e.Kind, t.Kind)
		}
	}
	if len(e.Triggers) == 0 && (e.Kind == CatchEvent || e.Kind == BoundaryEvent) && child(p.nodes[e.Index], "eventDefinitionRef") == nil {
		p.wrong(e, "event-without-trigger", "The event waits for nothing: say what triggers it, such as a timer or a message.")
	}
	switch e.Kind {
	case BoundaryEvent:
		p.checkBoundary(e)
	case EndEvent:
		if e.Trigger(CancelTrigger) != nil && (e.Parent == nil || e.Parent.Kind != Transaction) {
			p.wrong(e, "cancel-end", "Only an end event directly in a transaction can cancel it.")
		}
	case CatchEvent, ThrowEvent:
		p.checkLink(e)
	}
	if e.throws() {
		p.checkThrown(e)
	}
	p.checkEventData(e)
}

func (p *processReader) checkBoundary(e *Element) {
	for _, t := range e.Triggers {
		if !e.Interrupting && mustInterrupt[string(t.Kind)] {
			p.wrong(e, "boundary-must-interrupt", "A %s event on a boundary cannot be without interruption.", t.Kind)
		}
	}
	if e.Trigger(CancelTrigger) != nil && e.AttachedTo != nil && e.AttachedTo.Kind != Transaction {
		p.wrong(e, "cancel-boundary", "A cancel event can only be attached to a transaction; %s is a %s.", label(e.AttachedTo), e.AttachedTo.Kind)
	}
	if e.compensates() {
		p.checkCompensation(e)
	}
}

// checkCompensation wants an association from the event to what undoes the step.
func (p *processReader) checkCompensation(e *Element) {
	found := false
	for _, a := range p.associations() {
		other := a.Target
		if a.Target == e.ID {
			other = a.Source
		} else if a.Source != e.ID {
			continue
		}
		to := p.def.elements[other]
		switch {
		case to == nil:
			continue // a text annotation
		case !to.IsActivity() || !to.ForCompensation:
			p.wrong(to, "compensation-handler", "The element is joined to a compensation event, so it must be a task or sub-process that is marked as compensating (isForCompensation).")
		}
		found = true
	}
	if !found {
		p.wrong(e, "compensation-without-handler", "No association leads from this compensation event to the step that undoes the work.")
	}
}

// associations gives those of all scopes: modelers differ in where they put one.
func (p *processReader) associations() []*Association {
	var out []*Association
	for _, s := range p.def.scopes() {
		out = append(out, s.Associations...)
	}
	return out
}

func (p *processReader) scopeOf(e *Element) *Scope {
	if e.Parent == nil {
		return p.def.Body
	}
	return e.Parent.Body
}

// checkLink wants both ends of a link in one scope: several sources may lead to one target.
func (p *processReader) checkLink(e *Element) {
	t := e.Trigger(LinkTrigger)
	if t == nil || !positions[e.Kind][string(LinkTrigger)] {
		return
	}
	if e.Kind == ThrowEvent && t.LinkTarget == nil {
		p.wrong(e, "link-without-target", "The link %q leads nowhere: no catching link event of that name stands in the same process or sub-process.", t.Link)
	}
	p.checkLinkNames(e, t)
	if e.Kind != CatchEvent {
		return
	}
	sources := 0
	for _, other := range p.scopeOf(e).Elements {
		o := other.Trigger(LinkTrigger)
		switch {
		case o == nil || other == e:
		case other.linkSource() && o.LinkTarget == e:
			sources++
		case other.Kind == CatchEvent && o.Link == t.Link && other.Index < e.Index:
			p.wrong(e, "link-twice", "The link %q has two targets, %s and this one; it must be clear where it leads.", t.Link, label(other))
			return
		}
	}
	if sources == 0 {
		p.wrong(e, "link-without-source", "No link event in the same process or sub-process leads to this one.")
	}
}

// checkLinkNames compares the ends that a link event definition names with those that its name gives.
func (p *processReader) checkLinkNames(e *Element, t *Trigger) {
	other := map[string]*Element{}
	for _, o := range p.scopeOf(e).Elements {
		if l := o.Trigger(LinkTrigger); l != nil && l.ID != "" {
			other[l.ID] = o
		}
	}
	for _, c := range children(p.nodes[e.Index]) {
		if c.Tag != "linkEventDefinition" {
			continue
		}
		for _, end := range children(c) {
			o := other[local(end.Text())]
			switch {
			case end.Tag == "target" && (o == nil || o.Kind != CatchEvent || t.LinkTarget != nil && o != t.LinkTarget):
				p.wrong(e, "link-mismatch", "The link names %q as its target, which is not the catching link event of the name %q.", local(end.Text()), t.Link)
			case end.Tag == "source" && (o == nil || o.Kind != ThrowEvent || o.Trigger(LinkTrigger).Link != t.Link):
				p.wrong(e, "link-mismatch", "The link names %q as a source, which is no throwing link event of the name %q.", local(end.Text()), t.Link)
			}
		}
	}
}

// checkThrown checks what a thrown event must say (8.4.6, 8.4.3).
func (p *processReader) checkThrown(e *Element) {
	for _, t := range e.Triggers {
		switch {
		case t.Kind == EscalationTrigger && (t.Escalation == nil || t.Escalation.Code == ""):
			p.refuse(e, "escalation-without-code", "The event escalates, but does not say what (an escalation with a code).")
		case t.Kind == ErrorTrigger && (t.Error == nil || t.Error.Code == ""):
			p.refuse(e, "error-without-code", "The event throws an error, but does not say which (an error with a code).")
		}
	}
}
