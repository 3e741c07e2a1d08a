package dmn

import (
	"encoding/json"
	"os"
	"testing"

	"handinhand/process/feel"
)

// FuzzParse: no file makes the reader, the check or an evaluation panic or run for ever, and every result can be written as JSON.
func FuzzParse(f *testing.F) {
	f.Add(model(`hitPolicy="COLLECT" aggregation="SUM"`, oneOutput, `>1=>1`))
	f.Add(model(`hitPolicy="PRIORITY"`, twoRanked, `>1=>"y"|1`))
	f.Add(sheet("UNIQUE", "", []string{"age:number", "day:date"}, `<18|<date("2026-01-01")=>1`, `>=18|-=>2`))
	f.Add(deciding(`<context>` + entry("f", `<functionDefinition><formalParameter name="n" typeRef="number"/>`+lit("n * a")+`</functionDefinition>`) +
		entry("", `<invocation>`+lit("f")+`<binding><parameter name="n"/>`+lit("b")+`</binding></invocation>`) + `</context>`))
	f.Add(deciding(`<for iteratorVariable="x"><in><list>` + lit("a") + `</list></in><return><conditional><if>` + lit("x > 1") + `</if><then>` + lit("1") + `</then><else>` + lit("2") + `</else></conditional></return></for>`))
	f.Add(deciding(`<relation><column name="x"/><row>`+lit("a")+`</row></relation>`, `<decisionService id="s" name="s"><outputDecision href="#d"/><inputData href="#a"/></decisionService>`,
		`<itemDefinition name="T" isCollection="true"><itemComponent name="c"><typeRef>T</typeRef></itemComponent></itemDefinition>`))
	if route, err := os.ReadFile("testdata/route.dmn"); err == nil {
		f.Add(route)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		itself := func(Import) ([]byte, bool) { return data, true }
		definitions, _ := Parse(data, WithImports(itself))
		if definitions == nil {
			return
		}
		definitions.Check()
		s := feel.Scope{Vars: feel.Vars(map[string]any{"age": 20, "a": 2, "b": "x"})}
		for _, d := range definitions.Decisions() {
			d.Inputs()
			result, _ := d.Evaluate(s)
			if _, err := json.Marshal(result); err != nil {
				t.Fatal(err)
			}
		}
		for _, i := range definitions.Invocables() {
			_, _ = i.Evaluate(s)
		}
	})
}
