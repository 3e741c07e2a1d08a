package feel

import "time"

// Bound is a value at which the answer of unary tests may change.
type Bound struct {
	Value   Value
	Ordered bool // an order decides there (a comparison or the end of a range), not only equality
}

// Bounds gives the values with which the tests compare, so that whoever checks a table can know every different case of an
// input: between two bounds the answer is the same. ok is false where an answer depends on more: a variable, the clock, or a
// condition on "?".
func (u *UnaryTests) Bounds() (bounds []Bound, ok bool) {
	if len(u.names) > 0 {
		return nil, false
	}
	for _, t := range u.list.tests {
		x := &Expression{src: u.src, root: t.value}
		v, fixed := x.Fixed()
		if !fixed || t.usesInput {
			return nil, false
		}
		bounds = addBounds(bounds, v, t.compares && t.operator != opEqual && t.operator != opUnequal)
	}
	return bounds, true
}

// Fixed gives the value of an expression that depends on nothing: no variable, and another time of the clock makes no
// difference. ok is false for others and for those with diagnostics.
func (x *Expression) Fixed() (v Value, ok bool) {
	if len(x.names) > 0 {
		return nil, false
	}
	early, diagnostics := x.Eval(Scope{Now: time.Unix(0, 0).UTC()})
	late, _ := x.Eval(Scope{Now: time.Unix(1e9, 12345).UTC()})
	return early, len(diagnostics) == 0 && Equal(early, late)
}

func addBounds(bounds []Bound, v Value, ordered bool) []Bound {
	switch v := v.(type) {
	case *Range:
		for _, end := range []Value{v.Start, v.End} {
			if end != nil {
				bounds = append(bounds, Bound{end, true})
			}
		}
		return bounds
	case List:
		for _, item := range v {
			bounds = addBounds(bounds, item, ordered)
		}
		return bounds
	}
	return append(bounds, Bound{v, ordered})
}
