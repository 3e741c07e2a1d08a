package form

import (
	"regexp"
	"slices"

	"handinhand/process/feel"
)

// Type is the kind of a component, as form-js names it.
type Type string

// The component types that are executed.
const (
	Text      Type = "text"
	Separator Type = "separator"
	Group     Type = "group"
	TextField Type = "textfield"
	TextArea  Type = "textarea"
	Number    Type = "number"
	DateTime  Type = "datetime"
	Select    Type = "select"
	Radio     Type = "radio"
	Checkbox  Type = "checkbox"
	Checklist Type = "checklist"
	Taglist   Type = "taglist"
)

// isInput tells the types that hold a value.
func (t Type) isInput() bool { return t != Text && t != Separator && t != Group }

// hasOptions tells the types whose values come from a list.
func (t Type) hasOptions() bool {
	return t == Select || t == Radio || t == Checklist || t == Taglist
}

// isMany tells the types whose value is a list.
func (t Type) isMany() bool { return t == Checklist || t == Taglist }

// Form is one parsed schema. It is immutable and safe for concurrent use.
type Form struct {
	ID         string
	Components []Component
	fields     []Field
}

// Component is one part of a form, in the order of the schema.
type Component struct {
	ID, Key, Label, Description string
	Type                        Type
	Text                        string // of a text: Markdown; rendering is the face's business
	Subtype                     string // of a datetime: date, time or datetime
	Options                     []Option
	Default                     any // as in the schema; nil without one
	Rules                       Rules
	DecimalDigits               *int // of a number: digits after the point at most
	SerializeToString           bool // of a number: the clean value is a string
	NoPastDates                 bool // of a datetime: not before the day of Scope.Now
	Components                  []Component

	hide, readonly condition
}

// Option is one choice of a select, radio, checklist or taglist.
type Option struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Rules is what a value must fulfil. Nil and empty demand nothing. Lengths count characters.
type Rules struct {
	Required             bool
	MinLength, MaxLength *int
	Pattern              *regexp.Regexp // finds anywhere in the value: anchor it with ^ and $
	Min, Max             *feel.Number
	ValidationType       string // email or phone
}

// Name is the key of an input and the id of everything else.
func (c *Component) Name() string {
	if c.Key != "" {
		return c.Key
	}
	return c.ID
}

// Field is an input of the form with the groups around it resolved.
type Field struct {
	*Component
	Groups []string // ids of the groups around it, outermost first
}

// Fields gives all inputs in order, also those inside groups.
func (f *Form) Fields() []Field { return append([]Field(nil), f.fields...) }

// Field gives the input with that key.
func (f *Form) Field(key string) (Field, bool) {
	for _, field := range f.fields {
		if field.Key == key {
			return field, true
		}
	}
	return Field{}, false
}

// condition is a yes or no that the schema fixes, or a FEEL expression over the values.
type condition struct {
	always     bool
	expression *feel.Expression
}

// holds tells whether the condition is true; an expression that is null counts as no.
func (c condition) holds(scope feel.Scope) bool {
	if c.expression == nil {
		return c.always
	}
	v, _ := c.expression.Eval(scope)
	return v == true
}

// Names gives the variables that the form's own expressions read, fields included, sorted.
func (f *Form) Names() []string {
	var names []string
	eachComponent(f.Components, func(c *Component) {
		for _, condition := range []condition{c.hide, c.readonly} {
			if condition.expression != nil {
				names = append(names, condition.expression.Names()...)
			}
		}
	})
	slices.Sort(names)
	return slices.Compact(names)
}

func eachComponent(components []Component, visit func(*Component)) {
	for i := range components {
		visit(&components[i])
		eachComponent(components[i].Components, visit)
	}
}

// HideWhen is the condition under which the component is hidden, as FEEL without its "="; empty when it is always shown. A face may
// follow it while someone fills in the form; Validate decides.
func (c *Component) HideWhen() string {
	if c.hide.expression == nil {
		return ""
	}
	return c.hide.expression.Source()
}

// Readonly tells whether the component may ever be shown without being asked, and whether it always is.
func (c *Component) Readonly() (ever, always bool) {
	return c.readonly.always || c.readonly.expression != nil, c.readonly.always
}

// Free tells whether a person can write whatever they like into the component. A pattern or the form of an address or number
// binds what is written; a length does not.
func (c *Component) Free() bool {
	return c.Type == TextArea || c.Type == TextField && c.Rules.Pattern == nil && c.Rules.ValidationType == ""
}
