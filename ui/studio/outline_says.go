package studio

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"handinhand/casework"
	"handinhand/ui/page"
)

// SayForm is what hih: says of an element, or can: a form for one extension.
type SayForm struct {
	Element, Name string
	Item          string // of several, the one that this is about
	Many, Said    bool   // Said: it is there
	Alone, Is     bool   // Alone: a tick says that it is there
	ID            string // what the ids of its controls begin with
	Sum           string // what it says, in short
	Open          bool
	Fields        []SayField
}

// SayField is one attribute. How is text, tick, choice (one of Options) or ticks (any of them).
type SayField struct {
	Attribute, ID, How, Value string
	Options                   []SayOption
}

// SayOption is a value of a field; Label is empty where the attribute has words of its own for it.
type SayOption struct {
	Value, Label string
	Chosen       bool
}

// ticked are the attributes that are there or not, oneOf those that have one of a few values.
var (
	ticked = []string{"optional", "adverse"}
	oneOf  = map[string][]string{"zone": {"applicant", "service", "expert", "enforcement"}, "kind": {"document", "fact"}, "reuse": {"offer", "never"}, "lends": {"paper", "fact"}}
)

// Forms are those for everything that can be said of an element.
func (v OutlineView) Forms(element string, says []casework.DraftSaying) []SayForm {
	var forms []SayForm
	for _, s := range says {
		for i, said := range s.Said {
			forms = append(forms, v.form(element, s, strconv.Itoa(i), said, true))
			if !s.Many {
				break // more than one of these is a mistake, and a finding
			}
		}
		if s.Many || len(s.Said) == 0 {
			forms = append(forms, v.form(element, s, "new", map[string]string{}, false))
		}
	}
	return forms
}

func (v OutlineView) form(element string, s casework.DraftSaying, n string, said map[string]string, is bool) SayForm {
	f := SayForm{Element: element, Name: s.Name, Many: s.Many, Said: is, Alone: s.Alone, Is: is, ID: strings.Join([]string{element, s.Name, n}, "-"), Sum: v.sum(s.Attributes, said)}
	if s.Many {
		f.Item = said["item"]
	}
	typed := v.Typed.Element == element && v.Typed.Say == s.Name && !v.Typed.Unsay && (!s.Many || v.Typed.Values["item"] == f.Item || v.TypedNew && !is)
	if typed { // it could not be saved
		f.Open, f.Is, said = true, v.Typed.Values["is"] != "", v.Typed.Values
	}
	for _, name := range s.Attributes {
		if name == "item" && is {
			continue // it tells which one this is
		}
		f.Fields = append(f.Fields, v.field(f.ID, s.Name, name, said[name]))
	}
	return f
}

// field is a control for an attribute.
func (v OutlineView) field(form, of, name, value string) SayField {
	f := SayField{Attribute: name, ID: form + "-" + name, How: "text", Value: value}
	switch {
	case slices.Contains(ticked, name):
		f.How = "tick"
	case oneOf[name] != nil:
		f.How, f.Options = "choice", options(oneOf[name], nil, value)
	case name == "item":
		ids, names := v.items()
		f.How, f.Options = "choice", options(ids, names, value)
	case name == "items":
		ids, names := v.items()
		f.How, f.Options = "ticks", options(ids, names, strings.Fields(value)...)
	case name == "of":
		ids, names := v.deciding()
		f.How, f.Options = "ticks", options(ids, names, strings.Fields(value)...)
	case name == "key" && of == "milestone":
		f.Options = options(v.Declared.Data.Milestones, nil)
	case name == "recipient" || name == "role":
		f.Options = options(v.Declared.Roles, nil)
	case name == "legalBasis":
		f.Options = options(v.used(func(i casework.DraftItem) string { return i.LegalBasis }), nil)
	case name == "purpose":
		f.Options = options(v.used(func(i casework.DraftItem) string { return i.Purpose }), nil)
	}
	return f
}

// options are values to choose from; what is said and is none of them stays one.
func options(values, labels []string, said ...string) []SayOption {
	var all []SayOption
	for i, value := range values {
		o := SayOption{Value: value, Chosen: slices.Contains(said, value)}
		if labels != nil {
			o.Label = labels[i]
		}
		all = append(all, o)
	}
	for _, value := range said {
		if value != "" && !slices.Contains(values, value) {
			all = append(all, SayOption{value, value, true})
		}
	}
	return all
}

func (v OutlineView) items() (ids, names []string) {
	for _, i := range v.Declared.Items {
		ids, names = append(ids, i.ID), append(names, cmp.Or(i.Name, i.ID))
	}
	return ids, names
}

// deciding are the steps at which somebody decides.
func (v OutlineView) deciding() (ids, names []string) {
	for _, lane := range v.Lanes {
		for _, step := range lane.Steps {
			if slices.ContainsFunc(step.Says, func(s casework.DraftSaying) bool { return s.Name == "decision" && len(s.Said) > 0 }) {
				ids, names = append(ids, step.ID), append(names, cmp.Or(step.Name, step.ID))
			}
		}
	}
	return ids, names
}

// used is what the items say of something, once each.
func (v OutlineView) used(of func(casework.DraftItem) string) []string {
	var all []string
	for _, i := range v.Declared.Items {
		if value := of(i); value != "" && !slices.Contains(all, value) {
			all = append(all, value)
		}
	}
	slices.Sort(all)
	return all
}

// sum is what an extension says, in short: the names of its items, keys and roles.
func (v OutlineView) sum(attributes []string, said map[string]string) string {
	var parts []string
	ids, names := v.items()
	for _, name := range attributes {
		if !slices.Contains([]string{"item", "items", "key", "recipient", "role", "values", "of"}, name) || said[name] == "" {
			continue
		}
		var words []string
		for _, word := range strings.Fields(said[name]) {
			if i := slices.Index(ids, word); i >= 0 {
				word = names[i]
			}
			words = append(words, v.Called(word))
		}
		parts = append(parts, strings.Join(words, ", "))
	}
	return strings.Join(parts, " → ")
}

// saying reads the form of an extension; of ticks there are several values.
func saying(r *page.Request) (kind string, values map[string]string) {
	values = map[string]string{}
	kind = r.PostForm("say") // reads the form
	for name, sent := range r.Context.Request.PostForm {
		if attribute, is := strings.CutPrefix(name, "say:"); is {
			values[attribute] = strings.Join(slices.DeleteFunc(slices.Clone(sent), func(one string) bool { return strings.TrimSpace(one) == "" }), " ")
		}
	}
	return kind, values
}
