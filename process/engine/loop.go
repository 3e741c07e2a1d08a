package engine

import (
	"encoding/json"
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/feel"
)

// iteration is what a loop marker says: a standard loop or several instances (BPMN 2.0.2, 10.3.8 and 13.3.6).
type iteration struct {
	standard    bool
	sequential  bool
	testBefore  bool
	maximum     int              // of a standard loop, -1 without bound
	condition   *feel.Expression // of a standard loop: go on while it holds
	cardinality *feel.Expression
	collection  *text
	item        string // variable of an instance that holds its part of the collection
	output      string // variable that takes what the instances gave
	part        *text  // what an instance gives
	completion  *feel.Expression
	first, each *trigger // thrown when the first, or each, instance has ended
	complex     []complexEvent
}

// complexEvent is thrown when an instance ends and the condition holds.
type complexEvent struct {
	condition *feel.Expression
	triggers  []trigger
}

// gathers tells whether a result is what the loop collects, and so stays in it.
func (l *iteration) gathers(name string) bool {
	return l != nil && l.part != nil && (l.part.name == name || l.part.source != nil && l.part.source.Source() == name)
}

// loops tells whether an instance is a loop as a whole and not one of its iterations.
func (n *node) loops(in *instance) bool { return n.loop != nil && in.Index == 0 }

func (c *compiler) iteration(e *bpmn.Element) *iteration {
	switch {
	case e.Loop != nil:
		l := &iteration{standard: true, sequential: true, maximum: -1, testBefore: e.Loop.TestBefore, condition: c.expression(e.ID, e.Name, e.Loop.Condition)}
		if e.Loop.Maximum != nil {
			l.maximum = *e.Loop.Maximum
			if l.maximum < 0 {
				c.report(e.ID, e.Name, "loop-maximum", "A loop cannot run %d times: loopMaximum must not be below 0.", l.maximum)
			}
		}
		if l.condition == nil && l.maximum < 0 {
			c.report(e.ID, e.Name, "loop-endless", "The loop has neither a condition nor a maximum: it would never end.")
		}
		return l
	case e.Multi != nil:
		return c.multi(e, e.Multi)
	}
	return nil
}

func (c *compiler) multi(e *bpmn.Element, mi *bpmn.MultiInstance) *iteration {
	l := &iteration{
		sequential: mi.Sequential, item: mi.InputElement, output: mi.OutputCollection,
		cardinality: c.count(e, mi.Cardinality), completion: c.expression(e.ID, e.Name, mi.Completion),
	}
	switch {
	case mi.InputCollection != "":
		t := c.operand(e, mi.InputCollection)
		l.collection = &t
	case mi.In != nil:
		l.collection = &text{name: mi.In.Variable()}
		if mi.InItem != nil {
			l.item = mi.InItem.Variable()
		}
	}
	if mi.OutputElement != "" {
		t := c.operand(e, mi.OutputElement)
		l.part = &t
	}
	if l.output == "" && mi.Out != nil && mi.OutItem != nil {
		l.output, l.part = mi.Out.Variable(), &text{name: mi.OutItem.Variable()}
	}
	if l.cardinality == nil && l.collection == nil {
		c.report(e.ID, e.Name, "instances-unknown", "The step is to run several times, but not how often: it needs a cardinality or a collection.")
	}
	switch mi.Behavior {
	case bpmn.BehaviorNone:
		l.each = c.thrown(e, mi.NoneEvent)
	case bpmn.BehaviorOne:
		l.first = c.thrown(e, mi.OneEvent)
	case bpmn.BehaviorComplex:
		for _, x := range mi.Complex {
			event := complexEvent{condition: c.expression(e.ID, e.Name, x.Condition)}
			for _, t := range x.Triggers {
				event.triggers = append(event.triggers, c.trigger(e, t))
			}
			l.complex = append(l.complex, event)
		}
	}
	return l
}

// count compiles a number that may be written as it is.
func (c *compiler) count(e *bpmn.Element, s string) *feel.Expression {
	if s != "" && s[0] != '=' && json.Valid([]byte(s)) {
		s = "=" + s
	}
	return c.expression(e.ID, e.Name, s)
}

func (c *compiler) thrown(e *bpmn.Element, t *bpmn.Trigger) *trigger {
	if t == nil {
		return nil
	}
	out := c.trigger(e, *t)
	return &out
}

// count gives the attributes that BPMN gives to loops and their instances (BPMN 2.0.2, tables 10.28 and 10.30).
func (in *instance) count(name string) (any, bool) {
	n := 0
	switch l := in.Loop; {
	case name == "loopCounter" && in.Index > 0:
		n = in.Index
	case l == nil:
		return nil, false
	case name == "numberOfInstances":
		n = max(l.Total, l.Begun)
	case name == "numberOfActiveInstances":
		n = l.Begun - l.Completed - l.Terminated
	case name == "numberOfCompletedInstances":
		n = l.Completed
	case name == "numberOfTerminatedInstances":
		n = l.Terminated
	default:
		return nil, false
	}
	v, _ := cleanValue(n, 0)
	return v, true
}

// gathered evaluates what an iteration gives to the collection.
func (m *machine) gathered(n *node, in *instance, s feel.Scope) (any, problem) {
	if in.Index == 0 || n.loop == nil || n.loop.part == nil {
		return nil, ""
	}
	return n.loop.part.value(s)
}

// gather puts it there.
func (m *machine) gather(n *node, in *instance, v any) {
	if in.Index == 0 || n.loop == nil || n.loop.part == nil {
		return
	}
	l := m.loopOf(in.Parent)
	l.Output = slices.Clone(l.Output)
	for len(l.Output) < in.Index {
		l.Output = append(l.Output, nil)
	}
	l.Output[in.Index-1] = v
}

// loopOf gives the loop of an instance to be changed.
func (m *machine) loopOf(key Key) *loop {
	in := m.memory.instance(key)
	l := *in.Loop
	in.Loop = &l
	return in.Loop
}
