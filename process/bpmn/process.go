package bpmn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"handinhand/process/finding"
)

// Flow nodes that are executed.
var runs = map[Kind]bool{
	StartEvent: true, EndEvent: true, CatchEvent: true, ThrowEvent: true, BoundaryEvent: true,
	Task: true, ManualTask: true, UserTask: true, ServiceTask: true, SendTask: true, ReceiveTask: true, BusinessRuleTask: true, ScriptTask: true,
	CallActivity: true, SubProcess: true, Transaction: true, AdHocSubProcess: true,
	ExclusiveGateway: true, InclusiveGateway: true, ParallelGateway: true, EventGateway: true, ComplexGateway: true,
}

var choreography = finding.Say("Choreographies show how parties talk and are not executed.")

// Flow nodes that are refused, with the reason.
var refused = map[Kind]finding.Text{
	"callChoreography": choreography, "choreographyTask": choreography, "subChoreography": choreography,
	"implicitThrowEvent": finding.Say("An implicit throw event is thrown by an activity of several instances and is no step of its own."),
}

// Global tasks, and what they are when a call activity runs them.
var globalTasks = map[string]Kind{
	"globalTask": Task, "globalUserTask": UserTask, "globalManualTask": ManualTask, "globalScriptTask": ScriptTask,
	"globalBusinessRuleTask": BusinessRuleTask,
}

// notExecuted are parts that mean something to an engine, but not to this one: lanes say who does a task.
var notExecuted = words("resourceRole performer humanPerformer potentialOwner rendering")

// processReader reads one process or global task.
type processReader struct {
	*reader
	def   *Definition
	nodes []*etree.Element         // of the elements, by index
	lines []*etree.Element         // of the flows, by index
	data  map[*Data]*etree.Element // of data objects and references
}

func (r *reader) newProcess(x *etree.Element) *processReader {
	d := &Definition{
		ID: id(x), Name: name(x), Model: r.model, IsExecutable: truth(x, "isExecutable", false), Body: &Scope{},
		elements: map[string]*Element{}, flows: map[string]*Flow{}, data: map[string]*Data{},
	}
	return &processReader{reader: r, def: d, data: map[*Data]*etree.Element{}}
}

func (r *reader) process(x *etree.Element) *Definition {
	p := r.newProcess(x)
	if !p.def.IsExecutable {
		r.severity = finding.Warning
		defer func() { r.severity = finding.Error }()
	}
	if p.def.ID == "" {
		p.cannot(x, "missing-id", "The process has no id.")
	}
	p.scope(x, p.def.Body)
	p.rest(x)
	p.unheeded(x)
	p.lanesOf(x)
	p.check()
	if p.def.IsExecutable && x.SelectAttrValue("processType", "") == "Public" {
		p.fail(x, "public-executable", "The process is public, a view for others (processType=\"Public\"), so it cannot be executable.")
	}
	if p.def.IO != nil {
		p.checkIO(x, p.def.IO)
	}
	p.checkBindings(x)
	return p.def
}

// globalTask reads a task that several processes call, as a definition that holds nothing else.
func (r *reader) globalTask(x *etree.Element) *Definition {
	p := r.newProcess(x)
	p.def.Global = true
	if !r.anyExecutable {
		r.severity = finding.Warning
		defer func() { r.severity = finding.Error }()
	}
	p.node(x, globalTasks[x.Tag], p.def.Body)
	p.rest(x)
	p.needs(p.def.Elements[0])
	p.checkData(p.def.Elements[0])
	p.checkBindings(x)
	return p.def
}

// rest reads what needs all elements, flows and data to be there.
func (p *processReader) rest(x *etree.Element) {
	p.dataReferences(p.def.Body, p.data)
	for _, e := range p.def.Elements {
		if e.Body != nil {
			p.dataReferences(e.Body, p.data)
		}
	}
	for _, c := range children(x) {
		switch {
		case c.Tag == "ioSpecification" && !p.def.Global:
			p.def.IO = p.ioSpecification(c, nil)
		case c.Tag == "correlationSubscription":
			p.subscription(c)
		}
	}
	for i, e := range p.def.Elements {
		p.details(p.nodes[i], e)
	}
	for i, e := range p.def.Elements {
		p.dataFlow(p.nodes[i], e)
		p.references(p.nodes[i], e)
	}
	for _, s := range p.def.scopes() {
		p.links(s)
	}
	p.handlers()
	if p.def.Global {
		p.def.IO = p.def.Elements[0].IO
	}
}

// scopes gives the top level and every sub-process, outer before inner.
func (d *Definition) scopes() []*Scope {
	out := []*Scope{d.Body}
	for _, e := range d.Elements {
		if e.Body != nil {
			out = append(out, e.Body)
		}
	}
	return out
}

