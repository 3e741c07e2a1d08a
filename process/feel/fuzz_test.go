package feel

import (
	"strings"
	"testing"
)

// FuzzCompile: whatever the source says, compiling, checking and evaluating end without a panic and give one answer, and a null is
// never silent.
func FuzzCompile(f *testing.F) {
	for _, c := range evalCases {
		f.Add(c.src)
	}
	for _, src := range []string{
		`[1..5[`, `x in ("a", [1..2), >3)`, `(< 10) = (null..10)`, `x instance of function<list<number>> -> context<a: string>`, `(function(x: range<date>) x)(1)`, `for i in [1..3], j in i..1 return partial`,
		`replace("abab", "(a)b\\1", "$1")`, `matches("x", "[a-z-[aeiou]]+", "smix")`, `context put({a: {b: 1}}, ["a", "b"], 2)`, `range("[1..2)")`, `-@"P1D" * 2 / 3`, `{f: function(n) f(n), r: f(1)}.r`,
		`sort([3, 1], function(x, y) x < y)[item > ?]`, `time(1, 2, 3.5, @"PT1H").time offset`, `@"2026-10-25T02:30:00@Europe/Berlin" + @"PT1H"`, `2 ** 0.5 ** -3`, `string join(split("a-b", "-"), "\u00e4")`,
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if x, err := Compile(src, Known("Full Name"), Declare("age", NumberType)); err == nil {
			x.Check(BooleanType)
			first, _ := x.Eval(testScope)
			second, _ := x.Eval(testScope)
			if a, b := literal(first), literal(second); a != b {
				t.Errorf("%q is %s, then %s", src, a, b)
			}
		}
		if u, err := CompileUnary(src); err == nil {
			u.Check(NumberType)
			u.Match(Int(5), testScope)
		}
	})
}

// FuzzRegex: the two engines agree wherever both can answer.
func FuzzRegex(f *testing.F) {
	for _, pattern := range []string{"a*b", "(a|b)+?", "[^a-c-[b]]{1,3}", "^a$", "\\p{Lu}|\\w", "(a)(b)?c"} {
		f.Add(pattern, "i", "aabbc")
	}
	f.Fuzz(func(t *testing.T, source, flags, text string) {
		text = strings.ToValidUTF8(text, "")
		if len(text) > 200 || len(source) > 100 {
			return
		}
		p, err := compilePattern(strings.ToValidUTF8(source, ""), flags)
		if err != nil || p.linear == nil {
			return
		}
		tries := *p
		tries.linear = nil
		a, _, _ := p.find(text, 0)
		b, _, err := tries.find(text, 0)
		if err == nil && (a == nil) != (b == nil) || len(a) > 0 && len(b) > 0 && (a[0] != b[0] || a[1] != b[1]) {
			t.Errorf("%q with %q on %q: %v and %v", source, flags, text, a, b)
		}
	})
}
