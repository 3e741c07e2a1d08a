package feel

import "slices"

// Value is a FEEL value: nil (null), bool, string, [Number], [Date], [Time], [DateTime], [DayTimeDuration],
// [YearMonthDuration], [List], *[Context], *[Range] or *[Function]. Values are immutable once built.
type Value any

// List is a FEEL list.
type List []Value

// Context is a FEEL context: entries in the order in which they were put.
type Context struct {
	keys   []string
	values map[string]Value
}

// NewContext gives an empty context.
func NewContext() *Context { return &Context{values: map[string]Value{}} }

// Put sets an entry and gives the context back. Only whoever builds a context may call it: values are shared afterwards.
func (c *Context) Put(key string, v Value) *Context {
	if _, known := c.values[key]; !known {
		c.keys = append(c.keys, key)
	}
	c.values[key] = v
	return c
}

// Get gives the entry of that name and whether it is there.
func (c *Context) Get(key string) (Value, bool) {
	v, ok := c.values[key]
	return v, ok
}

// Lookup makes a context usable as [Variables].
func (c *Context) Lookup(name string) (Value, bool) { return c.Get(name) }

// Keys gives the names of the entries in order.
func (c *Context) Keys() []string { return slices.Clone(c.keys) }

// Len gives the number of entries.
func (c *Context) Len() int { return len(c.keys) }

// Equal tells whether both contexts hold equal entries; order does not matter (DMN 1.5, table 42).
func (c *Context) Equal(o *Context) bool {
	if c == nil || o == nil {
		return c == o
	}
	same, ok := equal(c, o)
	return same && ok
}

// Range is a FEEL range. A nil Start or End is an open side, as in "< 10".
type Range struct {
	Start, End                 Value
	StartIncluded, EndIncluded bool
	except                     bool // "!= x": everything of its kind but x, which is Start and End
}

// unaryOperator gives the operator of a range that is written with one, or "".
func (r *Range) unaryOperator() string {
	operator := ""
	switch {
	case r.except:
		return "!="
	case r.Start == nil:
		operator = "<"
	case r.End == nil:
		operator = ">"
	default:
		return ""
	}
	if r.StartIncluded || r.EndIncluded {
		operator += "="
	}
	return operator
}

// kind names the FEEL type of a value, for messages and for type dispatch.
func kind(v Value) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case Number:
		return "number"
	case string:
		return "string"
	case Date:
		return "date"
	case Time:
		return "time"
	case DateTime:
		return "date and time"
	case DayTimeDuration:
		return "days and time duration"
	case YearMonthDuration:
		return "years and months duration"
	case List:
		return "list"
	case *Context:
		return "context"
	case *Range:
		return "range"
	case *Function:
		return "function"
	}
	return "unknown"
}
