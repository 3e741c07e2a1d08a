package engine

import (
	"slices"

	"handinhand/process/feel"
)

// ways chooses the flows by which a token leaves a node, in their order.
func (m *machine) ways(n *node, scope Key) ([]int, problem) {
	if n.do.ways == nil {
		return n.out, ""
	}
	return n.do.ways(m, n, scope)
}

// chosen takes every flow whose condition holds.
func chosen(m *machine, n *node, scope Key) ([]int, problem) {
	return m.choose(n, m.scope(scope, nil), false)
}

// firstOf takes the first flow whose condition holds, and only that.
func firstOf(m *machine, n *node, scope Key) ([]int, problem) {
	return m.choose(n, m.scope(scope, nil), true)
}

// choose gives the flows that may be taken. None is a choice only for a node without any: a token that may take none of
// its flows is stuck (BPMN 2.0.2, 13.4.2 and 13.3.2).
func (m *machine) choose(n *node, s feel.Scope, one bool) ([]int, problem) {
	if !m.conditional(n) {
		return n.out, ""
	}
	var ways []int
	met := false // a condition, that is: what keeps the token off the default flow
	var unsure problem
	for _, i := range n.out {
		if i == n.fallback {
			continue
		}
		takes, why := m.holds(i, s)
		if why != "" && unsure == "" {
			unsure = why
		}
		if !takes {
			continue
		}
		ways = append(ways, i)
		met = met || m.program.flows[i].condition != nil
		if one {
			return ways, ""
		}
	}
	if !met && n.fallback >= 0 {
		ways = append(ways, n.fallback)
	}
	if len(ways) > 0 {
		return ways, ""
	}
	if unsure != "" {
		return nil, unsure
	}
	return nil, "no condition of the outgoing flows holds, and there is no default flow"
}

// conditional tells whether leaving the node is a choice at all.
func (m *machine) conditional(n *node) bool {
	return n.fallback >= 0 || slices.ContainsFunc(n.out, func(i int) bool { return m.program.flows[i].condition != nil })
}

// holds evaluates a flow's condition. A value that is neither true nor false does not hold, and says why.
func (m *machine) holds(i int, s feel.Scope) (bool, problem) {
	x := m.program.flows[i].condition
	if x == nil {
		return true, ""
	}
	return truthOf(x, s, "the condition of the flow "+m.program.flows[i].id)
}

// truthOf evaluates a condition.
func truthOf(x *feel.Expression, s feel.Scope, what string) (bool, problem) {
	v, why := x.Eval(s)
	if truth, ok := v.(bool); ok {
		return truth, ""
	}
	return false, because(what+" is neither true nor false", x, why)
}
