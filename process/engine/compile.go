package engine

import (
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/feel"
	"handinhand/process/finding"
)

// compiler turns a definition into a program and gathers everything that stands in the way.
type compiler struct {
	program  *Program
	decide   func(id string) (decide, bool)
	findings []finding.Finding
}

func compile(def *bpmn.Definition, decisions func(id string) (decide, bool)) (*Program, []finding.Finding) {
	c := &compiler{decide: decisions, program: &Program{
		def:   def,
		nodes: make([]node, len(def.Elements)+1),
		flows: make([]flow, len(def.Flows)),
		index: make(map[string]int, len(def.Elements)+1),
		byID:  make(map[string]int, len(def.Flows)),
	}}
	for i, f := range def.Flows {
		c.program.byID[f.ID] = i
		c.program.flows[i] = flow{
			id: f.ID, source: f.Source.Index, target: f.Target.Index, condition: c.expression(f.ID, f.Name, f.Condition),
		}
	}
	top := def.ID
	if def.Global {
		top += "/call" // the task itself has the id; no id in a file holds a slash
	}
	c.program.index[top] = len(def.Elements)
	c.program.nodes[len(def.Elements)] = node{
		id: top, do: &process, parent: -1, fallback: -1, undo: -1, body: c.body(def.Body),
	}
	for i, e := range def.Elements {
		c.program.index[e.ID] = i
		c.node(&c.program.nodes[i], e)
	}
	c.undoers()
	c.synchronisers()
	if len(c.program.top().body.entries) == 0 {
		c.report(def.ID, def.Name, "no-start", "The process has no start event: no case can begin.")
	}
	if finding.AnyError(c.findings) {
		return nil, c.findings
	}
	return c.program, c.findings
}

func (c *compiler) report(element, name, rule, format string, args ...any) {
	c.findings = append(c.findings, finding.Finding{
		Severity: finding.Error, Element: element, Name: name, Rule: rule, Message: finding.Say(format, args...),
	})
}

func (c *compiler) node(n *node, e *bpmn.Element) {
	*n = node{
		id: e.ID, kind: e.Kind, fallback: -1, undo: -1, parent: len(c.program.nodes) - 1,
		interrupt: e.Interrupting, milestone: e.Ext.Milestone, outcome: e.Ext.Outcome,
		inputs: c.mappings(e, e.Ext.Inputs), outputs: c.mappings(e, e.Ext.Outputs),
		takes: max(1, e.StartQuantity), gives: max(1, e.CompletionQuantity), all: e.ParallelMultiple,
		byEvent: e.TriggeredByEvent, begins: e.Instantiate,
		dataIn: c.associations(e, e.DataIn), dataOut: c.associations(e, e.DataOut),
	}
	if e.Trigger(bpmn.ErrorTrigger) != nil || e.Trigger(bpmn.CancelTrigger) != nil {
		n.interrupt = true // whatever the file says (BPMN 2.0.2, 10.5.4)
	}
	if e.Parent != nil {
		n.parent = e.Parent.Index
	}
	for _, f := range e.Incoming {
		n.in = append(n.in, f.Index)
	}
	for _, f := range e.Outgoing {
		n.out = append(n.out, f.Index)
	}
	if e.Default != nil {
		n.fallback = e.Default.Index
	}
	for _, b := range e.Boundary {
		n.boundary = append(n.boundary, b.Index)
	}
	for _, d := range e.Properties {
		n.locals = append(n.locals, d.Variable())
	}
	if e.Compensation != nil {
		n.undo = e.Compensation.Index
	}
	n.loop = c.iteration(e)
	n.plain = n.loop == nil && n.takes == 1 && n.undo < 0 &&
		len(n.inputs)+len(n.outputs)+len(n.boundary)+len(n.locals)+len(n.dataIn)+len(n.dataOut) == 0
	if e.IsActivity() && (e.StartQuantity < 1 || e.CompletionQuantity < 1) {
		c.report(e.ID, e.Name, "quantity", "A step takes and gives at least one token: startQuantity and completionQuantity must not be below 1.")
	}
	c.behave(n, e)
}

