package engine

// enter lets a token into a node.
func (m *machine) enter(at move) {
	if at.begin != 0 {
		m.beginLater(at.begin)
		return
	}
	n := &m.program.nodes[at.node]
	switch {
	case m.made > maxMoves:
		m.stuck(n, at, stageArriving, circling)
	case n.takes > 1 && at.flow >= 0:
		m.collect(n, at)
	case n.do.arrive != nil && at.flow >= 0:
		n.do.arrive(m, n, at)
	default:
		m.admit(n, at.scope)
	}
}

var circling = problemf("more than %d automatic steps without a pause: the process runs in a circle", maxMoves)

// admit begins a node. One that keeps nothing gets no instance.
func (m *machine) admit(n *node, scope Key) {
	if n.plain && n.do.work == nil {
		m.record(RecordEntered, n.id)
		m.pass(n, scope)
		return
	}
	if n.loop == nil { // else each iteration is entered
		m.record(RecordEntered, n.id)
	}
	m.begin(m.open(n, scope, stageEntering))
}

// open makes an instance of a node.
func (m *machine) open(n *node, scope Key, s stage) Key {
	key := m.nextKey()
	m.memory.Instances = append(m.memory.Instances, instance{Key: key, Parent: scope, Element: n.id, Stage: s})
	return key
}

// beginLater is begin for an instance that waited for its turn.
func (m *machine) beginLater(key Key) {
	in := m.memory.instance(key)
	if in == nil || in.Stage != stageEntering {
		return // cancelled meanwhile
	}
	if m.made > maxMoves {
		m.incident(key, circling, 1)
		return
	}
	m.record(RecordEntered, in.Element)
	m.begin(key)
}

// begin starts the work of an entered instance. Everything that can fail is evaluated before anything is done, so that
// a Retry can do it all again.
func (m *machine) begin(key Key) {
	in := m.memory.instance(key)
	n := m.program.node(in.Element)
	why := m.prepare(n, in)
	if why == "" {
		why = m.work(n, key)
	}
	if why != "" {
		m.incident(key, why, 1)
	}
}

// work does what the node is for, or says why it cannot.
func (m *machine) work(n *node, key Key) problem {
	in := m.memory.instance(key)
	waits, why := m.waits(n, in)
	if why != "" {
		return why
	}
	e := entry{n, key, waits}
	switch {
	case n.loops(in):
		return m.enterLoop(e)
	case n.do.work == nil:
		m.finish(key, nil)
		return ""
	}
	return n.do.work(m, e)
}

// await makes the instance rest until someone has done its work or one of its triggers comes.
func (m *machine) await(e entry, w work) {
	in := m.memory.instance(e.key)
	in.Stage, in.Work = stageActive, w
	m.show(in)
	m.arm(e.key, e.waits)
}

// show puts a token on the diagram, once.
func (m *machine) show(in *instance) {
	if !in.Shown {
		in.Shown = true
		m.emit(Enter{in.Key, in.Element})
	}
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
	switch {
	case in.Index > 0:
		m.iterated(n, key)
		return
	case in.For != 0:
		m.undone(n, key)
		return
	}
	ways, why := m.ways(n, in.Parent)
	if why != "" {
		m.incident(key, why, 1)
		return
	}
	scope, looped := in.Parent, in.Loop != nil
	m.keep(n, in)
	m.remove(key)
	if !looped { // else each iteration has said it
		m.record(RecordCompleted, n.id)
	}
	m.complete(n, scope, ways)
}

// pass is begin to route for a node that keeps nothing: no instance is made unless the token gets stuck.
func (m *machine) pass(n *node, scope Key) {
	ways, why := m.ways(n, scope)
	if why != "" {
		m.stuck(n, move{scope: scope, flow: -1}, stageRouting, why)
		return
	}
	m.record(RecordCompleted, n.id)
	m.complete(n, scope, ways)
}

// complete says what a node that is done has reached, and sends tokens over the ways.
func (m *machine) complete(n *node, scope Key, ways []int) {
	m.reach(n)
	m.touch(scope)
	if n.terminates {
		m.clear(scope)
		return
	}
	for _, i := range ways {
		f := &m.program.flows[i]
		for range n.gives {
			m.record(RecordTaken, f.id)
			m.moves = append(m.moves, move{flow: i, node: f.target, scope: scope})
		}
	}
	for _, t := range n.triggers {
		if t.link >= 0 {
			m.moves = append(m.moves, move{flow: -1, node: t.link, scope: scope})
		}
	}
}

// reach notes the milestone and the outcome of a node that is done.
func (m *machine) reach(n *node) {
	if n.milestone != "" {
		m.emit(ReachMilestone{n.milestone, n.id})
	}
	if n.outcome != "" {
		m.memory.Outcome = n.outcome
	}
}
