package dmn

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handinhand/process/feel"
)

const head = `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">`

// deciding puts logic into a model with the decision d, inputs a and b of any type and what else a test needs.
func deciding(logic string, more ...string) []byte {
	return []byte(head + `<inputData id="a" name="a"/><inputData id="b" name="b"/><decision id="d" name="D">
		<informationRequirement><requiredInput href="#a"/></informationRequirement>
		<informationRequirement><requiredInput href="#b"/></informationRequirement>` + logic + `</decision>` + strings.Join(more, "") + `</definitions>`)
}

func lit(text string) string {
	return `<literalExpression><text><![CDATA[` + text + `]]></text></literalExpression>`
}

func entry(name, logic string) string {
	if name == "" {
		return `<contextEntry>` + logic + `</contextEntry>`
	}
	return `<contextEntry><variable name="` + name + `"/>` + logic + `</contextEntry>`
}

// outcome evaluates decision d and gives JSON, or null with the first reason.
func outcome(t *testing.T, data []byte, vars map[string]any, options ...Option) string {
	t.Helper()
	definitions, findings := Parse(data, options...)
	for _, f := range findings {
		t.Log(f)
	}
	if definitions == nil {
		t.Fatal("no model")
	}
	result, err := decide(t, definitions, "d", vars)
	text, jsonErr := json.Marshal(feel.ToJSON(result.Value))
	if jsonErr != nil {
		t.Fatal(jsonErr)
	}
	switch {
	case err != nil:
		return string(text) + ", error: " + err.Error()
	case result.Value == nil && len(result.Diagnostics) > 0:
		return string(text) + ": " + result.Diagnostics[0].Message
	}
	return string(text)
}

