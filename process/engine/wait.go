package engine

import (
	"slices"
	"strings"
	"time"

	"handinhand/process/bpmn"
	"handinhand/process/feel"
)

// wait is a trigger evaluated for one instance: what arm then asks the shell for.
type wait struct {
	event *node
	timer *schedule
	name  string
	key   string
}

// waits evaluates what an instance of the node waits for: its own trigger and those on its boundary.
func (m *machine) waits(n *node, s feel.Scope) ([]wait, problem) {
	if n.plain && n.op != opCatch {
		return nil, ""
	}
	var out []wait
	events := make([]*node, 0, len(n.boundary)+1)
	if n.op == opCatch {
		events = append(events, n)
	}
	for _, b := range n.boundary {
		events = append(events, &m.program.nodes[b])
	}
	for _, event := range events {
		w, why := event.trigger.wait(s)
		if why != "" {
			return nil, problemf("the event %s: %s", event.id, why)
		}
		w.event = event
		out = append(out, w)
	}
	return out, ""
}

func (t trigger) wait(s feel.Scope) (wait, problem) {
	if t.timer != nil {
		at, why := t.timer.at(s)
		return wait{timer: &at}, why
	}
	name, why := t.message.name.string(s)
	if why != "" || t.message.key == nil {
		return wait{name: name}, why
	}
	key, why := stringOf(t.message.key, s)
	if why == "" && key == "" {
		why = because("the correlation key is empty", t.message.key, nil)
	}
	return wait{name: name, key: key}, why
}

// arm sets the triggers of an instance.
func (m *machine) arm(instance Key, waits []wait) {
	for _, w := range waits {
		key := m.nextKey()
		if w.timer == nil {
			m.memory.Subscriptions = append(m.memory.Subscriptions, Subscription{key, instance, w.event.id, w.name, w.key})
			m.emit(Subscribe{key, w.event.id, w.name, w.key})
			continue
		}
		m.armTimer(timer{key, instance, w.event.id, w.timer.due, w.timer.repeat, w.timer.every})
	}
}

func (m *machine) armTimer(t timer) {
	m.memory.Timers = append(m.memory.Timers, t)
	m.emit(ArmTimer{t.Key, t.Element, t.Due})
}

// disarm takes all triggers of an instance back.
func (m *machine) disarm(instance Key) {
	m.memory.Timers = slices.DeleteFunc(m.memory.Timers, func(t timer) bool {
		if t.Instance == instance {
			m.emit(DisarmTimer{t.Key})
		}
		return t.Instance == instance
	})
	m.memory.Subscriptions = slices.DeleteFunc(m.memory.Subscriptions, func(s Subscription) bool {
		if s.Instance == instance {
			m.emit(Unsubscribe{s.Key})
		}
		return s.Instance == instance
	})
}

func (m *machine) fireTimer(e FireTimer) error {
	i := slices.IndexFunc(m.memory.Timers, func(t timer) bool { return t.Key == e.Timer })
	if i < 0 {
		return reject(RejectUnknown, "no timer %d is armed", e.Timer)
	}
	t := m.memory.Timers[i]
	n := m.program.node(t.Element)
	if n == nil {
		return foreign(t.Element)
	}
	m.memory.Timers = slices.Delete(m.memory.Timers, i, i+1)
	m.trigger(n, t.Instance, nil)
	if n.op == opBoundary && !n.interrupt {
		m.rearm(t)
	}
	return nil
}

// rearm sets a cycle's next firing, counted from the time that was due, so that lateness does not add up.
func (m *machine) rearm(t timer) {
	if t.Repeat == 0 || m.memory.instance(t.Instance) == nil {
		return
	}
	every, err := bpmn.ParseSpan(t.Every)
	if err != nil {
		return
	}
	t.Key, t.Due = m.nextKey(), every.After(t.Due).Round(0).UTC()
	if t.Repeat > 0 {
		t.Repeat--
	}
	if t.Due.Before(time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)) {
		m.armTimer(t)
	}
}

// deliver gives a message to the oldest subscription that takes it.
func (m *machine) deliver(e Deliver) error {
	e.ID = strings.ToValidUTF8(e.ID, "\uFFFD")
	if e.ID != "" && slices.Contains(m.memory.Seen, e.ID) {
		return reject(RejectDuplicate, "the message %q was delivered before", e.ID)
	}
	i := slices.IndexFunc(m.memory.Subscriptions, func(s Subscription) bool {
		return s.Message == e.Message && (s.CorrelationKey == "" || s.CorrelationKey == e.CorrelationKey)
	})
	if i < 0 {
		return reject(RejectNobody, "nobody waits for the message %q with this correlation key", e.Message)
	}
	vars, err := cleaned(e.Variables)
	if err != nil {
		return err
	}
	s := m.memory.Subscriptions[i]
	n := m.program.node(s.Element)
	if n == nil {
		return foreign(s.Element)
	}
	m.remember(e.ID)
	if n.op == opBoundary && !n.interrupt {
		m.trigger(n, s.Instance, vars) // it goes on listening (BPMN 2.0.2, 13.5.3)
		return nil
	}
	m.memory.Subscriptions = slices.Delete(m.memory.Subscriptions, i, i+1)
	m.emit(Unsubscribe{s.Key})
	m.trigger(n, s.Instance, vars)
	return nil
}

// remember keeps the id of a message that was taken; the oldest gives way.
func (m *machine) remember(id string) {
	if id == "" {
		return
	}
	seen := m.memory.Seen
	if len(seen) >= maxSeen {
		seen = seen[len(seen)-maxSeen+1:]
	}
	m.memory.Seen = append(slices.Clone(seen), id)
}

// trigger lets what an event waited for happen: a catch event goes on, a boundary event lets a token out, and takes the
// activity's away if it interrupts.
func (m *machine) trigger(n *node, host Key, result Variables) {
	if n.op != opBoundary {
		m.finish(host, result)
		return
	}
	scope := m.memory.instance(host).Parent
	if n.interrupt {
		m.cancel(host)
	}
	m.record(RecordEntered, n.id)
	m.finish(m.open(n, scope, stageLeaving), result)
}

// foreign refuses a state that belongs to another program.
func foreign(element string) error {
	return reject(RejectUnknown, "the case's state names the element %q, which its process does not have", element)
}
