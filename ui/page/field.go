package page

import (
	"fmt"
	"slices"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/locales"
)

// Field is one question as a page shows it.
type Field struct {
	casework.Field
	ID       string // of the control
	Name     string // in the submission
	Typed    string // the value as text
	Picked   []string
	Problem  string // what is wrong with the answer
	Children []Field
}

// Is tells whether an option is chosen.
func (f Field) Is(value string) bool { return slices.Contains(f.Picked, value) }

// Checked tells whether a checkbox is ticked.
func (f Field) Checked() bool { return f.Value == true || f.Typed == "true" }

// Answered tells whether there is anything to show for it.
func (f Field) Answered() bool { return f.Typed != "" || len(f.Picked) > 0 || f.Checked() }

// Shown is the answer in words: the labels of chosen options, else as typed.
func (f Field) Shown() []string {
	if len(f.Options) == 0 {
		return []string{f.Typed}
	}
	var labels []string
	for _, o := range f.Options {
		if f.Is(o.Value) {
			labels = append(labels, o.Label)
		}
	}
	return labels
}

// Asks tells whether the field takes an answer at all.
func (f Field) Asks() bool { return asks(f.Field) }

func asks(f casework.Field) bool {
	return !slices.Contains([]string{"group", "text", "separator"}, f.Type)
}

// FieldID is the id of a field's control; the error summary links to it.
func FieldID(key string) string { return "f-" + key }

// NeedID is the id of the control that takes a document.
func NeedID(item string) string { return "paper-" + item }

// Fields prepares questions for a page, with problems by field key.
func Fields(fields []casework.Field, problems Problems) []Field {
	shown := make([]Field, 0, len(fields))
	for _, f := range fields {
		v := Field{Field: f, ID: FieldID(f.Key), Name: FieldID(f.Key), Problem: problems.Of(FieldID(f.Key))}
		v.Children = Fields(f.Fields, problems)
		v.Typed, v.Picked = typed(f.Value)
		shown = append(shown, v)
	}
	return shown
}

// typed is a value as its control shows it.
func typed(value any) (string, []string) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case []any:
		var picked []string
		for _, one := range v {
			picked = append(picked, fmt.Sprint(one))
		}
		return "", picked
	case []string:
		return "", v
	}
	s := fmt.Sprint(value)
	if s == "" {
		return "", nil
	}
	return s, []string{s}
}

// Flatten lists the fields of a form that take answers, groups dissolved.
func Flatten(fields []casework.Field) []casework.Field {
	var flat []casework.Field
	for _, f := range fields {
		if asks(f) {
			flat = append(flat, f)
		}
		flat = append(flat, Flatten(f.Fields)...)
	}
	return flat
}

// Problem is one sentence of the error summary. ID is the control to repair.
type Problem struct{ ID, Text string }

// Problems is the error summary of a page.
type Problems []Problem

// Of is what is wrong with a control, or "".
func (p Problems) Of(id string) string {
	for _, one := range p {
		if one.ID == id {
			return one.Text
		}
	}
	return ""
}

// document begins the name of a field that is a document to hand in.
const document = "document:"

// FieldProblems says broken rules in words, each with the label that the reader
// knows the field by.
func FieldProblems(say *locales.Phrases, task casework.Task, broken []models.FieldProblem) Problems {
	labels, ids := map[string]string{}, map[string]string{}
	for _, f := range Flatten(task.Fields) {
		labels[f.Key], ids[f.Key] = f.Label, FieldID(f.Key)
	}
	for _, n := range task.Needs {
		labels[document+n.Item], ids[document+n.Item] = n.Name, NeedID(n.Item)
	}
	var problems Problems
	for _, b := range broken {
		args := []any{"label", labels[b.Field]}
		for name, value := range b.Params {
			args = append(args, name, value)
		}
		text, ok := say.Find("rule."+b.Rule, args...)
		if !ok {
			text = say.T("rule.other", args...)
		}
		problems = append(problems, Problem{ID: ids[b.Field], Text: text})
	}
	return problems
}
