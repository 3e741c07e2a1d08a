package feel

import "testing"

// run evaluates each source over testScope and compares the value as FEEL writes it.
func runCases(t *testing.T, cases []struct{ src, want string }, options ...Option) {
	t.Helper()
	for _, c := range cases {
		x, err := Compile(c.src, options...)
		if err != nil {
			t.Errorf("Compile(%s): %v", c.src, err)
			continue
		}
		got, diagnostics := x.Eval(testScope)
		if literal(got) != c.want {
			t.Errorf("%s = %s, want %s (%v)", c.src, literal(got), c.want, diagnostics)
		}
		if got == nil && len(diagnostics) == 0 && !silentNull[c.src] {
			t.Errorf("%s is null, and nothing says why", c.src)
		}
	}
}

// silentNull are the sources whose null is their value, not an error.
var silentNull = map[string]bool{
	`not(null)`: true, `string(null)`: true, `sum([])`: true, `min([])`: true, `mean([])`: true, `median([])`: true, `product([])`: true,
	`all([true, null])`: true, `any([false, null])`: true, `get value({a: 1}, "b")`: true, `@"10:00:00".time offset`: true,
	`@"10:00:00Z".timezone`: true, `null and true`: true, `null or false`: true, `every x in [1, 2, null] satisfies x > 0 or x = null and null`: true,
	`(< 10).start`: true, `(<= 10).start`: true,
}

