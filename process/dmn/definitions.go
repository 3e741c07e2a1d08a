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
	Version   string // sha256 of the file, in hex: traces name it

	decisions  []*Decision
	invocables []*Invocable
	inputs     []*input
	types      map[string]*itemType
	imports    []imported
}

// imported is another model under the name by which expressions call it; without a name its elements stand beside ours.
type imported struct {
	name, namespace string
	model           *Definitions
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

// Invocables gives the business knowledge models and decision services in the order of the file.
func (d *Definitions) Invocables() []*Invocable { return slices.Clone(d.invocables) }

// Decision is one decision of a model with all that it requires.
type Decision struct {
	ID   string
	Name string
	part
}

// Invocable is what expressions call: a business knowledge model or a decision service.
type Invocable struct {
	ID   string
	Name string
	part
	params  []param
	result  *itemType
	service *service // nil for a business knowledge model
}

// Parameters gives the names of the parameters in order.
func (i *Invocable) Parameters() []string { return names(i.params) }

// Outputs gives the names of the output decisions of a service: with several, the value is a context of them. A business
// knowledge model has none.
func (i *Invocable) Outputs() []string {
	var names []string
	if i.service != nil {
		for _, d := range i.service.outputs {
			names = append(names, d.target.variable)
		}
	}
	return names
}

// param is a parameter of a function.
type param struct {
	name string
	typ  *itemType
}

// input is an input data: what comes from outside.
type input struct {
	id, name, variable string
	typ                *itemType
}

// part is what the elements of a requirement graph have in common.
type part struct {
	model    *Definitions
	variable string    // the name under which others read its result
	typ      *itemType // of the variable
	body     box       // nil: nothing executable; a finding says so
	free     []string  // names that the body reads and does not bind
	requires requirements
}

// requirements are the direct ones. The prefix is the name of the import they come from, empty for the own model.
type requirements struct {
	decisions []required[*Decision]
	inputs    []required[*input]
	knowledge []required[*Invocable]
}

type required[T any] struct {
	prefix string
	target T
}

// names gives what requirements bring into scope. An import's name stands for all of it.
func (r *requirements) names() []param {
	var names []param
	add := func(prefix, variable string, t *itemType) {
		if prefix != "" {
			variable, t = prefix, nil
		}
		if !hasName(names, variable) {
			names = append(names, param{variable, t})
		}
	}
	for _, d := range r.decisions {
		add(d.prefix, d.target.variable, d.target.typ)
	}
	for _, in := range r.inputs {
		add(in.prefix, in.target.variable, in.target.typ)
	}
	for _, k := range r.knowledge {
		add(k.prefix, k.target.variable, nil)
	}
	return names
}

// Inputs gives the names that the decision and all it requires may read from outside, sorted.
func (d *Decision) Inputs() []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	d.walk(func(part *Decision) {
		bound := part.requires.names()
		for _, in := range part.requires.inputs {
			name := in.target.variable
			if in.prefix != "" {
				name = in.prefix
			}
			if slices.Contains(part.free, name) {
				add(name)
			}
		}
		for _, name := range part.free {
			if !hasName(bound, name) {
				add(name)
			}
		}
	}, map[*Decision]bool{})
	slices.Sort(names)
	return names
}

// walk visits the requirements before what requires them, each decision once.
func (d *Decision) walk(visit func(*Decision), seen map[*Decision]bool) {
	if seen[d] {
		return
	}
	seen[d] = true
	for _, other := range d.requires.decisions {
		other.target.walk(visit, seen)
	}
	visit(d)
}

// binding is one name in front of others.
type binding struct {
	outer feel.Variables
	name  string
	value feel.Value
}

func bind(s feel.Scope, name string, value feel.Value) feel.Scope {
	s.Vars = &binding{s.Vars, name, value}
	return s
}

func (b *binding) Lookup(name string) (feel.Value, bool) {
	if name == b.name {
		return b.value, true
	}
	if b.outer == nil {
		return nil, false
	}
	return b.outer.Lookup(name)
}
