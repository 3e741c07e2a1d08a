package feel

import (
	"strconv"
	"strings"
)

var conversionBuiltins = []builtin{
	{"not", "negand", func(a *arguments) Value {
		if a.value(0) == nil {
			return nil
		}
		return !argument[bool](a, 0, "boolean")
	}},
	{"is defined", "value", func(a *arguments) Value { return a.value(0) != nil }},
	{"string", "from", func(a *arguments) Value {
		if a.value(0) == nil {
			return nil
		}
		text, ok := textOf(a.value(0))
		if !ok {
			return a.fail("a %s has no text", kind(a.value(0)))
		}
		return text
	}},
	{"number", "from, grouping separator?, decimal separator?", toNumber},
}

func toNumber(a *arguments) Value {
	if n, ok := a.value(0).(Number); ok {
		return n
	}
	text, grouping, point := a.text(0), a.optionalText(1), a.optionalText(2)
	if !strings.Contains(" ,.", grouping) || len(grouping) > 1 || !strings.Contains(",.", point) || len(point) > 1 || grouping != "" && grouping == point {
		return a.fail("the separators must differ: grouping is a space, comma or point, the decimal one a point or comma")
	}
	if grouping != "" {
		text = strings.ReplaceAll(text, grouping, "")
	}
	if point == "," {
		text = strings.ReplaceAll(text, ",", ".")
	}
	if a.err != nil {
		return nil
	}
	n, err := ParseNumber(text)
	if err != nil {
		return a.fail("the text is not a number")
	}
	return n
}

// textOf gives the text of a value as string() does; strings inside lists and contexts stand in quotes.
func textOf(v Value) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case nil, bool, Number, Date, Time, DateTime, DayTimeDuration, YearMonthDuration, List, *Context, *Range:
		return literal(v), true
	}
	return "", false
}

func literal(v Value) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case string:
		return strconv.Quote(v)
	case List:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = literal(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case *Context:
		parts := make([]string, len(v.keys))
		for i, key := range v.keys {
			parts[i] = key + ": " + literal(v.values[key])
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case *Range:
		return v.String()
	case interface{ String() string }:
		return v.String()
	}
	return kind(v)
}

// String gives the range as FEEL writes it.
func (r *Range) String() string {
	open, closing := "(", ")"
	if r.StartIncluded {
		open = "["
	}
	if r.EndIncluded {
		closing = "]"
	}
	return open + literal(r.Start) + ".." + literal(r.End) + closing
}
