package merge_test

import (
	"strings"
	"testing"

	"handinhand/process/bpmn"
	"handinhand/process/merge"
)

func mine(merge.Conflict) bool   { return true }
func theirs(merge.Conflict) bool { return false }

// settled joins two changes by a choice and says what is in it; "!" before a text means that it is not.
func settled(t *testing.T, name, base, theirs, yours string, choose merge.Choose, want ...string) string {
	t.Helper()
	got, err := merge.Settle(name, []byte(base), []byte(theirs), []byte(yours), choose)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range want {
		without, not := strings.CutPrefix(text, "!")
		if strings.Contains(string(got), without) == not {
			t.Errorf("%s: want %q in\n%s", name, text, got)
		}
	}
	return string(got)
}

// TestEachThingIsChosenAlone: two owners changed two names each way; of each the owner chooses, and what only one of them
// changed stays in any case.
func TestEachThingIsChosenAlone(t *testing.T) {
	one := change(`"Ask"`, `"Ask A"`, `"Look"`, `"Look A"`, `x="1" y="2"`, `x="100" y="2"`)
	two := change(`"Ask"`, `"Ask B"`, `"Look"`, `"Look B"`, `<di:waypoint x="2" y="2" />`, `<di:waypoint x="9" y="2" />`)
	alone := []string{`x="100" y="2"`, `x="9" y="2"`}
	settled(t, "process.bpmn", process, one, two, func(c merge.Conflict) bool { return c.Element == "a" }, append(alone, `"Ask B"`, `"Look A"`, `!"Ask A"`, `!"Look B"`)...)
	settled(t, "process.bpmn", process, one, two, mine, append(alone, `"Ask B"`, `"Look B"`)...)
	settled(t, "process.bpmn", process, one, two, theirs, append(alone, `"Ask A"`, `"Look A"`)...)
}

// TestWhatWasRemovedComesBackWhole: with its flow and what is drawn of that.
func TestWhatWasRemovedComesBackWhole(t *testing.T) {
	removed := change("    <bpmn:sequenceFlow id=\"f2\" sourceRef=\"a\" targetRef=\"b\" />\n", "", `<bpmn:outgoing>f2</bpmn:outgoing>`, "",
		`<bpmndi:BPMNEdge id="f2_di" bpmnElement="f2"><di:waypoint x="1" y="1" /><di:waypoint x="2" y="2" /></bpmndi:BPMNEdge>`, "",
		`<bpmn:task id="b" name="Look"><bpmn:incoming>f2</bpmn:incoming></bpmn:task>`, "")
	renamed := change(`"Look"`, `"Look closely"`)
	whole := []string{`"Look closely"`, `id="f2"`, `id="f2_di"`, `<bpmn:incoming>f2`, `<bpmn:outgoing>f2`}
	gone := []string{`!"Look`, `!f2`}
	for name, c := range map[string]struct {
		theirs, yours string
		choose        merge.Choose
		want          []string
	}{
		"they removed, I changed: mine":   {removed, renamed, mine, whole},
		"they removed, I changed: theirs": {removed, renamed, theirs, gone},
		"I removed, they changed: mine":   {renamed, removed, mine, gone},
		"I removed, they changed: theirs": {renamed, removed, theirs, whole},
	} {
		t.Run(name, func(t *testing.T) {
			_, conflicts, err := merge.Files("process.bpmn", []byte(process), []byte(c.theirs), []byte(c.yours))
			if err != nil || len(conflicts) != 1 || conflicts[0].Element != "b" || conflicts[0].What != "removed" || conflicts[0].Name == "" {
				t.Fatalf("it is one question: %+v %v", conflicts, err)
			}
			got := settled(t, "process.bpmn", process, c.theirs, c.yours, c.choose, c.want...)
			if model, _ := bpmn.Parse([]byte(got)); model == nil {
				t.Errorf("it is no BPMN any more:\n%s", got)
			}
		})
	}
}

func TestChoicesInOtherFiles(t *testing.T) {
	settled(t, "de.json", `{"x":"1","y":"1","z":"1"}`, `{"x":"2","y":"2","z":"7"}`, `{"x":"3","y":"3","z":"1"}`,
		func(c merge.Conflict) bool { return c.Element == "y" }, `"x": "2"`, `"y": "3"`, `"z": "7"`)
	form := `{"id":"f","components":[{"key":"a","label":"A"},{"key":"b","label":"B"}]}`
	less, more := `{"id":"f","components":[{"key":"a","label":"A"}]}`, strings.Replace(form, `"B"`, `"Bee"`, 1)
	settled(t, "f.form", form, less, more, mine, `"Bee"`, `"key": "b"`)
	settled(t, "f.form", form, less, more, theirs, `!"Bee"`, `!"key": "b"`)
	settled(t, "data.yaml", "a\nb\nc\nd\ne\n", "A\nb\nc\nd\nE\n", "1\nb\nc\nd\n5\n", func(c merge.Conflict) bool { return c.Element == "line 1" }, "1\nb\nc\nd\nE\n")
}

// TestColumnsAreChosenWhole: the cells of a table belong to columns by their place, so one table is taken as it is, and
// another thing of the file from whom changed it.
func TestColumnsAreChosenWhole(t *testing.T) {
	rule := strings.Replace(table, "</decisionTable>", `<rule id="r2"><inputEntry id="c2"><text>3</text></inputEntry><outputEntry id="v2"><text>4</text></outputEntry></rule></decisionTable>`, 1)
	column := strings.NewReplacer(`<output id`, `<input id="i2" /><output id`, `<outputEntry`, `<inputEntry id="c9"><text>-</text></inputEntry><outputEntry`, `id="x"`, `id="x" name="New"`).Replace(table)
	settled(t, "x.dmn", table, rule, column, mine, `id="i2"`, `!id="r2"`, `name="New"`)
	settled(t, "x.dmn", table, rule, column, theirs, `!id="i2"`, `id="r2"`, `name="New"`)
}
