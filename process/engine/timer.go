package engine

import (
	"slices"
	"time"

	"handinhand/process/bpmn"
)

func (m *machine) armTimer(t timer) {
	m.memory.Timers = append(m.memory.Timers, t)
	m.emit(ArmTimer{t.Key, t.Element, t.Due})
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
	m.happen(n, t.Instance, t.Trigger, nil)
	if m.program.stays(n) {
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
