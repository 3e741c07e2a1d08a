package engine

import (
	"fmt"
	"strings"
	"time"

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
		nodes: make([]node, len(def.Elements)),
		flows: make([]flow, len(def.Flows)),
		index: make(map[string]int, len(def.Elements)),
		byID:  make(map[string]int, len(def.Flows)),
		start: -1,
	}}
	for i, f := range def.Flows {
		c.program.byID[f.ID] = i
		c.program.flows[i] = flow{
			id: f.ID, target: f.Target.Index, condition: c.expression(f.ID, f.Name, f.Condition),
		}
	}
	for i, e := range def.Elements {
		c.program.index[e.ID] = i
		c.program.nodes[i] = c.node(e)
		if e.Kind == bpmn.StartEvent {
			c.program.start = i
		}
	}
	if c.program.start < 0 {
		c.report(def.ID, def.Name, "no-start", "The process has no start event: no case can begin.")
	}
	if finding.AnyError(c.findings) {
		return nil, c.findings
	}
	return c.program, c.findings
}

func (c *compiler) report(element, name, rule, format string, args ...any) {
	c.findings = append(c.findings, finding.Finding{
		Severity: finding.Error, Element: element, Name: name, Rule: rule, Message: fmt.Sprintf(format, args...),
	})
}

func (c *compiler) node(e *bpmn.Element) node {
	n := node{
		id: e.ID, exclusive: e.Kind == bpmn.ExclusiveGateway, fallback: -1,
		interrupt: e.Interrupting, milestone: e.Ext.Milestone, outcome: e.Ext.Outcome,
		inputs: c.mappings(e, e.Ext.Inputs), outputs: c.mappings(e, e.Ext.Outputs),
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
	n.plain = len(n.inputs)+len(n.outputs)+len(n.boundary) == 0
	c.behaviour(&n, e)
	return n
}

// behaviour chooses what the node does and compiles what it needs for that.
func (c *compiler) behaviour(n *node, e *bpmn.Element) {
	switch e.Kind {
	case bpmn.StartEvent, bpmn.ThrowEvent, bpmn.Task, bpmn.ManualTask, bpmn.ExclusiveGateway:
		n.op = opPass
	case bpmn.ParallelGateway:
		n.op = opJoin
	case bpmn.EndEvent:
		n.op = opEnd
		if len(e.Triggers) == 1 && e.Triggers[0].Kind == bpmn.TerminateTrigger {
			n.op = opTerminate
		}
	case bpmn.UserTask:
		n.op = opTask
		n.due = c.timing(e, "", e.Ext.Due)
	case bpmn.ServiceTask:
		n.op = opService
		c.service(n, e)
	case bpmn.ScriptTask:
		n.op = opScript
		c.script(n, e)
	case bpmn.BusinessRuleTask:
		n.op = opDecide
		c.decision(n, e)
	case bpmn.CatchEvent, bpmn.BoundaryEvent:
		n.op = opCatch
		if e.Kind == bpmn.BoundaryEvent {
			n.op = opBoundary
		}
		c.trigger(n, e)
	default:
		c.report(e.ID, e.Name, "unsupported-element", "The engine does not run a %s.", e.Kind)
	}
}

func (c *compiler) service(n *node, e *bpmn.Element) {
	if e.Ext.Service == nil {
		c.report(e.ID, e.Name, "service-without-type", "The service task does not say which service to call (zeebe:taskDefinition).")
		return
	}
	n.service = e.Ext.Service
	n.headers = make(map[string]string, len(n.service.Headers))
	for _, h := range n.service.Headers {
		n.headers[h.Key] = h.Value
	}
}

func (c *compiler) script(n *node, e *bpmn.Element) {
	if e.Ext.Script == nil {
		c.report(e.ID, e.Name, "script-without-expression", "The script task has no FEEL expression (zeebe:script).")
		return
	}
	n.script, n.result = c.expression(e.ID, e.Name, e.Ext.Script.Expression), e.Ext.Script.ResultVariable
	if n.script == nil {
		c.report(e.ID, e.Name, "expression-syntax", "The script of the task must be FEEL with a leading \"=\".")
	}
}

func (c *compiler) decision(n *node, e *bpmn.Element) {
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

func (c *compiler) trigger(n *node, e *bpmn.Element) {
	if len(e.Triggers) != 1 {
		c.report(e.ID, e.Name, "event-definitions", "The event needs exactly one trigger.")
		return
	}
	switch t := e.Triggers[0]; {
	case t.Timer != nil:
		if n.trigger.timer = c.timing(e, t.Timer.Form, t.Timer.Text); n.trigger.timer == nil {
			c.report(e.ID, e.Name, "timer-syntax", "The timer needs a date, a duration or a cycle.")
		}
	case t.Message != nil:
		n.trigger.message = &message{
			name: c.text(e, t.Message.Name),
			key:  c.expression(e.ID, e.Name, t.Message.CorrelationKey),
		}
	default:
		c.report(e.ID, e.Name, "unsupported-trigger", "The engine does not wait for a %s here.", t.Kind)
	}
}

// timing compiles the text of a timer or a due date; nil for an empty text.
func (c *compiler) timing(e *bpmn.Element, form bpmn.TimerForm, s string) *timing {
	if s == "" {
		return nil
	}
	if strings.HasPrefix(s, "=") {
		return &timing{form: form, source: c.expression(e.ID, e.Name, s)}
	}
	t, err := parseTiming(form, s, time.UTC)
	if err != nil {
		c.report(e.ID, e.Name, "timer-syntax", "%v.", err)
	}
	return &t
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
		c.report(element, name, "expression-syntax", "%v.", err)
	}
	return x
}