func TestBoxes(t *testing.T) {
	const twice = `<functionDefinition><formalParameter name="n" typeRef="number"/>`
	cases := []struct{ name, logic, want string }{
		{"context", `<context>` + entry("x", lit("a + 1")) + entry("the sum", lit("x + b")) + `</context>`, `{"the sum":6,"x":3}`},
		{"context with result", `<context>` + entry("x", lit("a + 1")) + entry("", lit("x * 10")) + `</context>`, `30`},
		{"entry hides input", `<context>` + entry("a", lit("100")) + entry("", lit("a + b")) + `</context>`, `103`},
		{"empty context", `<context/>`, `{}`},
		{"list", `<list>` + lit("a") + `<list>` + lit("b") + `</list></list>`, `[2,[3]]`},
		{"relation", `<relation><column name="x"/><column name="y"/><row>` + lit("a") + lit("b") + `</row><row>` + lit("1") + lit("2") + `</row></relation>`,
			`[{"x":2,"y":3},{"x":1,"y":2}]`},
		{"conditional", `<conditional><if>` + lit("a > b") + `</if><then>` + lit("1") + `</then><else>` + lit("2") + `</else></conditional>`, `2`},
		{"filter", `<filter><in>` + lit("[a, b, 9]") + `</in><match>` + lit("item > a") + `</match></filter>`, `[3,9]`},
		{"filter by member", `<filter><in>` + lit(`[{v: 1}, {v: 5}]`) + `</in><match>` + lit("v > a") + `</match></filter>`, `[{"v":5}]`},
		{"filter without boolean", `<filter><in>` + lit("[a]") + `</in><match>` + lit("item") + `</match></filter>`,
			`null: the condition of the filter must be a boolean for every item`},
		{"for", `<for iteratorVariable="the item"><in>` + lit("[1..b]") + `</in><return>` + lit("the item + count(partial)") + `</return></for>`, `[1,3,5]`},
		{"some", `<some iteratorVariable="x"><in>` + lit("[a, b]") + `</in><satisfies>` + lit("x = 3") + `</satisfies></some>`, `true`},
		{"every", `<every iteratorVariable="x"><in>` + lit("[a, b]") + `</in><satisfies>` + lit("x = 3") + `</satisfies></every>`, `false`},
		{"null among some", `<some iteratorVariable="x"><in>` + lit("[null, a]") + `</in><satisfies>` + lit("x > 2") + `</satisfies></some>`, `null: there is no order between null and a number`},
		{"function", `<context>` + entry("f", twice+lit("n * a")+`</functionDefinition>`) + entry("", lit("f(b)")) + `</context>`, `6`},
		{"function whose result has a type", `<context>` + entry("f", strings.Replace(twice, ">", ` typeRef="number">`, 1)+lit(`"x"`)+`</functionDefinition>`) + entry("", lit("f(b)")) + `</context>`,
			`null, error: decision d, element d: the value is not of the type number`},
		{"function with a wrong argument", `<context>` + entry("f", twice+lit("n")+`</functionDefinition>`) + entry("", lit(`f("x")`)) + `</context>`,
			`null, error: decision d: the argument n is not of the type number`},
		{"invocation", `<context>` + entry("f", twice+lit("n * a")+`</functionDefinition>`) +
			entry("", `<invocation>`+lit("f")+`<binding><parameter name="n"/>`+lit("b + 1")+`</binding></invocation>`) + `</context>`, `8`},
		{"invocation with a wrong name", `<context>` + entry("f", twice+lit("n")+`</functionDefinition>`) +
			entry("", `<invocation>`+lit("f")+`<binding><parameter name="m"/>`+lit("b")+`</binding></invocation>`) + `</context>`,
			`null: the function does not take these argument names: it takes (n)`},
		{"invocation of no function", `<invocation>` + lit("a") + `</invocation>`, `null, error: decision d, element d: what is invoked is no function`},
		{"Java", `<context>` + entry("f", `<functionDefinition kind="Java"><formalParameter name="x"/><formalParameter name="y"/><context>`+
			entry("class", lit(`"java.lang.Math"`))+entry("method signature", lit(`"max(double,double)"`))+`</context></functionDefinition>`) +
			entry("", lit("f(a, b)")) + `</context>`, `3`},
		{"table in a box", `<context>` + entry("x", `<decisionTable id="t"><input><inputExpression><text>a</text></inputExpression></input><output/>
			<rule><inputEntry><text>2</text></inputEntry><outputEntry><text>"two"</text></outputEntry></rule></decisionTable>`) + `</context>`, `{"x":"two"}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := outcome(t, deciding(c.logic), map[string]any{"a": 2, "b": 3}); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestTypes(t *testing.T) {
	items := `<itemDefinition name="Age"><typeRef>number</typeRef><allowedValues><text>[0..150]</text></allowedValues></itemDefinition>
		<itemDefinition name="Ages" isCollection="true"><typeRef>Age</typeRef><typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
		<itemDefinition name="Person"><itemComponent name="born"><typeRef>date</typeRef></itemComponent>
			<itemComponent name="children" isCollection="true"><typeRef>Person</typeRef></itemComponent></itemDefinition>
		<itemDefinition name="Test"><functionItem outputTypeRef="boolean"><parameters name="x" typeRef="number"/></functionItem></itemDefinition>`
	cases := []struct {
		typeRef, text string
		input         any
		want          string
	}{
		{"Age", "a", 30, `30`},
		{"Age", "a", 151, `null, error: decision d: the result is not of the type Age`},
		{"Age", "[a]", 30, `30`}, // a list of one is its item
		{"Age", "[a, a]", 30, `null, error: decision d: the result is not of the type Age`},
		{"Ages", "a", 30, `[30]`},
		{"Ages", "[a, 1, 2]", 30, `null, error: decision d: the result is not of the type Ages`},
		{"Ages", "[a, 200]", 30, `null, error: decision d: the result is not of the type Ages`},
		{"dateTime", `date("2026-05-03")`, nil, `"2026-05-03T00:00:00Z"`},
		{"Person", "a", map[string]any{"born": "2026-05-03", "children": []any{}}, `null, error: decision d: the result is not of the type Person`},
		{"Test", "function(x: number) x > a", 1, `null`}, // a function has no JSON
		{"Test", "function(x: number, y: number) x", 1, `null, error: decision d: the result is not of the type Test`},
		{"list<number>", `[a]`, 1, `[1]`},
		{"feel:string", `"x"`, 1, `"x"`},
		{"Any", "null", 1, `null`},
	}
	for _, c := range cases {
		data := deciding(`<variable name="D" typeRef="`+strings.ReplaceAll(c.typeRef, "<", "&lt;")+`"/>`+lit(c.text), items)
		if got := outcome(t, data, map[string]any{"a": c.input}); got != c.want {
			t.Errorf("%s as %s: got %s, want %s", c.text, c.typeRef, got, c.want)
		}
	}
	typed := `<inputData id="p" name="p"><variable name="p" typeRef="Person"/></inputData>` + items
	reads := strings.Replace(string(deciding(lit("p.born.year"), typed)), `href="#a"`, `href="#p"`, 1)
	if got := outcome(t, []byte(reads), map[string]any{"p": map[string]any{"born": "2026-05-03", "children": []any{}}}); got != `2026` {
		t.Errorf("a date in a structure that comes as JSON: %s", got)
	}
}

func TestKnowledgeAndServices(t *testing.T) {
	more := `<businessKnowledgeModel id="k" name="Fee"><variable name="Fee"/><encapsulatedLogic><formalParameter name="n" typeRef="number"/>
			<decisionTable id="kt"><input label="n"><inputExpression><text>n</text></inputExpression></input><output typeRef="number"/>
			<rule id="k1"><inputEntry><text>&lt; 10</text></inputEntry><outputEntry><text>n * 2</text></outputEntry></rule>
			<rule id="k2"><inputEntry><text>&gt;= 10</text></inputEntry><outputEntry><text>n</text></outputEntry></rule></decisionTable></encapsulatedLogic></businessKnowledgeModel>
		<inputData id="i" name="i"><variable name="i" typeRef="number"/></inputData>
		<decision id="half" name="Half"><variable name="Half"/><informationRequirement><requiredInput href="#i"/></informationRequirement>` + lit("i / 2") + `</decision>
		<decision id="top" name="Top"><variable name="Top"/><informationRequirement><requiredDecision href="#half"/></informationRequirement>
			<informationRequirement><requiredInput href="#i"/></informationRequirement>` + lit("[Half, i]") + `</decision>
		<decisionService id="s" name="Serve"><outputDecision href="#top"/><inputDecision href="#half"/><inputData href="#i"/></decisionService>
		<decisionService id="s2" name="Both"><outputDecision href="#top"/><outputDecision href="#half"/><encapsulatedDecision href="#half"/><inputData href="#i"/></decisionService>`
	needs := func(id string) string {
		return `<knowledgeRequirement><requiredKnowledge href="#` + id + `"/></knowledgeRequirement>`
	}
	cases := []struct{ name, logic, want string }{
		{"function", needs("k") + lit("Fee(a) + Fee(b)"), `24`},
		{"by name", needs("k") + lit("Fee(n: a)"), `4`},
		{"wrong type", needs("k") + lit(`Fee("x")`), `null, error: decision k: the argument n is not of the type number`},
		{"not required", lit("Fee(a)"), `null: the name "Fee" is not known here`},
		{"input data before input decisions", needs("s") + lit("Serve(a, b)"), `[20,2]`},
		{"service computes what is encapsulated", needs("s2") + lit("Both(a)"), `{"Half":1,"Top":[1,2]}`},
		{"service with too few", needs("s") + lit("Serve(a)"), `null: Serve does not take 1 argument: it takes (i, Half)`},
	}
	for _, c := range cases {
		if got := outcome(t, deciding(c.logic, more), map[string]any{"a": 2, "b": 20}); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	definitions, _ := Parse(deciding(lit("1"), more))
	for _, i := range definitions.Invocables() {
		result, err := i.Evaluate(feel.Scope{Vars: feel.Vars(map[string]any{"n": 3, "i": 8, "Half": 1})})
		want := map[string]string{"Fee": `6`, "Serve": `[1,8]`, "Both": `{"Half":4,"Top":[4,8]}`}[i.Name]
		if got, _ := json.Marshal(feel.ToJSON(result.Value)); err != nil || string(got) != want {
			t.Errorf("%s(%v): got %s, %v, want %s", i.Name, i.Parameters(), got, err, want)
		}
	}
}

// TestVersions: the same model in the namespace of every version from 1.1 on, as its modelers write it.
func TestVersions(t *testing.T) {
	for space, version := range namespaces {
		data := strings.ReplaceAll(string(deciding(`<variable name="D" typeRef="feel:number"/>`+lit("a * 10"))), "https://www.omg.org/spec/DMN/20230324/MODEL/", space)
		if got := outcome(t, []byte(data), map[string]any{"a": 2}); got != `20` {
			t.Errorf("DMN %s: got %s", version, got)
		}
	}
}

func TestImports(t *testing.T) {
	const other = `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="other" namespace="urn:other">
		<itemDefinition name="Grade"><typeRef>string</typeRef><allowedValues><text>"A","B"</text></allowedValues></itemDefinition>
		<inputData id="g" name="grade"><variable name="grade" typeRef="Grade"/></inputData>
		<decision id="p" name="Passed"><variable name="Passed"/><informationRequirement><requiredInput href="#g"/></informationRequirement>
			<literalExpression><text>grade = "A"</text></literalExpression></decision>
		<businessKnowledgeModel id="h" name="Say Hello"><variable name="Say Hello"/><encapsulatedLogic><formalParameter name="x" typeRef="Grade"/>
			<literalExpression><text>"Hello " + x</text></literalExpression></encapsulatedLogic></businessKnowledgeModel></definitions>`
	find := WithImports(func(i Import) ([]byte, bool) { return []byte(other), i.Namespace == "urn:other" })
	model := func(name, text string) []byte {
		return []byte(head + `<import name="` + name + `" namespace="urn:other" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
			<decision id="d" name="D"><informationRequirement><requiredDecision href="urn:other#p"/></informationRequirement>
			<informationRequirement><requiredInput href="urn:other#g"/></informationRequirement>
			<knowledgeRequirement><requiredKnowledge href="urn:other#h"/></knowledgeRequirement>` + lit(text) + `</decision></definitions>`)
	}
	cases := []struct {
		name, text string
		vars       map[string]any
		want       string
	}{
		{"o", "[o.Passed, o.grade]", map[string]any{"grade": "A"}, `[true,"A"]`},
		{"o", "[o.Passed, o.grade]", map[string]any{"o.grade": "B"}, `[false,"B"]`},
		{"o", "[o.Passed, o.grade]", map[string]any{"o": map[string]any{"grade": "B"}}, `[false,"B"]`},
		{"o", `o.Say Hello("A")`, nil, `"Hello A"`},
		{"o", `o.Say Hello("C")`, nil, `null, error: decision h: the argument x is not of the type Grade`},
		{"o", `"A" instance of o.Grade`, nil, `true`},
		{"", `[Passed, Say Hello(grade)]`, map[string]any{"grade": "A"}, `[true,"Hello A"]`},
	}
	for _, c := range cases {
		if got := outcome(t, model(c.name, c.text), c.vars, find); got != c.want {
			t.Errorf("%s with %v: got %s, want %s", c.text, c.vars, got, c.want)
		}
	}
}

// TestImportsOnTwoWays: what two models import has the inputs of each way.
func TestImportsOnTwoWays(t *testing.T) {
	files := map[string]string{
		"urn:a": `<inputData id="n" name="name"/><decision id="hello" name="Hello"><informationRequirement><requiredInput href="#n"/></informationRequirement>` +
			lit(`"Hello " + name`) + `</decision>`,
	}
	for _, b := range []string{"b", "c"} {
		files["urn:"+b] = `<import name="model a" namespace="urn:a"/><decision id="say" name="Say"><informationRequirement><requiredDecision href="urn:a#hello"/></informationRequirement>` +
			lit(`"`+b+`: " + model a.Hello`) + `</decision>`
	}
	top := `<import name="B" namespace="urn:b"/><import name="C" namespace="urn:c"/><decision id="d" name="D"><informationRequirement><requiredDecision href="urn:b#say"/></informationRequirement>
		<informationRequirement><requiredDecision href="urn:c#say"/></informationRequirement>` + lit("[B.Say, C.Say]") + `</decision>`
	wrap := func(space, inner string) []byte {
		return []byte(strings.Replace(head, "urn:m", space, 1) + inner + `</definitions>`)
	}
	find := WithImports(func(i Import) ([]byte, bool) { return wrap(i.Namespace, files[i.Namespace]), files[i.Namespace] != "" })
	cases := []struct {
		vars map[string]any
		want string
	}{
		{map[string]any{"B": map[string]any{"model a": map[string]any{"name": "x"}}, "C": map[string]any{"model a": map[string]any{"name": "y"}}}, `["b: Hello x","c: Hello y"]`},
		{map[string]any{"B.model a.name": "x", "model a.name": "z"}, `["b: Hello x","c: Hello z"]`},
		{map[string]any{"name": "all"}, `["b: Hello all","c: Hello all"]`},
	}
	for _, c := range cases {
		if got := outcome(t, wrap("urn:top", top), c.vars, find); got != c.want {
			t.Errorf("%v: got %s, want %s", c.vars, got, c.want)
		}
	}
}

// TestTraceIsWhole: the table of a function is in the trace too, and a trace that was kept as JSON says the same.
func TestTraceIsWhole(t *testing.T) {
	more := `<businessKnowledgeModel id="k" name="K"><variable name="K"/><encapsulatedLogic><formalParameter name="n"/>
		<decisionTable id="kt"><input id="c" label="the number"><inputExpression><text>n</text></inputExpression></input><output/>
		<rule id="k1"><description>small</description><inputEntry><text>&lt; 1e20</text></inputEntry><outputEntry><text>n</text></outputEntry></rule></decisionTable></encapsulatedLogic></businessKnowledgeModel>`
	definitions, _ := Parse(deciding(`<knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>`+lit("K(a) + K(b)"), more))
	result, err := decide(t, definitions, "d", map[string]any{"a": json.Number("12345678901234567.89"), "b": 1})
	if err != nil || len(result.Trace) != 2 {
		t.Fatal(result, err)
	}
	if first := result.Trace[0]; first.Asked != "d" || first.Decision != "k" || first.Table != "kt" || first.Version != definitions.Version || len(first.Version) != 64 {
		t.Errorf("trace = %+v", first)
	}
	data, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	var back struct{ Trace []TableTrace }
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(result.Trace, back.Trace); diff != "" {
		t.Error(diff)
	}
	reasons := result.Reasons()
	if len(reasons) != 2 || reasons[0].Annotations[0] != "small" || reasons[0].Facts[0].Label != "the number" || reasons[0].Facts[0].Condition != "< 1e20" {
		t.Errorf("reasons = %+v", reasons)
	}
}

// TestNothingRunsForEver: functions that call one another, and loops in loops, end with a reason.
func TestNothingRunsForEver(t *testing.T) {
	nested := lit("1")
	for range 8 {
		nested = `<for iteratorVariable="x"><in>` + lit("[1..1000]") + `</in><return>` + nested + `</return></for>`
	}
	if got := outcome(t, deciding(nested), nil); !strings.Contains(got, "stopped") {
		t.Errorf("loops in loops: %.80s", got)
	}
	again := `<context>` + entry("f", lit("function(g) g(g)")) + entry("", lit("f(f)")) + `</context>`
	if got := outcome(t, deciding(again), nil); !strings.Contains(got, "stopped") {
		t.Errorf("a function that calls itself: %.80s", got)
	}
}
