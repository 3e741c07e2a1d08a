package engine

import "slices"

// joinAll is the parallel gateway: a token goes on when every incoming flow has brought one, and one of each is consumed
// (BPMN 2.0.2, 13.4.1).
func joinAll(m *machine, n *node, at move) {
	if len(n.in) < 2 {
		m.admit(n, at.scope)
		return
	}
	key := m.hold(at)
	used := make([]Key, 0, len(n.in))
	for _, i := range n.in {
		t := m.waiting(at.scope, i)
		if t < 0 {
			m.emit(Enter{key, n.id})
			return
		}
		used = append(used, m.memory.Tokens[t].Key)
	}
	m.record(RecordEntered, n.id)
	m.consume(n, used, key)
	m.pass(n, at.scope)
}

// collect waits for as many tokens as the node takes together, over whatever flows (startQuantity, BPMN 2.0.2, 13.3.2).
func (m *machine) collect(n *node, at move) {
	key := m.hold(at)
	var used []Key
	for _, t := range m.memory.Tokens {
		if i, ok := m.program.byID[t.Flow]; ok && t.Scope == at.scope && &m.program.nodes[m.program.flows[i].target] == n {
			used = append(used, t.Key)
		}
	}
	if len(used) < n.takes {
		m.emit(Enter{key, n.id})
		return
	}
	m.consume(n, used, key)
	m.admit(n, at.scope)
}

// hold keeps a token at a node that takes several.
func (m *machine) hold(at move) Key {
	key := m.nextKey()
	m.memory.Tokens = append(m.memory.Tokens, token{Key: key, Scope: at.scope, Flow: m.program.flows[at.flow].id})
	return key
}

// waiting finds the oldest token that waits in a scope at the end of a flow; -1 if there is none.
func (m *machine) waiting(scope Key, flow int) int {
	id := m.program.flows[flow].id
	return slices.IndexFunc(m.memory.Tokens, func(t token) bool { return t.Scope == scope && t.Flow == id })
}

// consume takes tokens away. The last one may not be on the diagram yet.
func (m *machine) consume(n *node, used []Key, unseen Key) {
	m.memory.Tokens = slices.DeleteFunc(m.memory.Tokens, func(t token) bool {
		gone := slices.Contains(used, t.Key)
		if gone && t.Key != unseen {
			m.emit(Leave{t.Key, n.id})
		}
		return gone
	})
}
