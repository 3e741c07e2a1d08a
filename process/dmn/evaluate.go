package dmn

import (
	"fmt"
	"strings"

	"handinhand/process/feel"
)

// EvaluationError tells what in a model broke its own promise: a hit policy, a type, the allowed values. It names the place
// and holds no values.
type EvaluationError struct {
	Decision string   // id of the decision or business knowledge model
	Element  string   // id of the table or expression, empty where none is concerned
	Rules    []string // ids, for a hit policy
	Message  string
}

func (e *EvaluationError) Error() string {
	s := "decision " + e.Decision
	if e.Element != "" {
		s += ", element " + e.Element
	}
	if len(e.Rules) > 0 {
		s += ", rules " + strings.Join(e.Rules, ", ")
	}
	return s + ": " + e.Message
}

// evaluation is one run of a decision with all that it needs.
type evaluation struct {
	scope    feel.Scope // clock and limits
	result   Result
	failures failures
	owner    owner  // whose logic is running
	asked    string // id of the decision or invocable that was asked for
}

// owner is a decision or business knowledge model.
type owner struct {
	id, name string
	model    *Definitions
}

// Evaluate computes the decision after all that it requires. Scope.Vars gives the input data by name; strings are read as
// dates, times and durations where the model declares such a type, because JSON has none.
//
// Whatever goes wrong is null, as the specification has it, and said in Result.Diagnostics. Where a model breaks its own
// promises (a hit policy, a type, allowed values) the error, an *[EvaluationError], says so beside that value: whoever
// decides about people must not use the value then.
func (d *Decision) Evaluate(scope feel.Scope) (Result, error) {
	v := &evaluation{scope: scope.Shared(), asked: d.ID}
	v.result.Value = v.decision(d, newFrame(scope.Vars))
	return v.end()
}

// Evaluate calls the function with arguments by name from Scope.Vars; those that are not there are null.
func (i *Invocable) Evaluate(scope feel.Scope) (Result, error) {
	v := &evaluation{scope: scope.Shared(), asked: i.ID}
	args := make([]feel.Value, len(i.params))
	for n, p := range i.params {
		if scope.Vars != nil {
			args[n], _ = scope.Vars.Lookup(p.name)
		}
		args[n] = read(args[n], p.typ.feelType())
	}
	v.result.Value = v.call(i, args, v.scope)
	return v.end()
}

func (v *evaluation) end() (Result, error) {
	switch len(v.failures) {
	case 0:
		return v.result, nil
	case 1:
		return v.result, v.failures[0]
	}
	return v.result, v.failures
}

// failures are several errors of one evaluation, on one line.
type failures []*EvaluationError

func (f failures) Error() string {
	texts := make([]string, len(f))
	for i, e := range f {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

func (f failures) Unwrap() []error {
	all := make([]error, len(f))
	for i, e := range f {
		all[i] = e
	}
	return all
}

// decision gives the result of a decision in a frame, computing it once.
func (v *evaluation) decision(d *Decision, f *frame) feel.Value {
	if value, known := f.results[d]; known {
		return value
	}
	for _, other := range d.requires.decisions {
		v.decision(other.target, f.at(other.prefix))
	}
	var value feel.Value
	v.as(owner{d.ID, d.Name, d.model}, func() {
		if d.body == nil {
			v.fail("", nil, "its logic cannot be executed: see the findings of the model")
			return
		}
		s := v.scope
		s.Vars = v.visible(&d.part, f)
		value = v.checked(d.body.eval(v, s), d.typ, "", "the result", s)
	})
	f.results[d] = value
	return value
}

// as runs something in the name of an owner.
func (v *evaluation) as(o owner, run func()) {
	caller := v.owner
	v.owner = o
	run()
	v.owner = caller
}

// evalText evaluates an expression of an element.
func (v *evaluation) evalText(element string, x *feel.Expression, s feel.Scope) feel.Value {
	value, diagnostics := x.Eval(s)
	v.diagnose(element, diagnostics)
	return value
}

func (v *evaluation) diagnose(element string, diagnostics []feel.Diagnostic) {
	for _, d := range diagnostics {
		if len(v.result.Diagnostics) < maxDiagnostics {
			v.result.Diagnostics = append(v.result.Diagnostics, Diagnostic{element, d})
		}
	}
}

// note records why an element gives null, where no expression says so itself.
func (v *evaluation) note(element, message string) {
	v.diagnose(element, []feel.Diagnostic{{Pos: feel.Position{Line: 1, Column: 1}, Message: message}})
}

// Limits of what one evaluation reports.
const (
	maxDiagnostics = 100
	maxFailures    = 20
	maxTraces      = 1000
)

func (v *evaluation) fail(element string, rules []string, format string, args ...any) {
	if len(v.failures) < maxFailures {
		v.failures = append(v.failures, &EvaluationError{v.owner.id, element, rules, fmt.Sprintf(format, args...)})
	}
}
