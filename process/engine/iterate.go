package engine

import (
	"handinhand/process/feel"
)

// maxInstances bounds the instances of one multi-instance activity.
const maxInstances = 10_000

// movesPerInstance is how many moves each instance of a parallel loop may make beside those of the Step: there may be many,
// and none of them runs in a circle for that.
const movesPerInstance = 100

// enterLoop begins an activity with a loop marker. The instance stands for the loop; each iteration is one below it.
func (m *machine) enterLoop(e entry) problem {
	l := &loop{}
	var items []any
	if !e.node.loop.standard {
		var why problem
		if items, l.Total, why = m.howOften(e.node.loop, m.scope(e.key, nil)); why != "" {
			return why
		}
	}
	in := m.memory.instance(e.key)
	in.Stage, in.Work, in.Loop = stageActive, workLoop, l
	m.arm(e.key, e.waits)
	if e.node.loop.sequential {
		l.Items = items
		m.turn(e.key, !e.node.loop.testBefore && e.node.loop.standard)
		return ""
	}
	m.made -= l.Total * movesPerInstance
	for i := range l.Total {
		m.iterate(e.node, e.key, items, i)
	}
	if l.Total == 0 {
		m.finishLoop(e.node, e.key)
	}
	return ""
}

// howOften evaluates the collection, nil if there is none, and the number of instances.
func (m *machine) howOften(l *iteration, s feel.Scope) ([]any, int, problem) {
	if l.collection != nil {
		v, why := l.collection.value(s)
		items, ok := v.([]any)
		if !ok || why != "" {
			if why == "" {
				why = "the collection of a step that runs for each of its parts is no list"
			}
			return nil, 0, why
		}
		if len(items) > maxInstances {
			return nil, 0, problemf("the collection has more than %d parts", maxInstances)
		}
		return items, len(items), ""
	}
	v, why := l.cardinality.Eval(s)
	n, ok := v.(feel.Number)
	if !ok {
		return nil, 0, because("the number of instances is no number", l.cardinality, why)
	}
	count, whole := n.Int64()
	if !whole || count < 0 || count > maxInstances {
		return nil, 0, because("the number of instances is no whole number from 0 to 100000", l.cardinality, nil)
	}
	return nil, int(count), ""
}

// iterate makes the next iteration; its work begins when its turn comes.
func (m *machine) iterate(n *node, key Key, items []any, i int) {
	m.loopOf(key).Begun++
	one := m.open(n, key, stageEntering)
	in := m.memory.instance(one)
	in.Index = i + 1
	if n.loop.item != "" && i < len(items) {
		in.Variables = Variables{n.loop.item: items[i]}
	}
	m.moves = append(m.moves, move{flow: -1, node: -1, scope: key, begin: one})
}

// iterated ends one iteration: what it threw may end the loop, else the loop turns.
func (m *machine) iterated(n *node, key Key) {
	in := m.memory.instance(key)
	loop := in.Parent
	m.keep(n, in)
	m.remove(key)
	m.record(RecordCompleted, n.id)
	m.loopOf(loop).Completed++
	over := m.throwBehaviour(n, loop)
	switch {
	case m.active(loop, workLoop) == nil: // what was thrown has ended it
	case over:
		m.finishLoop(n, loop)
	default:
		m.turn(loop, false)
	}
}

// terminated notes that an iteration was cancelled on its own.
func (m *machine) terminated(loop Key) {
	if m.active(loop, workLoop) != nil {
		m.loopOf(loop).Terminated++
		m.turn(loop, false)
	}
}

// turn goes on with a loop, or ends it. It is done again by a Retry when a condition cannot be evaluated. A loop that
// tests afterwards must run once.
func (m *machine) turn(key Key, untested bool) {
	in := m.memory.instance(key)
	n := m.program.node(in.Element)
	over, why := m.over(n, key, untested)
	if why != "" {
		in.Stage = stageTurning
		m.incident(key, why, 1)
		return
	}
	in.Stage = stageActive
	l := in.Loop
	switch {
	case over:
		m.finishLoop(n, key)
	case n.loop.sequential && l.Begun == l.Completed+l.Terminated:
		m.iterate(n, key, l.Items, l.Begun)
	}
}

// over tells whether no iteration is to come or to wait for.
func (m *machine) over(n *node, key Key, untested bool) (bool, problem) {
	l, s := m.memory.instance(key).Loop, m.scope(key, nil)
	if !n.loop.standard {
		if l.Completed+l.Terminated == l.Total {
			return true, ""
		}
		if n.loop.completion == nil || l.Completed == 0 {
			return false, ""
		}
		return truthOf(n.loop.completion, s, "the completion condition")
	}
	if n.loop.maximum >= 0 && l.Begun >= n.loop.maximum {
		return true, ""
	}
	if untested || n.loop.condition == nil {
		return false, ""
	}
	goes, why := truthOf(n.loop.condition, m.counted(s, l.Begun), "the loop's condition")
	return !goes, why
}

// counted lets a standard loop's condition see how often it has run.
func (m *machine) counted(s feel.Scope, times int) feel.Scope {
	l := *s.Vars.(*lookup)
	v, _ := cleanValue(times, 0)
	l.result = Variables{"loopCounter": v}
	s.Vars = &l
	return s
}

// finishLoop ends a loop; iterations that still run are cancelled.
func (m *machine) finishLoop(n *node, key Key) {
	m.clear(key)
	var result Variables
	if n.loop.output != "" {
		l := m.memory.instance(key).Loop
		out := make([]any, l.Total)
		copy(out, l.Output)
		result = Variables{n.loop.output: out}
	}
	m.finish(key, result)
}

// throwBehaviour throws the events that a multi-instance activity throws when one of its instances is about to complete,
// and tells whether that ends the loop: a complex behaviour whose condition holds does, and lets the token go on (BPMN
// 2.0.2, 10.3.8 and table 10.31). A condition that cannot be evaluated does not hold.
func (m *machine) throwBehaviour(n *node, key Key) (over bool) {
	l := m.memory.instance(key).Loop
	switch {
	case n.loop.each != nil:
		m.tell(n, key, *n.loop.each)
	case n.loop.first != nil && l.Completed == 1:
		m.tell(n, key, *n.loop.first)
	}
	for _, x := range n.loop.complex {
		holds := x.condition == nil
		if !holds {
			holds, _ = truthOf(x.condition, m.scope(key, nil), "")
		}
		for _, t := range x.triggers {
			if holds && m.memory.instance(key) != nil {
				m.tell(n, key, t)
			}
		}
		over = over || holds
	}
	return over
}

// tell throws an event from an instance that is about to complete. What catches it on the boundary interrupts that
// instance at most, so the others go on.
func (m *machine) tell(n *node, key Key, t trigger) {
	to, why := t.address(m.scope(key, nil))
	if why != "" {
		m.incident(key, why, 1)
		return
	}
	caught := false
	for _, b := range n.boundary {
		event := &m.program.nodes[b]
		for _, c := range event.triggers {
			at, _ := c.address(m.scope(key, nil))
			if c.kind == t.kind && (at.name == to.name || at.name == "") {
				caught = true
				m.record(RecordEntered, event.id)
				m.finish(m.open(event, m.memory.instance(key).Parent, stageLeaving), nil)
			}
		}
	}
	if !caught {
		m.send(n.id, key, t, to, nil)
	}
}
