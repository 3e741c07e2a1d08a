package feel

import "cmp"

// equal is FEEL's = (DMN 1.5, table 42). ok is false where the kinds cannot be compared: the answer is null.
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
		return x == y, ok
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
	if a.StartIncluded != b.StartIncluded || a.EndIncluded != b.EndIncluded {
		return false
	}
	return equalLists(List{a.Start, a.End}, List{b.Start, b.End})
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
			return compareMoments(DateTime{Date{1970, 1, 1}, x}, DateTime{Date{1970, 1, 1}, y})
		}
	case DateTime:
		if y, ok := b.(DateTime); ok {
			return compareMoments(x, y)
		}
	}
	return 0, false
}

// compareMoments has no answer where only one side knows its zone.
func compareMoments(a, b DateTime) (int, bool) {
	x, zonedX := a.offset()
	y, zonedY := b.offset()
	if zonedX != zonedY {
		return 0, false
	}
	seconds := cmp.Compare(a.localSeconds()-int64(x), b.localSeconds()-int64(y))
	return cmp.Or(seconds, cmp.Compare(a.Time.Nano, b.Time.Nano)), true
}

// includes tells whether a range holds a value.
func (r *Range) includes(v Value) (in, ok bool) {
	if v == nil {
		return false, false
	}
	if r.Start != nil {
		order, ok := compare(v, r.Start)
		if !ok || order < 0 || order == 0 && !r.StartIncluded {
			return false, ok
		}
	}
	if r.End != nil {
		order, ok := compare(v, r.End)
		if !ok || order > 0 || order == 0 && !r.EndIncluded {
			return false, ok
		}
	}
	return true, true
}

// member is the `in` of a value and one test value: equal to it, in its range, or in its list (DMN 1.5, table 55).
func member(v, test Value) (in, ok bool) {
	switch t := test.(type) {
	case *Range:
		if _, isRange := v.(*Range); !isRange {
			return t.includes(v)
		}
	case List:
		if same, comparable := equal(v, t); comparable && same {
			return true, true
		}
		for _, item := range t {
			if in, _ := member(v, item); in {
				return true, true
			}
		}
		return false, true
	}
	return equal(v, test)
}
