package dmn

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handinhand/process/feel"
	"handinhand/process/finding"
)

func parseRoute(t *testing.T) *Definitions {
	t.Helper()
	data, err := os.ReadFile("testdata/route.dmn")
	if err != nil {
		t.Fatal(err)
	}
	definitions, findings := Parse(data)
	if len(findings) > 0 {
		t.Fatalf("findings: %v", findings)
	}
	return definitions
}

func decide(t *testing.T, d *Definitions, id string, vars map[string]any) (Result, error) {
	t.Helper()
	decision, ok := d.Decision(id)
	if !ok {
		t.Fatalf("no decision %q", id)
	}
	return decision.Evaluate(feel.Scope{Vars: feel.Vars(vars)})
}

func TestRoute(t *testing.T) {
	definitions := parseRoute(t)
	person := func(title string, months int, noGerman bool, benefit any, admission string) map[string]any {
		return map[string]any{"title": title, "title months": months, "no simple German": noGerman, "benefit": benefit, "admission_44_4": admission}
	}
	cases := []struct {
		vars map[string]any
		want string
	}{
		{person("25(2)", 36, false, nil, "open"), "Route A: immigration-office"},
		{person("25(2)", 36, true, nil, "open"), "Route B: immigration-office"},
		{person("25(2)", 36, true, "SGB II", "open"), "Route C: job-centre"},
		{person("Gestattung", 3, false, "AsylbLG", "closed"), "Route D: asylum-benefits-office"},
		{person("24", 12, false, nil, "open"), "Route E: federal-office"},
		{person("24", 12, false, nil, "closed"), "You pay for the course yourself."},
		{person("BVFG", 0, true, "SGB II", "closed"), "Route F: federal-administration-office"},
		{person("25(2)", 11, false, nil, "open"), "You pay for the course yourself."},
	}
	for _, c := range cases {
		result, err := decide(t, definitions, "letter", c.vars)
		if err != nil || result.Value != c.want || len(result.Diagnostics) > 0 {
			t.Errorf("%v: got %v, %v, %v, want %q", c.vars, result.Value, err, result.Diagnostics, c.want)
		}
	}
}

