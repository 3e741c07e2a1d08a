package engine

import (
	"slices"
	"strings"
)

// hear brings a signal from outside.
func (m *machine) hear(e Signal) error {
	e.ID = strings.ToValidUTF8(e.ID, "\uFFFD")
	if e.ID != "" && slices.Contains(m.memory.Seen, e.ID) {
		return reject(RejectDuplicate, "the signal %q was delivered before", e.ID)
	}
	i := slices.IndexFunc(m.memory.Listeners, func(l Listener) bool { return l.Signal == e.Signal })
	if i < 0 {
		return reject(RejectNobody, "nobody waits for the signal %q", e.Signal)
	}
	if m.program.node(m.memory.Listeners[i].Element) == nil {
		return foreign(m.memory.Listeners[i].Element)
	}
	vars, err := cleaned(e.Variables)
	if err != nil {
		return err
	}
	m.remember(e.ID)
	m.signal(e.Signal, vars)
	return nil
}

// signal lets everything happen that waits for a signal now, oldest first.
func (m *machine) signal(name string, vars Variables) {
	for _, l := range slices.Clone(m.memory.Listeners) {
		i := slices.IndexFunc(m.memory.Listeners, func(x Listener) bool { return x.Key == l.Key })
		n := m.program.node(l.Element)
		if l.Signal != name || i < 0 || n == nil {
			continue // what happened before has ended it
		}
		if !m.program.stays(n) {
			m.memory.Listeners = slices.Delete(m.memory.Listeners, i, i+1)
			m.emit(Unlisten{l.Key})
		}
		m.happen(n, l.Instance, l.Trigger, vars)
	}
}
