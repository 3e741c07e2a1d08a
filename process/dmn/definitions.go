package dmn

import (
	"slices"

	"handinhand/process/feel"
)

// Definitions is one parsed model. It is immutable and safe for concurrent use.
type Definitions struct {
	ID        string
	Name      string
	Namespace string
	decisions []*Decision
}

// Decision gives the decision with that id.
func (d *Definitions) Decision(id string) (*Decision, bool) {
	for _, decision := range d.decisions {
		if decision.ID == id {
			return decision, true
		}
	}
	return nil, false
}

// Decisions gives all decisions in the order of the file.
func (d *Definitions) Decisions() []*Decision { return slices.Clone(d.decisions) }

// Decision is one decision of a model with all that it requires.
type Decision struct {
	ID   string
	Name string

	variable string            // the name under which other decisions read its result
	typeRef  string            // of the variable
	logic    logic             // nil if the file's logic is not executable; a finding says so
	requires []*Decision       // direct requirements
	inputs   map[string]string // required input data: variable name -> typeRef
}

// logic is what a decision does with the values it sees.
type logic interface {
	// evaluate gives the value; errors are *EvaluationError.
	evaluate(v *evaluation, scope feel.Scope) (feel.Value, error)
	// names gives the free variables that the logic may read.
	names() []string
}

// Inputs gives the names that the decision and all it requires may read from outside, sorted.
func (d *Decision) Inputs() []string {
	var names []string
	d.walk(func(part *Decision) {
		if part.logic == nil {
			return
		}
		for _, name := range part.logic.names() {
			if _, required := part.required(name); !required && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	})
	slices.Sort(names)
	return names
}

func (d *Decision) required(name string) (*Decision, bool) {
	for _, other := range d.requires {
		if other.variable == name {
			return other, true
		}
	}
	return nil, false
}

// walk visits the requirements before what requires them, each decision once.
func (d *Decision) walk(visit func(*Decision)) { d.walkUnseen(visit, map[*Decision]bool{}) }

func (d *Decision) walkUnseen(visit func(*Decision), seen map[*Decision]bool) {
	if seen[d] {
		return
	}
	seen[d] = true
	for _, other := range d.requires {
		other.walkUnseen(visit, seen)
	}
	visit(d)
}
