package draft_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"handinhand/process/bpmn"
	"handinhand/process/draft"
	"handinhand/process/finding"
)

// TestAddAfterEveryStep: wherever a step is put in, what comes out is BPMN without a mistake that was not there, with the step
// in the lane of the one before, on the way that led on from there, and drawn.
func TestAddAfterEveryStep(t *testing.T) {
	content := shipped(t)["process.bpmn"]
	lanes, err := draft.Outline(content)
	if err != nil {
		t.Fatal(err)
	}
	_, before := bpmn.Parse(content)
	added := 0
	for _, lane := range lanes {
		for _, step := range lane.Steps {
			got, made, err := draft.AddAfter(content, step.ID, "manualTask", "Anrufen")
			if (err == nil) != step.Extendable {
				t.Errorf("%s: extendable %v, %v", step.ID, step.Extendable, err)
			}
			if err != nil {
				continue
			}
			if added++; added%5 != 1 {
				continue // reading the whole file is what takes long
			}
			after, err := draft.Outline(got)
			if err != nil {
				t.Fatal(err)
			}
			was, is := find(after, step.ID), find(after, made)
			if was == nil || is == nil || len(was.Next) != 1 || was.Next[0].To != made || len(is.Next) != 1 || is.Next[0].To != step.Next[0].To {
				t.Errorf("%s: %+v, then %+v", step.ID, was, is)
			}
			if _, found := bpmn.Parse(got); len(found) > len(before) {
				t.Errorf("%s: %v", step.ID, found)
			}
			if !strings.Contains(string(got), `bpmnElement="`+made+`"`) || !strings.Contains(string(got), "flowNodeRef>"+made+"<") && lane.ID != "" {
				t.Errorf("%s: it is not drawn, or in no lane", step.ID)
			}
		}
	}
	if added < 20 {
		t.Errorf("only after %d steps one can be put", added)
	}
}

func find(lanes []draft.Lane, id string) *draft.Step {
	for _, lane := range lanes {
		for i := range lane.Steps {
			if lane.Steps[i].ID == id {
				return &lane.Steps[i]
			}
		}
	}
	return nil
}

func TestExtend(t *testing.T) {
	content := shipped(t)["process.bpmn"]
	say := func(id, kind string, values map[string]string) {
		t.Helper()
		changed, err := draft.Extend(content, id, kind, values)
		if err != nil {
			t.Fatal(err)
		}
		content = changed
	}
	say("lane-test-centre", "agency", map[string]string{"role": "examiner", "zone": "expert"})
	say("apply", "milestone", map[string]string{"key": ""})
	say("apply", "requirement", map[string]string{"item": "residence-title", "statute": "AufenthG § 43"})
	say("apply", "requirement", map[string]string{"item": "passport", "kind": "document", "optional": "true"})
	gone, err := draft.Unsay(content, "apply", "requirement", "identity-document")
	if err != nil {
		t.Fatal(err)
	}
	content = gone
	lanes, err := draft.Outline(content)
	if err != nil {
		t.Fatal(err)
	}
	apply := find(lanes, "apply")
	needs := said(t, apply.Says, "requirement")
	if len(said(t, apply.Says, "milestone")) != 0 || len(needs) != 2 || needs[0]["statute"] != "AufenthG § 43" || needs[0]["legalBasis"] == "" || !maps.Equal(needs[1], map[string]string{"item": "passport", "kind": "document", "optional": "true"}) {
		t.Errorf("got %+v", apply)
	}
	for _, lane := range lanes {
		if lane.ID == "lane-test-centre" && (lane.Role != "examiner" || lane.Zone != "expert") {
			t.Errorf("got %+v", lane)
		}
	}
	for kind, id := range map[string]string{"requirement": "lane-test-centre", "agency": "apply", "script": "apply"} {
		if _, err := draft.Extend(content, id, kind, map[string]string{"item": "x"}); err == nil {
			t.Errorf("%s stands at %s", kind, id)
		}
	}
	plain := []byte(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="p"><userTask id="u"><documentation>x</documentation></userTask></process></definitions>`)
	got, err := draft.Extend(plain, "u", "milestone", map[string]string{"key": "done"})
	if err != nil || !strings.Contains(string(got), `xmlns:hih="https://handinhand.example/schema/process/1"`) || !strings.Contains(string(got), `</documentation>`) || strings.Index(string(got), "documentation") > strings.Index(string(got), "extensionElements") {
		t.Errorf("%s %v", got, err)
	}
}

func said(t *testing.T, says []draft.Saying, kind string) []map[string]string {
	t.Helper()
	i := slices.IndexFunc(says, func(s draft.Saying) bool { return s.Name == kind })
	if i < 0 {
		t.Fatalf("%s cannot be said in %+v", kind, says)
	}
	return says[i].Said
}

// TestEverythingIsSaid: whatever an element may bear can be said of it, read again, and taken back, leaving the file as it was;
// and the parser knows it.
func TestEverythingIsSaid(t *testing.T) {
	content, err := draft.Extend(shipped(t)["process.bpmn"], "apply", "milestone", map[string]string{"key": "applied"}) // the file as it is written here
	if err != nil {
		t.Fatal(err)
	}
	lanes, err := draft.Outline(content)
	if err != nil {
		t.Fatal(err)
	}
	tried := map[string]bool{}
	for _, lane := range lanes {
		for _, step := range lane.Steps {
			for _, s := range step.Says {
				if at := step.Kind + " " + s.Name; !tried[at] && len(s.Said) == 0 {
					tried[at] = true
					sayAndUnsay(t, content, step.ID, s)
				}
			}
		}
	}
	for _, at := range []string{"endEvent transfer", "userTask attests", "userTask produces", "userTask transfer", "userTask decision", "userTask review", "serviceTask transfer", "startEvent milestone", "endEvent milestone"} {
		if !tried[at] {
			t.Errorf("%s was not tried", at)
		}
	}
}

func sayAndUnsay(t *testing.T, content []byte, id string, s draft.Saying) {
	t.Helper()
	values := map[string]string{}
	for _, name := range s.Attributes {
		values[name] = map[string]string{"kind": "fact", "optional": "true", "adverse": "true", "reuse": "never", "lends": "fact", "expires": "P1D"}[name]
		if values[name] == "" {
			values[name] = "x"
		}
	}
	got, err := draft.Extend(content, id, s.Name, values)
	if err != nil {
		t.Fatal(err)
	}
	lanes, err := draft.Outline(got)
	if err != nil {
		t.Fatal(err)
	}
	if now := said(t, find(lanes, id).Says, s.Name); len(now) != 1 || !maps.Equal(now[0], values) {
		t.Errorf("%s: %s says %v", id, s.Name, now)
	}
	if _, found := bpmn.Parse(got); slices.ContainsFunc(found, func(f finding.Finding) bool {
		return f.Rule == "unknown-extension" || f.Rule == "misplaced-extension" || f.Rule == "unknown-attribute"
	}) {
		t.Errorf("%s: the parser does not know %s: %v", id, s.Name, found)
	}
	if back, err := draft.Unsay(got, id, s.Name, values["item"]); err != nil || string(back) != string(content) {
		t.Errorf("%s: %s does not go: %v", id, s.Name, err)
	}
}

// TestAround: a message flow bears a transfer, a pool says who acts in it, and what others call the same stays theirs.
func TestAround(t *testing.T) {
	content := []byte(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:hih="https://handinhand.example/schema/process/1" id="d"><collaboration id="c">
<participant id="here" name="Amt" processRef="p"/><participant id="there"/><messageFlow id="m" name="Akte" sourceRef="u" targetRef="there"><extensionElements><x:transfer xmlns:x="urn:else" items="none"/></extensionElements></messageFlow></collaboration>
<process id="p"><sendTask id="u" name="Senden"/></process></definitions>`)
	got, err := draft.Extend(content, "m", "transfer", map[string]string{"items": "a b", "recipient": "court"})
	if err != nil {
		t.Fatal(err)
	}
	pools, flows, err := draft.Around(got)
	if err != nil || len(pools) != 2 || pools[0].Name != "Amt" || len(said(t, pools[1].Says, "agency")) != 0 {
		t.Errorf("got %+v %v", pools, err)
	}
	if m := flows[0]; m.From != "Senden" || m.To != "there" || len(said(t, m.Says, "transfer")) != 1 || said(t, m.Says, "transfer")[0]["items"] != "a b" {
		t.Errorf("got %+v", flows)
	}
	if back, err := draft.Unsay(got, "m", "transfer", ""); err != nil || !strings.Contains(string(back), `items="none"`) || strings.Contains(string(back), "court") {
		t.Errorf("%s %v", back, err)
	}
}

