package engine

import (
	"maps"
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/feel"
)

// wait is a trigger evaluated for one instance: what arm then asks the shell for.
type wait struct {
	event     *node
	trigger   int
	kind      bpmn.TriggerKind
	timer     *schedule
	name, key string
}

// waits evaluates what an instance of the node waits for: its own triggers and those on its boundary, which belong to a
// loop as a whole.
func (m *machine) waits(n *node, in *instance) ([]wait, problem) {
	own := (n.kind == bpmn.CatchEvent || n.kind == bpmn.ReceiveTask) && !n.loops(in)
	edge := in.Index == 0 && len(n.boundary) > 0
	if !own && !edge {
		return nil, ""
	}
	s := m.scope(in.Key, nil)
	var out []wait
	var why problem
	if own {
		if out, why = m.waitsOf(out, n, s); why != "" {
			return nil, why
		}
	}
	if !edge {
		return out, ""
	}
	for _, b := range n.boundary {
		if out, why = m.waitsOf(out, &m.program.nodes[b], s); why != "" {
			return nil, why
		}
	}
	return out, ""
}

// eventWaits evaluates what several events wait for, as seen from an instance.
func (m *machine) eventWaits(events []int, key Key) ([]wait, problem) {
	var out []wait
	var why problem
	for _, i := range events {
		if out, why = m.waitsOf(out, &m.program.nodes[i], m.scope(key, nil)); why != "" {
			return nil, why
		}
	}
	return out, ""
}

// waitsOf adds the triggers of one event that the case waits for. Errors, escalations, compensation and cancellation are
// not waited for: who throws them looks for who catches them.
func (m *machine) waitsOf(out []wait, event *node, s feel.Scope) ([]wait, problem) {
	for i, t := range event.triggers {
		w, why := t.wait(s)
		if why != "" {
			return nil, problemf("the event %s: %s", event.id, why)
		}
		if w.kind != "" {
			w.event, w.trigger = event, i
			out = append(out, w)
		}
	}
	return out, ""
}

func (t trigger) wait(s feel.Scope) (w wait, why problem) {
	switch t.kind {
	case bpmn.TimerTrigger:
		at, why := t.timer.at(s)
		return wait{kind: t.kind, timer: &at}, why
	case bpmn.MessageTrigger:
		w.name, w.key, why = t.message.address(s)
	case bpmn.SignalTrigger:
		w.name, why = t.signal.string(s)
	case bpmn.ConditionalTrigger:
	default:
		return wait{}, ""
	}
	w.kind = t.kind
	return w, why
}

// arm sets the triggers of an instance.
func (m *machine) arm(instance Key, waits []wait) {
	for _, w := range waits {
		key := m.nextKey()
		switch w.kind {
		case bpmn.TimerTrigger:
			m.armTimer(timer{key, instance, w.event.id, w.timer.due, w.timer.repeat, w.timer.every, w.trigger})
		case bpmn.MessageTrigger:
			m.memory.Subscriptions = append(m.memory.Subscriptions, Subscription{key, instance, w.event.id, w.name, w.key, w.trigger})
			m.emit(Subscribe{key, w.event.id, w.name, w.key})
		case bpmn.SignalTrigger:
			m.memory.Listeners = append(m.memory.Listeners, Listener{key, instance, w.event.id, w.name, w.trigger})
			m.emit(Listen{key, w.event.id, w.name})
		case bpmn.ConditionalTrigger:
			m.memory.Watches = append(m.memory.Watches, watch{Key: key, Instance: instance, Element: w.event.id, Trigger: w.trigger})
			m.changed = true
		}
	}
	if len(waits) > 0 && len(m.memory.Buffer) > 0 {
		m.changed = true
	}
}

// disarm takes all triggers of an instance back.
func (m *machine) disarm(key Key) {
	m.disarmThose(func(instance Key, _ string) bool { return instance == key })
}

// disarmEvents takes back what can begin an event sub-process of a body.
func (m *machine) disarmEvents(scope Key) {
	m.disarmThose(func(instance Key, element string) bool {
		n := m.program.node(element)
		return instance == scope && n != nil && m.program.starts(n)
	})
}

func (m *machine) disarmThose(which func(instance Key, element string) bool) {
	m.memory.Timers = slices.DeleteFunc(m.memory.Timers, func(t timer) bool {
		gone := which(t.Instance, t.Element)
		if gone {
			m.emit(DisarmTimer{t.Key})
		}
		return gone
	})
	m.memory.Subscriptions = slices.DeleteFunc(m.memory.Subscriptions, func(s Subscription) bool {
		gone := which(s.Instance, s.Element)
		if gone {
			m.emit(Unsubscribe{s.Key})
		}
		return gone
	})
	m.memory.Listeners = slices.DeleteFunc(m.memory.Listeners, func(l Listener) bool {
		gone := which(l.Instance, l.Element)
		if gone {
			m.emit(Unlisten{l.Key})
		}
		return gone
	})
	m.memory.Watches = slices.DeleteFunc(m.memory.Watches, func(w watch) bool { return which(w.Instance, w.Element) })
	m.memory.Partial = slices.DeleteFunc(m.memory.Partial, func(o occurrence) bool { return which(o.Instance, o.Element) })
}

// happen lets a trigger of an event come: an event that needs several waits on for the others.
func (m *machine) happen(n *node, host Key, trigger int, brought Variables) {
	if n.all && !m.allHave(n, host, trigger, &brought) {
		return
	}
	switch {
	case n.kind == bpmn.BoundaryEvent:
		m.happenOnBoundary(n, host, brought)
	case m.program.starts(n):
		m.beginEventSub(n, host, brought)
	case m.memory.instance(host).Element != n.id && m.program.gatewayBefore(n) != nil:
		m.takeChoice(n, host, brought)
	default:
		m.finish(host, brought)
	}
}

// allHave notes that a trigger has come and tells whether all have; brought then holds what all of them brought.
func (m *machine) allHave(n *node, host Key, trigger int, brought *Variables) bool {
	m.memory.Partial = append(slices.DeleteFunc(m.memory.Partial, func(o occurrence) bool {
		return o.Instance == host && o.Element == n.id && o.Trigger == trigger
	}), occurrence{host, n.id, trigger, *brought})
	all := Variables{}
	count := 0
	for _, o := range m.memory.Partial {
		if o.Instance == host && o.Element == n.id {
			count++
			for _, name := range slices.Sorted(maps.Keys(o.Variables)) {
				all[name] = o.Variables[name]
			}
		}
	}
	if count < len(n.triggers) {
		return false
	}
	m.memory.Partial = slices.DeleteFunc(m.memory.Partial, func(o occurrence) bool { return o.Instance == host && o.Element == n.id })
	*brought = all
	return true
}

// happenOnBoundary lets a token out of the boundary, and takes the activity's away if the event interrupts.
func (m *machine) happenOnBoundary(n *node, host Key, brought Variables) {
	scope := m.memory.instance(host).Parent
	if n.interrupt {
		m.cancel(host)
	}
	m.record(RecordEntered, n.id)
	m.finish(m.open(n, scope, stageLeaving), brought)
}

// foreign refuses a state that belongs to another program.
func foreign(element string) error {
	return reject(RejectUnknown, "the case's state names the element %q, which its process does not have", element)
}
