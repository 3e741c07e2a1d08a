package engine

import (
	"fmt"
	"strings"

	"handinhand/process/feel"
)

// problem says why a token cannot go on: a technical sentence without values of variables. Empty means that it can.
type problem string

func problemf(format string, args ...any) problem { return problem(fmt.Sprintf(format, args...)) }

// because names the expression and, if FEEL gave one, its first reason.
func because(what string, x *feel.Expression, why []feel.Diagnostic) problem {
	if len(why) == 0 {
		return problemf("%s (%s)", what, x.Source())
	}
	return problemf("%s (%s): %s", what, x.Source(), why[0])
}

// text is a literal, the name of a variable, or an expression.
type text struct {
	literal string
	name    string
	source  *feel.Expression
}

// lookup makes a chain of instances usable as FEEL variables. With a result, that comes first; the program's switches
// come last.
type lookup struct {
	machine *machine
	scope   Key
	result  Variables
}

func (l *lookup) Lookup(name string) (feel.Value, bool) {
	if v, ok := l.result[name]; ok {
		return feel.FromJSON(v), true
	}
	memory := &l.machine.memory
	for in := memory.instance(l.scope); in != nil; in = memory.instance(in.Parent) {
		if v, ok := in.Variables[name]; ok {
			return feel.FromJSON(v), true
		}
		if v, ok := in.count(name); ok {
			return feel.FromJSON(v), true
		}
	}
	if v, ok := l.machine.program.switched(name, l.machine.now); ok {
		return feel.FromJSON(v), true
	}
	return nil, false
}

// scope gives an expression the variables that an instance sees.
func (m *machine) scope(key Key, result Variables) feel.Scope {
	return feel.Scope{Vars: &lookup{m, key, result}, Now: m.now}
}

// value evaluates an expression to a JSON value. A null that FEEL has a complaint about is a problem: data about people
// must not become nothing in silence.
func value(x *feel.Expression, s feel.Scope) (any, problem) {
	v, why := x.Eval(s)
	if v == nil && len(why) > 0 {
		return nil, because("the expression gives nothing", x, why)
	}
	out, err := cleanValue(feel.ToJSON(v), 0)
	if err != nil {
		return nil, because("the expression gives a value that cannot be kept", x, nil)
	}
	return out, ""
}

// string evaluates a text; numbers count as their digits, because case numbers and keys come in both forms.
func (t text) string(s feel.Scope) (string, problem) {
	if t.source == nil {
		return t.literal, ""
	}
	return stringOf(t.source, s)
}

// value is string for a place that takes any value. A variable that is not there is null.
func (t text) value(s feel.Scope) (any, problem) {
	if t.name != "" {
		v, _ := s.Vars.Lookup(t.name)
		return feel.ToJSON(v), ""
	}
	if t.source == nil {
		return t.literal, ""
	}
	return value(t.source, s)
}

func stringOf(x *feel.Expression, s feel.Scope) (string, problem) {
	switch v, why := x.Eval(s); v := v.(type) {
	case string:
		return strings.ToValidUTF8(v, "\uFFFD"), ""
	case feel.Number:
		return v.String(), ""
	default:
		return "", because("the expression does not give a text", x, why)
	}
}
