package engine

import (
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/feel"
)

func compileComplex(c *compiler, n *node, e *bpmn.Element) {
	s := e.Activation
	if s != "" && s[0] != '=' {
		s = "=" + s
	}
	n.gateway = &synchroniser{complex: true, activation: c.expression(e.ID, e.Name, s)}
}

// gatherComplex takes a token that came to a complex gateway. When its activation condition holds it fires, with one
// token of each flow that has brought one; then it waits for the rest (BPMN 2.0.2, 13.4.5). Without a condition the first
// token is enough.
func gatherComplex(m *machine, n *node, at move) {
	if len(n.in) < 2 {
		m.admit(n, at.scope)
		return
	}
	key := m.hold(at)
	m.emit(Enter{key, n.id})
	if m.resetting(n, at.scope) == nil {
		m.activate(n, at.scope)
	}
}

// resetting finds the instance of a gateway that has fired and waits for the rest; nil if there is none.
func (m *machine) resetting(n *node, scope Key) *instance {
	i := slices.IndexFunc(m.memory.Instances, func(in instance) bool {
		return in.Parent == scope && in.Element == n.id && in.Work == workReset
	})
	if i < 0 {
		return nil
	}
	return &m.memory.Instances[i]
}

// activate fires a gateway if its activation condition holds.
func (m *machine) activate(n *node, scope Key) {
	used := m.oneOfEach(n, scope, nil)
	if len(used) == 0 {
		return
	}
	s := m.gatewayScope(n, scope, true)
	if n.gateway.activation != nil {
		if holds, why := truthOf(n.gateway.activation, s, "the activation condition"); !holds {
			if why != "" {
				m.incident(m.open(n, scope, stageRouting), why, 1)
			}
			return
		}
	}
	ways, why := m.choose(n, s, false)
	key := m.open(n, scope, stageActive)
	in := m.memory.instance(key)
	in.Work, in.Queue = workReset, m.flowsOf(used)
	m.record(RecordEntered, n.id)
	m.consume(n, used, 0)
	if why != "" {
		m.memory.instance(key).Stage = stageRouting
		m.incident(key, why, 1)
		return
	}
	m.record(RecordCompleted, n.id)
	m.complete(n, scope, ways)
}

// flowsOf are the flows that tokens came by.
func (m *machine) flowsOf(tokens []Key) []string {
	var out []string
	for _, t := range m.memory.Tokens {
		if slices.Contains(tokens, t.Key) {
			out = append(out, t.Flow)
		}
	}
	return out
}

// gatewayScope lets the conditions of a complex gateway see its attributes (BPMN 2.0.2, table 10.113).
func (m *machine) gatewayScope(n *node, scope Key, waitingForStart bool) feel.Scope {
	count := 0
	for _, t := range m.memory.Tokens {
		if i, ok := m.program.byID[t.Flow]; ok && t.Scope == scope && slices.Contains(n.in, i) {
			count++
		}
	}
	v, _ := cleanValue(count, 0)
	return m.scope(scope, Variables{"activationCount": v, "waitingForStart": waitingForStart})
}

// reset ends the waiting of one complex gateway that has fired and that nothing more can come to. Those of its outgoing
// flows whose condition asks for waitingForStart may get a token now; then it can fire again.
func (m *machine) reset() bool {
	for _, in := range m.memory.Instances {
		n := m.program.node(in.Element)
		if in.Work != workReset || in.Stage != stageActive || n == nil || !m.ready(n, in.Parent, in.Queue) {
			continue
		}
		s := m.gatewayScope(n, in.Parent, false)
		m.consume(n, m.oneOfEach(n, in.Parent, in.Queue), 0)
		m.remove(in.Key)
		m.touch(in.Parent)
		for _, f := range n.out {
			x := m.program.flows[f].condition
			if x == nil || !slices.Contains(x.Names(), "waitingForStart") {
				continue
			}
			if holds, _ := m.holds(f, s); holds {
				m.record(RecordTaken, m.program.flows[f].id)
				m.moves = append(m.moves, move{flow: f, node: m.program.flows[f].target, scope: in.Parent})
			}
		}
		m.activate(n, in.Parent)
		return true
	}
	return false
}
