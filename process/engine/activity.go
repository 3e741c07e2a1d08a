package engine

import (
	"maps"
	"time"

	"handinhand/process/feel"
)

// enter lets a token into a node.
func (m *machine) enter(at move) {
	n := &m.program.nodes[at.node]
	switch {
	case m.made > maxMoves:
		m.stuck(n, at, stageArriving, problemf("more than %d automatic steps without a pause: the process runs in a circle", maxMoves))
	case n.op == opJoin && len(n.in) > 1 && at.flow >= 0:
		m.join(n, at)
	case n.plain && (n.op == opPass || n.op == opJoin || n.op == opEnd || n.op == opTerminate):
		m.record(RecordEntered, n.id)
		m.pass(n, at.scope)
	default:
		m.record(RecordEntered, n.id)
		m.begin(m.open(n, at.scope, stageEntering))
	}
}

// open makes an instance of a node.
func (m *machine) open(n *node, scope Key, s stage) Key {
	key := m.nextKey()
	m.memory.Instances = append(m.memory.Instances, instance{Key: key, Parent: scope, Element: n.id, Stage: s})
	return key
}

// begin starts the work of an entered instance. Everything that can fail is evaluated before anything is done, so that
// a Retry can do it all again.
func (m *machine) begin(key Key) {
	in := m.memory.instance(key)
	n := m.program.node(in.Element)
	locals, why := m.inputs(n, in)
	if why == "" {
		if locals != nil {
			in.Variables = locals
			m.owned = append(m.owned, key)
		}
		why = m.work(n, key)
	}
	if why != "" {
		m.incident(key, why, 1)
	}
}

// work does what the node is for, or says why it cannot.
func (m *machine) work(n *node, key Key) problem {
	s := m.scope(key, nil)
	waits, why := m.waits(n, s)
	if why != "" {
		return why
	}
	switch n.op {
	case opTask:
		due, why := dueOf(n, s)
		if why != "" {
			return why
		}
		m.await(n, key, workTask, waits)
		m.emit(OpenTask{Task: key, Element: n.id, Due: due})
	case opService:
		m.await(n, key, workJob, waits)
		m.emit(m.program.call(n, m.memory.instance(key)))
	case opCatch:
		m.await(n, key, workNone, waits)
	case opScript:
		v, why := value(n.script, s)
		if why != "" {
			return why
		}
		m.finish(key, Variables{n.result: v})
	case opDecide:
		v, why := n.decide(s)
		if why != "" {
			return why
		}
		m.finish(key, Variables{n.result: v})
	default:
		m.finish(key, nil)
	}
	return ""
}

// await makes the instance rest until someone has done its work or one of its triggers comes.
func (m *machine) await(n *node, key Key, w work, waits []wait) {
	in := m.memory.instance(key)
	in.Stage, in.Work = stageActive, w
	m.show(in)
	m.arm(key, waits)
}

// show puts a token on the diagram, once.
func (m *machine) show(in *instance) {
	if !in.Shown {
		in.Shown = true
		m.emit(Enter{in.Key, in.Element})
	}
}

func dueOf(n *node, s feel.Scope) (*time.Time, problem) {
	if n.due == nil {
		return nil, ""
	}
	at, why := n.due.at(s)
	return &at.due, why
}

// call is the command that starts (or starts again) the service of an instance.
func (p *Program) call(n *node, in *instance) CallService {
	return CallService{
		Job: in.Key, Element: n.id, Type: n.service.Type, Headers: maps.Clone(n.headers),
		Input: maps.Clone(in.Variables), Retries: n.service.Retries,
	}
}

// Call gives a running service of the state as it was called, for a shell that lost the command.
func (p *Program) Call(s State, job Key) (CallService, bool) {
	in := s.memory.instance(job)
	if in == nil || in.Work != workJob || in.Stage != stageActive {
		return CallService{}, false
	}
	n := p.node(in.Element)
	if n == nil || n.op != opService {
		return CallService{}, false
	}
	return p.call(n, in), true
}

// finish ends the work of an instance with its result: nobody can do it any more, its triggers are off, and the token
// goes on.
func (m *machine) finish(key Key, result Variables) {
	m.disarm(key)
	in := m.memory.instance(key)
	in.Work, in.Stage, in.Result = workNone, stageLeaving, result
	m.leave(key)
}

// leave maps the result out and lets the token go on. It is done again by a Retry when a mapping fails.
func (m *machine) leave(key Key) {
	in := m.memory.instance(key)
	n := m.program.node(in.Element)
	if why := m.outputs(n, in); why != "" {
		m.incident(key, why, 1)
		return
	}
	in.Result, in.Stage = nil, stageRouting
	m.route(key)
}

// route finds the way out of an instance whose work is done and mapped. It is done again by a Retry.
func (m *machine) route(key Key) {
	in := m.memory.instance(key)
	n := m.program.node(in.Element)
	ways, why := m.ways(n, in.Parent)
	if why != "" {
		m.incident(key, why, 1)
		return
	}
	scope := in.Parent
	m.remove(key)
	m.complete(n, scope, ways)
}

// pass is begin to route for a node that keeps nothing: no instance is made unless the token gets stuck.
func (m *machine) pass(n *node, scope Key) {
	ways, why := m.ways(n, scope)
	if why != "" {
		m.stuck(n, move{scope: scope, flow: -1}, stageRouting, why)
		return
	}
	m.complete(n, scope, ways)
}

// complete says that a node is done and sends tokens over the ways.
func (m *machine) complete(n *node, scope Key, ways []int) {
	m.record(RecordCompleted, n.id)
	if n.milestone != "" {
		m.emit(ReachMilestone{n.milestone, n.id})
	}
	if n.outcome != "" {
		m.memory.Outcome = n.outcome
	}
	if n.op == opTerminate {
		m.clear(scope)
		return
	}
	for _, i := range ways {
		f := &m.program.flows[i]
		m.record(RecordTaken, f.id)
		m.moves = append(m.moves, move{flow: i, node: f.target, scope: scope})
	}
}
