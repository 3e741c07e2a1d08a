package dmn

import (
	"slices"

	"handinhand/process/feel"
)

// cases finds the classes of values that the cells of a column tell apart.
type cases struct {
	points  []feel.Value // bounds, each once
	ordered bool         // an order decides at one of them
	null    bool         // a cell names null
	kind    string       // built-in type of the points, empty before the first
	only    []*feel.UnaryTests
}

// allow restricts the column to the values that its input lets through: of its type, and allowed.
func (c *cases) allow(in *tableInput) {
	if t := in.domain; t != nil && !t.IsAny() {
		for kind, builtin := range builtinTypes {
			if t.ConformsTo(builtin.Type) && caseTypes[kind] {
				c.kind = kind
			}
		}
	}
	tests := []*feel.UnaryTests{in.allowed}
	if in.domain != nil {
		tests = append(tests, in.domain.allowed...)
	}
	for _, allowed := range tests {
		if allowed == nil {
			continue
		}
		if bounds, ok := allowed.Bounds(); ok && c.add(bounds) {
			c.only = append(c.only, allowed)
		}
	}
}

// caseTypes are the types whose values have cases.
var caseTypes = map[string]bool{
	"number": true, "string": true, "boolean": true, "date": true, "date and time": true, "time": true, "days and time duration": true,
	"years and months duration": true,
}

// add learns bounds; false means that they are of no use: values of two types in one column, or an order of texts.
func (c *cases) add(bounds []feel.Bound) bool {
	for _, b := range bounds {
		if b.Value == nil {
			continue
		}
		kind := kindOf(b.Value)
		if kind == "" || c.kind != "" && kind != c.kind || kind == "string" && b.Ordered {
			return false
		}
		c.kind = kind
	}
	for _, b := range bounds {
		if b.Value == nil {
			c.null = true
			continue
		}
		c.ordered = c.ordered || b.Ordered
		if !slices.ContainsFunc(c.points, func(p feel.Value) bool { return feel.Equal(p, b.Value) }) {
			c.points = append(c.points, b.Value)
		}
	}
	return true
}

// kindOf names the type of a value that has cases; empty for others.
func kindOf(v feel.Value) string {
	switch v.(type) {
	case feel.Number:
		return "number"
	case string:
		return "string"
	case bool:
		return "boolean"
	case feel.Date:
		return "date"
	case feel.DateTime:
		return "date and time"
	case feel.Time:
		return "time"
	case feel.DayTimeDuration:
		return "days and time duration"
	case feel.YearMonthDuration:
		return "years and months duration"
	}
	return ""
}

// values gives one representative for each case, null last.
func (c *cases) values() []feel.Value {
	var all []feel.Value
	switch {
	case c.kind == "boolean":
		all = []feel.Value{true, false}
	case len(c.points) == 0:
		all = []feel.Value{"anything"}
	case c.kind == "string":
		all = append(slices.Clone(c.points), c.otherText())
	default:
		all = c.between()
	}
	all = append(all, nil)
	return slices.DeleteFunc(all, func(v feel.Value) bool {
		return slices.ContainsFunc(c.only, func(allowed *feel.UnaryTests) bool {
			ok, _ := allowed.Match(v, feel.Scope{})
			return !ok && v != nil
		})
	})
}

// otherwise is the example where none of the texts that cells name is meant.
const otherwise = "something else"

// otherText is a text that stands for all that no cell names.
func (c *cases) otherText() string {
	other := otherwise
	for slices.Contains(c.points, feel.Value(other)) {
		other += " still"
	}
	return other
}

// How to find a value below, between and above bounds, in FEEL itself. Dates and months have next values, so that nothing may lie
// between two of them.
var (
	lowerBound = map[string]*feel.Expression{
		"number": constant("a - 1"), "date": constant(`a - duration("P1D")`), "date and time": constant(`a - duration("P1D")`),
		"days and time duration": constant(`a - duration("P1D")`), "years and months duration": constant(`a - duration("P1M")`),
	}
	upperBound = map[string]*feel.Expression{
		"number": constant("a + 1"), "date": constant(`a + duration("P1D")`), "date and time": constant(`a + duration("P1D")`),
		"days and time duration": constant(`a + duration("P1D")`), "years and months duration": constant(`a + duration("P1M")`),
	}
	middle = map[string]*feel.Expression{
		"number":        constant("if floor(a) + 1 < b then floor(a) + 1 else (a + b) / 2"),
		"date":          constant(`a + duration("P1D")`),
		"date and time": constant("a + (b - a) / 2"), "days and time duration": constant("a + (b - a) / 2"),
		"years and months duration": constant(`a + duration("P1M")`),
		"time":                      constant("a + (b - a) / 2"),
	}
	less = constant("a < b")
)

// between gives the points in order with a value below, between each two and above.
func (c *cases) between() []feel.Value {
	points := slices.Clone(c.points)
	slices.SortFunc(points, func(a, b feel.Value) int {
		switch {
		case feel.Equal(a, b):
			return 0
		case before(a, b):
			return -1
		}
		return 1
	})
	var all []feel.Value
	put := func(v feel.Value, low, high feel.Value) {
		if v != nil && (low == nil || before(low, v)) && (high == nil || before(v, high)) {
			all = append(all, v)
		}
	}
	put(pick(lowerBound[c.kind], points[0], nil), nil, points[0])
	for i, p := range points {
		all = append(all, p)
		if i+1 < len(points) {
			put(pick(middle[c.kind], p, points[i+1]), p, points[i+1])
		}
	}
	last := points[len(points)-1]
	put(pick(upperBound[c.kind], last, nil), last, nil)
	return all
}

func before(a, b feel.Value) bool { return pick(less, a, b) == true }

func pick(x *feel.Expression, a, b feel.Value) feel.Value {
	if x == nil {
		return nil
	}
	v, _ := x.Eval(feel.Scope{Vars: feel.NewContext().Put("a", a).Put("b", b)})
	return v
}
