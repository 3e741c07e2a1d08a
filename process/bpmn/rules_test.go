package bpmn_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// TestRulesAreDocumented: the list that is compiled in and the one that people read are the same.
func TestRulesAreDocumented(t *testing.T) {
	ours, err := os.ReadFile("rules.md")
	if err != nil {
		t.Fatal(err)
	}
	docs, err := os.ReadFile("../../docs/bpmn-rules.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(ours, docs) {
		t.Error("docs/bpmn-rules.md differs from process/bpmn/rules.md: copy it")
	}
	kinds := []string{"bpmn", "form", "run", "dialect", "note", "proof"}
	for key, r := range bpmn.Rules() {
		if !slices.Contains(kinds, r.Kind) || r.Meaning == "" || r.Standard() && r.Section == "" {
			t.Errorf("the rule %s is not written down in full: %+v", key, r)
		}
	}
}

// TestConstraintCatalogue: a model that breaks a rule of the catalogue is refused by that rule, at an element.
func TestConstraintCatalogue(t *testing.T) {
	const dir = "../../../shared/conformance/betsy/constraints"
	files, _ := filepath.Glob(dir + "/EXT*/*.bpmn")
	if len(files) == 0 {
		t.Skip("the constraint models are not beside this repository (" + dir + ")")
	}
	rules, tolerated := bpmn.Rules(), bpmn.Tolerated()
	for _, path := range files {
		xml, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		number, err := strconv.Atoi(filepath.Base(filepath.Dir(path))[len("EXT"):])
		if err != nil {
			t.Fatal(err)
		}
		_, findings := bpmn.Parse(xml)
		named := func(f finding.Finding) bool {
			return f.Severity == finding.Error && f.Element != "" && slices.Contains(rules[f.Rule].Catalogue, number)
		}
		if !slices.ContainsFunc(findings, named) && tolerated[number] == "" {
			t.Errorf("%s: no error of the rule %d names an element; found %v", filepath.Base(path), number, findings)
		}
	}
}

// TestValidModels: the rules of the standard do not refuse what other engines run, but for the form.
func TestValidModels(t *testing.T) {
	const dir = "../../../shared/conformance"
	files, _ := filepath.Glob(dir + "/betsy/behaviour/*.bpmn")
	more, _ := filepath.Glob(dir + "/scenarios/*/*.bpmn")
	if files = append(files, more...); len(files) == 0 {
		t.Skip("the behaviour models are not beside this repository (" + dir + ")")
	}
	// Models that the suite has to be refused: a quantity or a number of loops below what the standard allows.
	negative := []string{"LoopTask_NegativeLoopMaximum.bpmn", "Token_CompletionQuantity_Zero.bpmn", "Token_StartQuantity_Zero.bpmn"}
	rules := bpmn.Rules()
	for _, path := range files {
		xml, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, findings := bpmn.Parse(xml)
		refused := slices.ContainsFunc(findings, func(f finding.Finding) bool {
			return f.Severity == finding.Error && rules[f.Rule].Standard() && !bpmn.FormOnly(f)
		})
		if want := slices.Contains(negative, filepath.Base(path)); refused != want {
			t.Errorf("%s: refused %v, want %v: %v", filepath.Base(path), refused, want, findings)
		}
		for _, f := range findings {
			if _, known := rules[f.Rule]; !known {
				t.Errorf("%s: the rule %q is in no list", filepath.Base(path), f.Rule)
			}
		}
	}
}

// TestEverything reads a file that has nearly every construct, all of it correct.
func TestEverything(t *testing.T) {
	xml, err := os.ReadFile("testdata/everything.bpmn")
	if err != nil {
		t.Fatal(err)
	}
	m, findings := bpmn.Parse(xml)
	if len(findings) > 0 {
		t.Fatalf("a correct file has findings: %v", findings)
	}
	d := m.Processes[0]
	element := func(id string) *bpmn.Element {
		e, ok := d.Element(id)
		if !ok {
			t.Fatalf("no element %s", id)
		}
		return e
	}
	if late := element("late").Triggers[0]; !late.Shared || late.Timer.Text != "PT1H" {
		t.Errorf("the shared timer: %+v", late)
	}
	if user := element("user"); user.Lane.ID != "desk" || user.Lane.Parent.ID != "lane" || user.DataIn[0].Sources[0].Refers.Item.ID != "Item" {
		t.Errorf("the user task: %+v", user)
	}
	if call := element("call").Call; call.Definition != m.GlobalTasks[0] || !call.Definition.Global || call.Definition.Elements[0].Kind != bpmn.ScriptTask {
		t.Errorf("the call: %+v", call)
	}
	if many := element("many"); many.Multi.NoneEvent.Signal.Name != "alarm" || many.Multi.InputElement != "one" || len(many.Body.Elements) != 4 || len(many.Body.EventSubProcesses()) != 1 {
		t.Errorf("the sub-process: %+v", many)
	}
	if script := element("script"); *script.Loop.Maximum != 3 || !script.Loop.TestBefore || script.Parent != element("many") {
		t.Errorf("the loop: %+v", script.Loop)
	}
	if element("book").Compensation != element("unbook") || element("jump").Triggers[0].LinkTarget != element("landed") {
		t.Error("a handler or a link leads elsewhere")
	}
	if a := element("any").AdHoc; !a.Sequential || a.CancelRemaining || a.Completion != "=done" {
		t.Errorf("the ad-hoc sub-process: %+v", a)
	}
	if f := m.MessageFlows[0]; f.Source != "Them" || f.Target != "catch" || f.Message.Item == nil {
		t.Errorf("the message flow: %+v", f)
	}
}
