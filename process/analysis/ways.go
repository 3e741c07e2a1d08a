package analysis

import (
	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// ways is the order of the steps of one process, for proofs that ask only what may come before what.
type ways struct{ *unit }

func newWays(s *Subject) ways {
	p := &prover{graph: newGraph(), byID: map[string]*unit{}}
	u := p.unit(0, s, s.Definition, nil)
	u.order()
	return ways{u}
}

// follow gives a shortest way from behind one element to another: the elements and flows on it, both ends included. Nil
// when there is none.
func (w ways) follow(from, to *bpmn.Element) []finding.Step {
	return w.shortest(w.out(from), func(point int32) bool { return point == w.in(to) }, from)
}

// escape gives a shortest way from behind an element to where the process ends.
func (w ways) escape(from *bpmn.Element) []finding.Step {
	return w.shortest(w.out(from), func(point int32) bool { return point == w.exit() }, from)
}

func (w ways) shortest(start int32, found func(int32) bool, from *bpmn.Element) []finding.Step {
	came := make([]int32, len(w.control.next))
	for i := range came {
		came[i] = -1
	}
	came[start] = start
	todo := []int32{start}
	for i := 0; i < len(todo); i++ {
		at := todo[i]
		if found(at) {
			return w.steps(came, at, from)
		}
		for _, to := range w.control.next[at] {
			if came[to] < 0 {
				came[to] = at
				todo = append(todo, to)
			}
		}
	}
	return nil
}

func (w ways) steps(came []int32, at int32, from *bpmn.Element) []finding.Step {
	var points []int32
	for ; came[at] != at; at = came[at] {
		points = append(points, at)
	}
	steps := []finding.Step{{Element: from.ID, Name: from.Name}}
	last := w.out(from)
	for i := len(points) - 1; i >= 0; i-- {
		if flow := w.flowPlace(last, points[i]); flow >= 0 {
			steps = append(steps, finding.Step{Element: w.places[flow].id, Name: w.places[flow].name})
		}
		if points[i]%2 == 0 && points[i] < w.entry() {
			e := w.def.Elements[points[i]/2]
			steps = append(steps, finding.Step{Element: e.ID, Name: e.Name})
		}
		last = points[i]
	}
	return steps
}

// always tells whether every way from the start to an element passes another one.
func (w ways) always(before, element *bpmn.Element) bool {
	return w.walled(before, w.in(element))
}

// walled tells whether nobody comes from the start to a point without passing an element.
func (w ways) walled(wall *bpmn.Element, point int32) bool {
	seen := make([]bool, len(w.control.next))
	seen[w.in(wall)] = true
	todo := []int32{w.entry()}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[at] {
			continue
		}
		seen[at] = true
		todo = append(todo, w.control.next[at]...)
	}
	return !seen[point]
}

// everyEnd tells whether no way to the end leaves an element out.
func (w ways) everyEnd(element *bpmn.Element) bool { return w.walled(element, w.exit()) }

// later gives the points that may be reached once an element has been: behind it, and beside it where tokens part.
func (w ways) later(e *bpmn.Element) []bool {
	before := reach(w.control.back, []int32{w.in(e)})
	from := []int32{w.out(e)}
	for point := range w.control.next {
		if before[point] && w.parts(int32(point)) {
			from = append(from, int32(point))
		}
	}
	return reach(w.control.next, from)
}
