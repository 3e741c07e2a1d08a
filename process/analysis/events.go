package analysis

import (
	"slices"
	"strings"

	"handinhand/process/bpmn"
)

// throw is a step that sends a message or signal, catch one that receives it.
type throw struct {
	unit    *unit
	element *bpmn.Element
	name    string // of the message or signal; "=FEEL" may be any
	signal  bool
	payload []string // names of what is mapped into it
}

type catch struct {
	unit    *unit
	element *bpmn.Element
	name    string
	signal  bool
}

// events adds what an event waits for or throws, and tasks that send and receive.
func (u *unit) events(e *bpmn.Element) {
	throws := e.Kind == bpmn.EndEvent || e.Kind == bpmn.ThrowEvent
	for i := range e.Triggers {
		t := &e.Triggers[i]
		switch {
		case t.Kind == bpmn.MessageTrigger && throws:
			u.throw(e, messageOf(t.Message, t.Operation, true), false)
		case t.Kind == bpmn.MessageTrigger:
			u.catch(e, messageOf(t.Message, t.Operation, false), false)
		case t.Kind == bpmn.SignalTrigger && t.Signal != nil && throws:
			u.throw(e, &bpmn.Message{Name: t.Signal.Name}, true)
		case t.Kind == bpmn.SignalTrigger && t.Signal != nil:
			u.catch(e, &bpmn.Message{Name: t.Signal.Name}, true)
		case throws:
			u.raise(e, t)
		case t.Kind == bpmn.TimerTrigger && t.Timer != nil:
			u.readNames(e, u.trigger(e), saysTriggered, t.Timer.Text)
		case t.Kind == bpmn.ConditionalTrigger:
			u.readNames(e, u.trigger(e), saysTriggered, t.Condition)
		}
	}
	if e.Multi != nil {
		u.instanceEvents(e)
	}
	switch {
	case e.Ext.Service != nil && (throws || e.Kind == bpmn.SendTask) && e.Message == nil && len(e.Triggers) == 0:
		u.connector(e)
	case e.Kind == bpmn.SendTask:
		u.throw(e, messageOf(e.Message, e.Operation, true), false)
	case e.Kind == bpmn.ReceiveTask:
		u.catch(e, messageOf(e.Message, e.Operation, false), false)
	}
	if len(e.Triggers) > 0 && !throws || e.Kind == bpmn.ReceiveTask {
		u.triggered(e)
	}
}

// instanceEvents adds the signals and messages that a multi-instance activity throws when its instances end.
func (u *unit) instanceEvents(e *bpmn.Element) {
	var triggers []*bpmn.Trigger
	for _, t := range []*bpmn.Trigger{e.Multi.OneEvent, e.Multi.NoneEvent} {
		if t != nil {
			triggers = append(triggers, t)
		}
	}
	for i := range e.Multi.Complex {
		for j := range e.Multi.Complex[i].Triggers {
			triggers = append(triggers, &e.Multi.Complex[i].Triggers[j])
		}
	}
	for _, t := range triggers {
		switch {
		case t.Signal != nil:
			u.throw(e, &bpmn.Message{Name: t.Signal.Name}, true)
		case t.Kind == bpmn.MessageTrigger:
			u.throw(e, messageOf(t.Message, t.Operation, true), false)
		}
	}
}

// messageOf is the message of an event or task: its own or that of its operation.
func messageOf(m *bpmn.Message, o *bpmn.Operation, out bool) *bpmn.Message {
	switch {
	case m != nil:
		return m
	case o == nil:
	case out && o.In != nil: // what goes into the operation is what the process sends
		return o.In
	case !out && o.Out != nil:
		return o.Out
	}
	return &bpmn.Message{Name: "="} // it may be any
}

