package feel

// quickTest is a test against a fixed scalar or interval. Nearly all cells of decision tables are lists of such tests, and they need no
// evaluation: a table of 200 rules asks thousands of them.
type quickTest struct {
	compares bool
	operator comparer
	value    Value
}

// quicken finds the quick form of tests; nil where they have none.
func (u *UnaryTests) quicken() []quickTest {
	quick := make([]quickTest, 0, len(u.list.tests))
	for _, t := range u.list.tests {
		x := &Expression{src: u.src, root: t.value, names: u.names}
		v, ok := x.Fixed()
		if !ok || t.usesInput || !isScalar(v) && (t.compares || !isInterval(v)) {
			return nil
		}
		quick = append(quick, quickTest{t.compares, t.operator, v})
	}
	return quick
}

// isInterval tells whether a value is a range with both ends.
func isInterval(v Value) bool {
	span, ok := v.(*Range)
	return ok && !span.except && isScalar(span.Start) && isScalar(span.End)
}

func isScalar(v Value) bool {
	switch v.(type) {
	case bool, string, Number, Date, Time, DateTime, DayTimeDuration, YearMonthDuration:
		return true
	}
	return false
}

// quickly answers the tests; ok is false where only an evaluation can, because a value does not fit a test and the reason must be
// recorded.
func (u *UnaryTests) quickly(input Value) (matched, ok bool) {
	if u.quick == nil || !isScalar(input) {
		return false, false
	}
	for i := range u.quick {
		in, ok := u.quick[i].match(input)
		if !ok {
			return false, false
		}
		if in {
			return !u.list.negated, true
		}
	}
	return u.list.negated, true
}

func (t *quickTest) match(input Value) (in, ok bool) {
	if span, isRange := t.value.(*Range); isRange {
		low, lowOK := compare(input, span.Start)
		high, highOK := compare(input, span.End)
		return (low > 0 || low == 0 && span.StartIncluded) && (high < 0 || high == 0 && span.EndIncluded), lowOK && highOK
	}
	if !t.compares || t.operator == opEqual {
		return equal(input, t.value)
	}
	if t.operator == opUnequal {
		same, ok := equal(input, t.value)
		return !same, ok
	}
	order, ok := compare(input, t.value)
	switch t.operator {
	case opLess:
		return order < 0, ok
	case opAtMost:
		return order <= 0, ok
	case opGreater:
		return order > 0, ok
	}
	return order >= 0, ok
}
