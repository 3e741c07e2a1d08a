package feel

import (
	"fmt"
	"time"
)

// node is a part of a compiled expression. Nodes are immutable: many evaluations use one tree at the same time.
type node interface {
	eval(r *run, e *env) Value
}

// run is one evaluation.
type run struct {
	vars        Variables
	now         time.Time
	src         string
	diagnostics []Diagnostic
	*budget     // never nil: see newRun
	own         budget
}

// maxDiagnostics keeps a loop that fails a million times from filling the memory.
const maxDiagnostics = 100

// fail records why a value is null and gives that null.
func (r *run) fail(at int, format string, args ...any) Value {
	if len(r.diagnostics) < maxDiagnostics {
		r.diagnostics = append(r.diagnostics, Diagnostic{positionOf(r.src, at), fmt.Sprintf(format, args...)})
	}
	return nil
}

// step counts one iteration and tells whether the evaluation may go on.
func (r *run) step(at int) bool {
	r.iterations++
	if r.iterations > maxIterations && !r.stopped {
		r.stopped = true
		r.fail(at, "stopped after %d iterations: the lists are too long", maxIterations)
	}
	return !r.stopped
}

// weigh counts the parts of a value that is about to be walked, and tells whether the evaluation may go on. Lists share their
// parts, so a short expression can build a value of astronomic size: whoever walks one must weigh it before.
func (r *run) weigh(v Value, at int) bool {
	switch v := v.(type) {
	case string:
		r.work += len(v) / 16
	case List:
		r.work += len(v)
		for i := 0; i < len(v) && r.work <= maxWork; i++ {
			r.weigh(v[i], at)
		}
	case *Context:
		r.work += len(v.keys)
		for i := 0; i < len(v.keys) && r.work <= maxWork; i++ {
			r.weigh(v.values[v.keys[i]], at)
		}
	}
	if r.work > maxWork && !r.stopped {
		r.stopped = true
		r.fail(at, "stopped: the values are too large")
	}
	return !r.stopped
}

// env is a chain of local names, innermost first. A frame binds one name or, in a filter, all entries of the item.
type env struct {
	outer   *env
	name    string
	value   Value
	members *Context
}

func (e *env) bind(name string, v Value) *env { return &env{outer: e, name: name, value: v} }

func (e *env) lookup(name string) (Value, bool) {
	for ; e != nil; e = e.outer {
		if e.members != nil {
			if v, ok := e.members.Get(name); ok {
				return v, true
			}
		} else if e.name == name {
			return e.value, true
		}
	}
	return nil, false
}

type constant struct{ value Value }

func (n *constant) eval(*run, *env) Value { return n.value }

type variable struct {
	name string
	at   int
}

func (n *variable) eval(r *run, e *env) Value {
	if v, ok := e.lookup(n.name); ok {
		return v
	}
	if r.vars != nil {
		if v, ok := r.vars.Lookup(n.name); ok {
			return v
		}
	}
	if f, ok := builtins[n.name]; ok {
		return f
	}
	return r.fail(n.at, "the name %q is not known here", n.name)
}

type listLiteral struct{ items []node }

func (n *listLiteral) eval(r *run, e *env) Value {
	list := make(List, len(n.items))
	for i, item := range n.items {
		list[i] = item.eval(r, e)
	}
	return list
}

type contextLiteral struct {
	keys   []string
	values []node
}

// eval binds each entry for the entries that follow it.
func (n *contextLiteral) eval(r *run, e *env) Value {
	c := NewContext()
	for i, key := range n.keys {
		v := n.values[i].eval(r, e)
		c.Put(key, v)
		e = e.bind(key, v)
	}
	return c
}

type rangeLiteral struct {
	start, end                 node
	startIncluded, endIncluded bool
	at                         int
}

func (n *rangeLiteral) eval(r *run, e *env) Value {
	from, to := n.start.eval(r, e), n.end.eval(r, e)
	if from == nil && to == nil {
		return r.fail(n.at, "a range needs at least one end that is not null")
	}
	if from != nil && to != nil {
		if _, ok := compare(from, to); !ok {
			return r.fail(n.at, "a range cannot go from a %s to a %s", kind(from), kind(to))
		}
	}
	return &Range{from, to, n.startIncluded, n.endIncluded}
}

type logic struct {
	left, right node
	or          bool
	at          int
}

// eval is three-valued: "false and x" is false, "true or x" is true, else null where an operand is no boolean.
func (n *logic) eval(r *run, e *env) Value {
	left, leftOK := n.operand(n.left, r, e)
	if leftOK && left == n.or {
		return n.or
	}
	right, rightOK := n.operand(n.right, r, e)
	if rightOK && right == n.or {
		return n.or
	}
	if leftOK && rightOK {
		return !n.or
	}
	return nil
}

func (n *logic) operand(operand node, r *run, e *env) (value, ok bool) {
	v := operand.eval(r, e)
	b, ok := v.(bool)
	if !ok && v != nil {
		r.fail(n.at, "\"and\" and \"or\" need booleans, not a %s", kind(v))
	}
	return b, ok
}

type conditional struct {
	condition, then, otherwise node
	at                         int
}

// eval takes the else branch for whatever is not true (DMN 1.5, table 56).
func (n *conditional) eval(r *run, e *env) Value {
	v := n.condition.eval(r, e)
	b, ok := v.(bool)
	if !ok && v != nil {
		r.fail(n.at, "the condition of \"if\" must be a boolean, not a %s", kind(v))
	}
	if b {
		return n.then.eval(r, e)
	}
	return n.otherwise.eval(r, e)
}
