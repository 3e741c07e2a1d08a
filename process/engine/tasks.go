package engine

import (
	"maps"
	"strings"
	"time"

	"handinhand/process/feel"
)

// openTask gives a person work.
func openTask(m *machine, e entry) problem {
	due, why := dueOf(e.node, m.scope(e.key, nil))
	if why != "" {
		return why
	}
	m.await(e, workTask)
	m.emit(OpenTask{Task: e.key, Element: e.node.id, Due: due})
	return ""
}

func dueOf(n *node, s feel.Scope) (*time.Time, problem) {
	if n.due == nil {
		return nil, ""
	}
	at, why := n.due.at(s)
	return &at.due, why
}

func (m *machine) completeTask(e CompleteTask) error {
	in := m.active(e.Task, workTask)
	if in == nil {
		return reject(RejectUnknown, "no task %d is open", e.Task)
	}
	vars, err := cleaned(e.Variables)
	if err != nil {
		return err
	}
	m.emit(CloseTask{Task: in.Key, Element: in.Element})
	m.finish(in.Key, vars)
	return nil
}

// callService asks a service to do the work.
func callService(m *machine, e entry) problem {
	m.await(e, workJob)
	m.emit(m.program.call(e.node, m.memory.instance(e.key)))
	return ""
}

// call is the command that starts (or starts again) the service of an instance.
func (p *Program) call(n *node, in *instance) CallService {
	return CallService{
		Job: in.Key, Element: n.id, Type: n.service.Type, Headers: maps.Clone(n.headers),
		Input: maps.Clone(in.Variables), Retries: n.service.Retries,
	}
}

func (m *machine) finishService(e FinishService) error {
	in := m.active(e.Job, workJob)
	if in == nil {
		return reject(RejectUnknown, "no service %d runs", e.Job)
	}
	vars, err := cleaned(e.Variables)
	if err != nil {
		return err
	}
	m.finish(in.Key, vars)
	return nil
}

func (m *machine) failService(e FailService) error {
	in := m.active(e.Job, workJob)
	if in == nil {
		return reject(RejectUnknown, "no service %d runs", e.Job)
	}
	in.Stage = stageFailed
	m.incident(in.Key, problem(strings.ToValidUTF8(e.Cause, "\uFFFD")), e.Attempts)
	return nil
}

// runScript evaluates an expression. Without a variable for its result it must give an object, whose members become
// variables, or nothing.
func runScript(m *machine, e entry) problem {
	v, why := value(e.node.script, m.scope(e.key, nil))
	if why != "" {
		return why
	}
	result := Variables{e.node.result: v}
	if e.node.result == "" {
		object, _ := v.(map[string]any)
		result = object
	}
	m.finish(e.key, result)
	return ""
}

// takeDecision evaluates a decision.
func takeDecision(m *machine, e entry) problem {
	v, decided, why := e.node.decide(m.scope(e.key, nil))
	if why != "" {
		return why
	}
	decided.Element = e.node.id
	m.emit(decided)
	m.finish(e.key, Variables{e.node.result: v})
	return ""
}

// catch waits for what the element catches.
func catch(m *machine, e entry) problem {
	m.await(e, workNone)
	return ""
}
