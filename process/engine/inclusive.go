package engine

import (
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/feel"
)

// synchroniser is a gateway that waits for the tokens that can still come.
type synchroniser struct {
	// reach tells of each flow of the process which of the gateway's incoming flows a token on it could still come in by,
	// without passing the gateway.
	reach      [][]bool
	activation *feel.Expression // of a complex gateway
	complex    bool
}

func compileInclusive(_ *compiler, n *node, _ *bpmn.Element) { n.gateway = &synchroniser{} }

// synchronisers computes for every gateway that joins what can still come.
func (c *compiler) synchronisers() {
	for i := range c.program.nodes {
		if n := &c.program.nodes[i]; n.gateway != nil && len(n.in) > 1 {
			n.gateway.reach = c.program.reach(i)
		}
	}
}

// reach looks upstream from each incoming flow of a gateway.
func (p *Program) reach(gateway int) [][]bool {
	in := p.nodes[gateway].in
	out := make([][]bool, len(p.flows))
	for i := range out {
		out[i] = make([]bool, len(in))
	}
	for k, flow := range in {
		todo := []int{flow}
		for len(todo) > 0 {
			f := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if out[f][k] {
				continue
			}
			out[f][k] = true
			if p.flows[f].source != gateway {
				todo = append(todo, p.before(p.flows[f].source)...)
			}
		}
	}
	return out
}

// before are the flows by which a token comes to where it can leave a node by its outgoing flows: those into the node
// or, for an event on a boundary, into its activity and, for the catching end of a link, into the throwing ones.
func (p *Program) before(at int) []int {
	out := slices.Clone(p.nodes[at].in)
	for i := range p.nodes {
		n := &p.nodes[i]
		linked := slices.ContainsFunc(n.triggers, func(t trigger) bool { return t.link == at })
		if linked || slices.Contains(n.boundary, at) {
			out = append(out, n.in...)
		}
	}
	return out
}

// gather takes a token that came to an inclusive gateway; synchronise lets it go on.
func gather(m *machine, n *node, at move) {
	if len(n.in) < 2 {
		m.admit(n, at.scope)
		return
	}
	m.emit(Enter{m.hold(at), n.id})
}

// synchronise fires one gateway whose waiting is over, the one with the oldest token first, and tells whether there was
// one. It is asked when no token moves.
func (m *machine) synchronise() bool {
	for _, t := range m.memory.Tokens {
		i, known := m.program.byID[t.Flow]
		if !known {
			continue
		}
		n := &m.program.nodes[m.program.flows[i].target]
		if n.gateway != nil && !n.gateway.complex && m.ready(n, t.Scope, nil) {
			m.record(RecordEntered, n.id)
			m.consume(n, m.oneOfEach(n, t.Scope, nil), 0)
			m.pass(n, t.Scope)
			return true
		}
	}
	return m.reset()
}

// oneOfEach are the oldest tokens on the incoming flows of a gateway, but for those flows.
func (m *machine) oneOfEach(n *node, scope Key, but []string) []Key {
	var out []Key
	for _, f := range n.in {
		if i := m.waiting(scope, f); i >= 0 && !slices.Contains(but, m.program.flows[f].id) {
			out = append(out, m.memory.Tokens[i].Key)
		}
	}
	return out
}

// ready tells whether a gateway has all the tokens that can still come: no token elsewhere could reach it by a flow that
// has none yet, unless that token could also come by a flow that has one (BPMN 2.0.2, 13.4.3). Had are flows that have
// brought theirs before.
func (m *machine) ready(n *node, scope Key, had []string) bool {
	has := make([]bool, len(n.in))
	for k, f := range n.in {
		has[k] = m.waiting(scope, f) >= 0 || slices.Contains(had, m.program.flows[f].id)
	}
	blocks := func(flows ...int) bool {
		missing := false
		for _, f := range flows {
			for k, reaches := range n.gateway.reach[f] {
				if reaches && has[k] {
					return false
				}
				missing = missing || reaches
			}
		}
		return missing
	}
	for _, t := range m.memory.Tokens {
		if f, known := m.program.byID[t.Flow]; known && t.Scope == scope && blocks(f) {
			return false
		}
	}
	for _, in := range m.memory.Instances {
		if in.Parent == scope && in.Work != workReset && blocks(m.exits(in.Element)...) {
			return false
		}
	}
	return true
}

// exits are the flows by which a token that rests in an element may leave it.
func (m *machine) exits(element string) []int {
	n := m.program.node(element)
	if n == nil {
		return nil
	}
	out := slices.Clone(n.out)
	for _, b := range n.boundary {
		out = append(out, m.program.nodes[b].out...)
	}
	for _, t := range n.triggers {
		if t.link >= 0 {
			out = append(out, m.program.nodes[t.link].out...)
		}
	}
	return out
}
