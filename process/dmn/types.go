package dmn

import (
	"handinhand/process/feel"
)

// itemType is a type that a model names: a built-in type of FEEL or an item definition. nil is Any.
type itemType struct {
	name string
	form typeForm
	base *itemType // what an item definition refines

	components []param            // of a structure
	item       *itemType          // of a list
	params     []param            // of a function
	result     *itemType          // of a function
	allowed    *feel.UnaryTests   // nil allows all
	ranking    []*feel.Expression // the allowed values in order
}

type typeForm uint8

const (
	builtinForm   typeForm = iota // named by name
	structureForm                 // a context with components
	listForm                      // a collection of item, allowed checks the whole
	functionForm                  // params and result
	refinedForm                   // base, and allowed checks each value
)

// builtinTypes maps every way in which files write the types of FEEL to the name by which we call them.
var builtinTypes = map[string]string{
	"number": "number", "string": "string", "boolean": "boolean", "date": "date", "time": "time", "list": "list", "context": "context",
	"date and time": "date and time", "dateTime": "date and time",
	"days and time duration": "days and time duration", "dayTimeDuration": "days and time duration",
	"years and months duration": "years and months duration", "yearMonthDuration": "years and months duration",
	"function": "function", "range": "range", "Null": "Null",
}

// anyTypes are the names that promise nothing.
var anyTypes = map[string]bool{"": true, "Any": true, "any": true, "<Undefined>": true, "undefined": true, "null": true}

// is tells whether a value is of a built-in type.
func isBuiltin(value feel.Value, name string) bool {
	var ok bool
	switch name {
	case "number":
		_, ok = value.(feel.Number)
	case "string":
		_, ok = value.(string)
	case "boolean":
		_, ok = value.(bool)
	case "date":
		_, ok = value.(feel.Date)
	case "time":
		_, ok = value.(feel.Time)
	case "date and time":
		_, ok = value.(feel.DateTime)
	case "days and time duration":
		_, ok = value.(feel.DayTimeDuration)
	case "years and months duration":
		_, ok = value.(feel.YearMonthDuration)
	case "list":
		_, ok = value.(feel.List)
	case "context":
		_, ok = value.(*feel.Context)
	case "function":
		_, ok = value.(*feel.Function)
	case "range":
		_, ok = value.(*feel.Range)
	}
	return ok
}

// refined follows an item definition to what it finally is, through those that only add allowed values.
func (t *itemType) refined() *itemType {
	for t != nil && t.form == refinedForm {
		t = t.base
	}
	return t
}

// ranks gives the allowed values in order, from the definition that states some.
func (t *itemType) ranks() []*feel.Expression {
	for ; t != nil && t.form == refinedForm; t = t.base {
		if len(t.ranking) > 0 {
			return t.ranking
		}
	}
	return nil
}

// conforms tells whether a value is of the type (DMN 1.5, section 10.3.2.9.2). null is of every type.
func (v *evaluation) conforms(value feel.Value, t *itemType, s feel.Scope) bool {
	if t == nil || value == nil {
		return true
	}
	switch t.form {
	case refinedForm:
		return v.conforms(value, t.base, s) && v.allows(t, value, s)
	case listForm:
		list, ok := value.(feel.List)
		if !ok {
			return false
		}
		for _, item := range list {
			if !v.conforms(item, t.item, s) {
				return false
			}
		}
		return v.allows(t, value, s)
	case structureForm:
		return v.conformsToStructure(value, t, s)
	case functionForm:
		_, ok := value.(*feel.Function)
		return ok
	}
	return isBuiltin(value, t.name)
}

func (v *evaluation) conformsToStructure(value feel.Value, t *itemType, s feel.Scope) bool {
	c, ok := value.(*feel.Context)
	if !ok {
		return false
	}
	for _, component := range t.components {
		member, known := c.Get(component.name)
		if !known || !v.conforms(member, component.typ, s) {
			return false
		}
	}
	return true
}

func (v *evaluation) allows(t *itemType, value feel.Value, s feel.Scope) bool {
	if t.allowed == nil {
		return true
	}
	ok, _ := t.allowed.Match(value, s)
	return ok
}

// coerce makes a value of the type out of one that is nearly so (DMN 1.5, section 10.3.2.9.4): a list of one becomes its
// item, a single value a list of one, a date the start of its day. ok is false where that does not help.
func (v *evaluation) coerce(value feel.Value, t *itemType, s feel.Scope) (feel.Value, bool) {
	if v.conforms(value, t, s) {
		return value, true
	}
	final := t.refined()
	if final.form == listForm {
		if _, isList := value.(feel.List); !isList {
			one := feel.List{value}
			return one, v.conforms(one, t, s)
		}
		return nil, false
	}
	if list, isList := value.(feel.List); isList && len(list) == 1 {
		value = list[0]
		if v.conforms(value, t, s) {
			return value, true
		}
	}
	if d, isDate := value.(feel.Date); isDate && final.name == "date and time" {
		value = startOfDay(d)
		return value, v.conforms(value, t, s)
	}
	return nil, false
}
