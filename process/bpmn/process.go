package bpmn

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"handinhand/process/finding"
)

// Flow nodes that are executed.
var runs = map[Kind]bool{
	StartEvent: true, EndEvent: true, CatchEvent: true, ThrowEvent: true, BoundaryEvent: true,
	Task: true, ManualTask: true, UserTask: true, ServiceTask: true, BusinessRuleTask: true, ScriptTask: true,
	ExclusiveGateway: true, ParallelGateway: true,
}

// Flow nodes that are refused, with what to do instead.
var refused = map[Kind]string{
	eventGateway:       "Event-based gateways are not executed yet; put the timer or message on the boundary of a task.",
	inclusiveGateway:   "Inclusive gateways are not executed yet; use exclusive and parallel gateways.",
	complexGateway:     "Complex gateways are not executed yet; use exclusive and parallel gateways.",
	sendTask:           "Send tasks are not executed yet; use a service task.",
	receiveTask:        "Receive tasks are not executed yet; use a message catch event.",
	callActivity:       "Call activities are not executed yet; draw the called process in place.",
	subProcess:         "Sub-processes are not executed yet; draw the steps in place.",
	transaction:        "Transactions are not executed yet; draw the steps in place.",
	adHocSubProcess:    "Ad-hoc sub-processes are not executed yet; draw the steps in place.",
	"callChoreography": "Choreographies show how parties talk and are not executed.", "choreographyTask": "Choreographies show how parties talk and are not executed.",
	"subChoreography": "Choreographies show how parties talk and are not executed.", "implicitThrowEvent": "Implicit throw events are not executed.",
}

var (
	// Parts of a process or flow node that only explain.
	explaining = words("documentation extensionElements incoming outgoing textAnnotation association group flowNodeRef auditing monitoring category")
	// Parts that mean something to an engine, but not yet to this one.
	notExecuted = words("dataObject dataObjectReference dataStoreReference ioSpecification property dataInputAssociation dataOutputAssociation " +
		"dataInput dataOutput inputSet outputSet resourceRole performer humanPerformer potentialOwner rendering supports " +
		"correlationSubscription supportedInterfaceRef ioBinding categoryValueRef")
	looping = words("multiInstanceLoopCharacteristics standardLoopCharacteristics loopCharacteristics")
)

// processReader reads one process.
type processReader struct {
	*reader
	def   *Definition
	nodes []*etree.Element // of the elements, by index
}

func (r *reader) process(x *etree.Element) *Definition {
	d := &Definition{
		ID: id(x), Name: name(x), Model: r.model, IsExecutable: truth(x, "isExecutable", false),
		elements: map[string]*Element{}, flows: map[string]*Flow{},
	}
	p := &processReader{reader: r, def: d}
	if !d.IsExecutable {
		r.severity = finding.Warning
		defer func() { r.severity = finding.Error }()
	}
	if d.ID == "" {
		p.cannot(x, "missing-id", "The process has no id.")
	}
	p.read(x)
	for i, e := range d.Elements {
		p.details(p.nodes[i], e)
	}
	for _, f := range x.ChildElements() {
		if f.NamespaceURI() == BpmnNS && f.Tag == "laneSet" {
			p.lanes(f, nil)
		}
	}
	for i, e := range d.Elements {
		p.references(p.nodes[i], e)
	}
	if d.IsExecutable {
		p.check()
	}
	return d
}

// read collects flow nodes first, so that flows find their ends whatever the order of the file.
func (p *processReader) read(x *etree.Element) {
	var flows []*etree.Element
	for _, c := range children(x) {
		kind := Kind(c.Tag)
		_, isRefused := refused[kind]
		switch {
		case runs[kind] || isRefused:
			p.node(c, kind)
		case c.Tag == "sequenceFlow":
			flows = append(flows, c)
		case c.Tag == "laneSet" || explaining[c.Tag]:
		case notExecuted[c.Tag]:
			where := c
			if id(c) == "" {
				where = x
			}
			p.warn(where, "not-executed", "The %s is kept, but has no effect when the process runs.", c.Tag)
		default:
			p.fail(c, "unknown-element", "BPMN 2.0 has no element <%s> in a process.", c.Tag)
		}
	}
	for _, c := range flows {
		p.flow(c)
	}
}

func (p *processReader) node(x *etree.Element, kind Kind) {
	e := &Element{ID: id(x), Name: name(x), Kind: kind, Index: len(p.def.Elements)}
	if e.ID == "" {
		p.fail(x, "missing-id", "A %s has no id.", kind)
	}
	if why, no := refused[kind]; no {
		p.cannot(x, "unsupported-element", "%s", why)
	}
	p.def.Elements = append(p.def.Elements, e)
	p.nodes = append(p.nodes, x)
	if p.def.elements[e.ID] == nil {
		p.def.elements[e.ID] = e
	}
}

