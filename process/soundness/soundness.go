package soundness

import (
	"maps"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// Bounds of the search. Beyond them the answer is "not proven".
const (
	maxStates  = 50_000  // of one scope
	maxBytes   = 256e6   // of all its states together
	maxSubsets = 1 << 10 // of the flows that an inclusive choice may take
	maxSame    = 5       // findings of one rule in one scope
)

// Prove proves that a process, however its choices fall and whatever comes from outside in whatever order, neither
// stops for ever (deadlock) nor runs for ever without a way out (option to complete), never meets itself where it does not
// wait (lack of synchronisation), reaches each end at most once (proper completion), and can come to each of its elements
// (no dead element). Each finding has the way that leads there.
//
// What it assumes: conditions are not looked at, so that every way out of a choice can be taken and at least one is; work,
// timers and what comes from outside end in time; of a timer or message that does not interrupt, one occurrence is looked
// at. A sub-process is proven by itself and then counts as one step of what is around it, which loses nothing, because no
// flow crosses its border. Compensation happens inside the event that throws it. An event sub-process that interrupts is
// no way out: what is around it must be sound without it.
func Prove(d *bpmn.Definition) []finding.Finding { return ProveWithin(d, maxStates) }

// ProveWithin is Prove that looks at so many states of each scope at most, for who needs an answer soon: beyond them it says
// that nothing is proven yet.
func ProveWithin(d *bpmn.Definition, states int) []finding.Finding {
	findings, _ := prove(d, min(states, maxStates))
	return findings
}

func prove(d *bpmn.Definition, states int) ([]finding.Finding, map[*bpmn.Element]outcome) {
	p := &prover{def: d, limit: states, outcomes: map[*bpmn.Element]outcome{}}
	p.scope(d.Body)
	return p.findings, p.outcomes
}

// ProveModel proves every executable process of a file and, if they are sound, those together that send messages to each
// other.
func ProveModel(m *bpmn.Model) []finding.Finding {
	var findings []finding.Finding
	outcomes := map[*bpmn.Element]outcome{}
	for _, d := range m.Executable() {
		found, inner := prove(d, maxStates)
		findings = append(findings, found...)
		maps.Copy(outcomes, inner)
	}
	if len(findings) > 0 {
		return findings
	}
	return proveTogether(m, outcomes)
}

// prover holds what is known of one process while it is proven from the inside out.
type prover struct {
	def      *bpmn.Definition
	limit    int                       // states of a scope
	outcomes map[*bpmn.Element]outcome // of sub-processes
	findings []finding.Finding
}

// outcome is how a scope can end.
type outcome struct {
	completes bool
	throws    []*bpmn.Trigger // errors and cancellations that leave it
}

// scope proves what is in a scope, then the scope.
func (p *prover) scope(s *bpmn.Scope) outcome {
	for _, e := range s.Elements {
		if e.Body != nil {
			p.outcomes[e] = p.scope(e.Body)
		}
	}
	if s.Owner != nil && s.Owner.Kind == bpmn.AdHocSubProcess {
		return outcome{completes: true} // its steps are done in any order, and its condition ends it
	}
	if e := uncounted(s); e != nil {
		p.notProven(s, finding.Say("%s takes or gives several tokens at once", e.ID))
		return outcome{completes: true}
	}
	graph := newGraph(s)
	seen := map[*bpmn.Element]bool{}
	result := outcome{}
	complete := true
	for i, r := range graph.regions() {
		net := newNet(graph, r, p.outcomes, nil, false)
		net.limit = p.limit
		found := net.search()
		p.report(net, found)
		for e := range found.visited {
			seen[e] = true
		}
		complete = complete && found.why.IsZero() && len(found.unsafe) == 0
		if i == 0 {
			result.completes = found.completes
		}
		result.throws = append(result.throws, found.throws...)
	}
	if complete {
		p.dead(s, graph, seen)
	}
	return p.caughtInside(s, result)
}

// uncounted finds an element for which one token is not enough.
func uncounted(s *bpmn.Scope) *bpmn.Element {
	for _, e := range s.Elements {
		if e.IsActivity() && (e.StartQuantity > 1 || e.CompletionQuantity > 1) {
			return e
		}
	}
	return nil
}

// caughtInside takes away what the scope's own event sub-processes catch, after which it completes.
func (p *prover) caughtInside(s *bpmn.Scope, o outcome) outcome {
	out := outcome{completes: o.completes}
	handlers := s.EventSubProcesses()
	for _, t := range o.throws {
		caught := false
		for _, h := range handlers {
			for _, start := range h.Body.Starts() {
				caught = caught || catches(start, t)
			}
		}
		if caught {
			out.completes = true
		} else {
			out.throws = append(out.throws, t)
		}
	}
	for _, h := range handlers {
		out.throws = append(out.throws, p.outcomes[h].throws...)
	}
	return out
}

// catches tells whether an event catches what is thrown.
func catches(e *bpmn.Element, thrown *bpmn.Trigger) bool {
	for _, t := range e.Triggers {
		if t.Kind != thrown.Kind {
			continue
		}
		if t.Kind == bpmn.CancelTrigger || t.Error == nil || thrown.Error == nil || t.Error.Code == thrown.Error.Code {
			return true
		}
	}
	return false
}
