package feel

type iterator struct {
	name   string
	domain node
	span   bool // start..end without brackets: may go downwards
	keeps  bool // a function may keep the variable: each round needs its own
	weight int  // what it costs to evaluate the domain
	at     int
}

type loop struct {
	iterators []iterator
	body      node
	partial   bool // the body reads "partial"
	weight    int  // what a round costs
	at        int
}

func (n *loop) eval(r *run, e *env) Value {
	results := List{}
	ok := r.iterate(n.iterators, e, func(local *env) bool {
		if !r.spend(n.weight, n.at) {
			return false
		}
		if n.partial {
			local = local.bind("partial", results[:len(results):len(results)])
		}
		results = append(results, n.body.eval(r, local))
		return true
	})
	if !ok || r.stopped {
		return nil
	}
	return results
}

type quantified struct {
	iterators []iterator
	condition node
	every     bool
	weight    int // what a round costs
	at        int
}

// eval is three-valued: one clear answer decides, else a null among the answers makes the whole null, and so does an answer that is
// no boolean.
func (n *quantified) eval(r *run, e *env) Value {
	var result Value = n.every
	wrong := false
	ok := r.iterate(n.iterators, e, func(local *env) bool {
		if !r.spend(n.weight, n.at) {
			return false
		}
		v := n.condition.eval(r, local)
		if v == !n.every {
			result = v
			return false
		}
		if _, isBool := v.(bool); !isBool {
			if v != nil {
				wrong = true
				r.fail(n.at, "the condition after \"satisfies\" must be a boolean, not %s", article(kind(v)))
			}
			result = nil
		}
		return !wrong
	})
	if !ok || wrong || r.stopped {
		return nil
	}
	return result
}

// iterate runs visit for each combination of the iterators until it says false. ok is false where a domain cannot be gone through.
func (r *run) iterate(iterators []iterator, e *env, visit func(*env) bool) (ok bool) {
	ok, _ = r.combine(iterators, e, visit)
	return ok
}

func (r *run) combine(iterators []iterator, e *env, visit func(*env) bool) (ok, more bool) {
	if len(iterators) == 0 {
		return true, visit(e)
	}
	it := &iterators[0]
	ok, more = true, true
	if !r.spend(it.weight, it.at) {
		return false, false
	}
	local := e.bind(it.name, nil)
	each := func(item Value) bool {
		if !r.step(it.at) {
			return false
		}
		if it.keeps {
			local = e.bind(it.name, nil)
		}
		local.value = item
		var innerOK bool
		innerOK, more = r.combine(iterators[1:], local, visit)
		ok = ok && innerOK
		return ok && more
	}
	if n, isRange := it.domain.(*rangeLiteral); isRange && it.span {
		return r.eachOfSpan(n.start.eval(r, e), n.end.eval(r, e), it.at, each) && ok, more
	}
	return r.each(it.domain.eval(r, e), it.at, each) && ok, more
}

// each visits the items of a list, the numbers or days of a range, or the one value.
func (r *run) each(domain Value, at int, visit func(Value) bool) (ok bool) {
	switch domain := domain.(type) {
	case nil:
		r.fail(at, "there is nothing to go through: the list is null")
		return false
	case List:
		for _, item := range domain {
			if !visit(item) {
				break
			}
		}
		return true
	case *Range:
		first, last, value, ok := r.bounds(domain.Start, domain.End, at)
		if !ok || domain.except {
			return false
		}
		if !domain.StartIncluded {
			first++
		}
		if !domain.EndIncluded {
			last--
		}
		for i := first; i <= last && visit(value(i)); i++ {
		}
		return true
	}
	visit(domain)
	return true
}

// eachOfSpan visits start..end, downwards where it ends below its start.
func (r *run) eachOfSpan(start, end Value, at int, visit func(Value) bool) (ok bool) {
	first, last, value, ok := r.bounds(start, end, at)
	if !ok {
		return false
	}
	step := int64(1)
	if last < first {
		step = -1
	}
	for i := first; (last-i)*step >= 0 && visit(value(i)); i += step {
	}
	return true
}

// bounds counts the ends of a range of integers or days and tells how a count becomes a value.
func (r *run) bounds(start, end Value, at int) (first, last int64, value func(int64) Value, ok bool) {
	switch start := start.(type) {
	case Number:
		if end, isNumber := end.(Number); isNumber {
			first, firstOK := start.Int64()
			last, lastOK := end.Int64()
			if firstOK && lastOK && countable(first) && countable(last) {
				return first, last, func(i int64) Value { return Int(i) }, true
			}
			r.fail(at, "only ranges of integers can be gone through, and not beyond 2**53")
			return 0, 0, nil, false
		}
	case Date:
		if end, isDate := end.(Date); isDate {
			return start.days(), end.days(), func(i int64) Value { d, _ := dateOfDays(i); return d }, true
		}
	}
	r.fail(at, "only ranges of integers or dates can be gone through, not from %s to %s", article(kind(start)), article(kind(end)))
	return 0, 0, nil, false
}

// countable keeps the counting clear of overflow.
func countable(i int64) bool { return i > -1<<53 && i < 1<<53 }
