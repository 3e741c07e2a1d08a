package dmn

import (
	"bytes"
	"encoding/json"

	"handinhand/process/feel"
)

// Result is what a decision came to, and why. It is never called a Decision: that word is for formal acts. It can be
// written as JSON.
type Result struct {
	Value       feel.Value
	Trace       []TableTrace // one for each table that took part, in the order in which they were evaluated
	Diagnostics []Diagnostic // why expressions became null
}

// TableTrace says which rules of a table matched on which input values. It holds personal data: treat it as such.
type TableTrace struct {
	Asked        string       `json:"asked"`        // id of the decision or service that was asked for
	Decision     string       `json:"decision"`     // id of the decision or business knowledge model whose table it is
	DecisionName string       `json:"decisionName"` // as its owner knows it
	Model        string       `json:"model"`        // namespace
	Version      string       `json:"version"`      // sha256 of the model's file
	Table        string       `json:"table"`        // id of the table, or of its decision where it has none
	HitPolicy    string       `json:"hitPolicy"`    // U, A, P, F, R, O, C, C+, C<, C> or C#
	Inputs       []InputTrace `json:"inputs"`
	Matched      []RuleTrace  `json:"matched"`           // in the order of the table; FIRST stops at the first
	Default      bool         `json:"default,omitempty"` // no rule matched: the value comes from the default outputs
}

// InputTrace is one input column with the value that the rules were tested on.
type InputTrace struct {
	ID         string     `json:"id"`
	Label      string     `json:"label"`
	Expression string     `json:"expression"`
	Names      []string   `json:"names,omitempty"`     // that the expression reads
	Consulted  bool       `json:"consulted,omitempty"` // the answer depends on it: a rule that was needed to find it looks at the input
	Value      feel.Value `json:"value"`
}

// RuleTrace is one rule that matched with what it says.
type RuleTrace struct {
	ID          string     `json:"id"`
	Number      int        `json:"number"`     // from 1, as the table shows it
	Conditions  []string   `json:"conditions"` // one for each input; "-" where the input does not matter
	Value       feel.Value `json:"value"`
	Annotations []string   `json:"annotations,omitempty"`
}

// Diagnostic is a FEEL diagnostic with the id of the element whose expression it belongs to.
type Diagnostic struct {
	Element string
	feel.Diagnostic
}

// Reason is one rule that a result rests on, with only those inputs that the rule looks at: the raw material of the
// sentence "because your permit is § 25(2) and was issued on 3 May 2026".
type Reason struct {
	Decision     string
	DecisionName string
	Model        string
	Version      string
	Rule         string // id
	Number       int    // of the rule in its table, from 1
	Facts        []Fact
	Value        feel.Value
	Annotations  []string
}

// Fact is an input that a rule looks at.
type Fact struct {
	InputTrace
	Condition string // what the rule asks of it
}

// Reasons gives the rules that matched, the decision's own last: the words are the faces'.
func (r Result) Reasons() []Reason {
	var reasons []Reason
	for _, t := range r.Trace {
		for _, rule := range t.Matched {
			reason := Reason{
				Decision: t.Decision, DecisionName: t.DecisionName, Model: t.Model, Version: t.Version,
				Rule: rule.ID, Number: rule.Number, Value: rule.Value, Annotations: rule.Annotations,
			}
			for i, condition := range rule.Conditions {
				if condition != "-" {
					reason.Facts = append(reason.Facts, Fact{t.Inputs[i], condition})
				}
			}
			reasons = append(reasons, reason)
		}
	}
	return reasons
}

// MarshalJSON writes values as [feel.ToJSON] does.
func (r Result) MarshalJSON() ([]byte, error) {
	diagnostics := make([]string, len(r.Diagnostics))
	for i, d := range r.Diagnostics {
		diagnostics[i] = d.Element + ": " + d.Diagnostic.String()
	}
	return json.Marshal(struct {
		Value       any          `json:"value"`
		Trace       []TableTrace `json:"trace"`
		Diagnostics []string     `json:"diagnostics,omitempty"`
	}{feel.ToJSON(r.Value), r.Trace, diagnostics})
}

// MarshalJSON writes the value as [feel.ToJSON] does.
func (i InputTrace) MarshalJSON() ([]byte, error) {
	type plain InputTrace // without this method
	i.Value = feel.ToJSON(i.Value)
	return json.Marshal(plain(i))
}

// UnmarshalJSON reads the value as [feel.FromJSON] does: dates, times and durations stay texts.
func (i *InputTrace) UnmarshalJSON(data []byte) error {
	type plain InputTrace
	if err := exactly(data, (*plain)(i)); err != nil {
		return err
	}
	i.Value = feel.FromJSON(i.Value)
	return nil
}

// MarshalJSON writes the value as [feel.ToJSON] does.
func (r RuleTrace) MarshalJSON() ([]byte, error) {
	type plain RuleTrace
	r.Value = feel.ToJSON(r.Value)
	return json.Marshal(plain(r))
}

// UnmarshalJSON reads the value as [feel.FromJSON] does.
func (r *RuleTrace) UnmarshalJSON(data []byte) error {
	type plain RuleTrace
	if err := exactly(data, (*plain)(r)); err != nil {
		return err
	}
	r.Value = feel.FromJSON(r.Value)
	return nil
}

// exactly reads JSON without making floats of numbers.
func exactly(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(into)
}
