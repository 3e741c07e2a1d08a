package feel

import "slices"

// Expression is a compiled FEEL expression. It is immutable and safe for concurrent use.
type Expression struct {
	src   string
	root  node
	names []string
	types map[string]*Type
}

// Compile parses an expression. The error is a *[SyntaxError].
func Compile(src string, options ...Option) (*Expression, error) {
	root, p, err := parseSource(src, options, (*parser).expression)
	if err != nil {
		return nil, err
	}
	if p.functions {
		root.infer(&checker{src: src, globals: p.types, settle: true}, nil)
	}
	return &Expression{src, root, p.freeNames(), p.types}, nil
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
	input bool // a test reads "?"
	quick []quickTest
	types map[string]*Type
}

// CompileUnary parses unary tests: "-", values, ranges, comparisons, not(…), conditions on "?", separated by commas.
// The error is a *[SyntaxError].
func CompileUnary(src string, options ...Option) (*UnaryTests, error) {
	u := &UnaryTests{src: src}
	list, p, err := parseSource(src, options, (*parser).wholeTests)
	if err != nil {
		return nil, err
	}
	u.list, u.names, u.types = list, p.freeNames(), p.types
	if p.functions {
		list.check(&checker{src: src, globals: p.types, settle: true}, (*scope)(nil).bind("?", nil), nil)
	}
	u.input = slices.ContainsFunc(list.tests, func(t test) bool { return t.usesInput })
	u.quick = u.quicken()
	return u, nil
}

// Source gives the text that was compiled.
func (u *UnaryTests) Source() string { return u.src }

// Names gives the free variables that the tests may read, sorted; "?" is none of them.
func (u *UnaryTests) Names() []string { return append([]string(nil), u.names...) }

// IsAny tells whether the tests are "-", which everything passes.
func (u *UnaryTests) IsAny() bool { return u.list.any }

// Match tells whether the input passes. An answer that is null counts as no, and a diagnostic says why.
func (u *UnaryTests) Match(input Value, s Scope) (bool, []Diagnostic) {
	if u.list.any {
		return true, nil
	}
	if matched, ok := u.quickly(input); ok {
		return matched, nil
	}
	r := newRun(s, u.src)
	return r.tests(u, input, s.Vars) == true && !r.stopped, r.diagnostics
}

// Values gives the tests that are plain values or ranges, in order: the allowed values of a column rank its outputs.
func (u *UnaryTests) Values() []*Expression {
	var values []*Expression
	for _, t := range u.list.tests {
		if !t.compares && !t.usesInput && !u.list.negated {
			values = append(values, &Expression{src: u.src, root: t.value, names: u.names, types: u.types})
		}
	}
	return values
}

// Equal tells whether two values are equal as FEEL's = sees it; values that cannot be compared are not.
func Equal(a, b Value) bool {
	same, ok := equal(a, b)
	return same && ok
}
