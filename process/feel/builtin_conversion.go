package feel

import (
	"strconv"
	"strings"
)

var conversionBuiltins = []builtin{
	{"not", "negand: boolean? -> boolean", func(a *arguments) Value {
		if b, ok := a.value(0).(bool); ok {
			return !b
		}
		return nil
	}},
	{"is", "value1: Any, value2: Any -> boolean", func(a *arguments) Value {
		return a.weigh(a.value(0), a.value(1)) && identical(a.value(0), a.value(1))
	}},
	{"is defined", "value: Any -> boolean", func(a *arguments) Value { return a.value(0) != nil }},
	{"string", "from: Any -> string", func(a *arguments) Value {
		if a.value(0) == nil || !a.weigh(a.value(0)) {
			return nil
		}
		text, ok := textOf(a.value(0))
		if !ok {
			return a.fail("%s has no text", article(kind(a.value(0))))
		}
		return text
	}},
	{"number", "from: string -> number | from: string, grouping separator: string? -> number | " +
		"from: string, grouping separator: string?, decimal separator: string? -> number", toNumber},
}

// toNumber reads a numeral (rule 35) after its separators are taken out.
func toNumber(a *arguments) Value {
	text, grouping, point := a.text(0), a.text(1), a.text(2)
	if !oneOf(grouping, "", " ", ",", ".") || !oneOf(point, "", ",", ".") || grouping != "" && grouping == point {
		return a.fail("the separators must differ: grouping is a space, comma or point, the decimal one a point or comma")
	}
	if grouping != "" {
		text = strings.ReplaceAll(text, grouping, "")
	}
	if point == "," {
		if strings.Contains(text, ".") {
			return a.fail("the text is not a number")
		}
		text = strings.ReplaceAll(text, ",", ".")
	}
	n, err := ParseNumber(text)
	if err != nil {
		return a.fail("the text is not a number")
	}
	return n
}

func oneOf(s string, choices ...string) bool {
	for _, choice := range choices {
		if s == choice {
			return true
		}
	}
	return false
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
		return quote(v)
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

// quote writes a string as FEEL reads it.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s) + `"`
}

// String gives the range as FEEL writes it.
func (r *Range) String() string {
	if operator := r.unaryOperator(); operator != "" {
		end := r.End
		if end == nil {
			end = r.Start
		}
		return operator + " " + literal(end)
	}
	open, closing := "(", ")"
	if r.StartIncluded {
		open = "["
	}
	if r.EndIncluded {
		closing = "]"
	}
	return open + literal(r.Start) + ".." + literal(r.End) + closing
}
