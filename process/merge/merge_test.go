package merge_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
	"handinhand/process/merge"
)

const process = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" id="d">
  <!-- kept -->
  <bpmn:process id="P" isExecutable="true">
    <bpmn:startEvent id="s"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:task id="a" name="Ask"><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:task>
    <bpmn:task id="b" name="Look"><bpmn:incoming>f2</bpmn:incoming></bpmn:task>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a" />
    <bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="b" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="P">
    <bpmndi:BPMNShape id="a_di" bpmnElement="a"><dc:Bounds x="1" y="2" width="3" height="4" /></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="f2_di" bpmnElement="f2"><di:waypoint x="1" y="1" /><di:waypoint x="2" y="2" /></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
`

func change(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(process) }

func TestBothChangesAreKept(t *testing.T) {
	for name, c := range map[string]struct {
		theirs, yours string
		want          []string
	}{
		"two names":             {change(`"Ask"`, `"Ask the person"`), change(`"Look"`, `"Look closely"`), []string{`name="Ask the person"`, `name="Look closely"`, "<!-- kept -->"}},
		"name and place":        {change(`"Ask"`, `"Ask 2"`), change(`x="1" y="2"`, `x="100" y="2"`), []string{`name="Ask 2"`, `x="100" y="2"`}},
		"new step and new name": {change(`<bpmn:task id="b"`, `<bpmn:task id="c" name="New" /><bpmn:task id="b"`), change(`"Look"`, `"See"`), []string{`id="c"`, `name="See"`}},
		"two new steps":         {change(`<bpmn:task id="b"`, `<bpmn:task id="c" /><bpmn:task id="b"`), change(`<bpmn:task id="b"`, `<bpmn:task id="e" /><bpmn:task id="b"`), []string{`id="c"`, `id="e"`}},
		"waypoints":             {change(`<di:waypoint x="2" y="2" />`, `<di:waypoint x="9" y="2" /><di:waypoint x="9" y="9" />`), change(`"Ask"`, `"A"`), []string{`x="9" y="9"`, `name="A"`}},
		"attribute and name":    {change(`id="a" name`, `id="a" isForCompensation="true" name`), change(`"Ask"`, `"A"`), []string{`isForCompensation="true"`, `name="A"`}},
		"step removed elsewhere": {change("    <bpmn:sequenceFlow id=\"f2\" sourceRef=\"a\" targetRef=\"b\" />\n", "", `<bpmn:incoming>f2</bpmn:incoming>`, "", `<bpmn:outgoing>f2</bpmn:outgoing>`, "",
			`<bpmndi:BPMNEdge id="f2_di" bpmnElement="f2"><di:waypoint x="1" y="1" /><di:waypoint x="2" y="2" /></bpmndi:BPMNEdge>`, ""), change(`"Ask"`, `"A"`), []string{`name="A"`, "!f2"}},
	} {
		for _, turned := range []bool{false, true} {
			theirs, yours := c.theirs, c.yours
			if turned {
				theirs, yours = yours, theirs
			}
			got, conflicts, err := merge.Files("process.bpmn", []byte(process), []byte(theirs), []byte(yours))
			if err != nil || len(conflicts) > 0 {
				t.Fatalf("%s: %v %v", name, conflicts, err)
			}
			for _, want := range c.want {
				without, not := strings.CutPrefix(want, "!")
				if strings.Contains(string(got), without) == (not && without != want) {
					t.Errorf("%s: %q in\n%s", name, want, got)
				}
			}
		}
	}
}

func TestTheSameThingTwice(t *testing.T) {
	for name, c := range map[string]struct{ theirs, yours, element, what string }{
		"name":             {change(`"Ask"`, `"A"`), change(`"Ask"`, `"B"`), "a", "name"},
		"place":            {change(`x="1" y="2"`, `x="5" y="2"`), change(`x="1" y="2"`, `x="6" y="2"`), "a_di/dc:Bounds", "place"},
		"removed, renamed": {change(`<bpmn:task id="b" name="Look"><bpmn:incoming>f2</bpmn:incoming></bpmn:task>`, ""), change(`"Look"`, `"L"`), "b", "removed"},
		"renamed, removed": {change(`"Look"`, `"L"`), change(`<bpmn:task id="b" name="Look"><bpmn:incoming>f2</bpmn:incoming></bpmn:task>`, ""), "b", "removed"},
		"added twice":      {change(`<bpmn:task id="b"`, `<bpmn:task id="c" name="X" /><bpmn:task id="b"`), change(`<bpmn:task id="b"`, `<bpmn:task id="c" name="Y" /><bpmn:task id="b"`), "c", "name"},
	} {
		_, conflicts, err := merge.Files("process.bpmn", []byte(process), []byte(c.theirs), []byte(c.yours))
		if err != nil || len(conflicts) == 0 || conflicts[0].Element != c.element || conflicts[0].What != c.what {
			t.Errorf("%s: got %+v %v", name, conflicts, err)
		}
	}
}

const table = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d"><decision id="x"><decisionTable id="t"><input id="i1"><inputExpression id="e1"><text>a</text></inputExpression></input><output id="o1" />
<rule id="r1"><inputEntry id="c1"><text>1</text></inputEntry><outputEntry id="v1"><text>2</text></outputEntry></rule></decisionTable></decision></definitions>`

