package engine

import (
	"slices"
	"strings"
	"time"

	"handinhand/process/feel"
)

// maxBuffer is how many messages a case keeps that nobody waits for yet; the oldest gives way.
const maxBuffer = 256

// address evaluates what a message is called and whom it is for.
func (t *message) address(s feel.Scope) (name, key string, why problem) {
	name, why = t.name.string(s)
	if why != "" || t.key == nil {
		return name, "", why
	}
	key, why = stringOf(t.key, s)
	if why == "" && key == "" {
		why = because("the correlation key is empty", t.key, nil)
	}
	return name, key, why
}

// deliver gives a message to the oldest subscription that takes it.
func (m *machine) deliver(e Deliver) error {
	e.ID = strings.ToValidUTF8(e.ID, "\uFFFD")
	if e.ID != "" && slices.Contains(m.memory.Seen, e.ID) {
		return reject(RejectDuplicate, "the message %q was delivered before", e.ID)
	}
	i := m.subscribed(e.Message, e.CorrelationKey)
	if i < 0 && !e.Until.After(m.now) {
		return reject(RejectNobody, "nobody waits for the message %q with this correlation key", e.Message)
	}
	vars, err := cleaned(e.Variables)
	if err != nil {
		return err
	}
	if i < 0 {
		m.remember(e.ID)
		kept := buffered{e.ID, strings.ToValidUTF8(e.Message, "\uFFFD"), strings.ToValidUTF8(e.CorrelationKey, "\uFFFD"), vars, e.Until.Round(0).UTC()}
		m.memory.Buffer = append(m.memory.Buffer, kept)
		m.memory.Buffer = m.memory.Buffer[max(0, len(m.memory.Buffer)-maxBuffer):]
		return nil
	}
	if m.program.node(m.memory.Subscriptions[i].Element) == nil {
		return foreign(m.memory.Subscriptions[i].Element)
	}
	m.remember(e.ID)
	m.receive(i, vars)
	return nil
}

// subscribed finds the oldest subscription that takes a message; -1 if there is none.
func (m *machine) subscribed(name, key string) int {
	return slices.IndexFunc(m.memory.Subscriptions, func(s Subscription) bool {
		return s.Message == name && (s.CorrelationKey == "" || s.CorrelationKey == key)
	})
}

// receive gives a message to a subscription.
func (m *machine) receive(i int, vars Variables) {
	s := m.memory.Subscriptions[i]
	n := m.program.node(s.Element)
	if !m.program.stays(n) { // else it goes on listening (BPMN 2.0.2, 13.5.3)
		m.memory.Subscriptions = slices.Delete(m.memory.Subscriptions, i, i+1)
		m.emit(Unsubscribe{s.Key})
	}
	m.happen(n, s.Instance, s.Trigger, vars)
}

// unbuffer gives the oldest kept message that somebody waits for now to them, and tells whether there was one.
func (m *machine) unbuffer() bool {
	for k, b := range m.memory.Buffer {
		if i := m.subscribed(b.Message, b.CorrelationKey); i >= 0 && m.program.node(m.memory.Subscriptions[i].Element) != nil {
			m.memory.Buffer = slices.Delete(m.memory.Buffer, k, k+1)
			m.receive(i, b.Variables)
			return true
		}
	}
	return false
}

// expire drops kept messages whose time is over.
func (m *machine) expire() {
	m.memory.Buffer = slices.DeleteFunc(m.memory.Buffer, func(b buffered) bool { return !b.Until.After(m.now) })
}

// Knows tells whether a message or signal of that id was taken before.
func (s State) Knows(id string) bool { return id != "" && slices.Contains(s.memory.Seen, id) }

// Remember keeps the id of a message or signal that another process of the case has taken.
func (s State) Remember(id string) State {
	m := machine{memory: s.memory}
	m.remember(strings.ToValidUTF8(id, "\uFFFD"))
	s.memory = m.memory
	return s
}

// Unkeep takes out the oldest message that is kept and that another process of the case waits for now.
func (s State) Unkeep(message, correlationKey string, now time.Time) (State, Deliver, bool) {
	i := slices.IndexFunc(s.memory.Buffer, func(b buffered) bool {
		return b.Message == message && (correlationKey == "" || b.CorrelationKey == correlationKey) && b.Until.After(now)
	})
	if i < 0 {
		return s, Deliver{}, false
	}
	b := s.memory.Buffer[i]
	s.memory.Buffer = slices.Delete(slices.Clone(s.memory.Buffer), i, i+1)
	return s, Deliver{Message: b.Message, CorrelationKey: b.CorrelationKey, Variables: b.Variables}, true
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
