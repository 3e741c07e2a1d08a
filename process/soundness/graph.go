package soundness

import (
	"slices"

	"handinhand/process/bpmn"
)

// graph is a scope as a graph: what follows what, by flows, links and events on boundaries.
type graph struct {
	scope *bpmn.Scope
	// side are the events that do not interrupt and whose way never meets the way of what they are attached to. It is
	// proven by itself: that it runs beside the rest, and more than once, is what it is for.
	side    map[*bpmn.Element]bool
	reverse map[*bpmn.Element][]*bpmn.Element
}

func newGraph(s *bpmn.Scope) *graph {
	g := &graph{scope: s, side: map[*bpmn.Element]bool{}}
	for _, e := range s.Elements {
		if e.Kind == bpmn.BoundaryEvent && !e.Interrupting && e.AttachedTo != nil && g.apart(e) {
			g.side[e] = true
		}
	}
	return g
}

// apart tells whether the way from a boundary event shares nothing with what is reached without it.
func (g *graph) apart(b *bpmn.Element) bool {
	mine := g.reach([]*bpmn.Element{b}, nil)
	others := g.reach(g.scope.Entries(), b)
	for e := range mine {
		if others[e] {
			return false
		}
	}
	return true
}

// next gives what may follow an element, and the events attached to it.
func (g *graph) next(e *bpmn.Element) []*bpmn.Element {
	var out []*bpmn.Element
	for _, f := range e.Outgoing {
		out = append(out, f.Target)
	}
	if t := e.Trigger(bpmn.LinkTrigger); t != nil && t.LinkTarget != nil {
		out = append(out, t.LinkTarget)
	}
	for _, b := range e.Boundary {
		if b.Trigger(bpmn.CompensationTrigger) == nil {
			out = append(out, b)
		}
	}
	return out
}

// reach gives what can be reached from some elements without going over one of them.
func (g *graph) reach(from []*bpmn.Element, without *bpmn.Element) map[*bpmn.Element]bool {
	seen := map[*bpmn.Element]bool{}
	todo := slices.Clone(from)
	for len(todo) > 0 {
		e := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if e != without && !seen[e] {
			seen[e] = true
			todo = append(todo, g.next(e)...)
		}
	}
	return seen
}

// region is a part of a scope that tokens walk through: the main way, or one beside it.
type region struct {
	starts [][]*bpmn.Element // each is a way to begin: the elements that get a token together
	within map[*bpmn.Element]bool
}

// regions gives the main way first.
func (g *graph) regions() []region {
	out := []region{g.region(beginnings(g.scope))}
	for _, e := range g.scope.Elements {
		if g.side[e] {
			out = append(out, g.region([][]*bpmn.Element{{e}}))
		}
	}
	return out
}

func (g *graph) region(starts [][]*bpmn.Element) region {
	r := region{starts: starts, within: map[*bpmn.Element]bool{}}
	g.extend(&r, slices.Concat(starts...)...)
	return r
}

// extend adds what can be reached from some elements.
func (g *graph) extend(r *region, from ...*bpmn.Element) {
	todo := from
	for len(todo) > 0 {
		e := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if r.within[e] {
			continue
		}
		r.within[e] = true
		for _, n := range g.next(e) {
			if !g.side[n] {
				todo = append(todo, n)
			}
		}
	}
}

// beginnings gives the ways in which a scope can begin (BPMN 2.0.2, 13.3.4): by one of its start events, or by one of the
// elements that begin a process, or by all that nothing leads to, together.
func beginnings(s *bpmn.Scope) [][]*bpmn.Element {
	var ways [][]*bpmn.Element
	var together []*bpmn.Element
	for _, e := range s.Entries() {
		if e.Kind == bpmn.StartEvent || e.Instantiate {
			ways = append(ways, []*bpmn.Element{e})
		} else {
			together = append(together, e)
		}
	}
	if len(together) > 0 {
		ways = append(ways, together)
	}
	return ways
}

// components numbers the elements of a region so that what follows has a greater number, and elements on one circle have
// the same (Tarjan). Branches are numbered one after the other.
func (g *graph) components(r region) map[*bpmn.Element]int {
	t := &tarjan{graph: g, within: r.within, index: map[*bpmn.Element]int{}, low: map[*bpmn.Element]int{}, component: map[*bpmn.Element]int{}}
	for _, e := range g.scope.Elements {
		if _, seen := t.index[e]; r.within[e] && !seen {
			t.visit(e)
		}
	}
	for e, n := range t.component {
		t.component[e] = t.count - n
	}
	return t.component
}

type tarjan struct {
	graph      *graph
	within     map[*bpmn.Element]bool
	index, low map[*bpmn.Element]int
	component  map[*bpmn.Element]int
	stack      []*bpmn.Element
	count      int
}

// frame is one element whose followers are being visited.
type frame struct {
	e    *bpmn.Element
	next []*bpmn.Element
}

// visit keeps its own stack: a process may be thousands of steps long.
func (t *tarjan) visit(root *bpmn.Element) {
	frames := []frame{t.open(root)}
	for len(frames) > 0 {
		top := &frames[len(frames)-1]
		if len(top.next) > 0 {
			n := top.next[0]
			top.next = top.next[1:]
			if !t.within[n] {
				continue
			}
			if i, seen := t.index[n]; !seen {
				frames = append(frames, t.open(n))
			} else if _, done := t.component[n]; !done {
				t.low[top.e] = min(t.low[top.e], i)
			}
			continue
		}
		e := top.e
		frames = frames[:len(frames)-1]
		if len(frames) > 0 {
			above := frames[len(frames)-1].e
			t.low[above] = min(t.low[above], t.low[e])
		}
		if t.low[e] == t.index[e] {
			t.close(e)
		}
	}
}

func (t *tarjan) open(e *bpmn.Element) frame {
	t.index[e] = len(t.index)
	t.low[e] = t.index[e]
	t.stack = append(t.stack, e)
	return frame{e, t.graph.next(e)}
}

func (t *tarjan) close(e *bpmn.Element) {
	for {
		top := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.component[top] = t.count
		if top == e {
			break
		}
	}
	t.count++
}
