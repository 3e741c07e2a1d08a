package feel

import "testing"

func TestConformance(t *testing.T) {
	employee := ContextOf(Field{"id", NumberType}, Field{"name", StringType})
	reordered := ContextOf(Field{"name", StringType}, Field{"id", NumberType})
	wider := ContextOf(Field{"id", NumberType}, Field{"name", StringType}, Field{"age", NumberType})
	takes := func(param, result *Type) *Type { return FunctionOf([]*Type{param}, result) }
	cases := []struct {
		t, u *Type
		want bool
	}{
		{NumberType, NumberType, true}, {NumberType, nil, true}, {NullType, NumberType, true}, {nil, NumberType, false}, {DateType, DateTimeType, false}, {StringType, DateType, false},
		{employee, reordered, true}, {wider, employee, true}, {employee, wider, false}, {employee, ContextOf(), true}, {ListOf(NumberType), ListOf(StringType), false}, {ListOf(wider), ListOf(employee), true}, {ListOf(NumberType), ListOf(nil), true}, {ListOf(nil), ListOf(NumberType), false}, {ListOf(NumberType), NumberType, false},
		{RangeOf(NumberType), RangeOf(NumberType), true}, {RangeOf(NumberType), RangeOf(StringType), false}, {takes(employee, wider), takes(employee, employee), true}, {takes(employee, employee), takes(employee, wider), false}, {takes(employee, employee), takes(wider, employee), true}, {takes(wider, employee), takes(employee, employee), false}, {takes(employee, employee), FunctionOf(nil, employee), false},
	}
	for _, c := range cases {
		if got := c.t.ConformsTo(c.u); got != c.want {
			t.Errorf("%s conforms to %s: %v, want %v", c.t, c.u, got, c.want)
		}
	}
}

func TestInstanceOf(t *testing.T) {
	small, err := CompileUnary("[0..255]")
	if err != nil {
		t.Fatal(err)
	}
	types := Types(map[string]*Type{"byte": NumberType.Allowing(small), "numbers": ListOf(NumberType), "a.b": StringType, "person of age": ContextOf(Field{"age", NumberType.Allowing(small)})})
	runCases(t, []struct{ src, want string }{
		{`123 instance of number`, `true`}, {`123 instance of string`, `false`}, {`123 instance of Any`, `true`}, {`null instance of Any`, `false`}, {`null instance of Null`, `true`}, {`1 instance of Null`, `false`}, {`null instance of list<number>`, `false`},
		{`[123] instance of list<number>`, `true`}, {`[1] instance of number`, `false`}, {`123 instance of list`, `null`}, {`[] instance of list<string>`, `true`}, {`[1, "a"] instance of list<number>`, `false`}, {`[1, null] instance of list<number>`, `true`}, {`[[1]] instance of list<list<number>>`, `true`},
		{`{a: "x", b: 1} instance of context<a: string>`, `true`}, {`{a: 1} instance of context<a: string>`, `false`}, {`{b: 1} instance of context<a: string>`, `false`}, {`{a: null} instance of context<a: string>`, `true`}, {`{first name: 1} instance of context<first name: number>`, `true`},
		{`[1..2] instance of range<number>`, `true`}, {`(> "a") instance of range<string>`, `true`}, {`[1..2] instance of range<string>`, `false`}, {`@"P1D" instance of days and time duration`, `true`}, {`@"P1Y" instance of years and months duration`, `true`}, {`@"2026-01-01T00:00:00" instance of date and time`, `true`}, {`@"2026-01-01" instance of date and time`, `false`},
		{`(function(a: string) "x") instance of function<string> -> string`, `true`}, {`(function(a: string) 1) instance of function<string> -> string`, `false`}, {`(function(a: string) "x") instance of function<number> -> string`, `false`}, {`(function() "x") instance of function<> -> Any`, `true`}, {`(function(a) a) instance of function<number> -> number`, `true`}, {`abs instance of function<number> -> number`, `true`}, {`1 instance of function<> -> Any`, `false`},
		{`255 instance of byte`, `true`}, {`256 instance of byte`, `false`}, {`[1] instance of numbers`, `true`}, {`"x" instance of a.b`, `true`}, {`{age: 300} instance of person of age`, `false`}, {`1 instance of nothing`, `null`}, {`1 instance of no.thing`, `null`},
	}, types)
}