func TestTraceSaysWhy(t *testing.T) {
	result, err := decide(t, parseRoute(t), "letter", map[string]any{
		"title": "25(2)", "title months": 36, "no simple German": false, "benefit": nil, "admission_44_4": "closed",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []TableTrace{{
		Asked: "letter", Decision: "route", DecisionName: "Route", Model: "https://handinhand.example/test", Version: result.Trace[0].Version,
		Table: "route-table", HitPolicy: "F",
		Inputs: []InputTrace{
			{"col-title", "Residence title", "title", []string{"title"}, true, "25(2)"},
			{"col-obliged", "Obliged by need of German", "no simple German", []string{"no simple German"}, true, false},
			{"col-benefit", "Benefit", "benefit", []string{"benefit"}, true, nil}, // rules before the one that matched look at it
			{"col-months", "Title valid or held (months)", "title months", []string{"title months"}, true, feel.Int(36)},
			{"col-switch", "Admission § 44(4)", "admission_44_4", []string{"admission_44_4"}, false, "closed"},
		},
		Matched: []RuleTrace{{
			ID: "rule-A", Number: 5, Conditions: result.Trace[0].Matched[0].Conditions,
			Value:       feel.NewContext().Put("route", "A").Put("issuer", "immigration-office"),
			Annotations: []string{"AufenthG § 44(1)"},
		}},
	}}
	if diff := cmp.Diff(want, result.Trace); diff != "" {
		t.Error(diff)
	}
	if got := result.Trace[0].Matched[0].Conditions[3]; got != ">= 12" {
		t.Errorf("condition = %q", got)
	}
}

// TestOrigins: what an input rests on is followed through the decisions between; of an unknown table it is everything.
func TestOrigins(t *testing.T) {
	letter, _ := parseRoute(t).Decision("letter")
	result, err := letter.Evaluate(feel.Scope{Vars: feel.Vars(map[string]any{"title": "25(2)", "title months": 36, "no simple German": false, "admission_44_4": "closed"})})
	if err != nil {
		t.Fatal(err)
	}
	table := result.Trace[0]
	if got := letter.Origins(table, table.Inputs[3]); !slices.Equal(got, []string{"title months"}) {
		t.Errorf("the months rest on %v", got)
	}
	derived := InputTrace{Names: []string{"Route"}}
	if got := letter.Origins(TableTrace{Decision: "letter", Model: table.Model}, derived); !slices.Equal(got, letter.Inputs()) {
		t.Errorf("the route rests on %v", got)
	}
	if got := letter.Origins(TableTrace{Decision: "nowhere"}, derived); !slices.Equal(got, letter.Inputs()) {
		t.Errorf("what is unknown rests on %v", got)
	}
}

func TestInputs(t *testing.T) {
	letter, _ := parseRoute(t).Decision("letter")
	want := []string{"admission_44_4", "benefit", "no simple German", "title", "title months"}
	if diff := cmp.Diff(want, letter.Inputs()); diff != "" {
		t.Error(diff)
	}
}

// model writes a model with one table: columns of cells separated by "|", the outputs behind "=>".
func model(hitPolicy, outputs string, rules ...string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="n">
		<decision id="d" name="D"><decisionTable id="t" %s><input id="i" label="Age"><inputExpression><text>age</text></inputExpression></input>%s`, hitPolicy, outputs)
	for i, r := range rules {
		test, outs, _ := strings.Cut(r, "=>")
		fmt.Fprintf(&b, `<rule id="r%d"><inputEntry><text><![CDATA[%s]]></text></inputEntry>`, i+1, test)
		for _, out := range strings.Split(outs, "|") {
			fmt.Fprintf(&b, `<outputEntry><text><![CDATA[%s]]></text></outputEntry>`, out)
		}
		b.WriteString("</rule>")
	}
	b.WriteString("</decisionTable></decision></definitions>")
	return []byte(b.String())
}

const (
	oneOutput    = `<output id="o"/>`
	rankedOutput = `<output id="o"><outputValues><text>"high","mid","low"</text></outputValues></output>`
	twoRanked    = `<output id="a" name="a"><outputValues><text>"x","y"</text></outputValues></output><output id="b" name="b"><outputValues><text>1,2</text></outputValues></output>`
	withDefault  = `<output id="o"><defaultOutputEntry><text>"none"</text></defaultOutputEntry></output>`
)

func TestHitPolicies(t *testing.T) {
	cases := []struct {
		name, policy, outputs string
		rules                 []string
		want                  string // JSON
	}{
		{"unique", `hitPolicy="UNIQUE"`, oneOutput, []string{`<18=>"a"`, `>=18=>"b"`}, `"b"`},
		{"unique is the default", ``, oneOutput, []string{`<18=>"a"`, `>=18=>"b"`}, `"b"`},
		{"nothing", ``, oneOutput, []string{`<18=>"a"`}, `null`},
		{"default", ``, withDefault, []string{`<18=>"a"`}, `"none"`},
		{"any", `hitPolicy="ANY"`, oneOutput, []string{`>1=>1.0`, `>2=>1`}, `1`},
		{"priority", `hitPolicy="PRIORITY"`, rankedOutput, []string{`>1=>"low"`, `>2=>"high"`, `>3=>"mid"`}, `"high"`},
		{"priority of two", `hitPolicy="PRIORITY"`, twoRanked, []string{`>1=>"y"|1`, `>2=>"x"|2`, `>3=>"x"|1`}, `{"a":"x","b":1}`},
		{"first", `hitPolicy="FIRST"`, oneOutput, []string{`>1=>"a"`, `>2=>"b"`}, `"a"`},
		{"rule order", `hitPolicy="RULE ORDER"`, oneOutput, []string{`>1=>"a"`, `>99=>"b"`, `>2=>"c"`}, `["a","c"]`},
		{"output order", `hitPolicy="OUTPUT ORDER"`, rankedOutput, []string{`>1=>"low"`, `>2=>"high"`}, `["high","low"]`},
		{"collect", `hitPolicy="COLLECT"`, oneOutput, []string{`>1=>2`, `>2=>1`}, `[2,1]`},
		{"collect sum", `hitPolicy="COLLECT" aggregation="SUM"`, oneOutput, []string{`>1=>0.1`, `>2=>0.2`}, `0.3`},
		{"collect min", `hitPolicy="COLLECT" aggregation="MIN"`, oneOutput, []string{`>1=>2`, `>2=>1`}, `1`},
		{"collect max", `hitPolicy="COLLECT" aggregation="MAX"`, oneOutput, []string{`>1=>2`, `>2=>1`}, `2`},
		{"collect count", `hitPolicy="COLLECT" aggregation="COUNT"`, oneOutput, []string{`>1=>2`, `>2=>2`}, `2`},
		{"empty cells", ``, oneOutput, []string{`=>`}, `null`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			definitions, findings := Parse(model(c.policy, c.outputs, c.rules...))
			if len(findings) > 0 {
				t.Fatal(findings)
			}
			result, err := decide(t, definitions, "d", map[string]any{"age": 20})
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(feel.ToJSON(result.Value))
			if err != nil || string(got) != c.want {
				t.Errorf("got %s, want %s (%v)", got, c.want, err)
			}
		})
	}
}

func TestPolicyViolations(t *testing.T) {
	cases := []struct{ policy, outputs, first, second, want string }{
		{`hitPolicy="UNIQUE"`, oneOutput, `>1=>1`, `>2=>1`, "decision d, element t, rules r1, r2: the hit policy is UNIQUE, but several rules match the same input"},
		{`hitPolicy="ANY"`, oneOutput, `>1=>1`, `>2=>2`, "decision d, element t, rules r1, r2: the hit policy is ANY, but the matching rules say different things"},
		{`hitPolicy="COLLECT" aggregation="SUM"`, oneOutput, `>1=>1`, `>2=>"a"`, "decision d, element t, rules r1, r2: the outputs cannot be aggregated with C+"},
		{``, rankedOutput, `>1=>"other"`, `>99=>"high"`, "decision d, element t, rules r1: output 1 is none of the allowed values"},
	}
	for _, c := range cases {
		definitions, findings := Parse(model(c.policy, c.outputs, c.first, c.second))
		if len(findings) > 0 {
			t.Fatal(findings)
		}
		_, err := decide(t, definitions, "d", map[string]any{"age": 20})
		var failure *EvaluationError
		if !errors.As(err, &failure) || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// TestSeveralViolations: each is told, on one line, and can be found among the errors.
func TestSeveralViolations(t *testing.T) {
	definitions, _ := Parse(deciding(`<list>` + lit("1") + `<list typeRef="number"/><literalExpression typeRef="date"><text>"x"</text></literalExpression></list>`))
	result, err := decide(t, definitions, "d", nil)
	var failure *EvaluationError
	if !errors.As(err, &failure) || failure.Decision != "d" || strings.Count(err.Error(), "is not of the type") != 2 || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, %v", result.Value, err)
	}
}

func TestInputOutsideOfAllowedValues(t *testing.T) {
	_, err := decide(t, parseRoute(t), "route", map[string]any{"admission_44_4": "perhaps", "title": "x", "title months": 1, "no simple German": true, "benefit": nil})
	want := `decision route, element route-table: the value of input "Admission § 44(4)" is none of the allowed values`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestUnknownInputIsSaid(t *testing.T) {
	definitions, _ := Parse(model(``, oneOutput, `>1=>1`))
	result, err := decide(t, definitions, "d", nil)
	if err != nil || len(result.Diagnostics) == 0 || !strings.Contains(result.Diagnostics[0].Message, `"age" is not known`) {
		t.Errorf("got %v, %v", result.Diagnostics, err)
	}
}

func TestDatesComeAsStrings(t *testing.T) {
	data := strings.Replace(string(model(``, oneOutput, `< date("2026-05-01")=>"before"`, `>= date("2026-05-01")=>"after"`)), "<inputExpression>", `<inputExpression typeRef="date">`, 1)
	definitions, findings := Parse([]byte(data))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	result, err := decide(t, definitions, "d", map[string]any{"age": "2026-05-03"})
	if err != nil || result.Value != "after" {
		t.Errorf("got %v, %v, %v", result.Value, err, result.Diagnostics)
	}
	result, err = decide(t, definitions, "d", map[string]any{"age": "3 May"})
	if result.Value != nil || err == nil || !strings.Contains(err.Error(), "not of the type date") {
		t.Errorf("got %v, %v, want null and an error", result.Value, err)
	}
}

func TestFindings(t *testing.T) {
	wrap := func(inner string) string {
		return `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="n">` + inner + `</definitions>`
	}
	table := func(inner string) string {
		return wrap(`<decision id="d" name="D"><decisionTable id="t">` + inner + `</decisionTable></decision>`)
	}
	cases := []struct {
		name, data, rule, element string
		severity                  finding.Severity
	}{
		{"no XML", `<definitions`, "xml", "", finding.Error},
		{"other XML", `<html/>`, "not-dmn", "", finding.Error},
		{"unknown element", wrap(`<oracle id="o"/>`), "unsupported-element", "o", finding.Error},
		{"business knowledge model", wrap(`<businessKnowledgeModel id="b" name="B"/>`), "no-logic", "b", finding.Error},
		{"import", wrap(`<import id="i" namespace="other"/>`), "unknown-import", "i", finding.Error},
		{"import of itself", wrap(`<import id="i" namespace="n"/>`), "import-cycle", "i", finding.Error},
		{"import under another namespace", wrap(`<import id="i" namespace="m"/>`), "broken-import", "i", finding.Error},
		{"import of a schema", wrap(`<import id="i" namespace="x" importType="http://www.w3.org/2001/XMLSchema"/>`), "import-type", "i", finding.Error},
		{"no logic", wrap(`<decision id="d" name="D"/>`), "no-logic", "d", finding.Error},
		{"no id", wrap(`<decision name="D"><literalExpression><text>1</text></literalExpression></decision>`), "element-id", "", finding.Error},
		{"syntax", wrap(`<decision id="d" name="D"><literalExpression id="l"><text>1 +</text></literalExpression></decision>`), "feel-syntax", "l", finding.Error},
		{"language", wrap(`<decision id="d" name="D"><literalExpression id="l" expressionLanguage="juel"><text>1</text></literalExpression></decision>`), "expression-language", "l", finding.Error},
		{"cell", table(`<input id="i"><inputExpression><text>a</text></inputExpression></input><output id="o"/><rule id="r"><inputEntry id="e"><text>[1..</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>`), "feel-syntax", "e", finding.Error},
		{"width", table(`<input id="i"><inputExpression><text>a</text></inputExpression></input><output id="o"/><rule id="r"><outputEntry><text>1</text></outputEntry></rule>`), "rule-width", "r", finding.Error},
		{"empty table", table(`<output id="o"/>`), "empty-table", "t", finding.Error},
		{"output name", table(`<output id="o"/><output id="p" name="p"/><rule id="r"><outputEntry><text>1</text></outputEntry><outputEntry><text>1</text></outputEntry></rule>`), "output-name", "o", finding.Error},
		{"hit policy", string(model(`hitPolicy="LUCKY"`, oneOutput, `1=>1`)), "hit-policy", "t", finding.Error},
		{"priority without values", string(model(`hitPolicy="PRIORITY"`, oneOutput, `1=>1`)), "hit-policy", "t", finding.Error},
		{"cycle", wrap(`<decision id="d" name="D"><informationRequirement><requiredDecision href="#d"/></informationRequirement><literalExpression><text>1</text></literalExpression></decision>`), "requirement-cycle", "d", finding.Error},
		{"unknown requirement", wrap(`<decision id="d" name="D"><informationRequirement id="q"><requiredDecision href="#x"/></informationRequirement><literalExpression><text>1</text></literalExpression></decision>`), "unknown-requirement", "q", finding.Error},
		{"undeclared", wrap(`<inputData id="a" name="a"/><decision id="d" name="D"><informationRequirement><requiredInput href="#a"/></informationRequirement><literalExpression><text>a + b</text></literalExpression></decision>`), "undeclared-input", "d", finding.Warning},
		{"unknown type", wrap(`<inputData id="a" name="a"><variable typeRef="nothing"/></inputData>`), "unknown-type", "a", finding.Error},
		{"type circle", wrap(`<itemDefinition id="t" name="T"><typeRef>U</typeRef></itemDefinition><itemDefinition id="u" name="U"><typeRef>T</typeRef></itemDefinition>`), "type-circle", "u", finding.Error},
		{"wrong type", wrap(`<inputData id="a" name="a"><variable typeRef="string"/></inputData><decision id="d" name="D"><informationRequirement><requiredInput href="#a"/></informationRequirement><literalExpression id="l"><text>a * 2</text></literalExpression></decision>`), "feel-type", "l", finding.Error},
		{"wrong cell", table(`<input id="i"><inputExpression typeRef="number"><text>1</text></inputExpression></input><output id="o"/><rule id="r"><inputEntry id="e"><text>"a"</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>`), "feel-type", "e", finding.Error},
		{"wrong output", table(`<output id="o" typeRef="number"/><rule id="r"><outputEntry id="e"><text>"a"</text></outputEntry></rule>`), "feel-type", "e", finding.Error},
		{"bad constraint", wrap(`<itemDefinition id="t" name="T"><typeRef>string</typeRef><allowedValues id="v"><text>"a</text></allowedValues></itemDefinition>`), "feel-syntax", "v", finding.Error},
		{"Java", wrap(`<businessKnowledgeModel id="b" name="B"><encapsulatedLogic id="l" kind="Java"/></businessKnowledgeModel>`), "function-kind", "l", finding.Error},
		{"two logics", wrap(`<decision id="d" name="D"><list/><list/></decision>`), "two-logics", "d", finding.Error},
		{"entry twice", wrap(`<decision id="d" name="D"><context><contextEntry id="e"><variable name="x"/><list/></contextEntry><contextEntry id="f"><variable name="x"/><list/></contextEntry></context></decision>`), "entry-twice", "f", finding.Error},
		{"row width", wrap(`<decision id="d" name="D"><relation><column name="a"/><row id="r"/></relation></decision>`), "row-width", "r", finding.Error},
		{"no iterator", wrap(`<decision id="d" name="D"><for id="f"><in><list/></in><return><list/></return></for></decision>`), "no-iterator", "f", finding.Error},
		{"no part", wrap(`<decision id="d" name="D"><filter id="f"><in><list/></in></filter></decision>`), "no-logic", "f", finding.Error},
		{"service without output", wrap(`<decisionService id="s" name="S"/>`), "no-output", "s", finding.Error},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var options []Option
			if c.rule == "broken-import" {
				options = append(options, WithImports(func(Import) ([]byte, bool) { return []byte(c.data), true }))
			}
			_, findings := Parse([]byte(c.data), options...)
			if len(findings) != 1 || findings[0].Rule != c.rule || findings[0].Element != c.element || findings[0].Severity != c.severity {
				t.Errorf("got %v, want one %s %s on %q", findings, c.severity, c.rule, c.element)
			}
		})
	}
}

func TestLogicWithFindingsDoesNotRun(t *testing.T) {
	definitions, _ := Parse([]byte(`<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="d" name="D"/></definitions>`))
	if _, err := decide(t, definitions, "d", nil); err == nil {
		t.Error("a decision without logic had a result")
	}
}