// TestColumnsAndRules: a rule that was added beside a column that was added would have cells in wrong places.
func TestColumnsAndRules(t *testing.T) {
	rule := strings.Replace(table, "</decisionTable>", `<rule id="r2"><inputEntry id="c2"><text>3</text></inputEntry><outputEntry id="v2"><text>4</text></outputEntry></rule></decisionTable>`, 1)
	column := strings.NewReplacer(`<output id`, `<input id="i2" /><output id`, `<outputEntry`, `<inputEntry id="c9"><text>-</text></inputEntry><outputEntry`).Replace(table)
	cell := strings.Replace(table, "<text>1<", "<text>7<", 1)
	if _, conflicts, err := merge.Files("x.dmn", []byte(table), []byte(rule), []byte(column)); err != nil || len(conflicts) != 1 || conflicts[0].What != "columns" {
		t.Errorf("rule and column: %+v %v", conflicts, err)
	}
	got, conflicts, err := merge.Files("x.dmn", []byte(table), []byte(rule), []byte(cell))
	if err != nil || len(conflicts) > 0 || !strings.Contains(string(got), "<text>7</text>") || !strings.Contains(string(got), `id="r2"`) {
		t.Errorf("rule and cell: %s %+v %v", got, conflicts, err)
	}
}

func TestForms(t *testing.T) {
	base := `{"id":"f","components":[{"key":"a","label":"A","type":"textfield"},{"key":"b","label":"B","type":"textfield"}],"schemaVersion":16}`
	theirs := strings.Replace(base, `"label":"A"`, `"label":"A&O","validate":{"required":true}`, 1)
	yours := strings.Replace(base, `{"key":"b"`, `{"key":"c","type":"number"},{"key":"b"`, 1)
	got, conflicts, err := merge.Files("f.form", []byte(base), []byte(theirs), []byte(yours))
	if err != nil || len(conflicts) > 0 {
		t.Fatal(conflicts, err)
	}
	for _, want := range []string{`"label": "A&O"`, `"required": true`, `"key": "c"`, `"schemaVersion": 16`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if a, c, b := strings.Index(string(got), `"a"`), strings.Index(string(got), `"c"`), strings.Index(string(got), `"b"`); !(a < c && c < b) {
		t.Errorf("the order is lost: %s", got)
	}
	_, conflicts, _ = merge.Files("de.json", []byte(`{"x":"1","y":"1"}`), []byte(`{"x":"2","y":"1"}`), []byte(`{"x":"3","y":"4"}`))
	if len(conflicts) != 1 || conflicts[0].Element != "x" || conflicts[0].Theirs != `"2"` {
		t.Errorf("got %+v", conflicts)
	}
	if _, _, err := merge.Files("f.form", []byte(base), []byte(theirs), []byte(`{`)); err == nil {
		t.Error("a broken form was joined")
	}
}

func TestLines(t *testing.T) {
	base := "a\nb\nc\nd\ne\n"
	got, conflicts, err := merge.Files("data.yaml", []byte(base), []byte("a\nB\nc\nd\ne\n"), []byte("a\nb\nc\nd\nx\ne\n"))
	if err != nil || len(conflicts) > 0 || string(got) != "a\nB\nc\nd\nx\ne\n" {
		t.Errorf("got %q %v %v", got, conflicts, err)
	}
	_, conflicts, _ = merge.Files("data.yaml", []byte(base), []byte("a\nB\nc\nd\ne\n"), []byte("a\nX\nc\nd\ne\n"))
	if len(conflicts) != 1 || conflicts[0].Element != "line 2" || conflicts[0].Theirs != "B\n" || conflicts[0].Yours != "X\n" {
		t.Errorf("got %+v", conflicts)
	}
}

// TestEveryTwoLines: whichever two lines of a text two people change, both changes stand in what comes out, or it is said that
// they are in each other's way.
func TestEveryTwoLines(t *testing.T) {
	var lines []string
	for i := range 8 {
		lines = append(lines, fmt.Sprintf("line %d\n", i%3)) // some lines are the same
	}
	edit := func(at int, with string) string {
		out := append([]string(nil), lines...)
		out[at] = with
		return strings.Join(out, "")
	}
	for i := range lines {
		for j := range lines {
			for _, with := range []string{"", "new\n", "new\nnewer\n"} {
				got, conflicts, err := merge.Files("x.md", []byte(strings.Join(lines, "")), []byte(edit(i, "theirs\n")), []byte(edit(j, with)))
				if err != nil {
					t.Fatal(err)
				}
				if len(conflicts) == 0 && (!strings.Contains(string(got), "theirs\n") || with != "" && !strings.Contains(string(got), with)) {
					t.Errorf("%d and %d: lost something: %q", i, j, got)
				}
				if len(conflicts) > 0 && i-j > 1 {
					t.Errorf("%d and %d: %+v", i, j, conflicts)
				}
			}
		}
	}
}

// TestAShippedProcess joins two changes of a real file; what comes out reads without a new finding.
func TestAShippedProcess(t *testing.T) {
	base, err := os.ReadFile("../../library/language-course/process.bpmn")
	if err != nil {
		t.Fatal(err)
	}
	_, before := bpmn.Parse(base)
	theirs := strings.Replace(string(base), `<bpmn:userTask id="apply"`, `<bpmn:userTask id="apply" hih:x="y"`, 1)
	yours := strings.Replace(string(base), "</bpmn:process>", "<bpmn:textAnnotation id=\"note\"><bpmn:text>Look</bpmn:text></bpmn:textAnnotation></bpmn:process>", 1)
	if theirs == string(base) || yours == string(base) {
		t.Fatal("the file has changed: mend the test")
	}
	theirs = strings.Replace(theirs, ` hih:x="y"`, ` completionQuantity="1"`, 1)
	got, conflicts, err := merge.Files("process.bpmn", base, []byte(theirs), []byte(yours))
	if err != nil || len(conflicts) > 0 {
		t.Fatal(conflicts, err)
	}
	model, after := bpmn.Parse(got)
	if model == nil || finding.AnyError(after) != finding.AnyError(before) || len(after) != len(before) {
		t.Errorf("before %v, after %v", before, after)
	}
}