func TestConvert(t *testing.T) {
	cases := []struct {
		v    Value
		t    *Type
		want string
		ok   bool
	}{
		{Int(1), NumberType, "1", true}, {Int(1), StringType, "null", false}, {nil, StringType, "null", true}, {List{"a"}, StringType, `"a"`, true}, {List{"a", "b"}, StringType, "null", false}, {List{Int(1)}, StringType, "null", false}, {"a", ListOf(StringType), `["a"]`, true}, {"a", ListOf(NumberType), "null", false}, {List{}, StringType, "null", false},
		{Date{2026, 5, 3}, DateTimeType, "2026-05-03T00:00:00Z", true}, {List{Date{2026, 5, 3}}, DateTimeType, "2026-05-03T00:00:00Z", true}, {Date{2026, 5, 3}, ListOf(DateTimeType), "[2026-05-03T00:00:00Z]", true}, {List{Int(1)}, ListOf(StringType), "null", false}, {List{Int(1)}, nil, "[1]", true}, {Int(1), ListOf(nil), "[1]", true},
		{NewContext().Put("a", Int(1)).Put("b", Int(2)), ContextOf(Field{"a", NumberType}), "{a: 1, b: 2}", true}, {NewContext(), ContextOf(Field{"a", NumberType}), "null", false},
	}
	for _, c := range cases {
		got, ok := c.t.Convert(c.v, Scope{})
		if literal(got) != c.want || ok != c.ok {
			t.Errorf("%s as %s = %s, %v, want %s, %v", literal(c.v), c.t, literal(got), ok, c.want, c.ok)
		}
	}
}

func TestParseType(t *testing.T) {
	for _, src := range []string{"number", "list<list<date and time>>", "context<a: number, first name: string>", "function<number, list<string>> -> Any", "range<days and time duration>", "function<> -> boolean"} {
		typ, err := ParseType(src, nil)
		if err != nil || typ.String() != src {
			t.Errorf("ParseType(%s) = %s, %v", src, typ, err)
		}
	}
	for _, src := range []string{"", "list", "list<", "list<foo>", "context<a>", "function<number>", "number number", "5"} {
		if typ, err := ParseType(src, nil); err == nil {
			t.Errorf("ParseType(%s) = %s, want an error", src, typ)
		}
	}
}

func TestInferredType(t *testing.T) {
	for src, want := range map[string]string{
		`1 + 2`: "number", `[1, 2]`: "list<number>", `[1, "a"]`: "list<Any>", `{a: 1, b: ["x"]}`: "context<a: number, b: list<string>>", `[1..2]`: "range<number>", `if true then "a" else null`: "string", `for i in 1..3 return @"P1D" * i`: "list<days and time duration>",
		`person.children.name`: "list<string>", `person.children[1].age`: "number", `today() - issued`: "days and time duration", `unknown.x`: "Any", `upper case(permit)`: "string", `function(x: number) x * 2`: "function<number> -> number", `max(1, 2)`: "Any", `max(person.children.age)`: "number", `sort(benefits)`: "list<string>", `count(benefits) / 2`: "number", `5 in [1, 2]`: "boolean",
	} {
		x, err := Compile(src, declared...)
		if err != nil {
			t.Errorf("Compile(%s): %v", src, err)
		} else if got := x.Type().String(); got != want {
			t.Errorf("%s is a %s, want %s", src, got, want)
		}
	}
}

// TestFunctionsOfGo: a function of the host counts against the limits of its caller, and may be called from Go.
func TestFunctionsOfGo(t *testing.T) {
	double := NewFunction("double", []string{"n"}, func(c Call, args []Value) Value {
		x, err := Compile("n * 2")
		if err != nil {
			return c.Fail("%s", err)
		}
		v, _ := x.Eval(c.Scope(NewContext().Put("n", args[0])))
		return v
	})
	x, err := Compile(`[double(2), double(n: 3), sum(for i in 1..3 return double(i))]`)
	if err != nil {
		t.Fatal(err)
	}
	if v, said := x.Eval(Scope{Vars: NewContext().Put("double", double)}); literal(v) != "[4, 6, 12]" {
		t.Error(literal(v), said)
	}
	if v, said := double.Call(Scope{}, []Value{Int(4)}, []string{"n"}); literal(v) != "8" {
		t.Error(literal(v), said)
	}
	if v, said := double.Call(Scope{}, nil, nil); v != nil || len(said) != 1 {
		t.Error(v, said)
	}
	closure, err := Compile(`function(x) x + n`)
	if err != nil {
		t.Fatal(err)
	}
	f, _ := closure.Eval(Scope{Vars: NewContext().Put("n", Int(1))})
	if v, said := f.(*Function).Call(Scope{Vars: NewContext().Put("n", Int(100))}, []Value{Int(2)}, nil); literal(v) != "3" {
		t.Error("a function must see the variables of its own place", literal(v), said)
	}
}
