package release

import (
	"slices"

	"handinhand/process/bpmn"
)

// Coming is a disclosure that may still happen in a case that stands somewhere. Certain: no way from there to an end passes it by.
// Steps is how many elements lie before it on the shortest way.
type Coming struct {
	Disclosure
	Element string
	Certain bool
	Steps   int
}

// Coming lists what agencies get from where a case stands on, the nearest first, each once. Tasks at which it stands are not among
// it: what they need is lent already.
func (r *Release) Coming(standing ...string) []Coming {
	var from []*bpmn.Element
	for _, id := range standing {
		if e, ok := r.Element(id); ok {
			from = append(from, e)
		}
	}
	far, _ := reach(from, nil)
	var ahead []*bpmn.Element
	for e := range far {
		if !slices.Contains(from, e) {
			ahead = append(ahead, e)
		}
	}
	slices.SortFunc(ahead, func(a, b *bpmn.Element) int {
		if far[a] != far[b] {
			return far[a] - far[b]
		}
		return a.Index - b.Index
	})
	var out []Coming
	for _, e := range ahead {
		_, ends := reach(from, e)
		for _, d := range r.disclosuresAt(e) {
			if !slices.ContainsFunc(out, func(c Coming) bool { return c.Disclosure == d }) {
				out = append(out, Coming{Disclosure: d, Element: e.ID, Certain: !ends, Steps: far[e]})
			}
		}
	}
	return out
}

// reach gives how far elements are from where a case stands, and whether an end can be reached, without passing one element (nil: none).
func reach(from []*bpmn.Element, without *bpmn.Element) (far map[*bpmn.Element]int, ends bool) {
	far = map[*bpmn.Element]int{}
	todo := []*bpmn.Element{}
	step := func(e *bpmn.Element, distance int) {
		if _, seen := far[e]; !seen && e != without {
			far[e] = distance
			todo = append(todo, e)
		}
	}
	for _, e := range from {
		step(e, 0)
	}
	for len(todo) > 0 {
		e := todo[0]
		todo = todo[1:]
		ends = ends || e.Kind == bpmn.EndEvent && e.Parent == nil
		for _, next := range ways(e) {
			step(next, far[e]+1)
		}
	}
	return far, ends
}

// ways are where a token can go from an element: along its flows, into it, out of what is around it, or by an event at it.
func ways(e *bpmn.Element) []*bpmn.Element {
	var next []*bpmn.Element
	for _, f := range e.Outgoing {
		next = append(next, f.Target)
	}
	next = append(next, e.Boundary...)
	if e.Body != nil {
		for _, inner := range e.Body.Elements {
			if len(inner.Incoming) == 0 && inner.Kind != bpmn.BoundaryEvent {
				next = append(next, inner)
			}
		}
	}
	if e.Call != nil && e.Call.Definition != nil {
		for _, inner := range e.Call.Definition.Elements {
			if len(inner.Incoming) == 0 && inner.Kind != bpmn.BoundaryEvent {
				next = append(next, inner)
			}
		}
	}
	if e.Parent != nil && len(e.Outgoing) == 0 {
		next = append(next, ways(&bpmn.Element{Outgoing: e.Parent.Outgoing, Parent: e.Parent.Parent, Boundary: e.Parent.Boundary})...)
	}
	return next
}
