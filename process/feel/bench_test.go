package feel

import "testing"

const eligibility = `age >= 18 and country = "DE" and (income < 1500.50 or list contains(benefits, "SGB II"))`

func benchmarkEval(b *testing.B, vars Variables) {
	x, err := Compile(eligibility)
	if err != nil {
		b.Fatal(err)
	}
	scope := Scope{Vars: vars}
	if v, d := x.Eval(scope); v != true {
		b.Fatal(v, d)
	}
	b.ReportAllocs()
	for b.Loop() {
		x.Eval(scope)
	}
}

var eligible = map[string]any{"age": 34, "country": "DE", "income": jsonNumber("1800.00"), "benefits": []any{"Wohngeld", "SGB II"}}

func BenchmarkEligibilityContext(b *testing.B) { benchmarkEval(b, FromJSON(eligible).(*Context)) }

func BenchmarkEligibilityJSON(b *testing.B) { benchmarkEval(b, Vars(eligible)) }

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(eligibility); err != nil {
			b.Fatal(err)
		}
	}
}
