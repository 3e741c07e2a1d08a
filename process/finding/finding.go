// Package finding is the one form in which every reader of process files (BPMN, DMN, forms) reports what it saw.
//
// A reader never ignores a construct in silence: what it cannot execute becomes a Finding that names the element.
// The package holds no rules and must never import another package of ours.
package finding

import "strings"

// Severity tells whether a finding stops publication.
type Severity string

const (
	// Error means that the file must not be published.
	Error Severity = "error"
	// Warning means that the file runs, but its owner should look.
	Warning Severity = "warning"
)

// Finding is one thing that a reader has to say about one element of a file.
type Finding struct {
	Severity Severity `json:"severity"`
	Element  string   `json:"element,omitempty"` // id of the element, as in the file; empty for the file as a whole
	Name     string   `json:"name,omitempty"`    // the element's name as its owner sees it
	Rule     string   `json:"rule"`              // stable key of the rule, e.g. "unsupported-element"
	Message  Text     `json:"message"`           // one sentence: what is wrong and the way out
	Path     []Step   `json:"path,omitempty"`    // the way there, when a proof found one: a counter-example
}

// Step is one station of a counter-example, in an order that can be followed with a finger on the diagram.
type Step struct {
	Process string `json:"process,omitempty"` // the process that the element stands in; empty for the one that the finding is about
	Element string `json:"element"`           // id of a flow node, flow, data object, data store or message, as in the file
	Name    string `json:"name,omitempty"`    // as its owner sees it
	Text    Text   `json:"text,omitzero"`     // what happens here, as part of a sentence; empty for a flow that is only followed
}

// String gives one line: severity, element, message and rule.
func (f Finding) String() string {
	var b strings.Builder
	b.WriteString(string(f.Severity))
	b.WriteString(": ")
	if f.Element != "" {
		b.WriteString(f.Element)
		if f.Name != "" {
			b.WriteString(" (" + f.Name + ")")
		}
		b.WriteString(": ")
	}
	b.WriteString(f.Message.String())
	b.WriteString(" [" + f.Rule + "]")
	return b.String()
}

// AnyError tells whether one of the findings stops publication.
func AnyError(findings []Finding) bool {
	for _, f := range findings {
		if f.Severity == Error {
			return true
		}
	}
	return false
}
