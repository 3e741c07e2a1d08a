package bpmn

import (
	"strings"

	"github.com/beevik/etree"
)

// details reads what stands inside a flow node: event definitions, loops, data, extensions.
func (p *processReader) details(x *etree.Element, e *Element) {
	if !runs[e.Kind] {
		return // refused as a whole
	}
	switch {
	case e.IsActivity():
		p.activity(x, e)
	case e.IsGateway():
		p.gateway(x, e)
	case e.Kind == StartEvent:
		e.Interrupting = truth(x, "isInterrupting", true)
	case e.Kind == BoundaryEvent:
		e.Interrupting = truth(x, "cancelActivity", true)
	}
	e.ParallelMultiple = truth(x, "parallelMultiple", false)
	said := map[string]bool{}
	for _, c := range children(x) {
		switch {
		case said[c.Tag], p.part(x, c, e):
		case explaining[c.Tag] || readApart[c.Tag] || e.Body != nil && (runs[Kind(c.Tag)] || refused[Kind(c.Tag)] != ""):
		case notExecuted[c.Tag]:
			said[c.Tag] = true
			p.warn(x, "not-executed", "The %s of the element is kept, but has no effect when the process runs.", c.Tag)
		default:
			p.fail(x, "unknown-element", "BPMN 2.0 has no <%s> in a %s.", c.Tag, e.Kind)
		}
	}
	p.extensions(x, e)
	p.triggers(x, e)
}

// part reads one part of a flow node; false if it is none that means something here.
func (p *processReader) part(x, c *etree.Element, e *Element) bool {
	switch {
	case strings.HasSuffix(c.Tag, "EventDefinition"):
		e.Triggers = append(e.Triggers, p.trigger(x, c))
	case c.Tag == "eventDefinitionRef":
		if t, ok := p.shared(x, c); ok {
			e.Triggers = append(e.Triggers, t)
		}
	case c.Tag == "standardLoopCharacteristics":
		e.Loop = p.loop(x, c)
	case c.Tag == "multiInstanceLoopCharacteristics":
		// Read with the data, to which it refers.
	case c.Tag == "property":
		if e.Body == nil { // a sub-process has them already
			e.Properties = append(e.Properties, p.datum(c, Property, e))
		}
	case c.Tag == "ioSpecification":
		e.IO = p.ioSpecification(c, e)
	case c.Tag == "dataInput":
		e.Inputs = append(e.Inputs, p.datum(c, DataInput, e))
	case c.Tag == "dataOutput":
		e.Outputs = append(e.Outputs, p.datum(c, DataOutput, e))
	case words("inputSet outputSet dataInputAssociation dataOutputAssociation")[c.Tag]:
		// Read with the data, or, for the sets of an event, said by its inputs and outputs.
	default:
		return false
	}
	return true
}

// dataFlow reads what refers to data, once the element's own data is there.
func (p *processReader) dataFlow(x *etree.Element, e *Element) {
	for _, c := range children(x) {
		switch c.Tag {
		case "dataInputAssociation":
			e.DataIn = append(e.DataIn, p.dataAssociation(x, c))
		case "dataOutputAssociation":
			e.DataOut = append(e.DataOut, p.dataAssociation(x, c))
		case "multiInstanceLoopCharacteristics":
			e.Multi = p.multi(x, c, e)
		}
	}
}

// positions tells which event definitions an event may have at each place (BPMN 2.0.2, tables 10.84 to 10.93).
var positions = map[Kind]map[string]bool{
	StartEvent:    words("message timer error escalation compensate conditional signal"),
	CatchEvent:    words("message timer conditional link signal"),
	ThrowEvent:    words("message escalation compensate link signal"),
	BoundaryEvent: words("message timer escalation error cancel compensate conditional signal"),
	EndEvent:      words("message error escalation cancel compensate signal terminate"),
}

// triggers checks which event definitions an event of that place may have.
func (p *processReader) triggers(x *etree.Element, e *Element) {
	allowed, isEvent := positions[e.Kind]
	if !isEvent {
		if len(e.Triggers) > 0 {
			p.fail(x, "unknown-element", "A %s cannot have an event definition.", e.Kind)
		}
		return
	}
	for _, t := range e.Triggers {
		if !allowed[string(t.Kind)] {
			p.fail(x, "event-definition", "A %s must not have a %s event definition.", e.Kind, t.Kind)
		}
	}
	if len(e.Triggers) == 0 && (e.Kind == CatchEvent || e.Kind == BoundaryEvent) && child(x, "eventDefinitionRef") == nil {
		p.fail(x, "event-without-trigger", "The event waits for nothing: say what triggers it, such as a timer or a message.")
	}
}