func (u *unit) throw(e *bpmn.Element, m *bpmn.Message, signal bool) {
	u.readNames(e, u.context(e), saysSends, m.Name, m.CorrelationKey)
	u.readNames(e, u.trigger(e), saysSends, m.Name, m.CorrelationKey) // they decide who hears it
	t := throw{unit: u, element: e, name: m.Name, signal: signal}
	for _, x := range e.Ext.Inputs {
		t.payload = append(t.payload, x.Target)
	}
	for _, a := range e.DataIn {
		if a.Target != nil {
			t.payload = append(t.payload, a.Target.Variable())
		}
	}
	if len(e.Ext.Inputs) == 0 && len(e.DataIn) == 0 && !signal {
		u.hungry = append(u.hungry, hungry{u, e, saysSends})
	}
	u.throws = append(u.throws, t)
}

func (u *unit) catch(e *bpmn.Element, m *bpmn.Message, signal bool) {
	u.catches = append(u.catches, catch{u, e, m.Name, signal})
	waits := e
	if e.Kind == bpmn.BoundaryEvent && e.AttachedTo != nil {
		waits = e.AttachedTo
	}
	u.readAt(e, waits.Parent, u.trigger(e), saysTriggered, u.at(e), m.Name, m.CorrelationKey) // they decide what is heard
	if signal {
		return
	}
	who := u.laneAudience(e) // who may send the message is told that it is awaited
	if e.Kind != bpmn.StartEvent {
		u.join(u.whether(u.in(waits)), who, silent, -1)
		u.join(u.when(u.in(waits)), who, saysLater, u.at(e))
	}
	u.readAt(e, waits.Parent, who, saysAwaits, u.at(e), m.Name, m.CorrelationKey)
	for _, s := range u.def.Subscriptions {
		for _, b := range s.Bindings {
			u.readAt(e, nil, who, saysAwaits, u.at(e), b.Path)
		}
	}
	u.join(u.context(e), who, saysReceives, u.at(e))
}

// triggered says what follows from an event's being triggered.
func (u *unit) triggered(e *bpmn.Element) {
	t := u.trigger(e)
	follows := func(n node) { u.join(t, n, saysTriggered, u.at(e)) }
	follows(u.when(u.out(e)))
	if u.awaits(e) {
		follows(u.choice(u.in(e)))
	}
	switch {
	case e.Kind == bpmn.BoundaryEvent && e.AttachedTo != nil:
		follows(u.whether(u.in(e)))
		follows(u.when(u.in(e)))
		if e.Interrupting {
			follows(u.choice(u.in(e.AttachedTo)))
			u.join(t, u.whether(u.in(e.AttachedTo)), saysHappens, u.at(e.AttachedTo)) // who has the step sees it taken away
		}
		if e.AttachedTo.Body != nil && e.Trigger(bpmn.TimerTrigger) != nil {
			u.join(u.when(u.out(e.AttachedTo)), t, silent, -1) // how long it takes decides whether the time runs out
		}
		u.failures(e)
	case e.Kind == bpmn.StartEvent:
		follows(u.whether(u.in(e)))
		follows(u.when(u.in(e)))
		if e.Parent != nil && e.Interrupting {
			follows(u.choice(u.scopeEntry(e.Parent)))
		}
	default:
		for _, f := range e.Incoming {
			if f.Source.Kind == bpmn.EventGateway {
				follows(u.choice(u.out(f.Source)))
			}
		}
	}
}

// scopeEntry is the point where the scope around an event sub-process begins.
func (u *unit) scopeEntry(sub *bpmn.Element) int32 {
	if sub.Parent != nil {
		return u.in(sub.Parent)
	}
	return u.entry()
}

// failures: whether something goes wrong in an activity may depend on all that its automatic steps read.
func (u *unit) failures(b *bpmn.Element) {
	if b.Trigger(bpmn.ErrorTrigger) == nil {
		return
	}
	for _, e := range u.def.Elements {
		automatic := e.Kind == bpmn.ServiceTask || e.Kind == bpmn.BusinessRuleTask || e.Kind == bpmn.ScriptTask || e.Kind == bpmn.SendTask || e.Kind == bpmn.CallActivity
		if automatic && within(e, b.AttachedTo) {
			u.join(u.context(e), u.trigger(b), saysFails, u.at(e))
		}
	}
}

// within tells whether an element is another one or inside it.
func within(e, around *bpmn.Element) bool {
	for ; e != nil; e = e.Parent {
		if e == around {
			return true
		}
	}
	return false
}

