package dmn

import (
	"os"
	"strings"
	"testing"
)

// wrong are ten tables that a process owner might write, each with one mistake and what is said about it.
var wrong = []struct{ name, data, want string }{
	{"an age that nobody thought of", string(sheet("UNIQUE", "", []string{"age:number"}, `< 18=>"child"`, `> 18=>"adult"`)),
		`warning: t (D): no rule covers age = 18: add a rule or a default output [gap]`},
	{"two rules for one case", string(sheet("UNIQUE", "", []string{"age:number"}, `<= 18=>"child"`, `>= 18=>"adult"`)),
		`error: r2 (D): rules 1 and 2 both match age = 18, but the hit policy UNIQUE lets only one match: narrow one of them [overlap]`},
	{"rules that should agree and do not", string(sheet("ANY", "", []string{"months:number"}, `>= 12=>"entitled"`, `>= 18=>"obliged"`, `< 12=>"none"`)),
		`error: r2 (D): rules 1 and 2 both match months = 18 and say different things, but the hit policy ANY wants them to agree [contradiction]`},
	{"the catch-all too early", string(sheet("FIRST", "", []string{"benefit:string"}, `-=>"pays"`, `"sgb2"=>"exempt"`)),
		`warning: r2 (D): rule 2 can never be the answer: whatever it matches, a rule of higher priority matches too [masked-rule]`},
	{"a value that cannot come", string(sheet("UNIQUE", "", []string{`benefit:string="none","sgb2"`}, `"none"=>1`, `"sgb2"=>2`, `"sgb 2"=>3`)),
		`warning: r3 (D): rule 3 can never match: no allowed value of benefit passes "\"sgb 2\"" [dead-rule]`},
	{"a text without quotes", string(sheet("UNIQUE", "", []string{"benefit:string"}, `sgb2=>"exempt"`, `not(sgb2)=>"pays"`)),
		`warning: r1 (D): rule 1, input 1: sgb2 is read as the name of a variable, but nothing declares one: write "sgb2" for the text [bare-text]`},
	{"a text where a number is asked for", string(sheet("UNIQUE", "", []string{"age:number"}, `"18"=>"adult"`)),
		`error: r1 (D): rule 1, input 1: 1:1: a number can never be a string [feel-type]`},
	{"a range that is not closed", string(sheet("UNIQUE", "", []string{"age:number"}, `[18..=>"adult"`)),
		`error: r1 (D): rule 1, input 1: FEEL 1:6: a value is missing here: there is the end of the expression [feel-syntax]`},
	{"priority without an order", string(sheet("PRIORITY", "", []string{"age:number"}, `-=>"adult"`)),
		`error: t (D): the hit policy P needs output values in their order of priority [hit-policy]`},
	{"a cell too many", string(sheet("UNIQUE", "", []string{"age:number"}, `-|-=>"adult"`)),
		`error: r1 (D): rule 1 has 2 inputs and 1 outputs, the table 1 and 1 [rule-width]`},
}

func TestWrongTables(t *testing.T) {
	page, err := os.ReadFile("../../docs/decision-tables.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range wrong {
		definitions, findings := Parse([]byte(c.data))
		findings = append(findings, definitions.Check()...)
		var got []string
		for _, f := range findings {
			got = append(got, f.String())
		}
		if !strings.Contains(strings.Join(got, "\n")+"\n", c.want+"\n") {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), c.want)
		}
		if !strings.Contains(string(page), c.want) {
			t.Errorf("docs/decision-tables.md does not show %q", c.want)
		}
	}
}
