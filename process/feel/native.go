package feel

// Call is what a function written in Go may know of the evaluation that calls it.
type Call struct {
	run *run
	at  int
}

// Scope gives the scope in which the function evaluates expressions: its own variables, the caller's clock and limits.
func (c Call) Scope(vars Variables) Scope {
	return Scope{Vars: vars, Now: c.run.now, shared: c.run.budget}
}

// Fail records why the function gives null, at the place of the call, and gives that null.
func (c Call) Fail(format string, args ...any) Value { return c.run.fail(c.at, format, args...) }

// NewFunction makes a function of Go code. It takes exactly the named parameters; args has one value for each, in their
// order. The code must be deterministic, do no I/O and be safe for concurrent use.
func NewFunction(name string, params []string, code func(c Call, args []Value) Value) *Function {
	f := &form{required: len(params)}
	for _, param := range params {
		f.params = append(f.params, parameter{name: param, null: true})
	}
	return &Function{Name: name, forms: []*form{f}, body: func(r *run, _ *form, args []Value, at int) Value {
		return code(Call{r, at}, args)
	}}
}

// Call calls the function with arguments: in order, or by the names of its parameters if names is not empty. A wrong number
// or name gives null and a diagnostic.
func (f *Function) Call(s Scope, args []Value, names []string) (Value, []Diagnostic) {
	r := newRun(s, "")
	v := r.call(f, args, names, 0)
	return v, r.diagnostics
}
