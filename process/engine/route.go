package engine

import (
	"slices"

	"handinhand/process/feel"
)

// ways chooses the flows by which a token leaves a node, in their order. None is a choice only for a node without any:
// a token that may take none of its flows is stuck (BPMN 2.0.2, 13.4.2 and 13.3.2).
func (m *machine) ways(n *node, scope Key) ([]int, problem) {
	if !m.conditional(n) {
		return n.out, ""
	}
	s := m.scope(scope, nil)
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
		if n.exclusive {
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
	if n.op == opJoin || n.op == opEnd || n.op == opTerminate {
		return false
	}
	return n.fallback >= 0 || slices.ContainsFunc(n.out, func(i int) bool { return m.program.flows[i].condition != nil })
}

// holds evaluates a flow's condition. A value that is neither true nor false does not hold, and says why.
func (m *machine) holds(i int, s feel.Scope) (bool, problem) {
	x := m.program.flows[i].condition
	if x == nil {
		return true, ""
	}
	v, why := x.Eval(s)
	if truth, ok := v.(bool); ok {
		return truth, ""
	}
	return false, because("the condition of the flow "+m.program.flows[i].id+" is neither true nor false", x, why)
}

// join takes a token that came to a parallel gateway with several incoming flows. It goes on when every flow has
// brought one, and consumes one of each (BPMN 2.0.2, 13.4.1).
func (m *machine) join(n *node, at move) {
	key := m.nextKey()
	m.memory.Tokens = append(m.memory.Tokens, token{Key: key, Scope: at.scope, Flow: m.program.flows[at.flow].id})
	used := make([]Key, 0, len(n.in))
	for _, i := range n.in {
		t := slices.IndexFunc(m.memory.Tokens, func(t token) bool {
			return t.Scope == at.scope && t.Flow == m.program.flows[i].id
		})
		if t < 0 {
			m.emit(Enter{key, n.id})
			return
		}
		used = append(used, m.memory.Tokens[t].Key)
	}
	m.record(RecordEntered, n.id)
	m.memory.Tokens = slices.DeleteFunc(m.memory.Tokens, func(t token) bool {
		gone := slices.Contains(used, t.Key)
		if gone && t.Key != key {
			m.emit(Leave{t.Key, n.id})
		}
		return gone
	})
	m.pass(n, at.scope)
}

// settle ends the case when no token is left in it (BPMN 2.0.2, 13.5.6: implicit termination).
func (m *machine) settle() {
	if m.memory.Phase == phaseRunning && len(m.memory.Instances) == 1 && len(m.memory.Tokens) == 0 {
		m.memory.Phase = phaseEnded
		m.emit(EndCase{m.memory.Outcome})
	}
}
