package feel

type rangeLiteral struct {
	start, end                 node // nil is an open side: only range("(..2)") can say that
	startIncluded, endIncluded bool
	at                         int
}

// eval gives null for ends that are null, of two kinds, or in the wrong order (DMN 1.5, section 10.3.2.7).
func (n *rangeLiteral) eval(r *run, e *env) Value {
	span := &Range{StartIncluded: n.startIncluded, EndIncluded: n.endIncluded}
	if n.start != nil {
		if span.Start = n.start.eval(r, e); span.Start == nil {
			return r.fail(n.at, "the start of the range is null")
		}
	}
	if n.end != nil {
		if span.End = n.end.eval(r, e); span.End == nil {
			return r.fail(n.at, "the end of the range is null")
		}
	}
	if span.Start == nil || span.End == nil {
		return span
	}
	order, ok := compare(span.Start, span.End)
	switch {
	case !ok:
		return r.fail(n.at, "a range cannot go from %s to %s", article(kind(span.Start)), article(kind(span.End)))
	case order > 0:
		return r.fail(n.at, "the range ends before it starts")
	}
	return span
}

// match is "value in [start..end]", which is two comparisons joined with "and": a null end makes it null or false (table 55).
func (n *rangeLiteral) match(r *run, e *env, v Value) Value {
	if _, isRange := v.(*Range); isRange {
		return r.compare(opEqual, v, n.eval(r, e), n.at)
	}
	low, high := opGreater, opLess
	if n.startIncluded {
		low = opAtLeast
	}
	if n.endIncluded {
		high = opAtMost
	}
	start, end := n.start.eval(r, e), n.end.eval(r, e)
	above := r.compare(low, v, start, n.at)
	if above == false {
		return false
	}
	return and(above, r.compare(high, v, end, n.at))
}

// unaryRange is a range with one end, as "> 10".
type unaryRange struct {
	operator comparer
	end      node
	at       int
}

func (n *unaryRange) eval(r *run, e *env) Value {
	v := n.end.eval(r, e)
	if v == nil {
		return r.fail(n.at, "the end of the range is null")
	}
	if _, ordered := compare(v, v); !ordered && n.operator != opEqual && n.operator != opUnequal {
		return r.fail(n.at, "%s has no order, so it cannot bound a range", article(kind(v)))
	}
	switch n.operator {
	case opLess, opAtMost:
		return &Range{End: v, EndIncluded: n.operator == opAtMost}
	case opGreater, opAtLeast:
		return &Range{Start: v, StartIncluded: n.operator == opAtLeast}
	case opUnequal:
		return &Range{Start: v, End: v, except: true}
	}
	return &Range{Start: v, End: v, StartIncluded: true, EndIncluded: true}
}
