package feel

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var testScope = Scope{
	Now: time.Date(2026, 5, 3, 14, 30, 0, 0, time.FixedZone("", 2*3600)),
	Vars: Vars(map[string]any{
		"age": 20, "name": "Ẁei", "date": "a variable may be called date", "nothing": nil, "yes": true,
		"Full Name": "Ada Lovelace", "Approved/Declined": "Approved",
		"person":   map[string]any{"name": "Mina", "address": map[string]any{"city": "Köln"}, "children": []any{"A", "B"}},
		"benefits": []any{"SGB II", "Wohngeld"},
		"cases":    []any{map[string]any{"kind": "a", "n": 1}, map[string]any{"kind": "b", "n": 2}, map[string]any{"kind": "a", "n": 3}},
	}),
}

var evalCases = []struct{ src, want string }{
	// literals
	{`1`, `1`}, {`-1.50`, `-1.5`}, {`.5`, `0.5`}, {`1e3`, `1000`}, {`null`, `null`}, {`true`, `true`},
	{`"a\"b\n\u00e4\U01F40E\uD83D\uDC0E\d"`, "\"a\\\"b\\nä🐎🐎\\\\d\""},
	{`// comment` + "\n" + `1 /* and */ + 1`, `2`},
	{`@"2026-05-03"`, `2026-05-03`}, {`@"P1Y2M"`, `P1Y2M`}, {`@"-P1DT2H"`, `-P1DT2H`}, {`@"10:11:12Z"`, `10:11:12Z`},
	{`@"2026-05-03T10:00:00@Europe/Berlin"`, `2026-05-03T10:00:00@Europe/Berlin`},
	// arithmetic
	{`0.1 + 0.2`, `0.3`}, {`10 + 20 / -5 - 3`, `3`}, {`2 ** 3 ** 2`, `64`}, {`-2 ** 2`, `4`}, {`1 / 3`, `0.3333333333333333333333333333333333`},
	{`10 / 4`, `2.5`}, {`10**-5`, `0.00001`}, {`-(1 + 2)`, `-3`}, {`"a" + "b"`, `"ab"`}, {`10--5`, `15`},
	{`9999999999999999999999999999999999 + 1`, `10000000000000000000000000000000000`},
	// comparison, three-valued logic
	{`1 = 1.0`, `true`}, {`1 != 2`, `true`}, {`"a" < "b"`, `true`}, {`null = null`, `true`}, {`1 = null`, `false`},
	{`age between 18 and 20`, `true`}, {`age in [18..20)`, `false`}, {`age in (18..20]`, `true`}, {`age in ]18..21[`, `true`},
	{`age in (< 18, > 65, 20)`, `true`}, {`age in >= 18`, `true`}, {`"SGB II" in benefits`, `true`}, {`age in (? > 10)`, `true`},
	{`[1,2] = [1,2.0]`, `true`}, {`{a: 1, b: 2} = {b: 2, a: 1}`, `true`},
	{`false and null`, `false`}, {`true and null`, `null`}, {`true or null`, `true`}, {`false or null`, `null`}, {`not(null)`, `null`}, {`not(true)`, `false`},
	{`if age >= 18 then "adult" else "minor"`, `"adult"`}, {`if null then 1 else 2`, `2`},
	// names and paths
	{`name`, `"Ẁei"`}, {`date`, `"a variable may be called date"`}, {`person.address.city`, `"Köln"`},
	{`Full Name + "!"`, `"Ada Lovelace!"`}, {`Approved/Declined = "Approved"`, `true`}, {`cases.n`, `[1, 2, 3]`},
	{`{first name: "x", greeting: "Hi " + first name}.greeting`, `"Hi x"`}, {`{first name: "x"}.first name`, `"x"`},
	// lists, filters
	{`[1,2,3][2]`, `2`}, {`[1,2,3][-1]`, `3`}, {`[1,2,3][item > 1]`, `[2, 3]`}, {`cases[kind = "a"].n`, `[1, 3]`}, {`cases[n = age - 18].kind`, `["b"]`},
	{`[][1]`, `null`}, {`5[1]`, `5`}, {`[[1,2],[3]][1][2]`, `2`},
	// loops
	{`for i in 1..3 return i * i`, `[1, 4, 9]`}, {`for i in 3..1 return i`, `[3, 2, 1]`}, {`for i in [1,2], j in [i, 10] return i * j`, `[1, 10, 4, 20]`},
	{`for i in 1..4 return if i = 1 then 1 else i * partial[-1]`, `[1, 2, 6, 24]`},
	{`some x in [1,2] satisfies x > 1`, `true`}, {`every x in [1,2] satisfies x > 1`, `false`}, {`every x in [1,null] satisfies x > 0`, `null`},
	{`for d in @"2026-02-27"..@"2026-03-01" return d.day`, `[27, 28, 1]`},
	// functions
	{`{f: function(a, b) a - b, r: f(b: 1, a: 3)}.r`, `2`}, {`sort([3,1,2], function(x,y) x > y)`, `[3, 2, 1]`}, {`sort([3,1,2])`, `[1, 2, 3]`},
	{`substring(string: "foobar", start position: 3, length: 2)`, `"ob"`}, {`substring("foobar", -2)`, `"ar"`}, {`substring("🐎ab", 2)`, `"ab"`},
	{`string length("🐎ä")`, `2`}, {`upper case("ä")`, `"Ä"`}, {`contains("abc", "b")`, `true`}, {`starts with("abc","ab")`, `true`}, {`ends with("abc","bc")`, `true`},
	{`matches("abc", "^A", "i")`, `true`}, {`replace("abcd", "(b)(c)", "$2$1")`, `"acbd"`}, {`split("a;b", ";")`, `["a", "b"]`}, {`string join(["a",null,"b"], "-")`, `"a-b"`},
	{`string(1.10)`, `"1.1"`}, {`number("1.500,25", ".", ",")`, `1500.25`}, {`string([1, "a"])`, `"[1, \"a\"]"`},
	{`count([1,2])`, `2`}, {`min(3,1,2)`, `1`}, {`max(["a","c"])`, `"c"`}, {`sum([1,2.5])`, `3.5`}, {`sum([@"P1D", @"PT12H"])`, `P1DT12H`}, {`mean([1,2])`, `1.5`},
	{`list contains([1,null], null)`, `true`}, {`append([1], 2, 3)`, `[1, 2, 3]`}, {`concatenate([1],[2])`, `[1, 2]`}, {`distinct values([1,1.0,2])`, `[1, 2]`},
	{`all([true,null])`, `null`}, {`any([true,null])`, `true`}, {`all([])`, `true`}, {`flatten([1,[2,[3]]])`, `[1, 2, 3]`}, {`sublist([1,2,3],2)`, `[2, 3]`},
	{`index of([1,2,1],1)`, `[1, 3]`}, {`union([1,2],[2,3])`, `[1, 2, 3]`}, {`reverse([1,2])`, `[2, 1]`},
	{`floor(-1.5)`, `-2`}, {`ceiling(1.2)`, `2`}, {`decimal(2.5, 0)`, `2`}, {`round half up(2.345, 2)`, `2.35`}, {`decimal(1/3, 2)`, `0.33`}, {`abs(-1)`, `1`}, {`modulo(-12, 5)`, `3`}, {`modulo(12,-5)`, `-3`},
	{`get value({a: 1}, "a")`, `1`}, {`get entries({a: 1})`, `[{key: "a", value: 1}]`}, {`is defined(age)`, `true`}, {`is defined(nothing)`, `false`},
	// dates
	{`date("2024-02-29") + duration("P1Y")`, `2025-02-28`}, {`date(2026, 1, 31) + @"P1M"`, `2026-02-28`}, {`@"2026-01-01" - @"P1D"`, `2025-12-31`},
	{`@"2026-03-01" - @"2026-02-01"`, `P28D`}, {`years and months duration(@"2025-06-15", @"2026-06-14")`, `P11M`}, {`@"2026-05-03".weekday`, `7`},
	{`day of week(@"2026-05-03")`, `"Sunday"`}, {`month of year(@"2026-05-03")`, `"May"`}, {`day of year(@"2026-02-01")`, `32`},
	{`today()`, `2026-05-03`}, {`now()`, `2026-05-03T14:30:00+02:00`}, {`date and time("2026-05-03T10:00:00Z") = date and time("2026-05-03T12:00:00+02:00")`, `true`},
	{`date and time(@"2026-05-03", @"10:00:00")`, `2026-05-03T10:00:00`}, {`time("23:30:00") + @"PT1H"`, `00:30:00`}, {`time(10, 30, 0.5)`, `10:30:00.5`},
	{`@"PT36H"`, `P1DT12H`}, {`@"P1DT2H".hours`, `2`}, {`@"P1Y" * 1.5`, `P1Y6M`}, {`@"P1D" / 2`, `PT12H`}, {`@"P1D" / @"PT6H"`, `4`}, {`-@"P1D"`, `-P1D`},
	{`@"2026-03-29T12:00:00@Europe/Berlin" - @"2026-03-28T12:00:00@Europe/Berlin"`, `PT23H`}, {`today() <= @"2026-05-03"`, `true`},
	{`[1..5].start included`, `true`}, {`string([1..5))`, `"[1..5)"`}, {`@"-0044-03-15".year`, `-44`},
}

