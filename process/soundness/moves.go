package soundness

import (
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// movesOf gives what a token in an element can do.
func (n *net) movesOf(e *bpmn.Element, at int) []*move {
	if t := ends(e); t != nil {
		m := &move{from: []int{at}, kills: true, once: -1, need: -1, visits: []*bpmn.Element{e}, steps: []finding.Step{stepOf(e, finding.Text{})}}
		if t.Kind != bpmn.TerminateTrigger {
			m.throws = t
		}
		m.sends = n.sent(e)
		return []*move{m}
	}
	if t := e.Trigger(bpmn.LinkTrigger); t != nil && t.LinkTarget != nil && e.Kind == bpmn.ThrowEvent {
		m := n.start(e, at)
		m.to = append(m.to, n.at(t.LinkTarget))
		return []*move{m}
	}
	boundary := n.boundary(e)
	var clear []int
	for _, b := range boundary {
		if !b.Interrupting {
			clear = append(clear, n.mark(b))
		}
	}
	var out []*move
	if n.completes(e) {
		for _, flows := range n.ways(e) {
			m := n.start(e, at)
			m.clear = clear
			if e.Kind == bpmn.EventGateway && len(flows) == 1 && n.waits(flows[0].Target) {
				out = append(out, n.race(m, flows[0])...)
				continue
			}
			n.leave(m, flows)
			out = append(out, n.received(e, m)...)
		}
	}
	for _, b := range boundary {
		out = append(out, n.occur(e, b, at, clear)...)
	}
	return append(out, n.thrown(e, at, boundary)...)
}

func (n *net) start(e *bpmn.Element, at int) *move {
	return &move{from: []int{at}, once: -1, need: -1, sends: n.sent(e), visits: []*bpmn.Element{e}, steps: []finding.Step{stepOf(e, finding.Text{})}}
}

// leave gives tokens on flows.
func (n *net) leave(m *move, flows []*bpmn.Flow) {
	for _, f := range flows {
		c := n.chain(f)
		if c.to >= 0 {
			m.to = append(m.to, c.to)
		}
		if c.end >= 0 {
			m.ends = append(m.ends, c.end)
		}
		m.steps = append(m.steps, c.steps...)
		m.visits = append(m.visits, c.visits...)
	}
}

// occur gives what an event on the boundary does.
func (n *net) occur(host, b *bpmn.Element, at int, clear []int) []*move {
	var out []*move
	for _, flows := range n.ways(b) {
		m := n.start(host, at)
		m.visits = append(m.visits, b)
		m.steps = append(m.steps, stepOf(b, finding.Say("occurs")))
		if b.Interrupting {
			m.clear = clear
		} else {
			m.from, m.once = nil, n.mark(b)
		}
		n.leave(m, flows)
		out = append(out, n.received(b, m)...)
	}
	return out
}

// thrown gives what happens when an error leaves a sub-process and no event on its boundary catches it: it ends what is
// around it too.
func (n *net) thrown(e *bpmn.Element, at int, boundary []*bpmn.Element) []*move {
	var out []*move
	for _, t := range n.outcomes[e].throws {
		if !slices.ContainsFunc(boundary, func(b *bpmn.Element) bool { return catches(b, t) }) {
			m := n.start(e, at)
			m.kills, m.throws = true, t
			out = append(out, m)
		}
	}
	return out
}

// ways gives the sets of flows on which a token can leave an element.
func (n *net) ways(e *bpmn.Element) [][]*bpmn.Flow {
	switch {
	case len(e.Outgoing) < 2:
		return [][]*bpmn.Flow{e.Outgoing}
	case e.Kind == bpmn.ExclusiveGateway || e.Kind == bpmn.EventGateway && !e.StartParallel:
		var out [][]*bpmn.Flow
		for _, f := range e.Outgoing {
			out = append(out, []*bpmn.Flow{f})
		}
		return out
	case e.Kind == bpmn.InclusiveGateway || e.Kind == bpmn.ComplexGateway || e.IsActivity():
		return n.subsets(e)
	}
	return [][]*bpmn.Flow{e.Outgoing}
}

// subsets gives every choice of flows with conditions, with those that have none; the default when no condition holds.
func (n *net) subsets(e *bpmn.Element) [][]*bpmn.Flow {
	var always, maybe []*bpmn.Flow
	for _, f := range e.Outgoing {
		switch {
		case f == e.Default:
		case f.Condition == "":
			always = append(always, f)
		default:
			maybe = append(maybe, f)
		}
	}
	if 1<<min(len(maybe), 30) > maxSubsets {
		n.why = finding.Say("%s has %d conditions, any of which can hold together", e.ID, len(maybe))
		return [][]*bpmn.Flow{e.Outgoing}
	}
	var out [][]*bpmn.Flow
	for set := range 1 << len(maybe) {
		flows := slices.Clone(always)
		for i, f := range maybe {
			if set&(1<<i) != 0 {
				flows = append(flows, f)
			}
		}
		if set == 0 && e.Default != nil {
			flows = append(flows, e.Default)
		}
		if len(flows) > 0 {
			out = append(out, flows)
		}
	}
	return out
}

// join prepares a gateway that waits for several flows.
func (n *net) join(e *bpmn.Element) {
	j := &join{element: e, waiting: -1}
	for _, f := range e.Incoming {
		i, ok := n.flows[f]
		if !ok {
			i = n.add(e, false)
			n.flows[f] = i
		}
		j.in = append(j.in, i)
		if e.Kind != bpmn.ParallelGateway {
			j.ways = append(j.ways, n.waysTo(f, e))
		}
	}
	if e.Kind == bpmn.ComplexGateway {
		j.waiting = n.mark(e)
	}
	n.joins = append(n.joins, j)
}

// waysTo gives the elements from which a token can come to a flow without passing the gateway that it leads to.
func (n *net) waysTo(f *bpmn.Flow, without *bpmn.Element) map[*bpmn.Element]bool {
	before := n.graph.before()
	seen := map[*bpmn.Element]bool{}
	todo := []*bpmn.Element{f.Source}
	for len(todo) > 0 {
		e := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if e != without && !seen[e] {
			seen[e] = true
			todo = append(todo, before[e]...)
		}
	}
	return seen
}

// fire gives the moves of a gateway that takes the tokens at some places.
func (n *net) fire(j *join, marked []int) []*move {
	var out []*move
	for _, flows := range n.ways(j.element) {
		m := &move{from: marked, once: -1, need: -1, visits: []*bpmn.Element{j.element}, steps: []finding.Step{stepOf(j.element, finding.Text{})}}
		n.leave(m, flows)
		out = append(out, m)
	}
	return out
}
