package draft_test

import (
	"errors"
	"strings"
	"testing"

	"handinhand/process/bpmn"
	"handinhand/process/draft"
	"handinhand/process/release"
)

// TestEveryStepThatCanGo: whichever step the outline lets go, what is left is a process without a new mistake of BPMN.
func TestEveryStepThatCanGo(t *testing.T) {
	content := shipped(t)["process.bpmn"]
	lanes, err := draft.Outline(content)
	if err != nil || len(lanes) < 4 {
		t.Fatal(lanes, err)
	}
	_, before := bpmn.Parse(content)
	removed := 0
	for _, lane := range lanes {
		for _, step := range lane.Steps {
			got, err := draft.Remove(content, step.ID)
			var refused *draft.Refused
			switch {
			case !step.Removable && !errors.As(err, &refused), step.Removable && err != nil:
				t.Errorf("%s: %v", step.ID, err)
			case !step.Removable:
			default:
				removed++
				after := before
				if removed%3 == 0 { // reading the whole file is what takes long
					_, after = bpmn.Parse(got)
				}
				left := strings.Contains(string(got), ">"+step.ID+"<")
				for _, as := range []string{"id", "sourceRef", "targetRef", "bpmnElement", "attachedToRef"} {
					left = left || strings.Contains(string(got), " "+as+`="`+step.ID+`"`)
				}
				if len(after) > len(before) || left {
					t.Errorf("%s: left %v, %v", step.ID, left, after)
				}
			}
		}
	}
	if removed < 20 {
		t.Errorf("only %d steps can be removed", removed)
	}
}

func TestRenameAndMove(t *testing.T) {
	files := shipped(t)
	lanes, err := draft.Outline(files["process.bpmn"])
	if err != nil {
		t.Fatal(err)
	}
	renamed, err := draft.Rename(files["process.bpmn"], "apply", `Antrag "neu" & anders`)
	if err != nil {
		t.Fatal(err)
	}
	from, to := "", ""
	for _, lane := range lanes {
		for _, step := range lane.Steps {
			if step.ID == "confirm" {
				from = lane.ID
			}
		}
		if lane.ID != from && lane.ID != "" {
			to = lane.ID
		}
	}
	moved, err := draft.Move(renamed, "confirm", to)
	if err != nil {
		t.Fatal(err)
	}
	files["process.bpmn"] = moved
	r, _, _ := release.Sketch(files)
	apply, _ := r.Element("apply")
	confirm, _ := r.Element("confirm")
	if apply.Name != `Antrag "neu" & anders` || confirm.Lane == nil || confirm.Lane.ID != to {
		t.Errorf("the name is %q, the lane %+v", apply.Name, confirm.Lane)
	}
	for what, err := range map[string]error{
		"no step": second(draft.Rename(renamed, "none", "x")), "no lane": second(draft.Move(renamed, "confirm", "none")), "a lane is no step": second(draft.Remove(renamed, to)),
	} {
		var refused *draft.Refused
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func second(_ []byte, err error) error { return err }
