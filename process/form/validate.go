package form

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"handinhand/process/feel"
)

// Problem is one thing that a person must correct. Rule is a stable key; Params hold what its sentence needs, never the value itself.
type Problem struct {
	Field  string         `json:"field"`
	Rule   string         `json:"rule"`
	Params map[string]any `json:"params,omitempty"`
}

// The rule keys that a face must have a sentence for.
const (
	RuleRequired      = "required"
	RuleMinLength     = "minLength"     // params: minLength
	RuleMaxLength     = "maxLength"     // params: maxLength
	RulePattern       = "pattern"       // –
	RuleMin           = "min"           // params: min
	RuleMax           = "max"           // params: max
	RuleDecimalDigits = "decimalDigits" // params: decimalDigits
	RuleEmail         = "email"
	RulePhone         = "phone"
	RuleType          = "type"       // params: type (the component type, or date, time, datetime)
	RuleOption        = "option"     // the value is none of the options
	RuleCharacters    = "characters" // control characters or broken UTF-8
	RulePast          = "past"       // the date lies in the past
	RuleUnknown       = "unknown"    // the form has no such field
)

// Validate checks a submission. Scope.Vars holds what the case knows besides: the form's conditions may read it. The clean values hold every
// field that the person could fill in, normalised: an empty one is nil, an unticked checkbox false, an empty list empty. Fields that
// are hidden or read-only are dropped, whatever was submitted for them. With problems there are no clean values.
func (f *Form) Validate(values map[string]any, scope feel.Scope) (clean map[string]any, problems []Problem) {
	clean = map[string]any{}
	states := f.states(values, scope)
	for _, field := range f.fields {
		if s := states[field.Key]; s.hidden || s.readonly {
			continue
		}
		value, found := field.check(values[field.Key], scope)
		problems = append(problems, found...)
		clean[field.Key] = value
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if _, known := f.Field(key); !known {
			problems = append(problems, Problem{Field: key, Rule: RuleUnknown})
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return clean, nil
}

// Check checks one value of one field, as Validate does, but for the form's conditions. It gives the normalised value.
func (f *Form) Check(key string, value any, scope feel.Scope) (clean any, problems []Problem) {
	field, known := f.Field(key)
	if !known {
		return nil, []Problem{{Field: key, Rule: RuleUnknown}}
	}
	return field.check(value, scope)
}

// Visible tells for each component (inputs by key, others by id) whether it is to be shown with these values.
func (f *Form) Visible(values map[string]any, scope feel.Scope) map[string]bool {
	visible := map[string]bool{}
	for name, s := range f.states(values, scope) {
		visible[name] = !s.hidden
	}
	return visible
}

// Readonly tells for each input by key whether it only shows its value.
func (f *Form) Readonly(values map[string]any, scope feel.Scope) map[string]bool {
	states := f.states(values, scope)
	readonly := map[string]bool{}
	for _, field := range f.fields {
		readonly[field.Key] = states[field.Key].readonly
	}
	return readonly
}

type state struct{ hidden, readonly bool }

// states goes through the form once, in order. What a hidden or read-only field was submitted with counts for no condition after it.
func (f *Form) states(values map[string]any, scope feel.Scope) map[string]state {
	seen := &submission{form: f, values: map[string]any{}, outside: scope.Vars}
	for _, field := range f.fields {
		if field.readonly.always {
			continue
		}
		if value, _ := field.check(values[field.Key], scope); value != nil {
			seen.values[field.Key] = value
		}
	}
	scope.Vars = seen
	states := map[string]state{}
	var visit func(components []Component, hidden bool)
	visit = func(components []Component, hidden bool) {
		for i := range components {
			c := &components[i]
			s := state{hidden: hidden || c.hide.holds(scope)}
			s.readonly = c.readonly.holds(scope)
			if s.hidden || s.readonly {
				delete(seen.values, c.Key)
			}
			states[c.Name()] = s
			visit(c.Components, s.hidden)
		}
	}
	visit(f.Components, false)
	return states
}

// submission is what the form's conditions see: the submitted values over what the case knows. Fields without a value are null.
type submission struct {
	form    *Form
	values  map[string]any
	outside feel.Variables
}

func (s *submission) Lookup(name string) (feel.Value, bool) {
	if v, ok := s.values[name]; ok {
		return feel.FromJSON(v), true
	}
	if s.outside != nil {
		if v, ok := s.outside.Lookup(name); ok {
			return v, true
		}
	}
	_, known := s.form.Field(name)
	return nil, known
}

// FromPost turns an HTML post into values for Validate. Names of inputs are the fields' keys; checklists and taglists repeat theirs; a checkbox that
// is not posted is unticked. Names that begin with "_" belong to the face (tokens, buttons) and are left out: no field has such a key.
func (f *Form) FromPost(post url.Values) map[string]any {
	values := map[string]any{}
	for key, posted := range post {
		if strings.HasPrefix(key, "_") || len(posted) == 0 {
			continue
		}
		field, known := f.Field(key)
		switch {
		case known && field.Type == Checkbox:
			values[key] = posted[len(posted)-1] != "" && posted[len(posted)-1] != "false"
		case known && field.Type.isMany():
			values[key] = nonEmpty(posted)
		case len(posted) == 1:
			values[key] = posted[0]
		default:
			values[key] = nonEmpty(posted) // a list where one value belongs: Validate says so
		}
	}
	return values
}

func nonEmpty(posted []string) []any {
	list := []any{}
	for _, value := range posted {
		if value != "" {
			list = append(list, value)
		}
	}
	return list
}