// TestOutlineFollowsTheFlow: what comes first in the case comes first in the outline, whatever the file's order; ways back
// aside, and what stands in a sub-process right after it.
func TestOutlineFollowsTheFlow(t *testing.T) {
	lanes, err := draft.Outline([]byte(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="p">
<laneSet id="ls"><lane id="l2"><flowNodeRef>e</flowNodeRef><flowNodeRef>sub</flowNodeRef><flowNodeRef>after</flowNodeRef></lane><lane id="l3" /><lane id="l1"><flowNodeRef>s</flowNodeRef><flowNodeRef>g</flowNodeRef><flowNodeRef>a</flowNodeRef></lane></laneSet>
<exclusiveGateway id="g" /><endEvent id="e" />
<subProcess id="sub"><endEvent id="ie" /><task id="it" /><startEvent id="is" /><sequenceFlow id="i1" sourceRef="is" targetRef="it" /><sequenceFlow id="i2" sourceRef="it" targetRef="ie" /></subProcess>
<boundaryEvent id="late" attachedToRef="sub"><timerEventDefinition id="td" /></boundaryEvent><task id="after" />
<userTask id="a" /><startEvent id="s" />
<sequenceFlow id="f1" sourceRef="s" targetRef="a" /><sequenceFlow id="f2" sourceRef="a" targetRef="g" /><sequenceFlow id="f3" name="again" sourceRef="g" targetRef="a" /><sequenceFlow id="f4" name="on" sourceRef="g" targetRef="sub" />
<sequenceFlow id="f5" sourceRef="sub" targetRef="e" /><sequenceFlow id="f6" sourceRef="late" targetRef="after" /></process></definitions>`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, lane := range lanes {
		got = append(got, "["+lane.ID+"]")
		for _, s := range lane.Steps {
			got = append(got, strings.Repeat(">", s.Depth)+s.ID)
		}
	}
	if want := "[l1] s a g [l2] sub >is >it >ie late after e [l3]"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if g := find(lanes, "g"); len(g.Next) != 2 || g.Next[0] != (draft.Way{Name: "again", To: "a", ToKind: "userTask"}) {
		t.Errorf("got %+v", g)
	}
	if late := find(lanes, "late"); late.On != "sub" || late.Trigger != "timer" {
		t.Errorf("got %+v", late)
	}
}
