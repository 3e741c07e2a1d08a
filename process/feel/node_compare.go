package feel

type comparison struct {
	left, right node
	operator    string
	at          int
}

func (n *comparison) eval(r *run, e *env) Value {
	return r.compare(n.operator, n.left.eval(r, e), n.right.eval(r, e), n.at)
}

// compare applies one of the six comparison operators.
func (r *run) compare(operator string, a, b Value, at int) Value {
	if operator == "=" || operator == "!=" {
		if !r.weigh(a, at) || !r.weigh(b, at) {
			return nil
		}
		same, ok := equal(a, b)
		if !ok {
			return r.fail(at, "a %s and a %s cannot be compared", kind(a), kind(b))
		}
		return same == (operator == "=")
	}
	order, ok := compare(a, b)
	if !ok {
		return r.fail(at, "there is no order between a %s and a %s", kind(a), kind(b))
	}
	switch operator {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
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
	above := r.compare(">=", v, n.low.eval(r, e), n.at)
	below := r.compare("<=", v, n.high.eval(r, e), n.at)
	return and(above, below)
}

// and joins two results of comparisons.
func and(a, b Value) Value {
	if a == false || b == false {
		return false
	}
	if a == nil || b == nil {
		return nil
	}
	return true
}

// inTests is "value in tests".
type inTests struct {
	value node
	tests *testList
	at    int
}

func (n *inTests) eval(r *run, e *env) Value {
	v := n.value.eval(r, e)
	return n.tests.match(r, e.bind("?", v), v)
}

// testList holds unary tests that are joined by "or".
type testList struct {
	any, negated bool
	tests        []test
}

// test is one unary test: a comparison with the input, a condition that uses "?", or a value, range or list to match.
type test struct {
	operator  string
	value     node
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
	v := t.value.eval(r, e)
	if t.operator != "" {
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
	in, ok := member(input, v)
	if !ok {
		return r.fail(t.at, "a %s cannot be matched with a %s", kind(input), kind(v))
	}
	return in
}
