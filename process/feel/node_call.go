package feel

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

// literal gives the value of a date time literal (DMN 1.5, rule 60): date, time, date and time or duration of a text that stands there.
// problem says why it has none.
func (n *call) literal() (v Value, problem string, ok bool) {
	callee, isConstant := n.callee.(*constant)
	if !isConstant || len(n.args) != 1 || len(n.names) > 0 {
		return nil, "", false
	}
	f, isFunction := callee.value.(*Function)
	arg, isConstant := n.args[0].(*constant)
	if !isFunction || !isConstant || !oneOf(f.Name, "date", "time", "date and time", "duration") {
		return nil, "", false
	}
	if _, isText := arg.value.(string); !isText {
		return nil, "", false
	}
	v, said := f.Call(Scope{}, []Value{arg.value}, nil)
	if len(said) > 0 {
		problem = said[0].Message
	}
	return v, problem, true
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
