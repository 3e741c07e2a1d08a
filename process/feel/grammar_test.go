package feel

import "testing"

func TestGrammar(t *testing.T) {
	runCases(t, []struct{ src, want string }{
		// precedence
		{`1 + 2 * 3 ** 2`, `19`}, {`-4 ** 2`, `16`}, {`-(4 ** 2)`, `-16`}, {`2 ** -1`, `0.5`}, {`10 - 2 - 3`, `5`}, {`1 + 1 = 2 and 2 > 1 or false`, `true`}, {`true or false and false`, `true`}, {`not(true) or true`, `true`},
		{`1 + 2 instance of number`, `null`}, {`(1 + 2) instance of number`, `true`}, {`-1 instance of number`, `true`}, {`1 instance of number and true`, `true`}, {`[1] instance of list<number>= true`, `true`},
		{`if true then 1 else 2 + 3`, `1`}, {`(if false then 1 else 2) + 3`, `5`}, {`if 1 then 2 else if true then 3 else 4`, `3`}, {`some x in [1] satisfies x = 1 and false`, `false`}, {`5 in (1, 5) and true`, `true`}, {`5 between 1 and 3 + 4 and true`, `true`},
		// literals and comments
		{`"\"\\\n\t\r\'"`, `"\"\\\n\t\r'"`}, {`"\u00e4\U01F40E\ud83d\udc0e"`, `"ä🐎🐎"`}, {`"\d"`, `"\\d"`}, {`string length("\\u0009")`, `6`}, {`{🐎: 1}.🐎`, `1`}, {"\"a\nb\"", `"a\nb"`},
		{"1 // one\n+ 2", `3`}, {`1 /* a */ + /* b */ 2`, `3`}, {"1\u00a0+\u20031", `2`}, {`1.23e4`, `12300`}, {`1.23e-2`, `0.0123`}, {`00012`, `12`},
		// lists and filters
		{`[1, 2, 3, 4][item > 2]`, `[3, 4]`}, {`[{x: 1, y: 2}, {x: 2, y: 3}][x = 1]`, `[{x: 1, y: 2}]`}, {`[{x: 1, y: 2}, {x: null, y: 3}][x < 2]`, `[{x: 1, y: 2}]`}, {`[{x: 1, y: 2}, {x: 2, y: 3}].y`, `[2, 3]`}, {`[{item: 1}, {item: 3}][item >= 2]`, `[{item: 3}]`},
		{`3[item > 2]`, `[3]`}, {`"a"[1]`, `"a"`}, {`"a"[2]`, `null`}, {`[][1]`, `null`}, {`[][item > 1]`, `[]`}, {`[1, 2][0]`, `null`}, {`[1, 2, 3][age - 18]`, `2`}, {`[][age]`, `null`}, {`[1, 2]["a"]`, `null`}, {`null[1]`, `null`}, {`[{a: {b: [1]}}, {a: {b: [2, 3]}}].a.b`, `[[1], [2, 3]]`},
		{`[1, 2, 3][some i in [1, 3] satisfies i = item]`, `[1, 3]`}, {`[[1, 2], [3]][count(item) = 1]`, `[[3]]`}, {`[{a: [1, 2]}, {a: [3]}][a[1] = 3]`, `[{a: [3]}]`},
		// contexts
		{`{a: 1, b: a + 1, c: {d: a + b}}.c.d`, `3`}, {`{"a b": 1, "": 2}`, `{a b: 1, : 2}`}, {`{foo+bar: 1, x: foo+bar + 1}.x`, `2`}, {`{a-b: 5, a: 3, b: 1, x: a-b, y: (a)-(b)}.y`, `2`}, {`{a: 1}.b`, `null`}, {`null.b`, `null`}, {`{a: {a: 1}.a}.a`, `1`},
		// loops
		{`for i in [1, 2], j in [i, 3] return i * j`, `[1, 3, 4, 6]`}, {`for x in [[1, 2], [3, 4]], y in x return y`, `[1, 2, 3, 4]`}, {`for i in 0..4 return if i = 0 then 1 else i * partial[-1]`, `[1, 1, 2, 6, 24]`}, {`for i in 1..2 return for j in 1..2 return count(partial)`, `[[0, 1], [0, 1]]`},
		{`for i in null return i`, `null`}, {`for i in 5 return i`, `[5]`}, {`some x in [] satisfies true`, `false`}, {`every x in [] satisfies false`, `true`}, {`some x in [1, 2] satisfies if x = 2 then true else "a"`, `null`}, {`some x in [1, 2], y in [2, 3] satisfies x = y`, `true`}, {`every x in [1, 2], y in [2, 3] satisfies x < y`, `false`},
		{`every x in [1, 2, null] satisfies x > 0 or x = null and null`, `null`}, {`for i in 1..2, f in [function(x) x + i] return f(10)`, `[11, 12]`}, {`{fs: for i in 1..3 return function() i, r: [fs[1](), fs[3]()]}.r`, `[1, 3]`}, {`{fs: [1, 2][(function() item)() > 0], r: fs}.r`, `[1, 2]`},
		// functions
		{`(function(x, y) x - y)(y: 1, x: 5)`, `4`}, {`{fact: function(n) if n <= 1 then 1 else n * fact(n - 1), r: fact(20)}.r`, `2432902008176640000`}, {`{add: function(a) function(b) a + b, r: add(1)(2)}.r`, `3`}, {`{a: 1, f: function() a, g: {a: 2, r: f()}.r}.g`, `1`},
		{`{f: function(x) x, r: f = f}.r`, `true`}, {`(function(x) x) = (function(x) x)`, `false`}, {`{f: function(first name) first name + "!", r: f(first name: "x")}.r`, `"x!"`}, {`(function(x: context<a: number>) x.a)({a: 1, b: 2})`, `1`}, {`(function(x: context<a: number>) x.a)({a: "1"})`, `null`},
		{`(function(f: function<number> -> number) f(3))(function(x: number) x * 2)`, `6`}, {`(function(f: function<number> -> string) f(3))(function(x: number) x * 2)`, `null`},
		// three-valued logic (tables 50 and 51)
		{`null and true`, `null`}, {`null and false`, `false`}, {`null or true`, `true`}, {`null or false`, `null`}, {`1 and true`, `null`}, {`"a" or true`, `true`}, {`0 and 0`, `null`}, {`if null then 1 else 2`, `2`}, {`if "a" then 1 else 2`, `2`},
		{`1 = null`, `false`}, {`null != null`, `false`}, {`[] = null`, `false`}, {`[] = 0`, `null`}, {`[1, [2, {a: 3}]] = [1, [2, {a: 3.0}]]`, `true`}, {`{a: 1} = {a: 1, b: 2}`, `false`}, {`true[1] = true`, `true`}, {`"a" < "B"`, `false`}, {`"🐎" > "z"`, `true`}, {`true < false`, `null`},
	})
}

