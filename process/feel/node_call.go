package feel

import "handinhand/process/finding"

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
		if callee == nil && len(r.diagnostics) > 0 {
			return nil // the callee has said why
		}
		return r.fail(n.at, "%s cannot be called: it is no function", article(kind(callee)))
	}
	args := make([]Value, len(n.args))
	for i, arg := range n.args {
		args[i] = arg.eval(r, e)
	}
	return r.call(f, args, n.names, n.at)
}

// literals are the functions whose text may be read before anything runs.
var literals = map[string]func(string) (Value, error){
	"date":          func(s string) (Value, error) { return orNil(ParseDate(s)) },
	"time":          func(s string) (Value, error) { return orNil(ParseTime(s)) },
	"date and time": func(s string) (Value, error) { return orNil(ParseDateTime(s)) },
	"duration":      ParseDuration,
}

// literal gives the value of a date time literal (DMN 1.5, rule 60): date, time, date and time or duration of a text that stands there.
// problem says why it has none.
func (n *call) literal() (v Value, problem error, ok bool) {
	callee, isConstant := n.callee.(*constant)
	if !isConstant || len(n.args) != 1 || len(n.names) > 0 {
		return nil, nil, false
	}
	f, isFunction := callee.value.(*Function)
	arg, isConstant := n.args[0].(*constant)
	if !isFunction || !isConstant || literals[f.Name] == nil {
		return nil, nil, false
	}
	text, isText := arg.value.(string)
	if !isText {
		return nil, nil, false
	}
	v, err := literals[f.Name](text)
	if err != nil {
		return nil, finding.Reason("%s: %s", f.Name, err), true
	}
	return v, nil, true
}

// article makes "a string" of "string"; null has none.
func article(kind string) string {
	if kind == "null" {
		return kind
	}
	return "a " + kind
}

type functionLiteral struct {
	params   []parameter
	body     node
	result   *Type // what the checker knows of the body; nil is unknown
	external bool
	weight   int // what a call costs
	src      string
	at       int
}

// eval closes over the local names and the variables; the body's diagnostics point into the source in which it stands.
func (n *functionLiteral) eval(r *run, e *env) Value {
	f := &form{params: n.params, required: len(n.params), result: n.result}
	vars := r.vars
	if n.external {
		return n.foreign(r, e)
	}
	return &Function{forms: []*form{f}, literal: n, env: e, body: func(r *run, _ *form, args []Value, at int) Value {
		if !r.spend(n.weight, at) {
			return nil
		}
		local := e
		for i := range n.params {
			local = local.bind(n.params[i].name, args[i])
		}
		return r.within(vars, n.src, func() Value { return n.body.eval(r, local) })
	}}
}

// foreign gives the function that an external body names, or one that only says why there is none.
func (n *functionLiteral) foreign(r *run, e *env) Value {
	names := make([]string, len(n.params))
	for i, p := range n.params {
		names[i] = p.name
	}
	f, err := External(n.body.eval(r, e), names)
	if err != nil {
		f = NewFunction("", names, func(c Call, _ []Value) Value { return c.Fail("this function is external: %s", err.Error()) })
	}
	copy(f.forms[0].params, n.params)
	f.literal, f.env = n, e
	return f
}
