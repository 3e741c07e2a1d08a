package conformance

import (
	"strings"
	"testing"
	"testing/fstest"
)

const doubler = `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">
  <inputData id="i" name="n"><variable name="n" typeRef="number"/></inputData>
  <decision id="d" name="Double"><variable name="Double"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <literalExpression><text>n * 2</text></literalExpression></decision>
</definitions>`

// kit builds a kit of one file with these cases.
func kit(cases string) fstest.MapFS {
	return fstest.MapFS{
		"compliance-level-2/0001-double/double.dmn": {Data: []byte(doubler)},
		"compliance-level-2/0001-double/double-test-01.xml": {Data: []byte(
			`<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
			<modelName>double.dmn</modelName>` + cases + `</testCases>`)},
	}
}

func oneCase(input, expected string) string {
	return `<testCase id="001"><inputNode name="n">` + input + `</inputNode>
	<resultNode name="Double"><expected>` + expected + `</expected></resultNode></testCase>`
}

func TestDMNTCKCounts(t *testing.T) {
	number := func(s string) string { return `<value xsi:type="xsd:decimal">` + s + `</value>` }
	cases := []struct {
		name, cases string
		want        string // the last failure's "expected, got"; empty passes
	}{
		{"right", oneCase(number("21"), number("42.000000001")), ""},
		{"wrong", oneCase(number("21"), number("42.1")), "42.1, got 42"},
		{"null expected", oneCase(`<value xsi:nil="true"/>`, `<value xsi:nil="true"/>`), ""},
		{"null is not wanted", oneCase(`<value xsi:nil="true"/>`, number("2")), "2, got null"},
		{"a value is not wanted", oneCase(number("1"), `<value xsi:nil="true"/>`), "null, got 2"},
		{"list", oneCase(number("1"), `<list><item>`+number("2")+`</item></list>`), "[2], got 2"},
		{"text that is no number", oneCase(number("many"), number("2")), "got null (the model has no such input"},
		{"unknown node", strings.ReplaceAll(oneCase(number("1"), `<value xsi:nil="true"/>`), `"Double"`, `"Triple"`), `got null (the model has no decision "Triple")`},
		{"strange type", oneCase(number("1"), `<value xsi:type="xsd:hexBinary">0a</value>`), "the case cannot be read"},
	}
	for _, c := range cases {
		r, err := DMNTCK(kit(c.cases))
		if err != nil {
			t.Fatal(err)
		}
		if r.Passed+r.Failed != 1 || r.Failed != len(r.Failures) || (r.Failed == 0) != (c.want == "") {
			t.Errorf("%s: %+v", c.name, r)
			continue
		}
		if c.want != "" && !strings.Contains(r.Failures[0].Expected+", got "+r.Failures[0].Got, c.want) {
			t.Errorf("%s: %+v, want %q", c.name, r.Failures, c.want)
		}
	}
}

func TestDMNTCKFailsAllCasesOfBrokenModel(t *testing.T) {
	files := kit(strings.Repeat(oneCase("", ""), 3))
	files["compliance-level-2/0001-double/double.dmn"].Data = []byte("<nothing/>")
	r, err := DMNTCK(files)
	if err != nil || r.Passed != 0 || r.Failed != 3 || !strings.Contains(r.Failures[0].Got, "does not parse") {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestDMNTCKRefusesOtherFolders(t *testing.T) {
	if _, err := DMNTCK(fstest.MapFS{"a.txt": {}}); err == nil {
		t.Error("a folder without a kit is taken for one")
	}
}
