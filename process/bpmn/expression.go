package bpmn

import (
	"errors"
	"strings"

	"github.com/beevik/etree"

	"handinhand/process/feel"
)

// feel checks the syntax of an expression "=FEEL" that stands at x.
func (r *reader) feel(x *etree.Element, use, text string) {
	if text == "" {
		return
	}
	source, ok := strings.CutPrefix(text, "=")
	if !ok {
		r.cannot(x, "expression-syntax", "The %s must begin with \"=\", so that it is read as a FEEL expression: %s", use, clip(text))
		return
	}
	_, err := feel.Compile(source)
	if err == nil {
		return
	}
	var syntax *feel.SyntaxError
	if errors.As(err, &syntax) {
		column := syntax.Pos.Column
		if syntax.Pos.Line == 1 {
			column++ // the "=" before it
		}
		r.cannot(x, "expression-syntax", "The %s cannot be read at line %d, character %d: %s.", use, syntax.Pos.Line, column, syntax.Message)
		return
	}
	r.cannot(x, "expression-syntax", "The %s cannot be read: %v.", use, err)
}

// Expressions gives every expression of the process, in document order: flow nodes first, then flows.
func (d *Definition) Expressions() []Expression {
	var out []Expression
	add := func(element, name, use, text string) {
		if source, ok := strings.CutPrefix(text, "="); ok {
			out = append(out, Expression{Element: element, Name: name, Use: use, Text: source})
		}
	}
	for _, e := range d.Elements {
		add(e.ID, e.Name, "due", e.Ext.Due)
		if e.Ext.Script != nil {
			add(e.ID, e.Name, "script", e.Ext.Script.Expression)
		}
		for _, m := range e.Ext.Inputs {
			add(e.ID, e.Name, "input", m.Source)
		}
		for _, m := range e.Ext.Outputs {
			add(e.ID, e.Name, "output", m.Source)
		}
		for _, t := range e.Triggers {
			if t.Timer != nil {
				add(e.ID, e.Name, "timer", t.Timer.Text)
			}
			if t.Message != nil {
				add(e.ID, e.Name, "message", t.Message.Name)
				add(e.ID, e.Name, "correlation", t.Message.CorrelationKey)
			}
		}
	}
	for _, f := range d.Flows {
		add(f.ID, f.Name, "condition", f.Condition)
	}
	return out
}
