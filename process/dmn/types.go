package dmn

import (
	"handinhand/process/feel"
)

// itemType is a type that a model names, with what the package wants to know of it beyond what FEEL does. nil is Any.
type itemType struct {
	*feel.Type
	allowed []*feel.UnaryTests // what single values must pass, each
	ranking []*feel.Expression // the allowed values in order
}

// builtinTypes are the types of FEEL under every name by which files call them; some modelers write Java's names of numbers.
var builtinTypes = map[string]*itemType{
	"integer": {Type: feel.NumberType}, "long": {Type: feel.NumberType}, "double": {Type: feel.NumberType},
	"number": {Type: feel.NumberType}, "string": {Type: feel.StringType}, "boolean": {Type: feel.BooleanType},
	"date": {Type: feel.DateType}, "time": {Type: feel.TimeType},
	"date and time": {Type: feel.DateTimeType}, "dateTime": {Type: feel.DateTimeType},
	"days and time duration": {Type: feel.DayTimeDurationType}, "dayTimeDuration": {Type: feel.DayTimeDurationType},
	"list": {Type: feel.ListOf(nil)}, "context": {Type: feel.ContextOf()}, "range": {Type: feel.RangeOf(nil)},
	"years and months duration": {Type: feel.YearMonthDurationType}, "yearMonthDuration": {Type: feel.YearMonthDurationType},
}

// anyTypes are the names that promise nothing.
var anyTypes = map[string]bool{"": true, "Any": true, "any": true, "<Undefined>": true, "undefined": true, "null": true, "function": true}

// feelType gives the type for FEEL; Any for nil.
func (t *itemType) feelType() *feel.Type {
	if t == nil {
		return nil
	}
	return t.Type
}

// checked makes a value fit the type that the model declares (DMN 1.5, section 10.3.2.9.4). What does not fit is null and a failure.
func (v *evaluation) checked(value feel.Value, t *itemType, element, what string, s feel.Scope) feel.Value {
	if t == nil || value == nil {
		return value
	}
	fitting, ok := t.Convert(value, s)
	if !ok {
		v.fail(element, nil, "%s is not of the type %s", what, t)
		return nil
	}
	return fitting
}

// read turns strings into the dates, times and durations that a type declares, also deep in lists and contexts, because values from
// outside come as JSON. A text that cannot be read stays as it is: then it is not of the type, and the check says so.
func read(value feel.Value, t *feel.Type) feel.Value {
	if t.IsAny() {
		return value
	}
	switch x := value.(type) {
	case string:
		return readText(x, t)
	case feel.List:
		item, ok := t.IsList()
		if !ok {
			return value
		}
		list := make(feel.List, len(x))
		for i := range x {
			list[i] = read(x[i], item)
		}
		return list
	case *feel.Context:
		return readContext(x, t.Fields())
	}
	return value
}

func readContext(c *feel.Context, fields []feel.Field) feel.Value {
	if len(fields) == 0 {
		return c
	}
	inside := feel.NewContext()
	for _, key := range c.Keys() {
		member, _ := c.Get(key)
		for _, f := range fields {
			if f.Name == key {
				member = read(member, f.Type)
			}
		}
		inside.Put(key, member)
	}
	return inside
}

func readText(text string, t *feel.Type) feel.Value {
	var value feel.Value
	var err error
	switch {
	case t.ConformsTo(feel.StringType):
		return text
	case t.ConformsTo(feel.DateType):
		value, err = feel.ParseDate(text)
	case t.ConformsTo(feel.TimeType):
		value, err = feel.ParseTime(text)
	case t.ConformsTo(feel.DateTimeType):
		value, err = feel.ParseDateTime(text)
	case t.ConformsTo(feel.DayTimeDurationType), t.ConformsTo(feel.YearMonthDurationType):
		value, err = feel.ParseDuration(text)
	default:
		return text
	}
	if err != nil {
		return text
	}
	return value
}
