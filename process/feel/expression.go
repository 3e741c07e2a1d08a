package feel

// Expression is a compiled FEEL expression. It is immutable and safe for concurrent use.
type Expression struct {
	src   string
	root  node
	names []string
}

// Option tells the compiler more about the place where a source text stands.
type Option func(*parser)

// Known declares names of variables and of their members. Only names that contain spaces or operators need it
// ("Full Name", "Approved/Declined"): others are recognised by themselves.
func Known(names ...string) Option {
	return func(p *parser) {
		for _, name := range names {
			p.globals.add(name)
			p.members.add(name)
		}
	}
}

// Members declares names of members only: they are known behind a point, but are no variables.
func Members(names ...string) Option {
	return func(p *parser) {
		for _, name := range names {
			p.members.add(name)
		}
	}
}

// Compile parses an expression. The error is a *[SyntaxError].
func Compile(src string, options ...Option) (*Expression, error) {
	root, names, err := parseSource(src, options, (*parser).expression)
	if err != nil {
		return nil, err
	}
	return &Expression{src, root, names}, nil
}

// Source gives the text that was compiled.
func (x *Expression) Source() string { return x.src }

// Names gives the free variables that the expression may read, sorted, without the paths behind them. A bare name inside a
// filter counts too, because it may mean a variable where the item has no such member.
func (x *Expression) Names() []string { return append([]string(nil), x.names...) }

// Eval computes the value over a scope. What goes wrong is null in its place, and a diagnostic.
func (x *Expression) Eval(s Scope) (Value, []Diagnostic) {
	r := newRun(s, x.src)
	v := x.root.eval(r, nil)
	if !r.weigh(v, 0) {
		v = nil
	}
	return v, r.diagnostics
}

// UnaryTests is a compiled cell of a decision table. It is immutable and safe for concurrent use.
type UnaryTests struct {
	src   string
	list  *testList
	names []string
}

// CompileUnary parses unary tests: "-", values, ranges, comparisons, not(…), conditions on "?", separated by commas.
// The error is a *[SyntaxError].
func CompileUnary(src string, options ...Option) (*UnaryTests, error) {
	list, names, err := parseSource(src, options, (*parser).wholeTests)
	if err != nil {
		return nil, err
	}
	return &UnaryTests{src, list, names}, nil
}

// Source gives the text that was compiled.
func (u *UnaryTests) Source() string { return u.src }

// Names gives the free variables that the tests may read, sorted; "?" is none of them.
func (u *UnaryTests) Names() []string { return append([]string(nil), u.names...) }

// Match tells whether the input passes. An answer that is null counts as no, and a diagnostic says why.
func (u *UnaryTests) Match(input Value, s Scope) (bool, []Diagnostic) {
	if u.list.any {
		return true, nil
	}
	r := newRun(s, u.src)
	e := (*env)(nil).bind("?", input)
	return u.list.match(r, e, input) == true && !r.stopped, r.diagnostics
}

// Values gives the tests that are plain values or ranges, in order: the allowed values of a column rank its outputs.
func (u *UnaryTests) Values() []*Expression {
	var values []*Expression
	for _, t := range u.list.tests {
		if t.operator == "" && !t.usesInput && !u.list.negated {
			values = append(values, &Expression{u.src, t.value, u.names})
		}
	}
	return values
}

// Equal tells whether two values are equal as FEEL's = sees it; values that cannot be compared are not.
func Equal(a, b Value) bool {
	same, ok := equal(a, b)
	return same && ok
}
