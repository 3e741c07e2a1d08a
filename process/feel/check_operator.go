package feel

func (n *comparison) infer(c *checker, s *scope) *Type {
	c.compare(n.operator, n.left.infer(c, s), n.right.infer(c, s), n.at)
	return BooleanType
}

// compare reports a comparison that is always null.
func (c *checker) compare(operator comparer, t, u *Type, at int) {
	if !known(t) || !known(u) {
		return
	}
	if operator == opEqual || operator == opUnequal {
		if t.kind != u.kind && t.kind != kindNull && u.kind != kindNull {
			c.report(at, "%s and %s cannot be compared", articleOf(t), articleOf(u))
		}
		return
	}
	if !comparable(t, u) {
		c.report(at, "there is no order between %s and %s", articleOf(t), articleOf(u))
	}
}

func (n *between) infer(c *checker, s *scope) *Type {
	t := n.value.infer(c, s)
	c.compare(opAtLeast, t, n.low.infer(c, s), n.at)
	c.compare(opAtMost, t, n.high.infer(c, s), n.at)
	return BooleanType
}

func (n *inTests) infer(c *checker, s *scope) *Type {
	t := n.value.infer(c, s)
	n.tests.check(c, s.bind("?", t), t)
	return BooleanType
}

func (l *testList) check(c *checker, s *scope, input *Type) {
	for i := range l.tests {
		l.tests[i].check(c, s, input)
	}
}

func (t *test) check(c *checker, s *scope, input *Type) {
	u := t.value.infer(c, s)
	switch {
	case t.compares:
		c.compare(t.operator, input, u, t.at)
	case !known(input) || !known(u) || t.usesInput && u.kind == kindBoolean || isKind(input, kindNull) || u.kind == kindNull:
	case t.usesInput:
		c.report(t.at, "a condition on \"?\" must be a boolean, not %s", articleOf(u))
	case u.kind == kindRange && input.kind != kindRange:
		if known(u.element) && u.element.kind != input.kind {
			c.report(t.at, "%s cannot be in a range of %s", articleOf(input), u.element.String())
		}
	case u.kind == kindList:
		if known(u.element) && input.kind != kindList && u.element.kind != input.kind && u.element.kind != kindRange {
			c.report(t.at, "%s cannot be in %s", articleOf(input), articleOf(u))
		}
	case u.kind != input.kind:
		c.report(t.at, "%s can never be %s", articleOf(input), articleOf(u))
	}
}

func (n *arithmetic) infer(c *checker, s *scope) *Type {
	t, u := n.left.infer(c, s), n.right.infer(c, s)
	if n.operator == opNegate {
		if known(u) && u.kind != kindNumber && !u.isDuration() {
			return c.report(n.at, "%s cannot be negated", articleOf(u))
		}
		return u
	}
	if !known(t) || !known(u) {
		return nil
	}
	result := resultOf(n.operator, t, u)
	if result == nil {
		return c.report(n.at, "%q is not defined between %s and %s", operatorSymbols[n.operator], articleOf(t), articleOf(u))
	}
	return result
}

func (t *Type) isDuration() bool { return t.kind == kindDayTime || t.kind == kindYearMonth }

func (t *Type) isMoment() bool { return t.kind == kindDate || t.kind == kindDateTime }

// resultOf gives the type of an operation on known types, nil where it is not defined (DMN 1.5, tables 56 to 61).
func resultOf(op operator, t, u *Type) *Type {
	if t.kind == kindNumber && u.kind == kindNumber {
		return NumberType
	}
	switch op {
	case opAdd:
		if t.kind == kindString && u.kind == kindString {
			return StringType
		}
		if t.isDuration() && !u.isDuration() {
			t, u = u, t
		}
		return shifted(t, u)
	case opSubtract:
		if t.isMoment() && u.isMoment() || t.kind == kindTime && u.kind == kindTime {
			return DayTimeDurationType
		}
		return shifted(t, u)
	case opMultiply:
		if t.kind == kindNumber && u.isDuration() {
			return u
		}
		return scaled(t, u)
	case opDivide:
		if t.isDuration() && t.kind == u.kind {
			return NumberType
		}
		return scaled(t, u)
	}
	return nil
}

// shifted is a moment or a duration moved by a duration.
func shifted(t, duration *Type) *Type {
	if duration.isDuration() && (t.isMoment() || t.kind == duration.kind || t.kind == kindTime && duration.kind == kindDayTime) {
		return t
	}
	return nil
}

func scaled(t, factor *Type) *Type {
	if t.isDuration() && factor.kind == kindNumber {
		return t
	}
	return nil
}
