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
	case stageActive:
		m.changed = true
	case stageTurning:
		m.turn(key, false)
	case stageLeaving:
		m.leave(key)
	case stageRouting:
		m.route(key)
	case stageFailed:
		in.Stage = stageActive
		if in.Work == workChild {
			return m.callAgain(n, key)
		}
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