// behave chooses what the node does and compiles what it needs for that.
func (c *compiler) behave(n *node, e *bpmn.Element) {
	kind, known := kinds[e.Kind]
	if !known {
		c.report(e.ID, e.Name, "unsupported-element", "The engine does not run a %s.", e.Kind)
		return
	}
	n.do = kind.do
	if kind.compile != nil {
		kind.compile(c, n, e)
	}
}

// body reads a scope. Declared data are variables of it, except at the top, where every variable is at home anyway.
func (c *compiler) body(s *bpmn.Scope) *body {
	b := &body{}
	for _, e := range s.Entries() {
		b.entries = append(b.entries, e.Index)
	}
	for _, sub := range s.EventSubProcesses() {
		for _, start := range sub.Body.Starts() {
			b.events = append(b.events, start.Index)
		}
	}
	if s.Owner == nil {
		return b
	}
	for _, list := range [][]*bpmn.Data{s.Data, s.Properties} {
		for _, d := range list {
			if d.Kind == bpmn.DataObject || d.Kind == bpmn.Property {
				b.data = append(b.data, d.Variable())
			}
		}
	}
	return b
}

func compileBody(c *compiler, n *node, e *bpmn.Element) {
	n.body = c.body(e.Body)
	n.plain = false
}

func compileTask(c *compiler, n *node, e *bpmn.Element) { n.due = c.timing(e, "", e.Ext.Due) }

func compileService(c *compiler, n *node, e *bpmn.Element) {
	if e.Ext.Service == nil {
		c.report(e.ID, e.Name, "service-without-type", "The service task does not say which service to call (zeebe:taskDefinition).")
		return
	}
	c.service(n, e)
}

// service lets the work of any kind of element be done by a service.
func (c *compiler) service(n *node, e *bpmn.Element) {
	n.do = &serving
	n.service = e.Ext.Service
	n.headers = make(map[string]string, len(n.service.Headers))
	for _, h := range n.service.Headers {
		n.headers[h.Key] = h.Value
	}
}

func compileScript(c *compiler, n *node, e *bpmn.Element) {
	switch {
	case e.Ext.Service != nil:
		c.service(n, e)
	case e.Ext.Script != nil:
		n.script, n.result = c.expression(e.ID, e.Name, e.Ext.Script.Expression), e.Ext.Script.ResultVariable
	case e.Code != nil && strings.HasPrefix(e.Code.Text, "="):
		n.script = c.expression(e.ID, e.Name, e.Code.Text)
	default:
		c.report(e.ID, e.Name, "script-without-expression", "The script task has no FEEL expression (zeebe:script).")
		return
	}
	if n.service == nil && n.script == nil {
		c.report(e.ID, e.Name, "expression-syntax", "The script of the task must be FEEL with a leading \"=\".")
	}
}

func compileDecision(c *compiler, n *node, e *bpmn.Element) {
	if e.Ext.Service != nil {
		c.service(n, e)
		return
	}
	if e.Ext.Decision == nil {
		c.report(e.ID, e.Name, "rule-without-decision", "The business rule task does not say which decision to take (zeebe:calledDecision).")
		return
	}
	found, ok := c.decide(e.Ext.Decision.ID)
	if !ok {
		c.report(e.ID, e.Name, "unknown-decision", "The decision %q is in none of the decision files.", e.Ext.Decision.ID)
	}
	n.decide, n.result = found, e.Ext.Decision.ResultVariable
}

func (c *compiler) mappings(e *bpmn.Element, in []bpmn.Mapping) []mapping {
	var out []mapping
	for _, m := range in {
		out = append(out, mapping{source: c.text(e, m.Source), target: strings.Split(m.Target, ".")})
	}
	return out
}

// text compiles a literal or "=FEEL".
func (c *compiler) text(e *bpmn.Element, s string) text {
	if !strings.HasPrefix(s, "=") {
		return text{literal: s}
	}
	return text{source: c.expression(e.ID, e.Name, s)}
}

// expression compiles "=FEEL"; nil for an empty text.
func (c *compiler) expression(element, name, s string) *feel.Expression {
	if s == "" {
		return nil
	}
	source, ok := strings.CutPrefix(s, "=")
	if !ok {
		c.report(element, name, "expression-syntax", "The expression %q must begin with \"=\".", s)
		return nil
	}
	x, err := feel.Compile(source)
	if err != nil {
		c.report(element, name, "expression-syntax", "The expression cannot be read: %v.", err)
	}
	return x
}
