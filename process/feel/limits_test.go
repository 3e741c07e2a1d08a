package feel

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestLimits(t *testing.T) {
	for _, src := range []string{
		`for a in 1..100000, b in 1..100000 return 1`,
		`count(for a in 1..100000000 return a)`,
		`{f: function(g) g(g), r: f(f)}.r`,
		`{f: function(g) g(g) + 1, r: f(f)}.r`,
		`some x in 1..900719925474099 satisfies false`,
		`for i in 1..100000 return partial`,
		`{f: function(f, n) if n = 0 then 0 else f(f, n - 1) + f(f, n - 1), r: f(f, 100)}.r`,
		`{f: function(n) f(n + 1), r: f(1)}.r`, `count(distinct values(for i in 1..100000 return i))`, `for i in 1..1000000 return sqrt(i)`,
		`count([for i in 1..1000000 return [partial[-1]]])`, `{f: function(s, n) if n = 0 then s else f(s + s, n - 1), t: f("abcdefgh", 16), r: for i in 1..1000000 return upper case(t)}.r`,
		`{f: function(s, n) if n = 0 then s else f(s + s, n - 1), t: f("abcdefgh", 16), r: for i in 1..1000000 return i = 1 or matches(t, "(a|b|c){1,500}x")}.r`,
		`for i in 1..1000000 return replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "a", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")`,
		`for i in 1..1000000 return matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "((a*)*)*\\1c")`, `{l: for i in 1..1000 return for j in 1..1000 return j, r: distinct values(l)}.r`,
		`{c: for i in 1..1000000 return if i = 1 then {} else context put(partial[-1], string(i), i)}.c`, `count(for i in 1..1000000 return [` + strings.Repeat("1 + 1, ", 5000) + `1])`,
		doubling(`g59`), doubling(`g59 = g59`), doubling(`string(g59)`),
		`for i in 1..1000000 return 2 ** 0.5`,
	} {
		x, err := Compile(src)
		if err != nil {
			t.Fatalf("Compile(%s): %v", src, err)
		}
		got, diagnostics := x.Eval(Scope{})
		stopped := slices.ContainsFunc(diagnostics, func(d Diagnostic) bool { return strings.Contains(d.Message, "stopped") })
		if got != nil || !stopped {
			t.Errorf("%s = %.40s with %v, want null and a limit", src, literal(got), diagnostics)
		}
	}
}

// doubling builds a context in which each list holds the one before twice (2^60 parts in 60 entries), then uses the last.
func doubling(use string) string {
	var b strings.Builder
	b.WriteString("{g: [1]")
	for i := range 60 {
		fmt.Fprintf(&b, ", g%d: [%s, %s]", i, previous(i), previous(i))
	}
	return b.String() + ", use: " + use + "}.use"
}

func previous(i int) string {
	if i == 0 {
		return "g"
	}
	return fmt.Sprintf("g%d", i-1)
}

// TestTypesOfAstronomicSize: types share their parts, so comparing or writing them must not walk every path.
func TestTypesOfAstronomicSize(t *testing.T) {
	var b strings.Builder
	b.WriteString("{a: {v: 1}, b: {v: 1}")
	for i := range 60 {
		fmt.Fprintf(&b, ", a%d: {l: %[2]s, r: %[2]s}, b%[1]d: {l: %[3]s, r: %[3]s}", i, strings.Replace(previous(i), "g", "a", 1), strings.Replace(previous(i), "g", "b", 1))
	}
	src := b.String() + `, f: function(x) x, both: [a59, b59], wrong: a59 + b59, text: a59 instance of context<l: number>}.both`
	x, err := Compile(src)
	if err != nil {
		t.Fatal(err)
	}
	if said := x.Check(BooleanType); len(said) == 0 || len(said[0].Message.String()) > 4*maxTypeText {
		t.Errorf("%v", said)
	}
	declared := x.Type()
	if y, err := Compile("v", Declare("v", declared)); err != nil || len(y.Type().String()) > 2*maxTypeText {
		t.Error(err)
	}
}

// TestLimitsAreShared: expressions that share a scope's limits exhaust them together.
func TestLimitsAreShared(t *testing.T) {
	x, err := Compile(`count(for i in 1..400000 return i)`)
	if err != nil {
		t.Fatal(err)
	}
	scope := Scope{}.Shared()
	var last Value
	for range 3 {
		last, _ = x.Eval(scope)
	}
	if last != nil {
		t.Errorf("the third evaluation gives %s, though the limits are spent", literal(last))
	}
}

// TestRecursionIsUseful: the limit on depth leaves room for what people write.
func TestRecursionIsUseful(t *testing.T) {
	runCases(t, []struct{ src, want string }{
		{`{f: function(n) if n = 0 then 0 else n + f(n - 1), r: f(150)}.r`, `11325`},
		{`{fib: function(n) if n < 2 then n else fib(n - 1) + fib(n - 2), r: fib(15)}.r`, `610`},
	})
}
