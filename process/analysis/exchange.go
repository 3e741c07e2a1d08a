package analysis

import (
	"slices"
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/feel"
)

// call is a call activity and what it calls.
type call struct {
	unit    *unit
	element *bpmn.Element
	called  *unit
}

// callActivity finds what is called: a global task or process of the same file, or another published process. What is not
// found may be anybody's.
func (u *unit) callActivity(e *bpmn.Element) {
	target := e.Call.Target()
	u.readNames(e, u.context(e), saysPasses, target)
	called := u.byID[target]
	if d := e.Call.Definition; d != nil && (called == nil || d.Global) {
		called = u.inFile(e, d)
	}
	if called == nil {
		u.watched(e, u.outside(e))
		u.join(u.unknownOf("the answer of the process that %s calls", e), u.result(e), saysReturns, u.at(e))
		for _, m := range e.Ext.Outputs {
			u.join(u.result(e), u.variable(e.Parent, m.Target), saysReturns, u.at(e))
		}
		if e.Call.AllIn {
			u.hungry = append(u.hungry, hungry{u, e, saysPasses})
		}
		return
	}
	u.calls = append(u.calls, call{u, e, called})
}

// inFile is the unit of a process of the same file. A global task is done in the lane of its caller, so each caller has one.
func (u *unit) inFile(e *bpmn.Element, d *bpmn.Definition) *unit {
	if !d.Global {
		for _, other := range u.units {
			if other.def == d {
				return other
			}
		}
		return u.prover.unit(u.index, u.subject, d, nil)
	}
	return u.prover.unit(u.index, u.subject, d, &caller{u, e})
}

// propagate joins callers and called, once every unit has said what it reads and writes. Calls may be nested, so it goes on
// until nothing new is read.
func (p *prover) propagate() {
	for _, c := range p.calls {
		c.control()
		c.mapped()
		if c.element.Call.AllIn {
			c.called.called = append(c.called.called, c.unit)
		}
	}
	done := map[[2]node]bool{}
	for before := -1; before != p.count; {
		before = p.count
		for _, c := range p.calls {
			c.variables(done)
		}
	}
}

// control: the called process begins when the call is reached, and the call is over when the process is.
func (c call) control() {
	u, v, e := c.unit, c.called, c.element
	at := u.at(e)
	u.join(u.whether(u.in(e)), v.whether(v.entry()), silent, at)
	u.join(u.when(u.in(e)), v.when(v.entry()), silent, at)
	for _, start := range v.def.Body.Entries() {
		u.join(u.whether(u.in(e)), v.whether(v.in(start)), saysHappens, v.at(start))
	}
	for point := range v.control.next {
		if slices.Contains(v.control.next[point], v.exit()) {
			u.join(v.when(int32(point)), u.when(u.out(e)), silent, at)
		}
	}
	u.raisedTo(v, e)
}

// raisedTo: errors and escalations that the called process throws come to the boundary events of the call.
func (u *unit) raisedTo(v *unit, e *bpmn.Element) {
	for _, thrower := range v.def.Elements {
		for i := range thrower.Triggers {
			t := &thrower.Triggers[i]
			if thrower.Kind != bpmn.EndEvent && thrower.Kind != bpmn.ThrowEvent || t.Kind != bpmn.ErrorTrigger && t.Kind != bpmn.EscalationTrigger {
				continue
			}
			for _, b := range e.Boundary {
				for j := range b.Triggers {
					if sameRaised(t, &b.Triggers[j]) {
						u.join(v.whether(v.in(thrower)), u.trigger(b), saysTriggered, u.at(b))
					}
				}
			}
		}
	}
}

// mapped adds what a call maps into and out of the called process.
func (c call) mapped() {
	u, v, e := c.unit, c.called, c.element
	for _, m := range e.Ext.Inputs {
		u.join(u.node(kindVariable, u.number, e.ID+"\x00"+m.Target), v.node(kindVariable, v.number, m.Target), saysPasses, u.at(e))
		v.writes.add(m.Target)
	}
	for _, a := range e.DataIn {
		if a.Target != nil {
			name := a.Target.Variable()
			u.join(u.node(kindVariable, u.number, e.ID+"\x00"+name), v.node(kindVariable, v.number, name), saysPasses, u.at(e))
			v.writes.add(name)
		}
	}
	for _, m := range e.Ext.Outputs {
		for _, name := range namesIn(m.Source) {
			u.join(v.node(kindVariable, v.number, name), u.variable(e.Parent, m.Target), saysReturns, u.at(e))
		}
	}
	for _, a := range e.DataOut {
		for _, d := range a.Sources {
			v.reads.add(d.Variable())
			u.join(v.node(kindVariable, v.number, d.Variable()), u.variable(e, d.Variable()), saysReturns, u.at(e))
		}
	}
}

