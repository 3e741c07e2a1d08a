package engine

import "slices"

// cancel ends an instance and everything below it before its work is done.
func (m *machine) cancel(key Key) {
	m.withdraw(key, m.children())
	at, _ := m.memory.position(key)
	m.memory.Instances = slices.Delete(m.memory.Instances, at, at+1)
}

// withdraw is cancel but for taking the instance itself out of the tree.
func (m *machine) withdraw(key Key, below func(Key) []Key) {
	m.evict(key, below)
	m.disarm(key)
	m.forget(key)
	in := m.memory.instance(key)
	if in.Stage == stageActive {
		switch in.Work {
		case workTask:
			m.emit(CloseTask{Task: key, Element: in.Element, Cancelled: true})
		case workJob:
			m.emit(CancelService{key})
		case workChild:
			m.emit(CancelChild{key})
		}
	}
	if in.Loop == nil { // else its iterations say it
		m.record(RecordCancelled, in.Element)
	}
	m.unshow(key)
}

// clear cancels everything in a scope: instances, waiting tokens and those under way.
func (m *machine) clear(scope Key) { m.evict(scope, m.children()) }

// children tells which instances stand in another one. A list of them is made once where there are many.
func (m *machine) children() func(Key) []Key {
	if len(m.memory.Instances) > 64 {
		below := make(map[Key][]Key, len(m.memory.Instances))
		for i := range m.memory.Instances {
			in := &m.memory.Instances[i]
			below[in.Parent] = append(below[in.Parent], in.Key)
		}
		return func(scope Key) []Key { return below[scope] }
	}
	return func(scope Key) []Key {
		var inside []Key
		for i := range m.memory.Instances {
			if in := &m.memory.Instances[i]; in.Parent == scope {
				inside = append(inside, in.Key)
			}
		}
		return inside
	}
}

// evict is clear, with the lists of children that its caller has made.
func (m *machine) evict(scope Key, below func(Key) []Key) {
	inside := below(scope)
	for _, key := range inside {
		m.withdraw(key, below)
	}
	if len(inside) > 0 {
		m.memory.Instances = slices.DeleteFunc(m.memory.Instances, func(in instance) bool { return in.Parent == scope })
	}
	m.memory.Tokens = slices.DeleteFunc(m.memory.Tokens, func(t token) bool {
		if t.Scope == scope {
			m.emit(Leave{t.Key, m.program.targetOf(t.Flow)})
		}
		return t.Scope == scope
	})
	m.moves = slices.DeleteFunc(m.moves, func(at move) bool { return at.scope == scope })
}

// remove takes an instance out of the tree, with its token on the diagram and its incidents.
func (m *machine) remove(key Key) {
	m.unshow(key)
	at, _ := m.memory.position(key)
	m.memory.Instances = slices.Delete(m.memory.Instances, at, at+1)
}

// unshow takes an instance's token off the diagram and closes its incidents.
func (m *machine) unshow(key Key) {
	m.memory.Incidents = slices.DeleteFunc(m.memory.Incidents, func(i Incident) bool {
		if i.Instance == key {
			m.emit(CloseIncident{i.Key})
		}
		return i.Instance == key
	})
	if in := m.memory.instance(key); in.Shown {
		m.emit(Leave{key, in.Element})
	}
}

// targetOf names the element that a flow leads to.
func (p *Program) targetOf(flow string) string {
	if i, ok := p.byID[flow]; ok {
		return p.nodes[p.flows[i].target].id
	}
	return flow
}
