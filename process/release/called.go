package release

import (
	"slices"
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/engine"
)

// Definitions are the case's own process and those that call activities begin.
func (r *Release) Definitions() []*bpmn.Definition {
	if r.Definition == nil {
		return nil // a sketch
	}
	return append([]*bpmn.Definition{r.Definition}, r.Called...)
}

// Elements are those of all processes of the release, in the order of the file.
func (r *Release) Elements() []*bpmn.Element {
	var all []*bpmn.Element
	for _, d := range r.Definitions() {
		all = append(all, d.Elements...)
	}
	return all
}

// Element finds an element in any process of the release; ids are unique in a file.
func (r *Release) Element(id string) (*bpmn.Element, bool) {
	for _, d := range r.Definitions() {
		if e, ok := d.Element(id); ok {
			return e, true
		}
	}
	return nil, false
}

// Role is the role of whoever acts at an element: of its lane, or, at a global task, of those who call it.
func (r *Release) Role(e *bpmn.Element) string {
	if role := e.Role(); role != "" {
		return role
	}
	for _, caller := range r.callers(e.ID) {
		if caller.Role() != "" {
			return caller.Role()
		}
	}
	return ""
}

// callers are the call activities that name a process or global task.
func (r *Release) callers(target string) []*bpmn.Element {
	var all []*bpmn.Element
	for _, e := range r.Elements() {
		if e.Kind == bpmn.CallActivity && e.Call != nil && e.Call.Target() == target {
			all = append(all, e)
		}
	}
	return all
}

func (r *Release) lanes() []*bpmn.Lane {
	var all []*bpmn.Lane
	for _, d := range r.Definitions() {
		all = append(all, d.Lanes...)
	}
	return all
}

// calledIn gives the processes of the file but the first, and the global tasks that a call activity names: any other one
// does nothing.
func calledIn(model *bpmn.Model, others []*bpmn.Definition) []*bpmn.Definition {
	named := map[string]bool{}
	for _, d := range model.Executable() {
		for _, e := range d.Elements {
			if e.Call != nil {
				named[e.Call.Target()] = true
			}
		}
	}
	called := slices.Clone(others)
	for _, d := range model.GlobalTasks {
		if named[d.ID] {
			called = append(called, d)
		}
	}
	return called
}

// expressions are those of all processes of the release.
func (r *Release) expressions() []bpmn.Expression {
	var all []bpmn.Expression
	for _, d := range r.Definitions() {
		all = append(all, d.Expressions()...)
	}
	return all
}

// checkCalls binds every call to a process of the release, and wants every process but the first to be called: a case
// begins in the first, so nothing else would ever begin another one.
func (l *loader) checkCalls() {
	called, open := map[string]bool{}, false
	for _, e := range l.release.Elements() {
		if e.Kind != bpmn.CallActivity || e.Call == nil {
			continue
		}
		target := e.Call.Target()
		if strings.HasPrefix(target, "=") {
			open = true
			continue
		}
		called[target] = true
		if !slices.ContainsFunc(l.release.Definitions(), func(d *bpmn.Definition) bool { return d.ID == target }) {
			l.onElement(e, "unknown-process", "the call activity calls the process %q, which the file does not have: a called process stands in the same file, so that both are published together", target)
		}
	}
	for _, d := range l.release.Called {
		switch {
		case d.Global:
			l.checkLentOnce(d)
		case !called[d.ID] && !open:
			l.fail(processFile, d.ID, "never-called", "a case runs the first process of the file, %q, and no call activity calls this one: give it a package of its own", l.release.Definition.ID)
		}
	}
}

// checkLentOnce: a global task stands in no lane, so whoever calls it does it. That must be one role.
func (l *loader) checkLentOnce(task *bpmn.Definition) {
	role := l.release.Role(task.Elements[0])
	for _, e := range l.release.callers(task.ID) {
		if e.Role() != role {
			l.onElement(e, "lent-twice", "the global task %q is called from the lanes of %s and %s: draw a task of its own for each, so that it is clear who sees what", task.ID, role, e.Role())
		}
	}
}

// Raisable is what an error or escalation at a task can be: what its own process catches and, where that was called, what
// is caught around the call.
func (r *Release) Raisable(element string) []engine.Raisable {
	return r.raisable(element, map[string]bool{})
}

func (r *Release) raisable(element string, seen map[string]bool) []engine.Raisable {
	var all []engine.Raisable
	for _, p := range r.Programs {
		if _, inside := p.Definition().Element(element); !inside || seen[element] {
			continue
		}
		seen[element] = true
		all = append(all, p.Raisable(element)...)
		for _, caller := range r.callers(p.Definition().ID) {
			all = append(all, r.raisable(caller.ID, seen)...)
		}
	}
	return all
}

// StepsOf are the elements that can be chosen in an ad-hoc sub-process.
func (r *Release) StepsOf(element string) []string {
	for _, p := range r.Programs {
		if steps := p.Steps(element); steps != nil {
			return steps
		}
	}
	return nil
}
