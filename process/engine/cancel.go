package engine

import "slices"

// cancel ends an instance and everything below it before its work is done.
func (m *machine) cancel(key Key) {
	m.clear(key)
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
	m.remove(key)
}

// clear cancels everything in a scope: instances, waiting tokens and those under way.
func (m *machine) clear(scope Key) {
	var inside []Key
	for _, in := range m.memory.Instances {
		if in.Parent == scope {
			inside = append(inside, in.Key)
		}
	}
	for _, key := range inside {
		m.cancel(key)
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
	m.memory.Incidents = slices.DeleteFunc(m.memory.Incidents, func(i Incident) bool {
		if i.Instance == key {
			m.emit(CloseIncident{i.Key})
		}
		return i.Instance == key
	})
	at, _ := m.memory.position(key)
	if in := m.memory.Instances[at]; in.Shown {
		m.emit(Leave{key, in.Element})
	}
	m.memory.Instances = slices.Delete(m.memory.Instances, at, at+1)
}

// targetOf names the element that a flow leads to.
func (p *Program) targetOf(flow string) string {
	if i, ok := p.byID[flow]; ok {
		return p.nodes[p.flows[i].target].id
	}
	return flow
}
