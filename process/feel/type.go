package feel

import (
	"slices"
	"strings"
)

// Type is a FEEL type (DMN 1.5, section 10.3.2.9): a simple one, list<T>, range<T>, context<…>, function<…> -> T, or one of these
// under a name and with a constraint, as an item definition or a data declaration gives it. A nil *Type is Any.
// Types are immutable: Named and Allowing give new ones.
type Type struct {
	kind    typeKind
	name    string
	element *Type    // of a list or a range
	fields  []Field  // of a context
	params  []*Type  // of a function
	result  *Type    // of a function
	untyped bool     // a function type that any function has
	allowed *allowed // constraint on values other than null
}

// Field is an entry that a context type asks for.
type Field struct {
	Name string
	Type *Type
}

// allowed is a constraint and the one it adds to.
type allowed struct {
	tests *UnaryTests
	more  *allowed
}

type typeKind int

const (
	kindAny typeKind = iota
	kindNull
	kindNumber
	kindString
	kindBoolean
	kindDate
	kindTime
	kindDateTime
	kindDayTime
	kindYearMonth
	kindList
	kindContext
	kindRange
	kindFunction
)

// The simple types.
var (
	AnyType               = &Type{kind: kindAny}
	NullType              = &Type{kind: kindNull}
	NumberType            = &Type{kind: kindNumber}
	StringType            = &Type{kind: kindString}
	BooleanType           = &Type{kind: kindBoolean}
	DateType              = &Type{kind: kindDate}
	TimeType              = &Type{kind: kindTime}
	DateTimeType          = &Type{kind: kindDateTime}
	DayTimeDurationType   = &Type{kind: kindDayTime}
	YearMonthDurationType = &Type{kind: kindYearMonth}
	anyFunction           = &Type{kind: kindFunction, untyped: true}
)

var simpleTypes = map[string]*Type{
	"Any": AnyType, "Null": NullType, "number": NumberType, "string": StringType, "boolean": BooleanType,
	"date": DateType, "time": TimeType, "date and time": DateTimeType,
	"days and time duration": DayTimeDurationType, "years and months duration": YearMonthDurationType,
}

var kindNames = [...]string{
	"Any", "Null", "number", "string", "boolean", "date", "time", "date and time", "days and time duration",
	"years and months duration", "list", "context", "range", "function",
}

// ListOf is list<T>.
func ListOf(element *Type) *Type { return &Type{kind: kindList, element: element} }

// RangeOf is range<T>.
func RangeOf(element *Type) *Type { return &Type{kind: kindRange, element: element} }

// ContextOf is the type of contexts that have these entries, and perhaps more. Without fields every context has it.
func ContextOf(fields ...Field) *Type {
	return &Type{kind: kindContext, fields: slices.Clone(fields)}
}

// FunctionOf is function<params> -> result.
func FunctionOf(params []*Type, result *Type) *Type {
	return &Type{kind: kindFunction, params: slices.Clone(params), result: result}
}

// Named gives the same type under a name, for messages.
func (t *Type) Named(name string) *Type {
	named := *t.orAny()
	named.name = name
	return &named
}

// Allowing gives the type restricted to values that pass the tests, beside the restrictions it has. Null is not tested.
func (t *Type) Allowing(tests *UnaryTests) *Type {
	restricted := *t.orAny()
	restricted.allowed = &allowed{tests, restricted.allowed}
	return &restricted
}

// orAny makes nil usable.
func (t *Type) orAny() *Type {
	if t == nil {
		return AnyType
	}
	return t
}

// IsAny tells whether every value has the type.
func (t *Type) IsAny() bool { return t == nil || t.kind == kindAny && t.allowed == nil }

// IsList tells whether the type is list<T>, and gives T.
func (t *Type) IsList() (element *Type, ok bool) {
	if t == nil || t.kind != kindList {
		return nil, false
	}
	return t.element.orAny(), true
}

// IsFunction tells whether the type is function<…> -> T, and gives T.
func (t *Type) IsFunction() (result *Type, ok bool) {
	if t == nil || t.kind != kindFunction {
		return nil, false
	}
	return t.result.orAny(), true
}

// Fields gives the entries of a context type, nil for others.
func (t *Type) Fields() []Field {
	if t == nil {
		return nil
	}
	return slices.Clone(t.fields)
}

// field finds the entry of a context type.
func (t *Type) field(name string) (*Type, bool) {
	for _, f := range t.fields {
		if f.Name == name {
			return f.Type.orAny(), true
		}
	}
	return nil, false
}

// String gives the name, or the type as FEEL writes it.
func (t *Type) String() string {
	if t == nil {
		return "Any"
	}
	if t.name != "" {
		return t.name
	}
	switch t.kind {
	case kindList, kindRange:
		return kindNames[t.kind] + "<" + t.element.String() + ">"
	case kindContext:
		parts := make([]string, len(t.fields))
		for i, f := range t.fields {
			parts[i] = f.Name + ": " + f.Type.String()
		}
		return "context<" + strings.Join(parts, ", ") + ">"
	case kindFunction:
		if t.untyped {
			return "function"
		}
		parts := make([]string, len(t.params))
		for i, p := range t.params {
			parts[i] = p.String()
		}
		return "function<" + strings.Join(parts, ", ") + "> -> " + t.result.String()
	}
	return kindNames[t.kind]
}

// ConformsTo tells whether a value of type t may stand wherever one of type u is expected (DMN 1.5, section 10.3.2.9.2).
// Constraints are about values and do not count here.
func (t *Type) ConformsTo(u *Type) bool {
	t, u = t.orAny(), u.orAny()
	switch {
	case u.kind == kindAny || t.kind == kindNull || t == u:
		return true
	case t.kind != u.kind:
		return false
	}
	switch t.kind {
	case kindList, kindRange:
		return t.element.ConformsTo(u.element)
	case kindContext:
		for _, f := range u.fields {
			if own, ok := t.field(f.Name); !ok || !own.ConformsTo(f.Type) {
				return false
			}
		}
	case kindFunction:
		return t.functionConformsTo(u)
	}
	return true
}

// functionConformsTo: parameters the other way round, results the same way.
func (t *Type) functionConformsTo(u *Type) bool {
	if u.untyped {
		return true
	}
	if t.untyped || len(t.params) != len(u.params) {
		return false
	}
	for i := range t.params {
		if !u.params[i].ConformsTo(t.params[i]) {
			return false
		}
	}
	return t.result.ConformsTo(u.result)
}
