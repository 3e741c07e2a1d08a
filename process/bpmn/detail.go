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
	for _, c := range children(x) {
		p.part(x, c, e)
	}
	p.unheeded(x)
	p.extensions(x, e)
}

// part reads one part of a flow node.
func (p *processReader) part(x, c *etree.Element, e *Element) {
	switch {
	case strings.HasSuffix(c.Tag, "EventDefinition"):
		e.Triggers = append(e.Triggers, p.trigger(x, c))
	case c.Tag == "eventDefinitionRef":
		if t, ok := p.shared(x, c); ok {
			e.Triggers = append(e.Triggers, t)
		}
	case c.Tag == "standardLoopCharacteristics":
		e.Loop = p.loop(x, c)
	case c.Tag == "property" && e.Body == nil: // a sub-process has them already
		e.Properties = append(e.Properties, p.datum(c, Property, e))
	case c.Tag == "ioSpecification":
		e.IO = p.ioSpecification(c, e)
	case c.Tag == "dataInput":
		e.Inputs = append(e.Inputs, p.datum(c, DataInput, e))
	case c.Tag == "dataOutput":
		e.Outputs = append(e.Outputs, p.datum(c, DataOutput, e))
	}
}

// unheeded warns, once for each, of what is kept without effect.
func (p *processReader) unheeded(x *etree.Element) {
	said := map[string]bool{}
	for _, c := range children(x) {
		if notExecuted[c.Tag] && !said[c.Tag] {
			said[c.Tag] = true
			p.warn(x, "not-executed", "The %s is kept, but has no effect when the process runs.", c.Tag)
		}
	}
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
