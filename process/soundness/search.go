package soundness

import (
	"maps"
	"math"
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// search visits the states of a net. In each it follows only the tokens that lie most upstream, with everything that they
// can do: what the others do later they could have done before with the same result (a persistent set). On a circle all
// tokens of the circle are followed. So no deadlock and no meeting of tokens is missed, and the states are few.
type search struct {
	*net
	found  found
	index  map[string]int
	states []node
	bytes  int
	all    bool // follow every token in every state: for tests of the reduction
}

// node is one state: how it was come to, and where it leads.
type node struct {
	key   string
	from  int
	by    *move
	next  []int
	final bool
	stuck bool
	cut   bool // not followed, because something is wrong already
}

// found is what a search came to.
type found struct {
	completes bool
	throws    []*bpmn.Trigger
	visited   map[*bpmn.Element]bool
	deadlocks []fault
	unsafe    []fault
	improper  []fault
	endless   []fault
	lossy     bool         // a message was sent while one of its kind was not taken yet: the search takes them for one
	why       finding.Text // why it was not finished; empty if it was
}

// fault is an element where something goes wrong, and the way there.
type fault struct {
	element *bpmn.Element
	path    []finding.Step
}

func (n *net) search() found { return n.run(false) }

func (n *net) run(all bool) found {
	s := &search{net: n, all: all, index: map[string]int{}, found: found{visited: map[*bpmn.Element]bool{}}}
	for _, way := range n.region.starts {
		s.begin(way)
	}
	for i := 0; i < len(s.states) && s.why.IsZero(); i++ {
		if s.bytes += len(s.states[i].key); len(s.states) > s.limit || float64(s.bytes) > maxBytes {
			s.why = finding.Say("it has too many states, more than the %d that were looked at", s.limit)
			break
		}
		if !s.states[i].final && !s.states[i].cut {
			s.expand(i)
		}
	}
	s.found.why = s.why
	if s.why.IsZero() {
		s.optionToComplete()
	}
	return s.found
}

// begin makes the state in which tokens stand at these elements.
func (s *search) begin(way []*bpmn.Element) {
	m := &move{once: -1, need: -1}
	for _, e := range way {
		m.to = append(m.to, s.at(e))
	}
	s.reach(-1, m, s.apply(nil, m, -1))
}

// expand follows the moves of a state.
func (s *search) expand(i int) {
	state := []byte(s.states[i].key)
	moves := s.enabled(state)
	if len(moves) == 0 {
		s.states[i].stuck = true
		s.deadlock(i, state)
		return
	}
	for _, m := range moves {
		s.reach(i, m, s.apply(state, m, i))
	}
}

// enabled gives the moves to follow from a state: those of the first component that has any, and what ends everything.
func (s *search) enabled(state []byte) []*move {
	byOrder := map[int][]*move{}
	var kills []*move
	first, mayStill := math.MaxInt, map[int]bool{} // mayStill: a message can still make more possible there
	add := func(order int, list ...*move) {
		for _, m := range list {
			if m.once >= 0 && bit(state, m.once) {
				continue
			}
			if m.need >= 0 && !bit(state, m.need) {
				mayStill[order] = true
				continue
			}
			if m.kills {
				kills = append(kills, m)
				continue
			}
			first = min(first, order)
			byOrder[order] = append(byOrder[order], m)
		}
	}
	for p := range state {
		if state[p] > 0 && !s.places[p].mark {
			add(s.places[p].order, s.moves[p]...)
		}
	}
	for _, j := range s.joins {
		add(s.component[j.element], s.joinMoves(j, state)...)
	}
	for _, m := range s.begins {
		add(s.component[m.visits[0]], m)
	}
	if s.all || mayStill[first] {
		return append(slices.Concat(slices.Collect(maps.Values(byOrder))...), kills...)
	}
	return append(byOrder[first], kills...)
}

func bit(state []byte, p int) bool { return p < len(state) && state[p] > 0 }

// joinMoves gives what a joining gateway can do.
func (s *search) joinMoves(j *join, state []byte) []*move {
	var marked []int
	for _, p := range j.in {
		if bit(state, p) {
			marked = append(marked, p)
		}
	}
	switch {
	case len(marked) == 0:
		return nil
	case j.element.Kind == bpmn.ParallelGateway:
		if len(marked) < len(j.in) {
			return nil
		}
		return s.fire(j, marked)
	case j.element.Kind == bpmn.InclusiveGateway:
		if s.moreToCome(j, state) {
			return nil
		}
		return s.fire(j, marked)
	}
	return s.complexMoves(j, state, marked)
}

// moreToCome is the rule of inclusive joins (BPMN 2.0.2, 13.4.3): a token that can still come to an empty flow holds the
// gateway up, unless it can also come to a flow that has a token.
func (s *search) moreToCome(j *join, state []byte) bool {
	for p := range state {
		if state[p] == 0 || s.places[p].mark || s.places[p].element == j.element {
			continue
		}
		empty, full := false, false
		for i, in := range j.in {
			if j.ways[i][s.places[p].element] {
				full = full || bit(state, in)
				empty = empty || !bit(state, in)
			}
		}
		if empty && !full {
			return true
		}
	}
	return false
}

// complexMoves: a complex gateway fires as soon as its condition holds, which is taken to be possible with any number of
// tokens, and to hold when no more can come; then it takes the late ones, until none can come (10.6.5).
func (s *search) complexMoves(j *join, state []byte, marked []int) []*move {
	more := s.moreToCome(j, state)
	if bit(state, j.waiting) {
		late := &move{from: marked, once: -1, need: -1, steps: []finding.Step{stepOf(j.element, finding.Say("takes what comes late"))}}
		if !more {
			late.clear = []int{j.waiting}
		}
		return []*move{late}
	}
	moves := s.fire(j, marked)
	for _, m := range moves {
		if more {
			m.once = j.waiting
		}
	}
	return moves
}

// apply gives the state after a move; nil when nothing is left. What goes wrong on the way is noted.
func (s *search) apply(state []byte, m *move, i int) []byte {
	out := make([]byte, len(s.places))
	copy(out, state)
	if m.kills {
		s.kill(out, m.visits[0])
	}
	for _, p := range m.from {
		out[p] = 0
	}
	for _, p := range m.clear {
		out[p] = 0
	}
	if m.once >= 0 {
		out[m.once] = 1
	}
	if m.need >= 0 {
		out[m.need] = 0
	}
	for _, p := range m.sends {
		s.found.lossy = s.found.lossy || out[p] > 0
		out[p] = 1
	}
	for _, p := range m.to {
		if out[p] > 0 {
			s.found.unsafe = s.note(s.found.unsafe, s.places[p].element, i, m)
			out[p] = 2
		} else {
			out[p] = 1
		}
	}
	for _, p := range m.ends {
		if out[p] > 0 {
			s.found.improper = s.note(s.found.improper, s.places[p].element, i, m)
		}
		out[p] = 1
	}
	return out
}

// kill takes the tokens of the process that an element belongs to.
func (s *search) kill(state []byte, e *bpmn.Element) {
	for p := range state {
		if !s.places[p].mark && (s.talk == nil || s.talk.owner[s.places[p].element] == s.talk.owner[e]) {
			state[p] = 0
		}
	}
}

// reach adds a state, unless it is known.
func (s *search) reach(from int, m *move, state []byte) {
	for _, e := range m.visits {
		s.found.visited[e] = true
	}
	if m.throws != nil {
		s.found.throws = append(s.found.throws, m.throws)
	}
	final := len(s.tokens(state)) == 0 && !s.canBegin(state)
	if final && m.throws == nil {
		s.found.completes = true
	}
	if final {
		state = nil
	}
	key := string(state)
	at, known := s.index[key]
	if !known {
		at = len(s.states)
		s.index[key] = at
		s.states = append(s.states, node{key: key, from: from, by: m, final: final, cut: slices.Contains(state, 2)})
	}
	if from >= 0 {
		s.states[from].next = append(s.states[from].next, at)
	}
}

// canBegin tells whether a message is there that starts a process.
func (s *search) canBegin(state []byte) bool {
	return slices.ContainsFunc(s.begins, func(m *move) bool { return bit(state, m.need) && !bit(state, m.once) })
}

// tokens gives the places that have a token.
func (s *search) tokens(state []byte) []int {
	var out []int
	for p := range state {
		if state[p] > 0 && !s.places[p].mark {
			out = append(out, p)
		}
	}
	return out
}
