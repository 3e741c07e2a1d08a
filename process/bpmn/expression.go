package bpmn

import (
	"errors"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"handinhand/process/feel"
	"handinhand/process/finding"
)

// feel checks the syntax of an expression "=FEEL" that stands at x.
func (r *reader) feel(x *etree.Element, use, text string) {
	if text == "" {
		return
	}
	source, ok := strings.CutPrefix(text, "=")
	if !ok {
		r.cannot(x, "expression-syntax", "The %s must begin with \"=\", so that it is read as a FEEL expression: %s", finding.Word(use), clip(text))
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
		r.cannot(x, "expression-syntax", "The %s cannot be read at line %d, character %d: %s.", finding.Word(use), syntax.Pos.Line, column, syntax.Message)
		return
	}
	r.cannot(x, "expression-syntax", "The %s cannot be read: %v.", finding.Word(use), err)
}

// mayBeFeel checks a text that is an expression only with a leading "=".
func (r *reader) mayBeFeel(x *etree.Element, use, text string) {
	if strings.HasPrefix(text, "=") {
		r.feel(x, use, text)
	}
}

// number checks a text that must be a whole number or "=FEEL".
func (r *reader) number(x *etree.Element, use, text string) {
	if _, err := strconv.Atoi(text); err != nil {
		r.feel(x, use, text)
	}
}

// Use is what an expression is for.
type Use string

// Said is the use as a word.
func (u Use) Said() finding.Text { return finding.Word(string(u)) }

const (
	UseDue            Use = "due"
	UseScript         Use = "script"
	UseInput          Use = "input"
	UseOutput         Use = "output"
	UseTimer          Use = "timer"
	UseSignal         Use = "signal"
	UseCondition      Use = "condition"
	UseMessage        Use = "message"
	UseCorrelation    Use = "correlation"
	UseProcess        Use = "process"
	UseCompletion     Use = "completion"
	UseActive         Use = "active"
	UseLoop           Use = "loop"
	UseActivation     Use = "activation"
	UseTransformation Use = "transformation"
	UseAssignment     Use = "assignment"
)

// Expressions gives every expression of the process, in document order: flow nodes first, then flows.
func (d *Definition) Expressions() []Expression {
	var out []Expression
	add := func(element, name string, use Use, text string) {
		if source, ok := strings.CutPrefix(text, "="); ok {
			out = append(out, Expression{Element: element, Name: name, Use: use, Text: source})
		}
	}
	for _, e := range d.Elements {
		own := func(use Use, text string) { add(e.ID, e.Name, use, text) }
		e.extensionExpressions(own)
		for _, t := range e.Triggers {
			t.expressions(own)
		}
		e.activityExpressions(own)
		for _, list := range [][]*DataAssociation{e.DataIn, e.DataOut} {
			for _, a := range list {
				a.expressions(own)
			}
		}
	}
	for _, f := range d.Flows {
		add(f.ID, f.Name, UseCondition, f.Condition)
	}
	return out
}

func (e *Element) extensionExpressions(add func(use Use, text string)) {
	add(UseDue, e.Ext.Due)
	if e.Ext.Script != nil {
		add(UseScript, e.Ext.Script.Expression)
	}
	for _, m := range e.Ext.Inputs {
		add(UseInput, m.Source)
	}
	for _, m := range e.Ext.Outputs {
		add(UseOutput, m.Source)
	}
}

func (t *Trigger) expressions(add func(use Use, text string)) {
	if t.Timer != nil {
		add(UseTimer, t.Timer.Text)
	}
	if t.Message != nil {
		t.Message.expressions(add)
	}
	if t.Signal != nil {
		add(UseSignal, t.Signal.Name)
	}
	add(UseCondition, t.Condition)
}

func (m *Message) expressions(add func(use Use, text string)) {
	add(UseMessage, m.Name)
	add(UseCorrelation, m.CorrelationKey)
}

func (e *Element) activityExpressions(add func(use Use, text string)) {
	if e.Message != nil {
		e.Message.expressions(add)
	}
	if e.Code != nil {
		add(UseScript, e.Code.Text)
	}
	if e.Call != nil {
		add(UseProcess, e.Call.ProcessID)
	}
	if e.AdHoc != nil {
		add(UseCompletion, e.AdHoc.Completion)
		add(UseActive, e.AdHoc.Active)
	}
	if e.Loop != nil {
		add(UseLoop, e.Loop.Condition)
	}
	if e.Multi != nil {
		e.Multi.expressions(add)
	}
	add(UseActivation, e.Activation)
}

func (m *MultiInstance) expressions(add func(use Use, text string)) {
	add(UseLoop, m.Cardinality)
	add(UseLoop, m.InputCollection)
	add(UseLoop, m.OutputElement)
	add(UseCompletion, m.Completion)
	for _, c := range m.Complex {
		add(UseCondition, c.Condition)
		for _, t := range c.Triggers {
			t.expressions(add)
		}
	}
	for _, t := range []*Trigger{m.OneEvent, m.NoneEvent} {
		if t != nil {
			t.expressions(add)
		}
	}
}

func (a *DataAssociation) expressions(add func(use Use, text string)) {
	add(UseTransformation, a.Transformation)
	for _, s := range a.Assignments {
		add(UseAssignment, s.From)
		add(UseAssignment, s.To)
	}
}
