package conformance

import "handinhand/process/feel"

// tolerance is what the kit's own runner allows between numbers: results such as square roots are written with few places.
var closeTo = mustCompile("abs(a - b) < 0.00000001")

func mustCompile(src string) *feel.Expression {
	x, err := feel.Compile(src)
	if err != nil {
		panic("conformance: " + err.Error()) // a constant of this file
	}
	return x
}

// tckEqual compares as FEEL does, and numbers, wherever they stand, to eight places.
func tckEqual(got, want feel.Value) bool {
	switch w := want.(type) {
	case feel.Number:
		g, ok := got.(feel.Number)
		return ok && near(g, w)
	case feel.List:
		g, ok := got.(feel.List)
		if !ok || len(g) != len(w) {
			return false
		}
		for i := range w {
			if !tckEqual(g[i], w[i]) {
				return false
			}
		}
		return true
	case *feel.Context:
		return sameContext(got, w)
	}
	return feel.Equal(got, want)
}

func sameContext(got feel.Value, want *feel.Context) bool {
	g, ok := got.(*feel.Context)
	if !ok || g.Len() != want.Len() {
		return false
	}
	for _, key := range want.Keys() {
		x, known := g.Get(key)
		y, _ := want.Get(key)
		if !known || !tckEqual(x, y) {
			return false
		}
	}
	return true
}

func near(a, b feel.Number) bool {
	if a.Equal(b) {
		return true
	}
	v, _ := closeTo.Eval(feel.Scope{Vars: feel.NewContext().Put("a", a).Put("b", b)})
	return v == true
}
