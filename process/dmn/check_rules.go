package dmn

import (
	"handinhand/process/feel"
)

// fixedOutputs gives what a rule says if that depends on nothing; ok is false otherwise.
func (r *rule) fixedOutputs() ([]feel.Value, bool) {
	values := make([]feel.Value, len(r.outputs))
	for i, x := range r.outputs {
		if x == nil {
			continue
		}
		v, ok := x.Fixed()
		if !ok {
			return nil, false
		}
		values[i] = v
	}
	return values, true
}

// contradicts tells whether two rules surely say different things.
func (r *rule) contradicts(other *rule) bool {
	a, aOK := r.fixedOutputs()
	b, bOK := other.fixedOutputs()
	return aOK && bOK && !feel.Equal(feel.List(a), feel.List(b))
}

// goesFirst tells whether rule i surely wins over rule j where both match: by its place for FIRST, by its outputs for PRIORITY.
func (t *table) goesFirst(i, j int) bool {
	if t.policy.name == "F" {
		return i < j
	}
	if !t.policy.ranked {
		return false
	}
	a, aOK := t.rules[i].fixedOutputs()
	b, bOK := t.rules[j].fixedOutputs()
	if !aOK || !bOK {
		return false
	}
	v := &evaluation{}
	for n := range t.outputs {
		x, y := t.outputs[n].rank(v, a[n], v.scope), t.outputs[n].rank(v, b[n], v.scope)
		if x != y {
			return x < y
		}
	}
	return i < j
}
