package feel

type iterator struct {
	name   string
	domain node
	at     int
}

type loop struct {
	iterators []iterator
	body      node
	at        int
}

func (n *loop) eval(r *run, e *env) Value {
	results := List{}
	r.iterate(n.iterators, e, func(local *env) bool {
		results = append(results, n.body.eval(r, local.bind("partial", results[:len(results):len(results)])))
		return true
	})
	if r.stopped {
		return nil
	}
	return results
}

type quantified struct {
	iterators []iterator
	condition node
	every     bool
	at        int
}

// eval is three-valued: one clear answer decides, else a null among the answers makes the whole null.
func (n *quantified) eval(r *run, e *env) Value {
	var result Value = n.every
	r.iterate(n.iterators, e, func(local *env) bool {
		v := n.condition.eval(r, local)
		if v == !n.every {
			result = v
			return false
		}
		if _, isBool := v.(bool); !isBool {
			if v != nil {
				r.fail(n.at, "the condition after \"satisfies\" must be a boolean, not a %s", kind(v))
			}
			result = nil
		}
		return true
	})
	if r.stopped {
		return nil
	}
	return result
}

// iterate runs visit for each combination of the iterators until it says false; it tells whether it came to the end.
func (r *run) iterate(iterators []iterator, e *env, visit func(*env) bool) bool {
	if len(iterators) == 0 {
		return visit(e)
	}
	it := iterators[0]
	return r.each(it.domain.eval(r, e), it.at, func(item Value) bool {
		return r.step(it.at) && r.iterate(iterators[1:], e.bind(it.name, item), visit)
	})
}

// each visits the items of a list or the integers or days of a range, downwards where it ends below its start.
func (r *run) each(domain Value, at int, visit func(Value) bool) bool {
	span, ok := domain.(*Range)
	if !ok {
		for _, item := range asList(domain) {
			if !visit(item) {
				return false
			}
		}
		return true
	}
	first, last, value, ok := bounds(span)
	if !ok {
		r.fail(at, "only ranges of integers or dates can be iterated, not from a %s to a %s", kind(span.Start), kind(span.End))
		return true
	}
	step := int64(1)
	if last < first {
		step = -1
	}
	if !span.StartIncluded {
		first += step
	}
	if span.EndIncluded {
		last += step
	}
	for i := first; (last-i)*step > 0; i += step {
		if !visit(value(i)) {
			return false
		}
	}
	return true
}

// bounds counts the ends of a range and tells how a count becomes a value.
func bounds(span *Range) (first, last int64, value func(int64) Value, ok bool) {
	switch start := span.Start.(type) {
	case Number:
		end, isNumber := span.End.(Number)
		if !isNumber {
			return 0, 0, nil, false
		}
		first, firstOK := start.Int64()
		last, lastOK := end.Int64()
		small := func(i int64) bool { return i > -1<<53 && i < 1<<53 } // so that nothing overflows
		return first, last, func(i int64) Value { return Int(i) }, firstOK && lastOK && small(first) && small(last)
	case Date:
		end, isDate := span.End.(Date)
		if !isDate {
			return 0, 0, nil, false
		}
		return start.days(), end.days(), func(i int64) Value { d, _ := dateOfDays(i); return d }, true
	}
	return 0, 0, nil, false
}
