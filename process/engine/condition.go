package engine

import "slices"

// watch lets conditional events happen whose condition has become true since it was last looked at, oldest first. A
// condition that cannot be evaluated is not true: the data may come later.
func (m *machine) watch() {
	for m.changed && m.memory.Phase == phaseRunning {
		m.changed = false
		for m.unbuffer() {
		}
		for _, w := range slices.Clone(m.memory.Watches) {
			m.check(w)
		}
	}
}

// check looks at one condition.
func (m *machine) check(w watch) {
	i := slices.IndexFunc(m.memory.Watches, func(x watch) bool { return x.Key == w.Key })
	n := m.program.node(w.Element)
	if i < 0 || n == nil || w.Trigger >= len(n.triggers) {
		return // what happened before has ended it
	}
	holds, _ := truthOf(n.triggers[w.Trigger].condition, m.scope(w.Instance, nil), "")
	was := m.memory.Watches[i].Met
	m.memory.Watches[i].Met = holds
	if !holds || was {
		return
	}
	if m.made++; m.made > maxMoves {
		m.incident(w.Instance, circling, 1)
		return
	}
	if !m.program.stays(n) {
		m.memory.Watches = slices.Delete(m.memory.Watches, i, i+1)
	}
	m.happen(n, w.Instance, w.Trigger, nil)
}
