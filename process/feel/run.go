package feel

import (
	"fmt"
	"time"
)

// run is one evaluation.
type run struct {
	vars        Variables
	read        []reading // lists and contexts that were read from vars: they may be long to make
	now         time.Time
	src         string
	diagnostics []Diagnostic
	*budget     // never nil: see newRun
	own         budget
}

// budget is what the limits have left. Evaluations that belong together share one.
type budget struct {
	iterations int
	depth      int
	work       int
	stopped    bool // a limit was reached: finish with nulls, quickly
}

// newRun begins an evaluation.
func newRun(s Scope, src string) *run {
	r := &run{vars: s.Vars, now: s.Now, src: src, budget: s.shared}
	if r.budget == nil {
		r.budget = &r.own
	}
	return r
}

// maxDiagnostics keeps a loop that fails a million times from filling the memory.
const maxDiagnostics = 100

// quiet tells whether further diagnostics are dropped.
func (r *run) quiet() bool { return len(r.diagnostics) >= maxDiagnostics }

// fail records why a value is null and gives that null.
func (r *run) fail(at int, format string, args ...any) Value {
	if !r.quiet() {
		r.diagnostics = append(r.diagnostics, Diagnostic{positionOf(r.src, at), fmt.Sprintf(format, args...)})
	}
	return nil
}

// stop ends the evaluation: a limit was reached.
func (r *run) stop(at int, format string, args ...any) {
	if !r.stopped {
		r.stopped = true
		r.diagnostics = append(r.diagnostics, Diagnostic{positionOf(r.src, at), fmt.Sprintf(format, args...)})
	}
}

// step counts one iteration and tells whether the evaluation may go on.
func (r *run) step(at int) bool {
	r.iterations++
	if r.iterations > maxIterations {
		r.stop(at, "stopped after %d iterations: the lists are too long", maxIterations)
	}
	return !r.stopped
}

// spend counts work in the unit of maxWork and tells whether the evaluation may go on.
func (r *run) spend(work, at int) bool {
	r.work += work
	if r.work > maxWork {
		r.stop(at, "stopped: the values are too large")
	}
	return !r.stopped
}

// weigh counts the parts of a value that is about to be walked, and tells whether the evaluation may go on. Lists share their
// parts, so a short expression can build a value of astronomic size or depth: whoever walks one must weigh it before.
func (r *run) weigh(v Value, at int) bool {
	r.weighParts(v, at, 0)
	return !r.stopped
}

func (r *run) weighParts(v Value, at, depth int) {
	if depth > maxDepth {
		r.stop(at, "stopped: lists or contexts are nested deeper than %d levels", maxDepth)
	}
	switch v := v.(type) {
	case string:
		r.spend(len(v)/bytesPerWork, at)
	case List:
		r.spend(len(v), at)
		for i := 0; i < len(v) && !r.stopped; i++ {
			r.weighParts(v[i], at, depth+1)
		}
	case *Context:
		r.spend(len(v.keys), at)
		for i := 0; i < len(v.keys) && !r.stopped; i++ {
			r.weighParts(v.values[v.keys[i]], at, depth+1)
		}
	}
}

// within changes to other variables and another source while it computes.
func (r *run) within(vars Variables, src string, compute func() Value) Value {
	outerVars, outerRead, outerSrc := r.vars, r.read, r.src
	r.vars, r.read, r.src = vars, nil, src
	v := compute()
	r.vars, r.read, r.src = outerVars, outerRead, outerSrc
	return v
}

// reading is a variable that was read.
type reading struct {
	name  string
	value Value
}

// lookup reads a variable; a list or context that the variables may make on demand only once.
func (r *run) lookup(name string) (Value, bool) {
	switch vars := r.vars.(type) {
	case nil:
		return nil, false
	case *Context:
		return vars.Get(name)
	}
	for i := range r.read {
		if r.read[i].name == name {
			return r.read[i].value, true
		}
	}
	v, ok := r.vars.Lookup(name)
	switch v.(type) {
	case List, *Context:
		r.read = append(r.read, reading{name, v})
	}
	return v, ok
}

// tests matches an input. The tests see the variables, which are not those around the input.
func (r *run) tests(u *UnaryTests, input Value, vars Variables) Value {
	return r.within(vars, u.src, func() Value {
		var e *env
		if u.input {
			e = e.bind("?", input)
		}
		return u.list.match(r, e, input)
	})
}