// raise joins an error, escalation, cancellation or compensation to whatever catches it.
func (u *unit) raise(e *bpmn.Element, t *bpmn.Trigger) {
	if t.Kind == bpmn.TerminateTrigger || t.Kind == bpmn.LinkTrigger {
		return
	}
	for _, other := range u.def.Elements {
		for i := range other.Triggers {
			if other != e && (other.Kind == bpmn.BoundaryEvent || other.Kind == bpmn.StartEvent) && sameRaised(t, &other.Triggers[i]) && u.hears(other, e, t.Kind) {
				u.join(u.whether(u.in(e)), u.trigger(other), saysTriggered, u.at(other))
				u.join(u.when(u.in(e)), u.trigger(other), saysTriggered, u.at(other))
			}
		}
	}
}

// hears tells whether what is thrown at an element can come to an event.
func (u *unit) hears(event, thrower *bpmn.Element, k bpmn.TriggerKind) bool {
	switch {
	case k == bpmn.CompensationTrigger:
		return true
	case event.AttachedTo != nil:
		return within(thrower, event.AttachedTo)
	case event.Parent != nil:
		return event.Parent.Parent == nil || within(thrower, event.Parent.Parent)
	}
	return false
}

// sameRaised tells whether a trigger takes what another one throws; one without a code takes all.
func sameRaised(thrown, caught *bpmn.Trigger) bool {
	if thrown.Kind != caught.Kind {
		return false
	}
	switch {
	case thrown.Error != nil && caught.Error != nil:
		return thrown.Error.Code == caught.Error.Code
	case thrown.Escalation != nil && caught.Escalation != nil:
		return thrown.Escalation.Code == caught.Escalation.Code
	}
	return true
}

// exchange joins every throw to the catches of its name, over all processes. What nobody catches goes out to who knows whom.
func (p *prover) exchange() {
	for i := range p.throws {
		t := &p.throws[i]
		heard := p.drawnTo(t)
		for j := range p.catches {
			if c := &p.catches[j]; c.signal == t.signal && sameName(c.name, t.name) {
				heard = true
				p.deliver(t, c)
			}
		}
		if !heard && !t.signal {
			t.unit.watched(t.element, t.unit.outside(t.element))
		}
	}
	for i := range p.catches {
		c := &p.catches[i]
		inside := slices.ContainsFunc(p.throws, func(t throw) bool { return t.signal == c.signal && sameName(t.name, c.name) })
		if !inside && len(c.element.Ext.Outputs)+len(c.element.DataOut) > 0 {
			u := c.unit
			u.join(u.unknownOf("the content of the message that %s receives", c.element), u.context(c.element), saysReceives, u.at(c.element))
		}
	}
}

// sameName: a name that is calculated may be any.
func sameName(a, b string) bool {
	return a == b || strings.HasPrefix(a, "=") || strings.HasPrefix(b, "=")
}

// deliver brings what is thrown to one who catches it. A transfer at the throw lets its items through to its recipient.
func (p *prover) deliver(t *throw, c *catch) {
	u, at := c.unit, c.unit.at(c.element)
	var clears *transfer
	if x := named(t.element.Ext.Transfer); x != nil && x.recipient == roleOf(u.agency(c.element)) && x.statute != "" {
		clears = x
	}
	link := func(from, to node, says phrase) {
		p.link(from, edge{to: to, at: at, via: t.unit.at(t.element), says: says, clears: clears})
	}
	link(t.unit.context(t.element), u.context(c.element), saysReceives)
	link(t.unit.whether(t.unit.in(t.element)), u.trigger(c.element), saysTriggered)
	link(t.unit.when(t.unit.in(t.element)), u.trigger(c.element), saysTriggered)
	link(t.unit.trigger(t.element), u.trigger(c.element), saysTriggered)
	for _, name := range t.payload {
		u.write(c.element, name, u.context(c.element), saysWrites)
	}
	if c.signal {
		return
	}
	for _, who := range u.sinks[c.element.ID] {
		u.join(u.trigger(c.element), who, silent, -1)
	}
}
