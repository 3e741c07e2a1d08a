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

// String gives the name, or the type as FEEL writes it; one of astronomic length is cut.
func (t *Type) String() string {
	var b strings.Builder
	t.write(&b)
	return b.String()
}

func (t *Type) write(b *strings.Builder) {
	switch {
	case t == nil:
		b.WriteString("Any")
	case t.name != "":
		b.WriteString(t.name)
	case b.Len() > maxTypeText:
		b.WriteString("…")
	case t.kind == kindList || t.kind == kindRange:
		b.WriteString(kindNames[t.kind] + "<")
		t.element.write(b)
		b.WriteString(">")
	case t.kind == kindContext:
		t.writeFields(b)
	case t.kind == kindFunction && !t.untyped:
		b.WriteString("function<")
		for i, p := range t.params {
			if i > 0 {
				b.WriteString(", ")
			}
			p.write(b)
		}
		b.WriteString("> -> ")
		t.result.write(b)
	default:
		b.WriteString(kindNames[t.kind])
	}
}

func (t *Type) writeFields(b *strings.Builder) {
	b.WriteString("context<")
	for i, f := range t.fields {
		if i > 0 {
			b.WriteString(", ")
		}
		if b.Len() > maxTypeText {
			b.WriteString("…")
			break
		}
		b.WriteString(f.Name + ": ")
		f.Type.write(b)
	}
	b.WriteString(">")
}

// ConformsTo tells whether a value of type t may stand wherever one of type u is expected (DMN 1.5, section 10.3.2.9.2).
// Constraints are about values and do not count here. Types of astronomic size conform to themselves and to Any only.
func (t *Type) ConformsTo(u *Type) bool {
	steps := 0
	return t.conformsTo(u, &steps)
}

// conformsTo counts steps, because types share their parts as values do.
func (t *Type) conformsTo(u *Type, steps *int) bool {
	t, u = t.orAny(), u.orAny()
	*steps++
	switch {
	case u.kind == kindAny || t.kind == kindNull || t == u:
		return true
	case t.kind != u.kind || *steps > maxTypeSteps:
		return false
	}
	switch t.kind {
	case kindList, kindRange:
		return t.element.conformsTo(u.element, steps)
	case kindContext:
		for _, f := range u.fields {
			if own, ok := t.field(f.Name); !ok || !own.conformsTo(f.Type, steps) {
				return false
			}
		}
	case kindFunction:
		return t.functionConformsTo(u, steps)
	}
	return true
}

// functionConformsTo: parameters the other way round, results the same way.
func (t *Type) functionConformsTo(u *Type, steps *int) bool {
	if u.untyped {
		return true
	}
	if t.untyped || len(t.params) != len(u.params) {
		return false
	}
	for i := range t.params {
		if !u.params[i].conformsTo(t.params[i], steps) {
			return false
		}
	}
	return t.result.conformsTo(u.result, steps)
}
