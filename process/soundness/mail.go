package soundness

import (
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// talks tells whether an element sends a message to another process that is proven together with this one, or waits for
// one.
func (n *net) talks(e *bpmn.Element) bool {
	return n.talk != nil && (len(n.talk.sends[e]) > 0 || n.waits(e))
}

func (n *net) waits(e *bpmn.Element) bool { return n.talk != nil && len(n.talk.needs[e]) > 0 }

// letter gives the mark of a message that was sent and not taken.
func (n *net) letter(f *bpmn.MessageFlow, e *bpmn.Element) int {
	if i, ok := n.mail[f]; ok {
		return i
	}
	i := n.add(e, true)
	n.mail[f] = i
	return i
}

// sent gives the messages that an element sends.
func (n *net) sent(e *bpmn.Element) []int {
	if n.talk == nil {
		return nil
	}
	var out []int
	for _, f := range n.talk.sends[e] {
		out = append(out, n.letter(f, e))
	}
	return out
}

// received gives a move of an element for each message that it can be made with; the move itself if it needs none.
func (n *net) received(e *bpmn.Element, m *move) []*move {
	if !n.waits(e) {
		return []*move{m}
	}
	var out []*move
	for _, f := range n.talk.needs[e] {
		with := *m
		with.need = n.letter(f, e)
		out = append(out, &with)
	}
	return out
}

// race gives the moves of an event-based gateway to an event that waits for a message: the event is chosen when its
// message is there.
func (n *net) race(m *move, f *bpmn.Flow) []*move {
	var out []*move
	to := f.Target
	for _, flows := range n.ways(to) {
		with := *m
		with.visits = append(slices.Clone(m.visits), to)
		with.steps = append(slices.Clone(m.steps), stepOf(to, finding.Say("receives the message")))
		with.sends = n.sent(to)
		n.leave(&with, flows)
		out = append(out, n.received(to, &with)...)
	}
	return out
}

// startedByMessages makes the moves that start a process when its message is there.
func (n *net) startedByMessages() {
	if n.talk == nil {
		return
	}
	for _, e := range n.graph.scope.Elements {
		begins := e.Kind == bpmn.StartEvent || e.Instantiate
		if !begins || !n.waits(e) || slices.ContainsFunc(n.region.starts, func(way []*bpmn.Element) bool { return slices.Contains(way, e) }) {
			continue
		}
		for _, flows := range n.ways(e) {
			m := &move{once: n.mark(e), need: -1, visits: []*bpmn.Element{e}, steps: stepsOf(e)}
			n.leave(m, flows)
			n.begins = append(n.begins, n.received(e, m)...)
		}
	}
}
