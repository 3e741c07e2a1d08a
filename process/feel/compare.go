package feel

import "cmp"

// equal is FEEL's = (DMN 1.5, table 53). ok is false where the kinds cannot be compared: the answer is null.
func equal(a, b Value) (same, ok bool) {
	if a == nil || b == nil {
		return a == nil && b == nil, true
	}
	switch x := a.(type) {
	case bool:
		y, ok := b.(bool)
		return x == y, ok
	case string:
		y, ok := b.(string)
		return x == y, ok
	case List:
		y, ok := b.(List)
		return ok && equalLists(x, y), ok
	case *Context:
		y, ok := b.(*Context)
		return ok && equalContexts(x, y), ok
	case *Range:
		y, ok := b.(*Range)
		return ok && equalRanges(x, y), ok
	case *Function:
		y, ok := b.(*Function)
		return ok && x.same(y), ok
	}
	order, ok := compare(a, b)
	return ok && order == 0, ok
}

func equalLists(a, b List) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if same, _ := equal(a[i], b[i]); !same {
			return false
		}
	}
	return true
}

func equalContexts(a, b *Context) bool {
	if a.Len() != b.Len() {
		return false
	}
	for _, key := range a.keys {
		other, ok := b.Get(key)
		if !ok {
			return false
		}
		if same, _ := equal(a.values[key], other); !same {
			return false
		}
	}
	return true
}

func equalRanges(a, b *Range) bool {
	return a.StartIncluded == b.StartIncluded && a.EndIncluded == b.EndIncluded && a.except == b.except &&
		equalLists(List{a.Start, a.End}, List{b.Start, b.End})
}

// identical is is(): the same element of the domain. A date and time in another zone is another one, even at the same moment.
func identical(a, b Value) bool {
	switch x := a.(type) {
	case Time, DateTime, Date, DayTimeDuration, YearMonthDuration:
		return a == b
	case List:
		y, ok := b.(List)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !identical(x[i], y[i]) {
				return false
			}
		}
		return true
	case *Context:
		y, ok := b.(*Context)
		if !ok || len(x.keys) != len(y.keys) {
			return false
		}
		for _, key := range x.keys {
			if other, ok := y.Get(key); !ok || !identical(x.values[key], other) {
				return false
			}
		}
		return true
	}
	same, ok := equal(a, b)
	return same && ok
}

// compare orders two values of one ordered kind: -1, 0, 1. ok is false where there is no order.
func compare(a, b Value) (order int, ok bool) {
	switch x := a.(type) {
	case Number:
		if y, ok := b.(Number); ok {
			return x.Cmp(y), true
		}
	case string:
		if y, ok := b.(string); ok {
			return cmp.Compare(x, y), true // UTF-8 order is code point order
		}
	case YearMonthDuration:
		if y, ok := b.(YearMonthDuration); ok {
			return cmp.Compare(x, y), true
		}
	case DayTimeDuration:
		if y, ok := b.(DayTimeDuration); ok {
			return cmp.Or(cmp.Compare(x.Seconds, y.Seconds), cmp.Compare(x.Nanos, y.Nanos)), true
		}
	case Date:
		if y, ok := b.(Date); ok {
			return cmp.Compare(x.days(), y.days()), true
		}
	case Time:
		if y, ok := b.(Time); ok {
			return compareMoments(DateTime{epoch, x}, DateTime{epoch, y}), true
		}
	case DateTime:
		if y, ok := b.(DateTime); ok {
			return compareMoments(x, y), true
		}
	}
	return 0, false
}

// compareMoments goes by whole seconds, the resolution of valuet and valuedt. A side without a zone takes the offset of the other
// (DMN 1.5, table 54).
func compareMoments(a, b DateTime) int {
	x, zonedX := a.offset()
	y, zonedY := b.offset()
	if zonedX != zonedY {
		x, y = 0, 0
	}
	return cmp.Compare(a.localSeconds()-int64(x), b.localSeconds()-int64(y))
}

// includes tells whether a range holds a value: true, false or null, by comparisons joined with "and" (DMN 1.5, table 55).
func (r *Range) includes(v Value) Value {
	if r.except {
		same, ok := equal(v, r.Start)
		if !ok {
			return nil
		}
		return !same
	}
	var above, below Value = true, true
	if r.Start != nil {
		above = within(v, r.Start, 1, r.StartIncluded)
	}
	if r.End != nil {
		below = within(v, r.End, -1, r.EndIncluded)
	}
	return and(above, below)
}

// within tells whether a value lies on the side of a bound, or on it where the bound is included.
func within(v, bound Value, side int, included bool) Value {
	order, ok := compare(v, bound)
	if !ok {
		return nil
	}
	return order == side || order == 0 && included
}

// member is the "in" of a value and one test value: equal to it, in its range, or in its list (DMN 1.5, table 55).
func member(v, test Value) Value {
	switch t := test.(type) {
	case *Range:
		if _, isRange := v.(*Range); !isRange {
			return t.includes(v)
		}
	case List:
		if same, comparable := equal(v, t); comparable && same {
			return true
		}
		for _, item := range t {
			if member(v, item) == true {
				return true
			}
		}
		return false
	}
	same, ok := equal(v, test)
	if !ok {
		return nil
	}
	return same
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
