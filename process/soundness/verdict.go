package soundness

import (
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// note adds a fault, once for each element and not too many.
func (s *search) note(list []fault, e *bpmn.Element, i int, by *move) []fault {
	known := slices.ContainsFunc(list, func(f fault) bool { return f.element == e })
	if known || len(list) >= maxSame {
		return list
	}
	return append(list, fault{e, s.path(i, by)})
}

// path gives the way to a state, and on with a move.
func (s *search) path(i int, last *move) []finding.Step {
	var moves []*move
	if last != nil {
		moves = append(moves, last)
	}
	for ; i >= 0; i = s.states[i].from {
		moves = append(moves, s.states[i].by)
	}
	var steps []finding.Step
	for _, m := range slices.Backward(moves) {
		steps = append(steps, m.steps...)
	}
	return steps
}

// deadlock notes the gateways at which tokens wait for ever.
func (s *search) deadlock(i int, state []byte) {
	for _, p := range s.tokens(state) {
		s.found.deadlocks = s.note(s.found.deadlocks, s.places[p].element, i, nil)
	}
}

// optionToComplete notes the first state from which no end can be come to. States that are wrong already count as ends.
func (s *search) optionToComplete() {
	before := make([][]int, len(s.states))
	var todo []int
	for i, n := range s.states {
		for _, to := range n.next {
			before[to] = append(before[to], i)
		}
		if n.final || n.stuck || n.cut {
			todo = append(todo, i)
		}
	}
	ends := make([]bool, len(s.states))
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !ends[i] {
			ends[i] = true
			todo = append(todo, before[i]...)
		}
	}
	if i := slices.Index(ends, false); i >= 0 {
		i = s.circle(i)
		at := s.tokens([]byte(s.states[i].key))[0]
		s.found.endless = s.note(s.found.endless, s.places[at].element, i, nil)
	}
}

// circle walks on from a state until it comes to one for the second time.
func (s *search) circle(i int) int {
	seen := map[int]bool{}
	for !seen[i] && len(s.states[i].next) > 0 {
		seen[i] = true
		i = s.states[i].next[0]
	}
	return i
}

// report turns what a search found into findings.
func (p *prover) report(n *net, f found) {
	if !f.why.IsZero() {
		p.notProven(n.graph.scope, f.why)
	}
	say := func(list []fault, rule, format string) {
		for _, x := range list {
			p.findings = append(p.findings, finding.Finding{
				Severity: finding.Error, Element: x.element.ID, Name: x.element.Name, Rule: rule, Message: finding.Say(format, x.element.Kind), Path: x.path,
			})
		}
	}
	say(f.deadlocks, "deadlock", "The case can stop here for ever: this %s waits for something that can no longer come.")
	say(f.unsafe, "lack-of-synchronisation", "Two ways that run at the same time meet here without waiting for each other, so this %s can happen twice at once: join them first.")
	say(f.improper, "improper-completion", "This %s can be reached twice in one case: join the ways that run at the same time, or give each its own end.")
	say(f.endless, "no-option-to-complete", "From here the case can never come to an end: every way from this %s leads back.")
}

func (p *prover) notProven(s *bpmn.Scope, why finding.Text) {
	id, name := p.def.ID, p.def.Name
	if s.Owner != nil {
		id, name = s.Owner.ID, s.Owner.Name
	}
	p.findings = append(p.findings, unproven(id, name, why))
}

func unproven(id, name string, why finding.Text) finding.Finding {
	return finding.Finding{
		Severity: finding.Warning, Element: id, Name: name, Rule: "not-proven",
		Message: finding.Say("It is not proven that this can always come to a good end: %s.", why),
	}
}

// dead names the elements that can never happen although what stands before them can. That no flow leads to an element
// is a static rule's matter.
func (p *prover) dead(s *bpmn.Scope, g *graph, seen map[*bpmn.Element]bool) {
	drawn := g.reach(slices.Concat(beginnings(s)...), nil)
	reported := map[string]bool{}
	for _, f := range p.findings {
		reported[f.Element] = f.Rule == "deadlock"
	}
	before := g.before()
	for _, e := range s.Elements {
		frontier := slices.ContainsFunc(before[e], func(b *bpmn.Element) bool { return seen[b] })
		if drawn[e] && !seen[e] && frontier && !reported[e.ID] {
			p.findings = append(p.findings, finding.Finding{
				Severity: finding.Error, Element: e.ID, Name: e.Name, Rule: "dead-element",
				Message: finding.Say("This %s can never happen, whatever is chosen before.", e.Kind),
			})
		}
	}
}

// before is next the other way round.
func (g *graph) before() map[*bpmn.Element][]*bpmn.Element {
	if g.reverse == nil {
		g.reverse = map[*bpmn.Element][]*bpmn.Element{}
		for _, e := range g.scope.Elements {
			for _, n := range g.next(e) {
				g.reverse[n] = append(g.reverse[n], e)
			}
		}
	}
	return g.reverse
}
