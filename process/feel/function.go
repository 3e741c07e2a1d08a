package feel

import (
	"fmt"
	"slices"
	"strings"
)

// Function is a FEEL function: a built-in one or one that an expression defines.
type Function struct {
	Name       string
	signatures []signature
	call       func(r *run, args []Value, at int) Value
}

// signature is one list of parameters. Optional ones end in "?", one that takes all that follows ends in "…".
type signature struct {
	params   []string
	required int
	variadic bool
}

func parseSignature(text string) signature {
	var s signature
	if text == "" {
		return s
	}
	for _, param := range strings.Split(text, ", ") {
		name := strings.TrimSuffix(strings.TrimSuffix(param, "?"), "…")
		s.params = append(s.params, name)
		s.variadic = strings.HasSuffix(param, "…")
		if name == param {
			s.required++
		}
	}
	return s
}

type call struct {
	callee node
	args   []node
	names  []string // as long as args, or empty for positional arguments
	at     int
}

func (n *call) eval(r *run, e *env) Value {
	callee := n.callee.eval(r, e)
	f, ok := callee.(*Function)
	if !ok {
		if callee == nil {
			return nil // the callee has said why
		}
		return r.fail(n.at, "a %s cannot be called", kind(callee))
	}
	args := make([]Value, len(n.args))
	for i, arg := range n.args {
		args[i] = arg.eval(r, e)
	}
	bound, err := f.bind(args, n.names)
	if err != nil {
		return r.fail(n.at, "%s", err.Error())
	}
	return r.invoke(f, bound, n.at)
}

// invoke calls a function with bound arguments, not deeper than the limit.
func (r *run) invoke(f *Function, args []Value, at int) Value {
	if r.depth >= maxRecursion && !r.stopped {
		r.stopped = true
		r.fail(at, "stopped: functions call one another deeper than %d levels", maxRecursion)
	}
	if !r.step(at) {
		return nil
	}
	r.depth++
	defer func() { r.depth-- }()
	return f.call(r, args, at)
}

// bind puts arguments in the order of the parameters. Optional parameters at the end may be missing from the result.
func (f *Function) bind(args []Value, names []string) ([]Value, error) {
	for _, s := range f.signatures {
		if len(names) == 0 {
			if len(args) >= s.required && (len(args) <= len(s.params) || s.variadic) {
				return args, nil
			}
		} else if bound, ok := s.bindNamed(args, names); ok {
			return bound, nil
		}
	}
	if len(names) > 0 {
		return nil, fmt.Errorf("%s does not take these argument names: it takes %s", f.label(), f.usage())
	}
	return nil, fmt.Errorf("%s does not take %d arguments: it takes %s", f.label(), len(args), f.usage())
}

func (s signature) bindNamed(args []Value, names []string) ([]Value, bool) {
	bound := make([]Value, len(s.params))
	last, given := 0, 0
	for i, name := range names {
		at := slices.Index(s.params, name)
		if at < 0 || slices.Contains(names[:i], name) {
			return nil, false
		}
		if at < s.required {
			given++
		}
		bound[at] = args[i]
		last = max(last, at+1)
	}
	if given < s.required {
		return nil, false
	}
	if list, ok := bound[len(bound)-1].(List); ok && s.variadic {
		return append(bound[:len(bound)-1:len(bound)-1], list...), true
	}
	return bound[:last], true
}

func (f *Function) label() string {
	if f.Name == "" {
		return "the function"
	}
	return f.Name
}

func (f *Function) usage() string {
	var forms []string
	for _, s := range f.signatures {
		forms = append(forms, "("+strings.Join(s.params, ", ")+")")
	}
	return strings.Join(forms, " or ")
}

type functionLiteral struct {
	params []string
	body   node
	src    string
	at     int
}

// eval closes over the local names; the body's diagnostics point into the source in which it stands.
func (n *functionLiteral) eval(_ *run, e *env) Value {
	s := signature{params: n.params, required: len(n.params)}
	return &Function{signatures: []signature{s}, call: func(r *run, args []Value, _ int) Value {
		local := e
		for i, param := range n.params {
			local = local.bind(param, args[i])
		}
		caller := r.src
		r.src = n.src
		v := n.body.eval(r, local)
		r.src = caller
		return v
	}}
}
