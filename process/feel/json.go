package feel

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Vars makes a map of JSON values (as encoding/json decodes them, or Go integers, or [Value]s) usable as [Variables].
// A value is converted when it is read. A Go value that has no FEEL counterpart counts as unknown.
func Vars(values map[string]any) Variables { return jsonVariables(values) }

type jsonVariables map[string]any

func (j jsonVariables) Lookup(name string) (Value, bool) {
	v, ok := j[name]
	if !ok {
		return nil, false
	}
	return convert(v)
}

// Keys gives the names, for suggestions.
func (j jsonVariables) Keys() []string { return slices.Sorted(maps.Keys(j)) }

// FromJSON turns a JSON value into a FEEL value; strings stay strings. What has no FEEL counterpart becomes null.
// Members of objects come in alphabetical order.
func FromJSON(v any) Value {
	value, _ := convert(v)
	return value
}

func convert(v any) (Value, bool) {
	switch v := v.(type) {
	case nil, bool, string, Number, Date, Time, DateTime, DayTimeDuration, YearMonthDuration, List, *Context, *Range, *Function:
		return v, true
	case json.Number:
		return convertNumber(v.String())
	case float64:
		return convertNumber(strconv.FormatFloat(v, 'g', -1, 64))
	case int:
		return Int(int64(v)), true
	case int64:
		return Int(v), true
	case time.Time:
		return DateTimeOf(v), true
	case []any:
		list := make(List, len(v))
		for i, item := range v {
			list[i] = FromJSON(item)
		}
		return list, true
	case []string:
		list := make(List, len(v))
		for i, item := range v {
			list[i] = item
		}
		return list, true
	case map[string]any:
		c := NewContext()
		for _, key := range slices.Sorted(maps.Keys(v)) {
			c.Put(key, FromJSON(v[key]))
		}
		return c, true
	}
	return nil, false
}

func convertNumber(s string) (Value, bool) {
	n, err := ParseNumber(strings.Replace(s, "+", "", 1)) // Go writes 1e+06
	if err != nil {
		return nil, false
	}
	return n, true
}

// ToJSON turns a FEEL value into what encoding/json can write: numbers as json.Number, dates, times, durations and
// ranges as FEEL strings, contexts as objects. Functions become null.
func ToJSON(v Value) any {
	switch v := v.(type) {
	case Number:
		return json.Number(v.String())
	case List:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = ToJSON(item)
		}
		return list
	case *Context:
		object := make(map[string]any, v.Len())
		for _, key := range v.keys {
			object[key] = ToJSON(v.values[key])
		}
		return object
	case nil, bool, string:
		return v
	case *Function:
		return nil
	}
	text, _ := textOf(v)
	return text
}