// flow adds a sequence flow; one whose ends do not exist is reported and left out.
func (p *processReader) flow(x *etree.Element) {
	f := &Flow{ID: id(x), Name: name(x), Index: len(p.def.Flows)}
	if f.ID == "" {
		p.fail(x, "missing-id", "A sequence flow has no id.")
	}
	f.Source, f.Target = p.end(x, "sourceRef", "begins"), p.end(x, "targetRef", "ends")
	if c := child(x, "conditionExpression"); c != nil {
		f.Condition = strings.TrimSpace(c.Text())
		p.condition(x, f.Condition)
	}
	if f.Source == nil || f.Target == nil {
		return
	}
	p.def.Flows = append(p.def.Flows, f)
	if p.def.flows[f.ID] == nil {
		p.def.flows[f.ID] = f
	}
	f.Source.Outgoing = append(f.Source.Outgoing, f)
	f.Target.Incoming = append(f.Target.Incoming, f)
}

func (p *processReader) end(x *etree.Element, attr, verb string) *Element {
	ref := local(x.SelectAttrValue(attr, ""))
	e := p.def.elements[ref]
	switch {
	case ref == "":
		p.fail(x, "dangling-reference", "The sequence flow %s nowhere (%s is missing).", verb, attr)
	case e == nil:
		p.fail(x, "dangling-reference", "The sequence flow %s at %q, which is no step of this process.", verb, ref)
	}
	return e
}

func (p *processReader) condition(x *etree.Element, text string) {
	if text == "" {
		p.cannot(x, "condition-empty", "The condition of the flow is empty.")
		return
	}
	p.feel(x, "condition", text)
}

// references resolves what a flow node says about flows and other nodes, and puts its outgoing flows in their order.
func (p *processReader) references(x *etree.Element, e *Element) {
	order := map[*Flow]int{}
	for _, c := range children(x) {
		if c.Tag != "incoming" && c.Tag != "outgoing" {
			continue
		}
		f := p.def.flows[local(c.Text())]
		if f == nil {
			p.fail(x, "dangling-reference", "The element names the %s flow %q, which does not exist.", c.Tag, strings.TrimSpace(c.Text()))
			continue
		}
		if c.Tag == "outgoing" && f.Source != e || c.Tag == "incoming" && f.Target != e {
			p.fail(x, "flow-mismatch", "The element names %s as %s flow, but that flow is joined to other elements.", f.ID, c.Tag)
		}
		if c.Tag == "outgoing" {
			order[f] = len(order) - len(e.Outgoing) - len(p.def.Flows)
		}
	}
	slices.SortStableFunc(e.Outgoing, func(a, b *Flow) int { return order[a] - order[b] })
	if ref := local(x.SelectAttrValue("default", "")); ref != "" {
		e.Default = p.def.flows[ref]
		if e.Default == nil || e.Default.Source != e {
			p.fail(x, "default-not-outgoing", "The default flow %q does not leave this element.", ref)
			e.Default = nil
		}
	}
	if e.Kind == BoundaryEvent {
		p.attach(x, e)
	}
}

func (p *processReader) attach(x *etree.Element, e *Element) {
	e.Interrupting = truth(x, "cancelActivity", true)
	ref := local(x.SelectAttrValue("attachedToRef", ""))
	host := p.def.elements[ref]
	switch {
	case ref == "":
		p.fail(x, "boundary-unattached", "The boundary event is not attached to a task (attachedToRef is missing).")
	case host == nil:
		p.fail(x, "dangling-reference", "The boundary event is attached to %q, which is no step of this process.", ref)
	case !host.IsActivity():
		p.fail(x, "boundary-host", "The boundary event is attached to %s, which is not a task.", label(host))
	default:
		e.AttachedTo = host
		host.Boundary = append(host.Boundary, e)
		if e.Lane == nil {
			e.Lane = host.Lane
		}
	}
}

func truth(x *etree.Element, attr string, otherwise bool) bool {
	switch strings.TrimSpace(x.SelectAttrValue(attr, "")) {
	case "true", "1":
		return true
	case "false", "0":
		return false
	}
	return otherwise
}

// label names an element the way its owner knows it.
func label(e *Element) string {
	if e.Name != "" {
		return "\"" + e.Name + "\" (" + e.ID + ")"
	}
	return e.ID
}
