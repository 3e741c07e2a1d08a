package dmn

import (
	"fmt"
	"os"
	"testing"

	"handinhand/process/feel"
)

// largeTable has 12 columns and 200 rules of the kinds that eligibility tables have: texts, intervals, lists, booleans and dates.
func largeTable() []byte {
	inputs := []string{
		"title:string", "age:number", "months:number", "level:string", "income:number", "household:number",
		"employed:boolean", "benefit:string", "issued:date", "school:boolean", "country:string", "score:number",
	}
	var rules []string
	for i := range 200 {
		rules = append(rules, fmt.Sprintf(`"t%d","u%d"|[%d..%d)|>=12|"A1","A2","B1"|<%d|-|true|not("none")|>=date("2020-01-01")|-|"x","y","z"|[0..1000]=>"rule %d"`,
			i/4, i/4, 20+i%4*10, 30+i%4*10, 5000+i, i+1))
	}
	return sheet("UNIQUE", "", inputs, rules...)
}

var largeInput = map[string]any{
	"title": "u49", "age": 55, "months": 36, "level": "B1", "income": 1200, "household": 3,
	"employed": true, "benefit": "wohngeld", "issued": "2026-05-03", "school": false, "country": "y", "score": 500,
}

func BenchmarkParseLargeTable(b *testing.B) {
	data := largeTable()
	b.ReportAllocs()
	for b.Loop() {
		Parse(data)
	}
}

func BenchmarkCheckLargeTable(b *testing.B) {
	definitions, _ := Parse(largeTable())
	b.ReportAllocs()
	for b.Loop() {
		definitions.Check()
	}
}

func BenchmarkEvaluateLargeTable(b *testing.B) {
	definitions, findings := Parse(largeTable())
	if len(findings) > 0 {
		b.Fatal(findings)
	}
	s := feel.Scope{Vars: feel.Vars(largeInput)}
	if result, err := definitions.decisions[0].Evaluate(s); err != nil || result.Value != "rule 200" {
		b.Fatal(result.Value, err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_, _ = definitions.decisions[0].Evaluate(s)
	}
}

func BenchmarkEvaluateRoute(b *testing.B) {
	data, err := os.ReadFile("testdata/route.dmn")
	if err != nil {
		b.Fatal(err)
	}
	definitions, _ := Parse(data)
	letter, _ := definitions.Decision("letter")
	s := feel.Scope{Vars: feel.Vars(map[string]any{
		"title": "25(2)", "title months": 36, "no simple German": false, "benefit": nil, "admission_44_4": "closed",
	})}
	b.ReportAllocs()
	for b.Loop() {
		_, _ = letter.Evaluate(s)
	}
}