func namesIn(text string) []string {
	source, isExpression := strings.CutPrefix(text, "=")
	if !isExpression {
		return nil
	}
	compiled, err := feel.Compile(source)
	if err != nil {
		return nil
	}
	return compiled.Names()
}

// variables passes on what is read or written under the same name on both sides.
func (c call) variables(done map[[2]node]bool) {
	u, v, e := c.unit, c.called, c.element
	pass := func(from, to node, says phrase) bool {
		if done[[2]node{from, to}] {
			return false
		}
		done[[2]node{from, to}] = true
		u.join(from, to, says, u.at(e))
		return true
	}
	if e.Call.AllIn {
		for _, name := range slices.Clone(v.reads.order) {
			if pass(u.variable(e, name), v.node(kindVariable, v.number, name), saysPasses) {
				u.reads.add(name)
			}
		}
	}
	if e.Call.AllOut && len(e.Ext.Outputs) == 0 {
		for _, name := range slices.Clone(v.writes.order) {
			if pass(v.node(kindVariable, v.number, name), u.variable(e.Parent, name), saysReturns) {
				u.writes.add(name)
			}
		}
	}
}

// feed gives every variable to the steps for which nothing says what they need.
func (p *prover) feed() {
	for _, h := range p.hungry {
		fed := map[string]bool{}
		for _, list := range [][]string{h.unit.writes.order, h.unit.reads.order} {
			for _, name := range list {
				if !fed[name] {
					fed[name] = true
					h.unit.join(h.unit.node(kindVariable, h.unit.number, name), h.unit.context(h.element), h.says, h.unit.at(h.element))
				}
			}
		}
	}
}

// unclassified gives a source to what comes from nowhere in the drawing: an item that no step asks for, and a variable that
// nobody has classified.
func (p *prover) unclassified() {
	for n := node(0); int(n) < len(p.nodes); n++ {
		v := p.nodes[n]
		if v.unit < 0 {
			continue
		}
		u := p.units[v.unit]
		switch v.kind {
		case kindDocument:
			u.join(u.item(v.id), n, silent, -1)
		case kindField:
			if item, known := u.itemOf[v.id]; known {
				u.join(u.item(item), n, silent, -1)
			}
		case kindVariable:
			if item, isField := u.itemOf[v.id]; isField && !u.writes.has[v.id] {
				u.join(u.item(item), n, silent, -1)
			} else if !isField && u.reads.has[v.id] && !u.supplied(v.id, 0) {
				u.join(u.unknown("the variable %s", v.id), n, silent, -1)
			}
		}
	}
}

// public are variables of the platform that say nothing about a person's affairs.
var public = []string{"caseNumber", "loopCounter"}

// supplied tells whether someone gives the variable a value: the process, its owner, or a caller.
func (u *unit) supplied(name string, depth int) bool {
	if u.writes.has[name] || slices.Contains(public, name) || slices.Contains(u.subject.Switches, name) {
		return true
	}
	if _, isField := u.itemOf[name]; isField {
		return true
	}
	return depth < len(u.units) && len(u.called) > 0 && slices.ContainsFunc(u.called, func(by *unit) bool { return by.supplied(name, depth+1) })
}

// messageFlows lets whoever a message flow is drawn to see what it brings, where that is no process that runs.
func (u *unit) messageFlows() {
	for _, f := range u.def.Model.MessageFlows {
		source, ok := u.def.Element(f.Source)
		if !ok || source.Kind == bpmn.SendTask || source.Kind == bpmn.ThrowEvent || source.Kind == bpmn.EndEvent {
			continue // what is thrown goes its way in exchange
		}
		u.watched(source, u.flowAudience(source, f))
	}
}

// drawnTo adds the audiences that message flows are drawn to from a throw, and tells whether there are any.
func (p *prover) drawnTo(t *throw) bool {
	drawn := false
	for _, f := range t.unit.def.Model.MessageFlows {
		if f.Source == t.element.ID {
			t.unit.watched(t.element, t.unit.flowAudience(t.element, f))
			drawn = true
		}
	}
	return drawn
}

// flowAudience is the agency of the pool or lane at the end of a message flow.
func (u *unit) flowAudience(e *bpmn.Element, f *bpmn.MessageFlow) node {
	agency := endOf(u.def.Model, f.Target)
	a := audience{role: roleOf(agency), zone: u.policy.zone(agency), outside: agency == nil, transfer: named(f.Transfer)}
	if a.transfer == nil {
		a.transfer = named(e.Ext.Transfer)
	}
	return u.audienceOf(e, a)
}

// endOf is who stands at the end of a message flow: a pool, or a step of some process of the file.
func endOf(m *bpmn.Model, target string) *bpmn.Agency {
	for _, pool := range m.Participants {
		if pool.ID == target {
			return pool.Agency
		}
	}
	for _, d := range m.Processes {
		if e, ok := d.Element(target); ok && e.Lane != nil {
			return e.Lane.Agency
		}
	}
	return nil
}
