package feel

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
	s := signature{params: params, required: len(params)}
	return &Function{Name: name, signatures: []signature{s}, call: func(r *run, args []Value, at int) Value {
		return code(Call{r, at}, args)
	}}
}

// Call calls the function with arguments: in order, or by the names of its parameters if names is not empty. A wrong number
// or name gives null and a diagnostic.
func (f *Function) Call(s Scope, args []Value, names []string) (Value, []Diagnostic) {
	r := newRun(s, "")
	bound, err := f.bind(args, names)
	if err != nil {
		return r.fail(0, "%s", err.Error()), r.diagnostics
	}
	v := r.invoke(f, bound, 0)
	return v, r.diagnostics
}
