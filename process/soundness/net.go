package soundness

import (
	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// net is a region made ready for the search: places where tokens rest, and moves between them. A token rests only where
// something can happen (a choice, a join, an event on the boundary): what lies between is passed in one move, because
// waiting there tells nothing new. Tokens that could meet in between meet at the next place too.
type net struct {
	graph     *graph
	region    region
	outcomes  map[*bpmn.Element]outcome
	component map[*bpmn.Element]int
	talk      *talk // nil for a scope by itself

	places []place
	nodes  map[*bpmn.Element]int // place of a token in an element that is no join
	flows  map[*bpmn.Flow]int    // place of a token that waits in front of a join
	marks  map[*bpmn.Element]int // ends reached, events that occurred, complex gateways that wait for the rest
	chains map[*bpmn.Flow]chain
	moves  map[int][]*move // of a token at a place, without those of joins
	joins  []*join
	begins []*move                   // what messages start
	mail   map[*bpmn.MessageFlow]int // marks of messages that were sent and not taken
	limit  int                       // states that are looked at
	slow   bool                      // tokens rest everywhere: for tests
	why    finding.Text              // why nothing can be proven; empty if it can
}

// place is where a token rests, or a mark that only remembers.
type place struct {
	element *bpmn.Element
	mark    bool
	order   int // of the element's component
}

// move takes tokens and gives tokens.
type move struct {
	from, to []int
	ends     []int // ends that are reached
	once     int   // a mark that must not be set and is; -1 for none
	need     int   // the mark of a message that must be there and is taken; -1 for none
	clear    []int // marks that are cleared
	sends    []int // marks of messages
	kills    bool  // every token of the scope is gone
	throws   *bpmn.Trigger
	steps    []finding.Step
	visits   []*bpmn.Element
}

// chain is a way from a flow to the next place, or to an end.
type chain struct {
	to, end int // -1 for none; both for a way that ends without an end event
	steps   []finding.Step
	visits  []*bpmn.Element
}

// join is a gateway that waits for several flows.
type join struct {
	element *bpmn.Element
	in      []int                    // places, in the order of its incoming flows
	ways    []map[*bpmn.Element]bool // for each incoming flow: from where a token can come to it without passing the join
	waiting int                      // mark of a complex gateway that has fired and waits for the rest; -1 for others
}

func newNet(g *graph, r region, outcomes map[*bpmn.Element]outcome, t *talk, slow bool) *net {
	n := &net{
		limit: maxStates, slow: slow, talk: t, mail: map[*bpmn.MessageFlow]int{},
		graph: g, region: r, outcomes: outcomes, component: g.components(r),
		nodes: map[*bpmn.Element]int{}, flows: map[*bpmn.Flow]int{}, marks: map[*bpmn.Element]int{}, chains: map[*bpmn.Flow]chain{},
		moves: map[int][]*move{},
	}
	for _, e := range g.scope.Elements {
		if r.within[e] && joins(e) {
			n.join(e)
		}
	}
	// Every place is made now: states are compared byte by byte, so none may be added while they are searched.
	for _, j := range n.joins {
		for _, f := range j.element.Outgoing {
			n.chain(f)
		}
	}
	for _, way := range r.starts {
		for _, e := range way {
			n.at(e)
		}
	}
	n.startedByMessages()
	return n
}

// joins tells whether an element waits for tokens on several flows.
func joins(e *bpmn.Element) bool {
	waits := e.Kind == bpmn.ParallelGateway || e.Kind == bpmn.InclusiveGateway || e.Kind == bpmn.ComplexGateway
	return waits && len(e.Incoming) > 1
}

func (n *net) add(e *bpmn.Element, mark bool) int {
	n.places = append(n.places, place{e, mark, n.component[e]})
	return len(n.places) - 1
}

// at gives the place of a token in an element, with its moves.
func (n *net) at(e *bpmn.Element) int {
	if i, ok := n.nodes[e]; ok {
		return i
	}
	i := n.add(e, false)
	n.nodes[e] = i
	n.moves[i] = n.movesOf(e, i)
	return i
}

func (n *net) mark(e *bpmn.Element) int {
	if i, ok := n.marks[e]; ok {
		return i
	}
	i := n.add(e, true)
	n.marks[e] = i
	return i
}

// chain follows a flow to the next place where something can happen.
func (n *net) chain(f *bpmn.Flow) chain {
	if c, ok := n.chains[f]; ok {
		return c
	}
	c := chain{to: -1, end: -1}
	passed := map[*bpmn.Element]bool{}
	for {
		c.steps = append(c.steps, finding.Step{Element: f.ID, Name: f.Name})
		e := f.Target
		if joins(e) {
			i, ok := n.flows[f]
			if !ok {
				i = n.add(e, false)
				n.flows[f] = i
			}
			c.to = i
			break
		}
		next, passes := n.passes(e)
		if !passes || passed[e] {
			c.to = n.at(e)
			break
		}
		passed[e] = true
		c.visits = append(c.visits, e)
		c.steps = append(c.steps, stepOf(e, finding.Text{}))
		if next == nil {
			if e.Kind == bpmn.EndEvent {
				c.end = n.mark(e)
			}
			break
		}
		f = next
	}
	n.chains[f] = c
	return c
}

// passes tells whether a token goes through an element without anything that could go otherwise; next is the flow that it
// leaves on, nil if it ends there.
func (n *net) passes(e *bpmn.Element) (next *bpmn.Flow, ok bool) {
	if n.slow || n.talks(e) || ends(e) != nil || len(n.boundary(e)) > 0 || e.Trigger(bpmn.LinkTrigger) != nil && e.Kind == bpmn.ThrowEvent {
		return nil, false
	}
	if e.Body != nil && (!n.completes(e) || len(n.outcomes[e].throws) > 0) {
		return nil, false
	}
	if merges := len(e.Incoming) > 1 && e.Kind != bpmn.EndEvent; merges || len(e.Outgoing) > 1 {
		return nil, false // where ways come together, tokens may meet
	}
	if len(e.Outgoing) == 0 {
		return nil, true
	}
	return e.Outgoing[0], true
}

// boundary gives the events on the boundary of an element whose way belongs to the region.
func (n *net) boundary(e *bpmn.Element) []*bpmn.Element {
	var out []*bpmn.Element
	for _, b := range e.Boundary {
		if b.Trigger(bpmn.CompensationTrigger) == nil && !n.graph.side[b] {
			out = append(out, b)
		}
	}
	return out
}

// completes tells whether an element can end by itself. A sub-process with neither an end nor another way out counts as
// ending: what is wrong in it is reported there.
func (n *net) completes(e *bpmn.Element) bool {
	o := n.outcomes[e]
	return e.Body == nil || o.completes || len(o.throws) == 0 && len(n.boundary(e)) == 0
}

// ends gives the trigger of an end event that ends everything around it: terminate, error, cancel.
func ends(e *bpmn.Element) *bpmn.Trigger {
	if e.Kind != bpmn.EndEvent {
		return nil
	}
	for _, kind := range []bpmn.TriggerKind{bpmn.TerminateTrigger, bpmn.ErrorTrigger, bpmn.CancelTrigger} {
		if t := e.Trigger(kind); t != nil {
			return t
		}
	}
	return nil
}

func stepOf(e *bpmn.Element, text finding.Text) finding.Step {
	return finding.Step{Element: e.ID, Name: e.Name, Text: text}
}

func stepsOf(e *bpmn.Element) []finding.Step { return []finding.Step{stepOf(e, finding.Text{})} }
