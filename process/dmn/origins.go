package dmn

import "slices"

// Version is the sha256 of the file that the decision stands in, in hex.
func (d *Decision) Version() string { return d.model.Version }

// Allowed are the values that the result of the decision can have, in the order of its table's output values; ok is
// false where nothing says them, or where the table has several outputs.
func (d *Decision) Allowed() (values []string, ok bool) {
	t, isTable := d.body.(*table)
	if !isTable || len(t.outputs) != 1 {
		return nil, false
	}
	for _, x := range t.outputs[0].ranking {
		value, fixed := x.Fixed()
		text, isText := value.(string)
		if !fixed || !isText {
			return nil, false
		}
		values = append(values, text)
	}
	return values, len(values) > 0
}

// Rules are the ids of the rules of the decision's own table, in its order; none where its logic is no table.
func (d *Decision) Rules() []string {
	t, isTable := d.body.(*table)
	if !isTable {
		return nil
	}
	ids := make([]string, len(t.rules))
	for i := range t.rules {
		ids[i] = t.rules[i].id
	}
	return ids
}

// Required are the decisions that the decision rests on, each after those that it rests on itself, and the decision last.
func (d *Decision) Required() []*Decision {
	var all []*Decision
	d.walk(func(at *Decision) { all = append(all, at) }, map[*Decision]bool{})
	return all
}

// Origins are the names from outside that one input of a traced table rests on, through all the decisions between,
// sorted. Of a table that is not among them, such as one in a business knowledge model, it gives all that the decision
// reads: rather too much than too little.
func (d *Decision) Origins(t TableTrace, in InputTrace) []string {
	var names []string
	found := false
	d.walk(func(at *Decision) {
		if at.ID != t.Decision || at.model.Namespace != t.Model || found {
			return
		}
		found = true
		for _, name := range in.Names {
			names = append(names, at.outside(name)...)
		}
	}, map[*Decision]bool{})
	if !found {
		return d.Inputs()
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// outside resolves a name that the decision's logic reads.
func (d *Decision) outside(name string) []string {
	var names []string
	for _, other := range d.requires.decisions {
		if other.target.variable == name || other.prefix == name {
			names = append(names, other.target.Inputs()...)
		}
	}
	if names == nil {
		return []string{name}
	}
	return names
}