func TestEval(t *testing.T) {
	for _, c := range evalCases {
		x, err := Compile(c.src, Known("Full Name", "Approved/Declined"))
		if err != nil {
			t.Errorf("Compile(%s): %v", c.src, err)
			continue
		}
		got, diagnostics := x.Eval(testScope)
		if literal(got) != c.want {
			t.Errorf("%s = %s, want %s (%v)", c.src, literal(got), c.want, diagnostics)
		}
	}
}

// TestErrorsAreNullAndSaid holds what must never be silent.
func TestErrorsAreNullAndSaid(t *testing.T) {
	cases := []struct{ src, want string }{
		{`1 + unknown`, `1:5: the name "unknown" is not known here`},
		{`1 + "a"`, `1:3: "+" is not defined between a number and a string`},
		{`1 / 0`, `1:3: division by zero`},
		{"1\n < \"a\"", `2:2: there is no order between a number and a string`},
		{`1 = "a"`, `1:3: a number and a string cannot be compared`},
		{`person.age`, `1:7: the context has no entry "age"`},
		{`[1,2][3]`, `1:6: the list has no item with this number`},
		{`date("2026-02-30")`, `1:5: date: this day does not exist`},
		{`substring("a")`, `1:10: substring does not take 1 argument: it takes (string, start position, length)`},
		{`substring(text: "a", start position: 1)`, `1:10: substring does not take these argument names: it takes (string, start position, length)`},
		{`upper case(1)`, `1:11: upper case: argument 1 must be a string, not a number`},
		{`name(1)`, `1:5: a string cannot be called`},
		{`number("12a")`, `1:7: number: the text is not a number`},
		{`10 ** 10000`, `1:4: the calculation has no result: overflow`},
		{`{f: function(x) f2(x), f2: 1, r: f(1)}.r`, `1:17: the name "f2" is not known here`},
		{`@"2026-01-01T10:00:00" - @"2026-01-01T10:00:00Z"`, `1:24: one side has a time zone and the other has none`},
		{`{f: function(x) external {java: {}}, r: f(1)}.r`, `1:42: this function is external`},
		{`{f: function(x) external {java: {class: "java.lang.Runtime", method signature: "exit(int)"}}, r: f(1)}.r`, `there is no method exit(int)`},
		{`{f: function(x) external {java: {class: "java.lang.Byte", method signature: "valueOf(byte)"}}, r: f(128)}.r`, `no byte of Java`},
		{`{f: function(x) external {java: {class: "java.lang.String", method signature: "valueOf(char)"}}, r: f("ab")}.r`, `a string is no char of Java`},
	}
	for _, c := range cases {
		x, err := Compile(c.src)
		if err != nil {
			t.Errorf("Compile(%s): %v", c.src, err)
			continue
		}
		got, diagnostics := x.Eval(testScope)
		if got != nil || len(diagnostics) == 0 || !strings.Contains(diagnostics[0].String(), c.want) {
			t.Errorf("%s = %s with %v, want null and %q", c.src, literal(got), diagnostics, c.want)
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	cases := []struct{ src, want string }{
		{``, `1:1: a value is missing here`},
		{`1 +`, `1:4: a value is missing here`},
		{`(1`, `1:3: the bracket needs ")"`},
		{`1 2`, `1:3: the expression should end here, but there is "2"`},
		{"\"abc", `1:1: the string has no end`},
		{"1 +\n  §", `2:3: the character '§' has no meaning`},
		{`if true then 1`, `1:15: if needs "else"`},
		{`{a: 1, a: 2}`, `two entries named "a"`},
		{`[1..`, `1:5: a value is missing`},
		{`@"2026-13-01"`, `does not exist`},
		{`x instance of 5`, `a type is missing here`},
		{`function(x: numbr) x`, `there is no type "numbr" (did you mean "number"?)`},
		{`function(x, x) x`, `two parameters named "x"`},
		{`f(a: 1, 2)`, `name all arguments`},
		{`/* open`, `the comment has no end`},
		{strings.Repeat("(", 1000), `nested deeper`},
		{strings.Repeat("-", 1000) + "1", `nested deeper`},
		{strings.Repeat("1+", 1000) + "1", `operators in one row`},
		{strings.Repeat("a.", 1000) + "a", `path is too long`},
		{strings.Repeat(" ", maxSource+1), `longer than`},
	}
	for _, c := range cases {
		_, err := Compile(c.src)
		if _, ok := err.(*SyntaxError); !ok || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Compile(%.30s) = %v, want %q", c.src, err, c.want)
		}
	}
}

func TestUnaryTests(t *testing.T) {
	cases := []struct {
		src   string
		input any
		want  bool
	}{
		{`-`, nil, true}, {`18`, 18, true}, {`>= 18`, 17, false}, {`[18..65]`, 65, true}, {`(18..65)`, 18, false}, {`]18..65[`, 19, true},
		{`"a","b"`, "b", true}, {`not("a","b")`, "b", false}, {`not("a","b")`, "c", true}, {`not(> 5)`, 5, true},
		{`< 18, > 65`, 70, true}, {`? > 10 and ? < 20`, 15, true}, {`contains(?, "x")`, "axe", true}, {`starts with(?, "§ 25"), "x"`, "§ 25(2)", true},
		{`true`, true, true}, {`false`, false, true}, {`false`, true, false}, {`null`, nil, true}, {`> 5`, nil, false}, {`"a"`, nil, false},
		{`benefits`, "SGB II", true}, {`age`, 20, true}, {`< age`, 19, true}, {`-5`, -5, true}, {`[1,2]`, 2, true}, {`not(true)`, false, true},
		{`not(?), 1`, 1, true}, {`> 1`, "a", false}, {`not(> 1)`, "a", false},
		{`date("2026-01-01")`, FromJSON(Date{2026, 1, 1}), true}, {`< @"2026-01-01"`, Date{2025, 12, 31}, true},
	}
	for _, c := range cases {
		u, err := CompileUnary(c.src)
		if err != nil {
			t.Errorf("CompileUnary(%s): %v", c.src, err)
			continue
		}
		if got, diagnostics := u.Match(FromJSON(c.input), testScope); got != c.want {
			t.Errorf("%v in %s = %v, want %v (%v)", c.input, c.src, got, c.want, diagnostics)
		}
	}
}

func TestNames(t *testing.T) {
	cases := []struct {
		src  string
		want []string
	}{
		{`age >= 18 and person.name = "x"`, []string{"age", "person"}},
		{`for x in cases return x.n + y`, []string{"cases", "y"}},
		{`{a: b, c: a}`, []string{"b"}},
		{`cases[kind = "a"]`, []string{"cases", "kind"}},
		{`date("2026-01-01") + date`, []string{"date"}},
		{`some f in fs satisfies f(1)`, []string{"fs"}},
		{`Full Name`, []string{"Full Name"}},
		{`function(x) x + z`, []string{"z"}},
		{`1`, nil},
	}
	for _, c := range cases {
		x, err := Compile(c.src, Known("Full Name"))
		if err != nil {
			t.Fatalf("Compile(%s): %v", c.src, err)
		}
		if diff := cmp.Diff(c.want, x.Names()); diff != "" {
			t.Errorf("Names(%s): %s", c.src, diff)
		}
	}
}

func TestJSONRoundTrip(t *testing.T) {
	in := map[string]any{"a": []any{"x", true, nil}, "b": map[string]any{"c": "1"}}
	if diff := cmp.Diff(any(in), ToJSON(FromJSON(in))); diff != "" {
		t.Error(diff)
	}
	values := List{Int(5), Date{2026, 1, 2}, YearMonthDuration(14), DayTimeDuration{Seconds: 90}, 1.5}
	got, err := Compile(`[n, 1000000.50, 1e-7]`)
	if err != nil {
		t.Fatal(err)
	}
	list, _ := got.Eval(Scope{Vars: Vars(map[string]any{"n": 1e21})})
	want := []any{jsonNumber("1000000000000000000000"), jsonNumber("1000000.5"), jsonNumber("0.0000001")}
	if diff := cmp.Diff(any(want), ToJSON(list)); diff != "" {
		t.Error(diff)
	}
	wantValues := []any{jsonNumber("5"), "2026-01-02", "P1Y2M", "PT1M30S"}
	if diff := cmp.Diff(any(wantValues), ToJSON(values[:4])); diff != "" {
		t.Error(diff)
	}
}

func TestConcurrentUse(t *testing.T) {
	x, err := Compile(`sum(for c in cases return c.n * age)`)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 100 {
				if v, _ := x.Eval(testScope); literal(v) != "120" {
					t.Errorf("got %s", literal(v))
				}
			}
		})
	}
	group.Wait()
}

func jsonNumber(s string) json.Number { return json.Number(s) }
