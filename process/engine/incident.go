package engine

import "slices"

// incident keeps the token of an instance where it is until someone retries. The instance's stage tells what to do again.
func (m *machine) incident(key Key, why problem, attempts int) {
	in := m.memory.instance(key)
	id := m.nextKey()
	m.memory.Incidents = append(m.memory.Incidents, Incident{id, key, in.Element, string(why), attempts})
	m.show(in)
	m.record(RecordFailed, in.Element)
	m.emit(OpenIncident{id, in.Element, string(why), attempts})
}

// stuck is incident for a node that has no instance yet.
func (m *machine) stuck(n *node, at move, s stage, why problem) {
	key := m.open(n, at.scope, s)
	if at.flow >= 0 {
		m.memory.instance(key).Flow = m.program.flows[at.flow].id
	}
	m.incident(key, why, 1)
}

// retry does again what the incident's instance could not do. Variables may have been corrected in the meantime.
func (m *machine) retry(e Retry) error {
	i := slices.IndexFunc(m.memory.Incidents, func(in Incident) bool { return in.Key == e.Incident })
	if i < 0 {
		return reject(RejectUnknown, "no incident %d is open", e.Incident)
	}
	closed, key := m.memory.Incidents[i].Key, m.memory.Incidents[i].Instance
	in := m.memory.instance(key)
	n := m.program.node(in.Element)
	if n == nil {
		return foreign(in.Element)
	}
	m.memory.Incidents = slices.Delete(m.memory.Incidents, i, i+1)
	m.emit(CloseIncident{closed})
	m.record(RecordRetried, in.Element)
	switch in.Stage {
	case stageArriving:
		m.arriveAgain(key)
	case stageEntering:
		m.begin(key)
	case stageLeaving:
		m.leave(key)
	case stageRouting:
		m.route(key)
	case stageFailed:
		in.Stage = stageActive
		m.emit(m.program.call(n, in))
	}
	return nil
}

// arriveAgain sends a token on that was stopped before it came in.
func (m *machine) arriveAgain(key Key) {
	in := m.memory.instance(key)
	at := move{flow: -1, node: m.program.index[in.Element], scope: in.Parent}
	if i, ok := m.program.byID[in.Flow]; ok {
		at.flow = i
	}
	m.remove(key)
	m.moves = append(m.moves, at)
}

// cancel ends an instance and everything below it before its work is done.
func (m *machine) cancel(key Key) {
	m.clear(key)
	m.disarm(key)
	in := m.memory.instance(key)
	if in.Stage == stageActive {
		switch in.Work {
		case workTask:
			m.emit(CloseTask{Task: key, Element: in.Element, Cancelled: true})
		case workJob:
			m.emit(CancelService{key})
		}
	}
	m.record(RecordCancelled, in.Element)
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
	m.memory.Instances = slices.DeleteFunc(m.memory.Instances, func(in instance) bool {
		if in.Key == key && in.Shown {
			m.emit(Leave{key, in.Element})
		}
		return in.Key == key
	})
}

// targetOf names the element that a flow leads to.
func (p *Program) targetOf(flow string) string {
	if i, ok := p.byID[flow]; ok {
		return p.nodes[p.flows[i].target].id
	}
	return flow
}