// scope collects the flow nodes of a process or sub-process first, so that flows find their ends whatever the order of
// the file.
func (p *processReader) scope(x *etree.Element, s *Scope) {
	for _, c := range children(x) {
		kind := Kind(c.Tag)
		_, isRefused := refused[kind]
		switch {
		case runs[kind] || isRefused:
			p.node(c, kind, s)
		case c.Tag == "dataObject" || c.Tag == "dataObjectReference" || c.Tag == "dataStoreReference":
			d := p.datum(c, DataKind(c.Tag), s.Owner)
			s.Data, p.data[d] = append(s.Data, d), c
		case c.Tag == "property":
			s.Properties = append(s.Properties, p.datum(c, Property, s.Owner))
		case c.Tag == "association":
			s.Associations = append(s.Associations, &Association{
				ID: id(c), Source: local(c.SelectAttrValue("sourceRef", "")), Target: local(c.SelectAttrValue("targetRef", "")),
				Direction: c.SelectAttrValue("associationDirection", "None"),
			})
		}
	}
	for _, c := range children(x) {
		if c.Tag == "sequenceFlow" {
			p.flow(c, s)
		}
	}
}

func (p *processReader) node(x *etree.Element, kind Kind, s *Scope) {
	e := &Element{ID: id(x), Name: name(x), Kind: kind, Index: len(p.def.Elements), Parent: s.Owner}
	if e.ID == "" {
		p.fail(x, "missing-id", "A %s has no id.", kind)
	}
	p.def.Elements = append(p.def.Elements, e)
	p.nodes = append(p.nodes, x)
	s.Elements = append(s.Elements, e)
	if p.def.elements[e.ID] == nil {
		p.def.elements[e.ID] = e
	}
	if e.IsSubProcess() {
		e.Body = &Scope{Owner: e}
		p.scope(x, e.Body)
		e.Properties = e.Body.Properties
	}
}

// flow adds a sequence flow; one whose ends do not exist is reported and left out.
func (p *processReader) flow(x *etree.Element, s *Scope) {
	f := &Flow{ID: id(x), Name: name(x), Index: len(p.def.Flows)}
	if f.ID == "" { // the schema lets it; cases and traces need one that does not change
		f.ID = p.freshID(local(x.SelectAttrValue("sourceRef", "")) + ".to." + local(x.SelectAttrValue("targetRef", "")))
	}
	f.Source, f.Target = p.end(x, "sourceRef", finding.Word("begins")), p.end(x, "targetRef", finding.Word("ends"))
	if c := child(x, "conditionExpression"); c != nil {
		f.Condition = text(c)
		p.condition(x, f.Condition)
	}
	if f.Source == nil || f.Target == nil {
		return
	}
	p.def.Flows = append(p.def.Flows, f)
	p.lines = append(p.lines, x)
	s.Flows = append(s.Flows, f)
	if p.def.flows[f.ID] == nil {
		p.def.flows[f.ID] = f
	}
	f.Source.Outgoing = append(f.Source.Outgoing, f)
	f.Target.Incoming = append(f.Target.Incoming, f)
}

// freshID makes an id that nothing in the file has.
func (p *processReader) freshID(want string) string {
	for n, id := 2, want; ; n, id = n+1, fmt.Sprintf("%s.%d", want, n) {
		if _, taken := p.ids[id]; !taken {
			p.ids[id] = "sequenceFlow"
			return id
		}
	}
}

func (p *processReader) end(x *etree.Element, attr string, verb finding.Text) *Element {
	ref := local(x.SelectAttrValue(attr, ""))
	e, tag := p.def.elements[ref], p.ids[ref]
	switch {
	case e != nil || ref == "": // that it is missing says the schema
	case tag == "":
		p.fail(x, "dangling-reference", "The sequence flow %s at %q, which the file does not have.", verb, ref)
	case schema.matches(tag, "flowNode"):
		p.fail(x, "flow-crosses-pool", "The sequence flow %s at %q, which stands in another pool or process; between pools only messages flow.", verb, ref)
	default:
		p.fail(x, "flow-end", "The sequence flow %s at %q, which is a %s; only events, tasks and gateways can be joined by it.", verb, ref, tag)
	}
	return e
}

func (p *processReader) condition(x *etree.Element, text string) {
	if text == "" {
		p.cannot(x, "expression-empty", "The condition of the flow is empty.")
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
	ref := local(x.SelectAttrValue("attachedToRef", ""))
	host := p.def.elements[ref]
	switch {
	case ref == "": // that it is missing says the schema
	case host == nil:
		p.fail(x, "dangling-reference", "The boundary event is attached to %q, which is no step of this process.", ref)
	case !host.IsActivity():
		p.fail(x, "boundary-host", "The boundary event is attached to %s, which is not a task.", label(host))
	case host.Parent != e.Parent:
		p.fail(x, "boundary-host", "The boundary event is attached to %s, which stands in another sub-process.", label(host))
	default:
		e.AttachedTo = host
		host.Boundary = append(host.Boundary, e)
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
func label(e *Element) finding.Text {
	if e.Name != "" {
		return finding.Say("\"%s\" (%s)", e.Name, e.ID)
	}
	return finding.Say("%s", e.ID)
}