// TestNamesWithSpacesAndOperators: the longest name that the scope knows wins (DMN 1.5, section 10.3.1.5).
func TestNamesWithSpacesAndOperators(t *testing.T) {
	scope := Scope{Vars: Vars(map[string]any{
		"a-b": 100, "a": 5, "b": 3, "Profit and loss": 7, "Profit": true, "loss": false, "what if?": 1, "Student's name": "Ada", "Income+Expenses": 9, "Phone Number": "1", "days in weekend": []any{"sat"},
		"person": map[string]any{"Last Name": "L", "end date": 1}, "2b": 1, "for all": 2, "date of birth": "d", "in time": true, "if": 9, "X 1.1": 4,
	})}
	known := Known("a-b", "a", "b", "Profit and loss", "Profit", "loss", "what if?", "Student's name", "Income+Expenses", "Phone Number", "days in weekend", "person", "date of birth", "X 1.1")
	for _, c := range []struct{ src, want string }{
		{`a-b`, `100`}, {`a - b`, `100`}, {`(a)-(b)`, `2`}, {`a-b+a`, `105`}, {`b-a`, `-2`}, {`Profit and loss`, `7`}, {`Profit and (loss)`, `false`}, {`what if? + 1`, `2`}, {`Student's name`, `"Ada"`}, {`Income+Expenses`, `9`}, {`Phone    Number`, `"1"`},
		{`for d in days in weekend return d`, `["sat"]`}, {`person.Last Name`, `"L"`}, {`person.end date`, `1`}, {`date of birth`, `"d"`}, {`date("2026-01-01")`, `2026-01-01`}, {`X 1.1 + 1`, `5`}, {`a-b in [100..100]`, `true`}, {`{a-b: 1, r: a-b}.r`, `1`}, {`for a-b in [1] return a-b`, `[1]`},
	} {
		x, err := Compile(c.src, known, Members("Last Name", "end date"))
		if err != nil {
			t.Errorf("Compile(%s): %v", c.src, err)
			continue
		}
		if got, said := x.Eval(scope); literal(got) != c.want {
			t.Errorf("%s = %s, want %s (%v)", c.src, literal(got), c.want, said)
		}
	}
}
