package feel

type comparer int

const (
	opEqual comparer = iota
	opUnequal
	opLess
	opAtMost
	opGreater
	opAtLeast
)

var comparers = map[string]comparer{"=": opEqual, "!=": opUnequal, "<": opLess, "<=": opAtMost, ">": opGreater, ">=": opAtLeast}

type comparison struct {
	left, right node
	operator    comparer
	at          int
}

func (n *comparison) eval(r *run, e *env) Value {
	return r.compare(n.operator, n.left.eval(r, e), n.right.eval(r, e), n.at)
}

// compare applies one of the six comparison operators (DMN 1.5, tables 52 to 54).
func (r *run) compare(operator comparer, a, b Value, at int) Value {
	if operator == opEqual || operator == opUnequal {
		if !r.weigh(a, at) || !r.weigh(b, at) {
			return nil
		}
		same, ok := equal(a, b)
		if !ok {
			return r.fail(at, "%s and %s cannot be compared", article(kind(a)), article(kind(b)))
		}
		return same == (operator == opEqual)
	}
	order, ok := compare(a, b)
	if !ok {
		return r.fail(at, "there is no order between %s and %s", article(kind(a)), article(kind(b)))
	}
	switch operator {
	case opLess:
		return order < 0
	case opAtMost:
		return order <= 0
	case opGreater:
		return order > 0
	}
	return order >= 0
}

type between struct {
	value, low, high node
	at               int
}

func (n *between) eval(r *run, e *env) Value {
	v := n.value.eval(r, e)
	above := r.compare(opAtLeast, v, n.low.eval(r, e), n.at)
	below := r.compare(opAtMost, v, n.high.eval(r, e), n.at)
	return and(above, below)
}

// inTests is "value in tests".
type inTests struct {
	value node
	tests *testList
	input bool // a test reads "?"
	at    int
}

func (n *inTests) eval(r *run, e *env) Value {
	v := n.value.eval(r, e)
	if n.input {
		e = e.bind("?", v)
	}
	return n.tests.match(r, e, v)
}

// testList holds unary tests that are joined by "or".
type testList struct {
	any, negated bool
	tests        []test
}

// test is one unary test: a comparison with the input, a condition that uses "?", or a value, range or list to match.
type test struct {
	compares  bool // with operator
	operator  comparer
	value     node
	interval  *rangeLiteral // value, where it is one
	usesInput bool
	at        int
}

func (l *testList) match(r *run, e *env, input Value) Value {
	if l.any {
		return true
	}
	var result Value = false
	for i := range l.tests {
		switch l.tests[i].match(r, e, input) {
		case true:
			return !l.negated
		case nil:
			result = nil
		}
	}
	if result == false {
		return l.negated
	}
	return nil
}

func (t *test) match(r *run, e *env, input Value) Value {
	if t.interval != nil {
		return t.interval.match(r, e, input)
	}
	v := t.value.eval(r, e)
	if t.compares {
		return r.compare(t.operator, input, v, t.at)
	}
	if b, ok := v.(bool); ok && t.usesInput {
		return b
	}
	if t.usesInput && v == nil {
		return nil
	}
	if !r.weigh(input, t.at) || !r.weigh(v, t.at) {
		return nil
	}
	in := member(input, v)
	if in == nil {
		return r.fail(t.at, "%s cannot be matched with %s", article(kind(input)), article(kind(v)))
	}
	return in
}
