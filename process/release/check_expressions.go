package release

import (
	"handinhand/process/bpmn"
	"handinhand/process/feel"
	"handinhand/process/form"
)

// checkExpressions finds expressions that cannot be right, whatever people submit: the forms tell the types of what they give. A name
// that something else writes too may hold anything.
func (l *loader) checkExpressions() {
	types := l.variableTypes()
	for _, x := range l.release.expressions() {
		plain, err := feel.Compile(x.Text)
		if err != nil {
			continue // bpmn.Parse said so
		}
		var declared []feel.Option
		for _, name := range plain.Names() {
			declared = append(declared, feel.Declare(name, types[name]))
		}
		typed, err := feel.Compile(x.Text, declared...)
		if err != nil {
			continue
		}
		var want *feel.Type
		if x.Use == bpmn.UseCondition || x.Use == bpmn.UseCompletion {
			want = feel.BooleanType
		}
		for _, problem := range typed.Check(want) {
			l.fail(processFile, x.Element, "expression-type", "the %s cannot be right, at line %d, character %d: %s",
				x.Use, problem.Pos.Line, problem.Pos.Column+1, problem.Message) // one more for the "=" before it
		}
	}
}

// variableTypes gives the types of the variables that only forms write.
func (l *loader) variableTypes() map[string]*feel.Type {
	types := map[string]*feel.Type{"caseNumber": feel.StringType}
	for _, s := range l.release.switches() {
		types[s.Name] = feel.BooleanType
		if isText(s.Turns[0].Value) {
			types[s.Name] = feel.StringType
		}
	}
	for _, id := range sorted(l.release.Forms) {
		for _, field := range l.release.Forms[id].Fields() {
			t := fieldType(field)
			if other, known := types[field.Key]; known && other != t {
				t = feel.AnyType
			}
			types[field.Key] = t
		}
	}
	for _, e := range l.release.Elements() {
		for _, name := range written(e) {
			types[name] = feel.AnyType
		}
	}
	return types
}

var textList = feel.ListOf(feel.StringType)

// fieldType gives the type of the clean value of a field; dates are texts in JSON.
func fieldType(f form.Field) *feel.Type {
	switch f.Type {
	case form.Number:
		if f.SerializeToString {
			return feel.StringType
		}
		return feel.NumberType
	case form.Checkbox:
		return feel.BooleanType
	case form.Checklist, form.Taglist:
		return textList
	case form.TextField, form.TextArea, form.DateTime, form.Select, form.Radio:
		return feel.StringType
	}
	return feel.AnyType
}

// written lists the variables that an element writes, beside what people submit.
func written(e *bpmn.Element) []string {
	var names []string
	for _, mappings := range [][]bpmn.Mapping{e.Ext.Inputs, e.Ext.Outputs} {
		for _, m := range mappings {
			names = append(names, m.Target)
		}
	}
	if e.Ext.Script != nil {
		names = append(names, e.Ext.Script.ResultVariable)
	}
	if e.Ext.Decision != nil {
		names = append(names, e.Ext.Decision.ResultVariable)
	}
	if e.Multi != nil {
		names = append(names, e.Multi.InputElement, e.Multi.OutputCollection)
	}
	for _, data := range [][]*bpmn.Data{e.Properties, e.Inputs, e.Outputs} {
		for _, d := range data {
			names = append(names, d.Name)
		}
	}
	return names
}
