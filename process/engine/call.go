package engine

import (
	"maps"
	"slices"
	"strings"

	"handinhand/process/bpmn"
)

// called is what a call activity starts.
type called struct {
	target        text
	allIn, allOut bool
}

func compileCall(c *compiler, n *node, e *bpmn.Element) {
	if e.Call == nil || e.Call.Target() == "" {
		c.report(e.ID, e.Name, "call-without-target", "The call activity does not say which process it calls.")
		return
	}
	byName(n.inputs)
	byName(n.outputs)
	n.call = &called{target: c.text(e, e.Call.Target()), allIn: e.Call.AllIn, allOut: e.Call.AllOut}
}

// byName makes mappings that only name a variable copy it as it is: what one of the two processes has not set is null for
// the other one, and nothing that anybody has to correct.
func byName(mappings []mapping) {
	for i := range mappings {
		x := mappings[i].source.source
		if x == nil {
			continue
		}
		if names := x.Names(); len(names) == 1 && names[0] == x.Source() {
			mappings[i].source = text{name: names[0]}
		}
	}
}

// startChild starts a called case and waits for its end.
func startChild(m *machine, e entry) problem {
	start, why := m.child(e.node, e.key)
	if why != "" {
		return why
	}
	m.await(e, workChild)
	m.emit(start)
	return ""
}

// child is the command that starts the case that an instance calls. It gets the instance's own variables and, unless the
// file says no, all that the instance sees.
func (m *machine) child(n *node, key Key) (StartChild, problem) {
	target, why := n.call.target.string(m.scope(key, nil))
	if why != "" {
		return StartChild{}, why
	}
	vars := Variables{}
	for in := m.memory.instance(key); in != nil; in = m.memory.instance(in.Parent) {
		for _, name := range slices.Sorted(maps.Keys(in.Variables)) {
			if _, nearer := vars[name]; !nearer {
				vars[name] = in.Variables[name]
			}
		}
		if !n.call.allIn {
			break
		}
	}
	return StartChild{key, n.id, target, vars}, ""
}

// callAgain starts a child anew after an incident.
func (m *machine) callAgain(n *node, key Key) error {
	start, why := m.child(n, key)
	if why != "" {
		m.memory.instance(key).Stage = stageFailed
		m.incident(key, why, 1)
		return nil
	}
	m.emit(start)
	return nil
}

// finishChild takes the end of a called case. Its variables are mapped out; without output mappings all of them come out,
// unless the file says no.
func (m *machine) finishChild(e FinishChild) error {
	in := m.active(e.Child, workChild)
	if in == nil {
		return reject(RejectUnknown, "no called case %d runs", e.Child)
	}
	vars, err := cleaned(e.Variables)
	if err != nil {
		return err
	}
	if e.Error != nil {
		thrown, err := cleaned(e.Error.Variables)
		if err != nil {
			return err
		}
		in.Stage = stageFailed
		m.raiseOut(e.Child, &Fault{strings.ToValidUTF8(e.Error.Code, "\uFFFD"), thrown})
		return nil
	}
	n := m.program.node(in.Element)
	if len(n.outputs) == 0 && !n.call.allOut {
		vars = nil
	}
	m.finish(e.Child, vars)
	return nil
}

// failChild keeps the token at the call activity until someone tries again.
func (m *machine) failChild(e FailChild) error {
	in := m.active(e.Child, workChild)
	if in == nil {
		return reject(RejectUnknown, "no called case %d runs", e.Child)
	}
	in.Stage = stageFailed
	m.incident(e.Child, problem(strings.ToValidUTF8(e.Cause, "\uFFFD")), 1)
	return nil
}

// escalateChild takes an escalation that nobody in a called case caught.
func (m *machine) escalateChild(e EscalateChild) error {
	in := m.active(e.Child, workChild)
	if in == nil {
		return reject(RejectUnknown, "no called case %d runs", e.Child)
	}
	vars, err := cleaned(e.Variables)
	if err != nil {
		return err
	}
	m.escalate(in.Element, e.Child, strings.ToValidUTF8(e.Code, "\uFFFD"), vars)
	return nil
}

// Child gives a running called case of the state as it was started, for a shell that lost the command.
func (p *Program) Child(s State, key Key) (StartChild, bool) {
	m := machine{program: p, memory: s.memory}
	in := m.active(key, workChild)
	if in == nil {
		return StartChild{}, false
	}
	start, why := m.child(p.node(in.Element), key)
	start.Variables = maps.Clone(start.Variables)
	return start, why == ""
}