// TestBuiltinsOfTheSpecification holds the examples of DMN 1.5, section 10.3.4, and what the text around them says.
func TestBuiltinsOfTheSpecification(t *testing.T) {
	runCases(t, []struct{ src, want string }{
		// conversion (table 72)
		{`date("2012-12-25") - date("2012-12-24") = duration("P1D")`, `true`},
		{`date(date and time("2012-12-25T11:00:00Z")) = date("2012-12-25")`, `true`},
		{`date(2012, 12, 25) = date("2012-12-25")`, `true`},
		{`date and time("2012-12-24T23:59:00") = date and time(date("2012-12-24"), time("23:59:00"))`, `true`},
		{`date and time("2012-12-24T23:59:00") + duration("PT1M") = date and time("2012-12-25T00:00:00")`, `true`},
		{`time("23:59:00Z") + duration("PT2M") = time("00:01:00@Etc/UTC")`, `true`},
		{`time(date and time("2012-12-25T11:00:00Z")) = time("11:00:00Z")`, `true`},
		{`time("23:59:00Z") = time(23, 59, 0, duration("PT0H"))`, `true`},
		{`number("1 000,0", " ", ",") = number("1,000.0", ",", ".")`, `true`},
		{`number("-12.5")`, `-12.5`}, {`number("1 000", " ")`, `1000`}, {`number("1,5", null, ",")`, `1.5`}, {`number("1.5", null, ",")`, `null`},
		{`string(1.1)`, `"1.1"`}, {`string(null)`, `null`}, {`string("a")`, `"a"`}, {`string(true)`, `"true"`},
		{`string({a: "x", b: [1, null]})`, `"{a: \"x\", b: [1, null]}"`}, {`string(< 10)`, `"< 10"`}, {`string(@"P1Y")`, `"P1Y"`},
		{`string(1/3)`, `"0.3333333333333333333333333333333333"`}, {`string(100000000000)`, `"100000000000"`}, {`string(0.00001)`, `"0.00001"`},
		{`date and time("2012-12-24T23:59:00") - date and time("2012-12-22T03:45:00") = duration("P2DT20H14M")`, `true`},
		{`duration("P2Y2M") = duration("P26M")`, `true`},
		{`years and months duration(date("2011-12-22"), date("2013-08-24")) = duration("P1Y8M")`, `true`},
		{`range("[18..21)")`, `[18..21)`}, {`range("[2..)") = (>= 2)`, `true`}, {`range("(..2)") = (< 2)`, `true`}, {`range("")`, `null`}, {`range("[..]")`, `null`},
		// boolean
		{`not(true)`, `false`}, {`not(null)`, `null`},
		// strings (table 74)
		{`substring("foobar", 3)`, `"obar"`}, {`substring("foobar", 3, 3)`, `"oba"`}, {`substring("foobar", -2, 1)`, `"a"`}, {`substring("\U01F40Eab", 2)`, `"ab"`},
		{`substring("foobar", 0)`, `null`}, {`substring("foobar", 7)`, `null`}, {`substring("foobar", 3, 0)`, `null`},
		{`string length("foo")`, `3`}, {`string length("\U01F40Eab")`, `3`}, {`upper case("aBc4")`, `"ABC4"`}, {`lower case("aBc4")`, `"abc4"`},
		{`substring before("foobar", "bar")`, `"foo"`}, {`substring before("foobar", "xyz")`, `""`}, {`substring after("foobar", "ob")`, `"ar"`}, {`substring after("", "a")`, `""`},
		{`contains("foobar", "of")`, `false`}, {`starts with("foobar", "fo")`, `true`}, {`ends with("foobar", "r")`, `true`},
		{`split("John Doe", "\s")`, `["John", "Doe"]`}, {`split("a;b;c;;", ";")`, `["a", "b", "c", "", ""]`},
		{`string join(["a", "b", "c"], "_and_")`, `"a_and_b_and_c"`}, {`string join(["a", null, "c"], "X")`, `"aXc"`}, {`string join([], "X")`, `""`}, {`string join(["a", "b"], null)`, `"ab"`},
		// lists (table 75)
		{`list contains([1, 2, 3], 2)`, `true`}, {`list contains([1, null], null)`, `true`}, {`list contains(1, 1)`, `true`},
		{`count([1, 2, 3])`, `3`}, {`count([])`, `0`}, {`count([1, [2, 3]])`, `2`}, {`min([1, 2, 3])`, `1`}, {`max(1, 2, 3)`, `3`}, {`min(1)`, `1`}, {`min([])`, `null`},
		{`max("a", "c")`, `"c"`}, {`max([@"2026-01-01", @"2025-01-01"])`, `2026-01-01`}, {`min(1, "a")`, `null`},
		{`sum([1, 2, 3])`, `6`}, {`sum(1, 2, 3)`, `6`}, {`sum([])`, `null`}, {`sum([1, null])`, `null`}, {`sum(["a"])`, `null`}, {`mean([1, 2, 3])`, `2`}, {`mean([])`, `null`},
		{`all([false, null, true])`, `false`}, {`all([true, null])`, `null`}, {`all([])`, `true`}, {`all(0)`, `null`}, {`any([false, null, true])`, `true`}, {`any([false, null])`, `null`}, {`any([])`, `false`},
		{`sublist([4, 5, 6], 1, 2)`, `[4, 5]`}, {`sublist([4, 5, 6], -1)`, `[6]`}, {`sublist([4, 5, 6], 3, 2)`, `null`}, {`sublist([4], 2)`, `null`},
		{`append([1], 2, 3)`, `[1, 2, 3]`}, {`append([1], [2])`, `[1, [2]]`}, {`concatenate([1, 2], [3])`, `[1, 2, 3]`}, {`insert before([1, 3], 1, 2)`, `[2, 1, 3]`},
		{`insert before([1, 3], -1, 2)`, `[1, 2, 3]`}, {`insert before([], 1, 2)`, `null`}, {`remove([1, 2, 3], 2)`, `[1, 3]`}, {`remove([1, 2, 3], -1)`, `[1, 2]`}, {`remove([1], 2)`, `null`},
		{`list replace([2, 4, 7, 8], 3, 6)`, `[2, 4, 6, 8]`}, {`list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)`, `[5, 5, 7, 8]`}, {`list replace([1], function(x) true, 2)`, `null`},
		{`reverse([1, 2, 3])`, `[3, 2, 1]`}, {`index of([1, 2, 3, 2], 2)`, `[2, 4]`}, {`union([1, 2], [2, 3])`, `[1, 2, 3]`}, {`distinct values([1, 2, 3, 2, 1])`, `[1, 2, 3]`}, {`distinct values([1, "1", null, null])`, `[1, "1", null]`},
		{`flatten([[1, 2], [[3]], 4])`, `[1, 2, 3, 4]`}, {`product([2, 3, 4])`, `24`}, {`product([])`, `null`}, {`product(2, 3, 4)`, `24`},
		{`median(8, 2, 5, 3, 4)`, `4`}, {`median([6, 1, 2, 3])`, `2.5`}, {`median([])`, `null`},
		{`stddev(2, 4, 7, 5)`, `2.081665999466132735282297706979931`}, {`stddev([47])`, `null`}, {`stddev([])`, `null`},
		{`mode(6, 3, 9, 6, 6)`, `[6]`}, {`mode([6, 1, 9, 6, 1])`, `[1, 6]`}, {`mode([])`, `[]`}, {`mode([1, 1.0, 2])`, `[1]`},
		// sort
		{`sort(list: [3, 1, 4, 5, 2], precedes: function(x, y) x < y)`, `[1, 2, 3, 4, 5]`}, {`sort([3, 1, 2])`, `[1, 2, 3]`}, {`sort([1, "a"])`, `null`}, {`sort([1, 2], function(x, y) "a")`, `null`},
		{`sort([{k: 2, n: 1}, {k: 1, n: 2}, {k: 2, n: 3}], function(x, y) x.k < y.k).n`, `[2, 1, 3]`},
		// numbers (table 76)
		{`decimal(1/3, 2)`, `0.33`}, {`decimal(1.5, 0)`, `2`}, {`decimal(2.5, 0)`, `2`}, {`decimal(1234, -2)`, `1200`}, {`floor(1.5)`, `1`}, {`floor(-1.56, 1)`, `-1.6`}, {`ceiling(-1.56, 1)`, `-1.5`},
		{`round up(5.5, 0)`, `6`}, {`round up(-1.126, 2)`, `-1.13`}, {`round down(-5.5, 0)`, `-5`}, {`round half up(-5.5, 0)`, `-6`}, {`round half down(5.5, 0)`, `5`}, {`round up(1, 6177)`, `null`},
		{`abs(-10)`, `10`}, {`abs(@"-PT5H")`, `PT5H`}, {`abs(@"-P1Y2M")`, `P1Y2M`}, {`abs("1")`, `null`},
		{`modulo(12, 5)`, `2`}, {`modulo(-12, 5)`, `3`}, {`modulo(12, -5)`, `-3`}, {`modulo(-12, -5)`, `-2`}, {`modulo(10.1, 4.5)`, `1.1`}, {`modulo(-10.1, 4.5)`, `3.4`}, {`modulo(10.1, -4.5)`, `-3.4`}, {`modulo(1, 0)`, `null`},
		{`sqrt(16)`, `4`}, {`sqrt(-1)`, `null`}, {`decimal(log(10), 8)`, `2.30258509`}, {`log(0)`, `null`}, {`decimal(exp(5), 8)`, `148.4131591`}, {`exp(100000)`, `null`}, {`exp(-100000)`, `0`},
		{`odd(5)`, `true`}, {`odd(2)`, `false`}, {`even(5)`, `false`}, {`even(-2)`, `true`}, {`even(0.5)`, `false`}, {`even(10 ** 40)`, `true`},
		// date and time (tables 77 and 79)
		{`is(date("2012-12-25"), time("23:00:50"))`, `false`}, {`is(time("23:00:50Z"), time("23:00:50"))`, `false`}, {`is(time("23:00:50Z"), time("23:00:50+00:00"))`, `true`},
		{`is(1, 1.0)`, `true`}, {`is(null, null)`, `true`}, {`is([1, {a: @"P1D"}], [1, {a: @"PT24H"}])`, `true`}, {`is(value1: 1)`, `false`},
		{`day of year(date(2019, 9, 17))`, `260`}, {`day of week(date(2019, 9, 17))`, `"Tuesday"`}, {`month of year(date(2019, 9, 17))`, `"September"`}, {`week of year(date(2019, 9, 17))`, `38`},
		{`week of year(date(2003, 12, 29))`, `1`}, {`week of year(date(2004, 1, 4))`, `1`}, {`week of year(date(2005, 1, 1))`, `53`}, {`week of year(date(2005, 1, 3))`, `1`}, {`week of year(date(2005, 1, 9))`, `1`},
		{`now() instance of date and time`, `true`}, {`today()`, `2026-05-03`},
		// contexts (table 81)
		{`get value({key1: "value1"}, "key1")`, `"value1"`}, {`get value({a: 1}, "b")`, `null`}, {`get entries({a: 1, b: 2})[key = "b"].value`, `[2]`},
		{`context([{key: "a", value: 1}, {key: "b", value: 2}])`, `{a: 1, b: 2}`}, {`context([{key: "a", value: 1}, {key: "b"}])`, `null`}, {`context([{key: "a", value: 1}, {key: "a", value: 2}])`, `null`},
		{`context put({x: 1}, "y", 2)`, `{x: 1, y: 2}`}, {`context put({x: 1, y: 0, z: 0}, "y", 2)`, `{x: 1, y: 2, z: 0}`}, {`context put({x: 1, y: {a: 0}}, ["y", "a"], 2)`, `{x: 1, y: {a: 2}}`},
		{`context put({x: 1}, ["y"], 2)`, `{x: 1, y: 2}`}, {`context put({x: 1}, [], 2)`, `null`}, {`context put({x: 1}, ["x", "y"], 2)`, `null`},
		{`context merge([{x: 1}, {y: 2}])`, `{x: 1, y: 2}`}, {`context merge([{x: 1, y: 0}, {y: 2}])`, `{x: 1, y: 2}`},
	})
}

