package draft

import (
	"slices"
	"strings"

	"handinhand/process/xmldoc"
)

// flowing is a step at its place in the flow.
type flowing struct {
	node  *xmldoc.Node
	depth int
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// flow gives the steps as a case comes to them: each after those that lead to it, as far as no way leads back, and what
// stands in a sub-process right after that.
func (d *diagram) flow() []flowing {
	var scopes []*xmldoc.Node
	inside := map[*xmldoc.Node][]*xmldoc.Node{} // process or sub-process -> its steps
	d.document.Root.Walk(func(parent, n *xmldoc.Node) {
		if !isStep(n) || n.Get("id") == "" {
			return
		}
		if len(inside[parent]) == 0 && !isStep(parent) {
			scopes = append(scopes, parent)
		}
		inside[parent] = append(inside[parent], n)
	})
	next := d.successors()
	var out []flowing
	var list func(scope *xmldoc.Node, depth int)
	list = func(scope *xmldoc.Node, depth int) {
		for _, n := range inOrder(inside[scope], next) {
			out = append(out, flowing{n, depth})
			list(n, depth+1)
		}
	}
	for _, scope := range scopes {
		list(scope, 0)
	}
	return out
}

// successors are the steps that follow each, in the order of the file; an event on the boundary follows at once what
// it is attached to.
func (d *diagram) successors() map[string][]string {
	next := map[string][]string{}
	for _, event := range d.all("boundaryEvent") {
		from := event.Get("attachedToRef")
		next[from] = append(next[from], event.Get("id"))
	}
	for _, flow := range d.all("sequenceFlow") {
		from := flow.Get("sourceRef")
		next[from] = append(next[from], flow.Get("targetRef"))
	}
	return next
}

// inOrder sorts the steps of one scope: a search in depth from where it begins, the other way round.
func inOrder(steps []*xmldoc.Node, next map[string][]string) []*xmldoc.Node {
	here, led := map[string]*xmldoc.Node{}, map[string]bool{}
	for _, n := range steps {
		here[n.Get("id")] = n
		for _, to := range next[n.Get("id")] {
			led[to] = true
		}
	}
	var done []*xmldoc.Node
	seen := map[string]bool{}
	var visit func(id string)
	visit = func(id string) {
		if seen[id] || here[id] == nil {
			return
		}
		seen[id] = true
		for _, to := range slices.Backward(next[id]) {
			visit(to)
		}
		done = append(done, here[id])
	}
	begins := func(n *xmldoc.Node) bool { return n.Local() == "startEvent" || !led[n.Get("id")] }
	for _, n := range slices.Backward(steps) {
		if !begins(n) {
			continue
		}
		visit(n.Get("id"))
	}
	slices.Reverse(done)
	for _, n := range steps { // circles that nothing leads into
		if !seen[n.Get("id")] {
			done, seen[n.Get("id")] = append(done, n), true
		}
	}
	return done
}

// outlined says of a step what an outline shows.
func (d *diagram) outlined(f flowing) Step {
	n := f.node
	_, _, refused := d.ways(n)
	s := Step{ID: n.Get("id"), Name: n.Get("name"), Kind: n.Local(), On: n.Get("attachedToRef"), Depth: f.depth, Removable: refused == nil, Extendable: d.onlyWay(n) != nil}
	for _, c := range n.Elements() {
		if kind, ok := strings.CutSuffix(c.Local(), "EventDefinition"); ok {
			s.Trigger = kind
		}
	}
	for _, flow := range d.all("sequenceFlow") {
		if to := d.byID[flow.Get("targetRef")]; to != nil && flow.Get("sourceRef") == s.ID {
			s.Next = append(s.Next, Way{flow.Get("name"), to.Get("id"), to.Get("name"), to.Local()})
		}
	}
	s.Says = d.says(n)
	return s
}

// onlyWay is the flow out of a step, where there is one and it leads to something.
func (d *diagram) onlyWay(n *xmldoc.Node) *xmldoc.Node {
	var only *xmldoc.Node
	for _, flow := range d.all("sequenceFlow") {
		if flow.Get("sourceRef") != n.Get("id") {
			continue
		}
		if only != nil {
			return nil
		}
		only = flow
	}
	if only == nil || d.byID[only.Get("targetRef")] == nil {
		return nil
	}
	return only
}
