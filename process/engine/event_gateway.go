package engine

import (
	"slices"

	"handinhand/process/bpmn"
)

// compileEventGateway notes that the gateway waits, though it has no triggers of its own.
func compileEventGateway(_ *compiler, n *node, e *bpmn.Element) {
	n.plain = false
	n.all = e.StartParallel
}

// gatewayBefore finds the event-based gateway that leads to an event; nil if none does.
func (p *Program) gatewayBefore(n *node) *node {
	if n.kind != bpmn.CatchEvent && n.kind != bpmn.ReceiveTask {
		return nil
	}
	for i := range p.nodes {
		if g := &p.nodes[i]; g.kind == bpmn.EventGateway && p.wayTo(g, n) >= 0 {
			return g
		}
	}
	return nil
}

// wayTo finds the flow that leads from a gateway to an event; -1 if there is none.
func (p *Program) wayTo(g, n *node) int {
	i := slices.IndexFunc(g.out, func(f int) bool { return &p.nodes[p.flows[f].target] == n })
	if i < 0 {
		return -1
	}
	return g.out[i]
}

// awaitChoice waits for the events behind an event-based gateway: the first that happens takes the token.
func awaitChoice(m *machine, e entry) problem {
	waits, why := m.eventWaits(m.behind(e.node), e.key)
	if why != "" {
		return why
	}
	e.waits = waits
	m.await(e, workNone)
	return ""
}

// behind are the events that a gateway leads to.
func (m *machine) behind(g *node) []int {
	var out []int
	for _, f := range g.out {
		out = append(out, m.program.flows[f].target)
	}
	return out
}

// takeChoice lets the token of an event-based gateway go on over the event that has happened. One that needs all of its
// events waits on for the others.
func (m *machine) takeChoice(n *node, key Key, brought Variables) {
	in := m.memory.instance(key)
	g := m.program.node(in.Element)
	scope := in.Parent
	if g.all && g.begins {
		m.disarmThose(func(instance Key, element string) bool { return instance == key && element == n.id })
		if m.armed(key) {
			m.passEvent(g, n, scope, brought)
			return
		}
	}
	m.disarm(key)
	m.remove(key)
	m.record(RecordCompleted, g.id)
	m.passEvent(g, n, scope, brought)
}

// armed tells whether an instance still waits for something.
func (m *machine) armed(key Key) bool {
	return slices.ContainsFunc(m.memory.Subscriptions, func(s Subscription) bool { return s.Instance == key }) ||
		slices.ContainsFunc(m.memory.Timers, func(t timer) bool { return t.Instance == key }) ||
		slices.ContainsFunc(m.memory.Listeners, func(l Listener) bool { return l.Instance == key }) ||
		slices.ContainsFunc(m.memory.Watches, func(w watch) bool { return w.Instance == key })
}

// passEvent sends a token through an event that has happened already.
func (m *machine) passEvent(g, n *node, scope Key, brought Variables) {
	m.record(RecordTaken, m.program.flows[m.program.wayTo(g, n)].id)
	m.record(RecordEntered, n.id)
	m.finish(m.open(n, scope, stageLeaving), brought)
}

// beginChoice begins a case at an event behind an instantiating gateway.
func (m *machine) beginChoice(g, n *node, scope Key, brought Variables) {
	m.record(RecordEntered, g.id)
	if !g.all {
		m.record(RecordCompleted, g.id)
		m.passEvent(g, n, scope, brought)
		return
	}
	others := slices.DeleteFunc(m.behind(g), func(i int) bool { return &m.program.nodes[i] == n })
	key := m.open(g, scope, stageEntering)
	waits, why := m.eventWaits(others, scope)
	if why != "" {
		m.incident(key, why, 1)
	} else {
		m.await(entry{g, key, waits}, workNone)
	}
	m.passEvent(g, n, scope, brought)
}
