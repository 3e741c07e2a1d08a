package feel

import "testing"

// FuzzCompile: whatever the source says, compiling and evaluating end without a panic and give one answer.
func FuzzCompile(f *testing.F) {
	for _, c := range evalCases {
		f.Add(c.src)
	}
	f.Add(`[1..5[`)
	f.Add(`x in ("a", [1..2), >3)`)
	f.Fuzz(func(t *testing.T, src string) {
		if x, err := Compile(src, Known("Full Name")); err == nil {
			first, _ := x.Eval(testScope)
			second, _ := x.Eval(testScope)
			if a, b := literal(first), literal(second); a != b {
				t.Errorf("%q is %s, then %s", src, a, b)
			}
		}
		if u, err := CompileUnary(src); err == nil {
			u.Match(Int(5), testScope)
		}
	})
}
