package feel

import "slices"

// The relations of points and ranges (DMN 1.5, table 78). The forms name which is a point; a range function that gets two points, or
// something without order, has no answer.
var rangeBuiltins = []builtin{
	{"before", points + twoRanges, relation(func(x, y *Range) answer { return endsBefore(x, y) })},
	{"after", points + twoRanges, relation(func(x, y *Range) answer { return endsBefore(y, x) })},
	{"meets", twoRanges, relation(meets)},
	{"met by", twoRanges, relation(func(x, y *Range) answer { return meets(y, x) })},
	{"overlaps", twoRanges, relation(func(x, y *Range) answer { return reaches(x, y).and(reaches(y, x)) })},
	{"overlaps before", twoRanges, relation(overlapsBefore)},
	{"overlaps after", twoRanges, relation(func(x, y *Range) answer { return overlapsBefore(y, x) })},
	{"finishes", pointFirst + twoRanges, relation(finishes)},
	{"finished by", pointLast + twoRanges, relation(func(x, y *Range) answer { return finishes(y, x) })},
	{"includes", pointLast + twoRanges, relation(includes)},
	{"during", pointFirst + twoRanges, relation(func(x, y *Range) answer { return includes(y, x) })},
	{"starts", pointFirst + twoRanges, relation(starts)},
	{"started by", pointLast + twoRanges, relation(func(x, y *Range) answer { return starts(y, x) })},
	{"coincides", "point1: Any, point2: Any -> boolean | " + twoRanges, relation(func(x, y *Range) answer {
		return sameStart(x, y).and(sameEnd(x, y))
	})},
	{"range", "from: string -> range", rangeOfText},
}

const (
	twoRanges  = "range1: range, range2: range -> boolean"
	pointFirst = "point: Any, range: range -> boolean | "
	pointLast  = "range: range, point: Any -> boolean | "
	points     = "point1: Any, point2: Any -> boolean | " + pointFirst + pointLast
)

// answer is true, false, or no answer because the ends have no order.
type answer struct{ yes, known bool }

func (a answer) and(b answer) answer {
	switch {
	case a.known && !a.yes, b.known && !b.yes:
		return answer{false, true}
	}
	return answer{true, a.known && b.known}
}

func (a answer) or(b answer) answer {
	switch {
	case a.known && a.yes, b.known && b.yes:
		return answer{true, true}
	}
	return answer{false, a.known && b.known}
}

func when(b bool) answer { return answer{b, true} }

// relation takes a point as the range from it to itself, which makes every form of table 78 one rule.
func relation(holds func(x, y *Range) answer) func(*arguments) Value {
	return func(a *arguments) Value {
		x, y := asRange(a.value(0)), asRange(a.value(1))
		if x == nil || y == nil {
			return a.fail("the arguments must be ranges or values in them, not null")
		}
		result := holds(x, y)
		if !result.known {
			return a.fail("there is no order between the arguments: %s and %s", article(kind(x.bound())), article(kind(y.bound())))
		}
		return result.yes
	}
}

func asRange(v Value) *Range {
	if r, ok := v.(*Range); ok || v == nil {
		return r
	}
	return &Range{Start: v, End: v, StartIncluded: true, EndIncluded: true}
}

// bound gives an end that is not open.
func (r *Range) bound() Value {
	if r.Start != nil {
		return r.Start
	}
	return r.End
}

// The ends: an open one lies before or after everything.

func less(a, b Value) answer {
	order, ok := compare(a, b)
	return answer{order < 0, ok}
}

func same(a, b Value) answer {
	order, ok := compare(a, b)
	return answer{order == 0, ok}
}

// endsBefore: x ends before y starts; at the same point one of them must leave it out.
func endsBefore(x, y *Range) answer {
	if x.End == nil || y.Start == nil {
		return when(false)
	}
	apart := when(!x.EndIncluded || !y.StartIncluded)
	return less(x.End, y.Start).or(same(x.End, y.Start).and(apart))
}

func meets(x, y *Range) answer {
	if x.End == nil || y.Start == nil {
		return when(false)
	}
	return when(x.EndIncluded && y.StartIncluded).and(same(x.End, y.Start))
}

// reaches: x goes at least as far as y's start.
func reaches(x, y *Range) answer {
	if x.End == nil || y.Start == nil {
		return when(true)
	}
	return less(y.Start, x.End).or(meets(x, y))
}

// startsFirst: x starts before y, or at the same point and takes it in where y does not ("or equal": or both do the same).
func startsFirst(x, y *Range, orEqual bool) answer {
	wider := when(x.StartIncluded && !y.StartIncluded || orEqual && x.StartIncluded == y.StartIncluded)
	switch {
	case x.Start == nil && y.Start == nil:
		return when(orEqual)
	case x.Start == nil:
		return when(true)
	case y.Start == nil:
		return when(false)
	}
	return less(x.Start, y.Start).or(same(x.Start, y.Start).and(wider))
}

// endsLast: x ends after y, or at the same point and takes it in, or both do the same.
func endsLast(x, y *Range) answer {
	wider := when(x.EndIncluded || !y.EndIncluded)
	switch {
	case x.End == nil:
		return when(true)
	case y.End == nil:
		return when(false)
	}
	return less(y.End, x.End).or(same(x.End, y.End).and(wider))
}

func overlapsBefore(x, y *Range) answer {
	return startsFirst(x, y, false).and(reaches(x, y)).and(endsLast(y, x))
}

func sameStart(x, y *Range) answer {
	if x.Start == nil || y.Start == nil {
		return when(x.Start == nil && y.Start == nil)
	}
	return when(x.StartIncluded == y.StartIncluded).and(same(x.Start, y.Start))
}

func sameEnd(x, y *Range) answer {
	if x.End == nil || y.End == nil {
		return when(x.End == nil && y.End == nil)
	}
	return when(x.EndIncluded == y.EndIncluded).and(same(x.End, y.End))
}

func finishes(x, y *Range) answer { return sameEnd(x, y).and(startsFirst(y, x, true)) }

func starts(x, y *Range) answer { return sameStart(x, y).and(endsLast(y, x)) }

func includes(x, y *Range) answer { return startsFirst(x, y, true).and(endsLast(x, y)) }

// rangeOfText reads a range literal (rule 66): both ends are literals, or one of them is left open in round brackets.
func rangeOfText(a *arguments) Value {
	tree, _, err := parseSource(a.text(0), nil, (*parser).rangeText)
	if err != nil {
		return a.fail("the text is not a range")
	}
	ends := []node{tree.start, tree.end}
	if slices.ContainsFunc(ends, func(end node) bool { return end != nil && !isEndpoint(end) }) {
		return a.fail("the ends of the range must be numbers, strings, dates, times or durations")
	}
	v := tree.eval(newRun(Scope{}, ""), nil)
	if v == nil {
		return a.fail("the ends of the range must be of one kind and in order")
	}
	return v
}

// isEndpoint tells whether a node is a literal of rule 67; the parser has made constants of date time literals.
func isEndpoint(n node) bool {
	c, ok := n.(*constant)
	if !ok || c.value == nil {
		return false
	}
	_, isFunction := c.value.(*Function)
	_, isBool := c.value.(bool)
	return !isFunction && !isBool
}