// TestArguments: named and positional, missing and superfluous, converted and refused.
func TestArguments(t *testing.T) {
	runCases(t, []struct{ src, want string }{
		{`upper case(["a"])`, `"A"`}, {`upper case(["a", "b"])`, `null`}, {`contains(["foobar"], "of")`, `false`}, {`count("a")`, `1`}, {`count(null)`, `null`},
		{`substring(start position: 2, string: "abc")`, `"bc"`}, {`substring(string: "abc")`, `null`}, {`floor(1.5, null)`, `null`}, {`matches("a", "A", null)`, `false`},
		{`date and time(@"2026-05-03")`, `2026-05-03T00:00:00Z`}, {`all()`, `null`}, {`min()`, `null`}, {`now(1)`, `null`},
		{`string length(string length)`, `null`}, {`{f: string length, r: f("abc")}.r`, `3`}, {`{f: abs, r: f(-1)}.r`, `1`}, {`sort([3, 1, 2], before)`, `[1, 2, 3]`},
		{`(function(x: number) x + 1)(["a"])`, `null`}, {`(function(x: number) x + 1)([1])`, `2`}, {`(function(x: list<number>) count(x))(1)`, `1`}, {`(function(x: date and time) x)(@"2026-05-03")`, `2026-05-03T00:00:00Z`},
		{`(function(x: string, y) x)(y: 1, x: "a")`, `"a"`}, {`(function(x) x = null)(null)`, `true`}, {`(function(a, b) b = null)(a: 1)`, `true`}, {`(function(a) a)(1, 2)`, `null`}, {`(function(a) a)(b: 1)`, `null`},
		{`1(2)`, `null`}, {`nothing(1)`, `null`}, {`(function(x) external {java: {class: "java.lang.System", method signature: "exit(int)"}})(1)`, `null`},
		{`(function(x) external {java: {class: "java.lang.Math", method signature: "max(double, double)"}})(1)`, `null`}, {`(function(x, y) external {java: {class: "java.lang.Math", method signature: "cos(double)"}})(1, 2)`, `null`},
		{`(function() external {java: {class: "java.lang.Double", method signature: "valueOf(double)"}})()`, `null`}, {`(function() external {java: {class: "java.lang.String", method signature: "format(java.lang.String, [Ljava.lang.Object;)"}})()`, `null`},
		{`(function(x, y) external {java: {class: "java.lang.Math", method signature: "max(double, double)"}})(1, 2.5)`, `2.5`},
	})
}
