package engine

import (
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/feel"
)

// adHoc says how the steps of an ad-hoc sub-process run (BPMN 2.0.2, 13.3.5).
type adHoc struct {
	sequential bool
	rest       bool             // steps that still run when it is complete may end by themselves
	completion *feel.Expression // nil: it is complete when nothing runs
	active     *feel.Expression // gives the ids of the first steps; nil: all that no flow leads into
}

func compileAdHoc(c *compiler, n *node, e *bpmn.Element) {
	compileBody(c, n, e)
	n.adHoc = &adHoc{}
	if a := e.AdHoc; a != nil {
		n.adHoc = &adHoc{
			sequential: a.Sequential, rest: !a.CancelRemaining,
			completion: c.expression(e.ID, e.Name, a.Completion), active: c.expression(e.ID, e.Name, a.Active),
		}
	}
}

// enterAdHoc begins its steps: all of them, or one after the other.
func enterAdHoc(m *machine, e entry) problem {
	steps, why := m.firstSteps(e)
	if why != "" {
		return why
	}
	events, why := m.eventWaits(e.node.body.events, e.key)
	if why != "" {
		return why
	}
	in := m.memory.instance(e.key)
	in.Stage, in.Work, in.Queue = stageActive, workScope, steps
	m.show(in)
	m.arm(e.key, e.waits)
	m.arm(e.key, events)
	m.touch(e.key)
	if e.node.adHoc.sequential {
		return ""
	}
	in.Queue = nil
	for _, id := range steps {
		m.moves = append(m.moves, move{flow: -1, node: m.program.index[id], scope: e.key})
	}
	return ""
}

func (m *machine) firstSteps(e entry) ([]string, problem) {
	var steps []string
	if e.node.adHoc.active == nil {
		for _, i := range e.node.body.entries {
			steps = append(steps, m.program.nodes[i].id)
		}
		return steps, ""
	}
	v, why := value(e.node.adHoc.active, m.scope(e.key, nil))
	list, ok := v.([]any)
	if why != "" || !ok && v != nil {
		return nil, because("the steps to begin with are no list", e.node.adHoc.active, nil)
	}
	for _, x := range list {
		id, _ := x.(string)
		if !m.offers(e.node, id) {
			return nil, because("the steps to begin with are not all steps of the sub-process", e.node.adHoc.active, nil)
		}
		steps = append(steps, id)
	}
	return steps, ""
}

// offers tells whether an element can be chosen as a step of an ad-hoc sub-process: no flow leads into it.
func (m *machine) offers(n *node, element string) bool {
	i, known := m.program.index[element]
	return known && slices.Contains(n.body.entries, i)
}

// settleAdHoc looks whether an ad-hoc sub-process is complete: its completion condition holds or, if it has none, nothing
// is left. Otherwise the next of its steps begins.
func settleAdHoc(m *machine, n *node, key Key) {
	in := m.memory.instance(key)
	empty := m.empty(key)
	over := empty && len(in.Queue) == 0
	if n.adHoc.completion != nil {
		holds, why := truthOf(n.adHoc.completion, m.scope(key, nil), "the completion condition")
		if why != "" && empty && len(in.Queue) == 0 {
			m.incident(key, why, 1)
			return
		}
		over = holds
	}
	switch {
	case over && (empty || !n.adHoc.rest):
		m.clear(key)
		m.finish(key, nil)
	case over:
		in.Queue = nil
	case empty && len(in.Queue) > 0:
		next := in.Queue[0]
		in.Queue = slices.Clone(in.Queue[1:])
		m.moves = append(m.moves, move{flow: -1, node: m.program.index[next], scope: key})
	}
}

// chooseStep begins a step that a person has chosen; a sequential one waits for its turn.
func (m *machine) chooseStep(e ChooseStep) error {
	in := m.active(e.Scope, workScope)
	if in == nil || m.program.node(in.Element).adHoc == nil || in.Closed {
		return reject(RejectUnknown, "no ad-hoc sub-process %d runs", e.Scope)
	}
	n := m.program.node(in.Element)
	if !m.offers(n, e.Element) {
		return reject(RejectInvalid, "%q is no step that can be chosen there", e.Element)
	}
	if n.adHoc.sequential && !m.empty(e.Scope) {
		in.Queue = append(slices.Clone(in.Queue), e.Element)
		return nil
	}
	m.moves = append(m.moves, move{flow: -1, node: m.program.index[e.Element], scope: e.Scope})
	return nil
}
