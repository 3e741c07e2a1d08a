package dmn

import (
	"fmt"
	"strings"

	"handinhand/process/feel"
)

// Result is what a decision came to, and why. It is never called a Decision: that word is for formal acts.
type Result struct {
	Value       feel.Value
	Trace       []TableTrace // one for each table that took part, requirements first
	Diagnostics []Diagnostic // why expressions became null
}

// TableTrace says which rules of a table matched on which input values. It holds personal data: treat it as such.
type TableTrace struct {
	Decision     string // id
	DecisionName string
	Table        string // id of the table, or of its decision where it has none
	HitPolicy    string
	Inputs       []InputTrace
	Matched      []RuleTrace // the rules that matched, in the order of the table; FIRST stops at the first
	Default      bool        // no rule matched: the value comes from the default outputs
}

// InputTrace is one input column with the value that the rules were tested on.
type InputTrace struct {
	ID         string
	Label      string
	Expression string
	Value      feel.Value
}

// RuleTrace is one rule that matched with what it says.
type RuleTrace struct {
	ID          string
	Number      int // from 1, as the table shows it
	Conditions  []string
	Value       feel.Value
	Annotations []string
}

// Diagnostic is a FEEL diagnostic with the id of the element whose expression it belongs to.
type Diagnostic struct {
	Element string
	feel.Diagnostic
}

// EvaluationError tells why a decision has no result. It names the place and holds no values.
type EvaluationError struct {
	Decision string // id
	Table    string // id, empty where no table is concerned
	Rules    []string
	Message  string
}

func (e *EvaluationError) Error() string {
	s := "decision " + e.Decision
	if e.Table != "" {
		s += ", table " + e.Table
	}
	if len(e.Rules) > 0 {
		s += ", rules " + strings.Join(e.Rules, ", ")
	}
	return s + ": " + e.Message
}

// evaluation is one run of a decision.
type evaluation struct {
	result  Result
	current *Decision
}

// Evaluate computes the decision after all that it requires. Scope.Vars gives the input data by name; strings are read as dates, times
// and durations where the model declares such a type. Errors are *[EvaluationError].
func (d *Decision) Evaluate(scope feel.Scope) (Result, error) {
	v := &evaluation{}
	results := map[*Decision]feel.Value{}
	var failure error
	d.walk(func(part *Decision) {
		if failure != nil {
			return
		}
		results[part], failure = v.evaluateOne(part, results, scope)
	})
	if failure != nil {
		return Result{Trace: v.result.Trace, Diagnostics: v.result.Diagnostics}, failure
	}
	v.result.Value = results[d]
	return v.result, nil
}

func (v *evaluation) evaluateOne(d *Decision, results map[*Decision]feel.Value, scope feel.Scope) (feel.Value, error) {
	if d.logic == nil {
		return nil, &EvaluationError{Decision: d.ID, Message: "its logic cannot be executed: see the findings of the model"}
	}
	v.current = d
	seen := &visible{evaluation: v, outside: scope.Vars, inputs: d.inputs, results: map[string]feel.Value{}}
	for _, other := range d.requires {
		seen.results[other.variable] = results[other]
	}
	return d.logic.evaluate(v, feel.Scope{Vars: seen, Now: scope.Now})
}

func (v *evaluation) diagnose(element string, diagnostics []feel.Diagnostic) {
	for _, d := range diagnostics {
		v.result.Diagnostics = append(v.result.Diagnostics, Diagnostic{element, d})
	}
}

func (v *evaluation) fail(t *table, rules []rule, format string, args ...any) error {
	e := &EvaluationError{Decision: v.current.ID, Table: t.id, Message: fmt.Sprintf(format, args...)}
	for _, r := range rules {
		e.Rules = append(e.Rules, r.id)
	}
	return e
}

// visible is what a decision sees: the results it requires, then the outside.
type visible struct {
	evaluation *evaluation
	results    map[string]feel.Value
	inputs     map[string]string
	outside    feel.Variables
}

func (s *visible) Lookup(name string) (feel.Value, bool) {
	if v, ok := s.results[name]; ok {
		return v, true
	}
	if s.outside == nil {
		return nil, false
	}
	v, ok := s.outside.Lookup(name)
	if !ok {
		return nil, false
	}
	return s.evaluation.typed(name, s.inputs[name], v), true
}

// typed reads a string as the temporal type that the model declares: JSON has no dates.
func (v *evaluation) typed(element, typeRef string, value feel.Value) feel.Value {
	text, ok := value.(string)
	if !ok {
		return value
	}
	var read feel.Value
	var err error
	switch typeRef[strings.LastIndexByte(typeRef, ':')+1:] { // DMN 1.1 writes feel:date
	case "date":
		read, err = feel.ParseDate(text)
	case "time":
		read, err = feel.ParseTime(text)
	case "dateTime", "date and time":
		read, err = feel.ParseDateTime(text)
	case "dayTimeDuration", "yearMonthDuration", "days and time duration", "years and months duration":
		read, err = feel.ParseDuration(text)
	default:
		return value
	}
	if err != nil {
		v.diagnose(element, []feel.Diagnostic{{Pos: feel.Position{Line: 1, Column: 1}, Message: "the value is no " + typeRef + ": " + err.Error()}})
		return nil
	}
	return read
}
