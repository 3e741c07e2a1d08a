package dmn

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"handinhand/process/feel"
)

// sheet writes a model with one table over named inputs; cells are separated by "|", the output behind "=>".
func sheet(policy, attributes string, inputs []string, rules ...string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="n">
		<decision id="d" name="D"><decisionTable id="t" hitPolicy="%s">`, policy)
	for _, in := range inputs {
		name, typeRef, _ := strings.Cut(in, ":")
		typeRef, values, _ := strings.Cut(typeRef, "=")
		fmt.Fprintf(&b, `<input id="i-%s" label="%s"><inputExpression typeRef="%s"><text>%s</text></inputExpression><inputValues><text>%s</text></inputValues></input>`,
			name, name, typeRef, name, values)
	}
	fmt.Fprintf(&b, `<output id="o">%s</output>`, attributes)
	for i, r := range rules {
		tests, out, _ := strings.Cut(r, "=>")
		fmt.Fprintf(&b, `<rule id="r%d">`, i+1)
		for _, test := range strings.Split(tests, "|") {
			fmt.Fprintf(&b, `<inputEntry><text><![CDATA[%s]]></text></inputEntry>`, test)
		}
		fmt.Fprintf(&b, `<outputEntry><text><![CDATA[%s]]></text></outputEntry></rule>`, out)
	}
	b.WriteString("</decisionTable></decision></definitions>")
	return []byte(b.String())
}

func TestCheck(t *testing.T) {
	cases := []struct {
		name, policy, attributes string
		inputs, rules            []string
		want                     []string // severity, element and message of each finding
	}{
		{"complete", "UNIQUE", "", []string{"age:number"}, []string{`<18=>1`, `>=18=>2`}, nil},
		{"hole between", "UNIQUE", "", []string{"age:number"}, []string{`<18=>1`, `>18=>2`}, []string{
			"warning: t (D): no rule covers age = 18: add a rule or a default output [gap]"}},
		{"hole between decimals", "UNIQUE", "", []string{"age:number"}, []string{`<=1=>1`, `>=2=>2`}, []string{
			"warning: t (D): no rule covers age = 1.5: add a rule or a default output [gap]"}},
		{"no hole between days", "UNIQUE", "", []string{"day:date"}, []string{`<=date("2026-01-31")=>1`, `>=date("2026-02-01")=>2`}, nil},
		{"hole between days", "UNIQUE", "", []string{"day:date"}, []string{`<date("2026-01-31")=>1`, `>=date("2026-02-01")=>2`}, []string{
			"warning: t (D): no rule covers day = 2026-01-31: add a rule or a default output [gap]"}},
		{"two columns", "FIRST", "", []string{"age:number", "job:string"}, []string{`<18|"yes"=>1`, `>=18|-=>2`}, []string{
			`warning: t (D): no rule covers age = 17, job = "something else": add a rule or a default output [gap]`}},
		{"allowed values", "UNIQUE", "", []string{`job:string="yes","no"`}, []string{`"yes"=>1`, `"no"=>2`}, nil},
		{"default fills", "UNIQUE", "<defaultOutputEntry><text>0</text></defaultOutputEntry>", []string{"age:number"}, []string{`<18=>1`}, nil},
		{"booleans", "UNIQUE", "", []string{"a:boolean", "b:boolean"}, []string{`true|-=>1`, `false|true=>2`}, []string{
			"warning: t (D): no rule covers a = false, b = false: add a rule or a default output [gap]"}},
		{"null named", "UNIQUE", "", []string{"a:boolean"}, []string{`true=>1`, `false=>2`, `null=>3`}, nil},
		{"overlap", "UNIQUE", "", []string{"age:number"}, []string{`<=18=>1`, `>=18=>1`}, []string{
			"error: r2 (D): rules 1 and 2 both match age = 18, but the hit policy UNIQUE lets only one match: narrow one of them [overlap]"}},
		{"overlap of lists", "UNIQUE", "", []string{"job:string"}, []string{`"a","b"=>1`, `not("a")=>2`}, []string{
			`error: r2 (D): rules 1 and 2 both match job = "b", but the hit policy UNIQUE lets only one match: narrow one of them [overlap]`}},
		{"agreeing", "ANY", "", []string{"age:number"}, []string{`<=18=>1`, `>=18=>1.0`}, nil},
		{"contradiction", "ANY", "", []string{"age:number"}, []string{`<=18=>1`, `>=18=>2`}, []string{
			"error: r2 (D): rules 1 and 2 both match age = 18 and say different things, but the hit policy ANY wants them to agree [contradiction]"}},
		{"masked", "FIRST", "", []string{"age:number"}, []string{`<20=>1`, `>=20=>2`, `[5..10]=>3`, `-=>4`}, []string{
			"warning: r3 (D): rule 3 can never be the answer: whatever it matches, a rule of higher priority matches too [masked-rule]"}},
		{"masked by two", "FIRST", "", []string{"a:number", "b:number"}, []string{`<5|-=>1`, `>=5|-=>2`, `[1..9]|1=>3`, `-|-=>4`}, []string{
			"warning: r3 (D): rule 3 can never be the answer: whatever it matches, a rule of higher priority matches too [masked-rule]"}},
		{"masked by priority", "PRIORITY", `<outputValues><text>"high","low"</text></outputValues>`, []string{"age:number"}, []string{`>1=>"low"`, `-=>"high"`}, []string{
			"warning: r1 (D): rule 1 can never be the answer: whatever it matches, a rule of higher priority matches too [masked-rule]"}},
		{"dead", "UNIQUE", "", []string{`job:string="yes","no"`}, []string{`"yes"=>1`, `"no"=>2`, `"maybe"=>3`}, []string{
			`warning: r3 (D): rule 3 can never match: no allowed value of job passes "\"maybe\"" [dead-rule]`}},
		{"collecting tables may overlap", "COLLECT", "", []string{"age:number"}, []string{`>1=>1`, `>2=>2`}, nil},
		{"what is not fixed", "UNIQUE", "", []string{"age:number"}, []string{`<18=>1`, `>=limit=>2`, `18=>3`}, []string{
			"warning: t (D): rule 2, age: what these ask for is not fixed, so whether the table is complete there is for a person to check [not-checked]"}},
		{"the clock is not fixed", "FIRST", "", []string{"day:date"}, []string{`<today()=>1`, `-=>2`}, []string{
			"warning: t (D): rule 1, day: what these ask for is not fixed, so whether the table is complete there is for a person to check [not-checked]"}},
		{"gap beside what is not fixed", "UNIQUE", "", []string{"age:number", "b:boolean"}, []string{`<18|true=>1`, `>=limit|true=>2`}, []string{
			"warning: t (D): no rule covers age = 17, b = false: add a rule or a default output [gap]",
			"warning: t (D): no rule covers age = 18, b = false: add a rule or a default output [gap]",
			"warning: t (D): rule 2, age: what these ask for is not fixed, so whether the table is complete there is for a person to check [not-checked]"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			definitions, findings := Parse(sheet(c.policy, c.attributes, c.inputs, c.rules...))
			if len(findings) > 0 {
				t.Fatal(findings)
			}
			var got []string
			for _, f := range definitions.Check() {
				got = append(got, f.String())
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// TestDependentInputsWarnOnly: where inputs may hang together, the two rules may never meet.
func TestDependentInputsWarnOnly(t *testing.T) {
	data := strings.Replace(string(sheet("UNIQUE", "", []string{"age:number", "b:boolean"}, `<=18|-=>1`, `>=18|-=>2`)), "<text>b</text>", "<text>age > 20</text>", 1)
	definitions, _ := Parse([]byte(strings.Replace(data, "age > 20", "age &gt; 20", 1)))
	for _, f := range definitions.Check() {
		if f.Rule == "overlap" && f.Severity == "warning" {
			return
		}
	}
	t.Errorf("got %v, want a warning of the overlap", definitions.Check())
}

// TestCheckAgreesWithEvaluation compares what the check says of random tables with what the tables do on every input.
func TestCheckAgreesWithEvaluation(t *testing.T) {
	cells := []string{"-", "<3", "<=3", ">3", ">=5", "3", "[2..5]", "(2..5)", "1,4", "not(3)", "not([2..4])"}
	flags := []string{"-", "true", "false"}
	inputs := []any{nil, 0, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6}
	rapid.Check(t, func(t *rapid.T) {
		policy := rapid.SampledFrom([]string{"UNIQUE", "FIRST"}).Draw(t, "policy")
		var rules []string
		for i := range rapid.IntRange(1, 5).Draw(t, "rules") {
			rules = append(rules, fmt.Sprintf("%s|%s=>%d", rapid.SampledFrom(cells).Draw(t, "a"), rapid.SampledFrom(flags).Draw(t, "b"), i+1))
		}
		definitions, _ := Parse(sheet(policy, "", []string{"a:number", "b:boolean"}, rules...))
		reported := map[string]bool{}
		for _, f := range definitions.Check() {
			reported[f.Rule] = true
			if f.Rule == "masked-rule" {
				reported[f.Element] = true
			}
		}
		gap, overlap, reached := false, false, map[string]bool{}
		for _, a := range inputs {
			for _, b := range []any{true, false, nil} {
				result, err := definitions.decisions[0].Evaluate(feel.Scope{Vars: feel.Vars(map[string]any{"a": a, "b": b})})
				overlap = overlap || err != nil
				gap = gap || a != nil && b != nil && err == nil && result.Value == nil
				reached["r"+fmt.Sprint(feel.ToJSON(result.Value))] = true
			}
		}
		if reported["gap"] != gap || policy == "UNIQUE" && reported["overlap"] != overlap {
			t.Fatalf("%s %q: gap %v, overlap %v, but reported %v", policy, rules, gap, overlap, reported)
		}
		for i := range rules {
			id := fmt.Sprintf("r%d", i+1)
			if policy == "FIRST" && reported[id] == reached[id] {
				t.Fatalf("%q: rule %d: reported as masked %v, answers %v", rules, i+1, reported[id], reached[id])
			}
		}
	})
}
