package feel

import "testing"

const eligibility = `age >= 18 and country = "DE" and (income < 1500.50 or list contains(benefits, "SGB II"))`

var eligible = map[string]any{"age": 34, "country": "DE", "income": jsonNumber("1800.00"), "benefits": []any{"Wohngeld", "SGB II"}}

// benchmark evaluates one source over and over; the answer must be the same each time.
func benchmark(b *testing.B, src, want string, vars Variables) {
	b.Helper()
	x, err := Compile(src)
	if err != nil {
		b.Fatal(err)
	}
	scope := Scope{Vars: vars}
	if v, d := x.Eval(scope); literal(v) != want {
		b.Fatal(literal(v), d)
	}
	b.ReportAllocs()
	for b.Loop() {
		x.Eval(scope)
	}
}

func BenchmarkEligibilityContext(b *testing.B) {
	benchmark(b, eligibility, "true", FromJSON(eligible).(*Context))
}

func BenchmarkEligibilityJSON(b *testing.B) { benchmark(b, eligibility, "true", Vars(eligible)) }

func BenchmarkLoop10000(b *testing.B) {
	benchmark(b, `count(for i in 1..10000 return i * 2 + 1)`, "10000", nil)
}

func BenchmarkFilter10000(b *testing.B) {
	list := List{}
	for i := range 10_000 {
		list = append(list, NewContext().Put("age", Int(int64(i%100))).Put("name", "n"))
	}
	benchmark(b, `count(people[age >= 18])`, "8200", NewContext().Put("people", list))
}

// BenchmarkReadInLoop: a list of JSON that is read in every round must be converted once.
func BenchmarkReadInLoop(b *testing.B) {
	items := make([]any, 1000)
	for i := range items {
		items[i] = i
	}
	benchmark(b, `sum(for i in 1..1000 return items[i])`, "499500", Vars(map[string]any{"items": items}))
}

func BenchmarkSortPrecedes1000(b *testing.B) {
	benchmark(b, `count(sort(for i in 1..1000 return modulo(i * 7919, 1000), function(x, y) x < y))`, "1000", nil)
}

func BenchmarkDates(b *testing.B) {
	benchmark(b, `date("2026-05-03") + duration("P1Y") > @"2026-06-01" and day of week(@"2026-05-03") = "Sunday"`, "true", nil)
}

func BenchmarkRegex(b *testing.B) {
	benchmark(b, `matches("DE-1234-5678", "[A-Z]{2}-\d{4}-\d{4}")`, "true", nil)
}

func BenchmarkRange(b *testing.B) {
	benchmark(b, `age in [18..65] or age in (< 10, > 90)`, "true", Vars(eligible))
}

func BenchmarkUnaryTests(b *testing.B) {
	u, err := CompileUnary(`[18..65], > 70`)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	input := Int(71)
	for b.Loop() {
		if ok, _ := u.Match(input, Scope{}); !ok {
			b.Fatal("71 must match")
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(eligibility); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	x, err := Compile(eligibility, Declare("age", NumberType), Declare("country", StringType), Declare("income", NumberType),
		Declare("benefits", ListOf(StringType)))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if problems := x.Check(BooleanType); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}
