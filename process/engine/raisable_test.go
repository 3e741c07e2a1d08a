package engine_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handinhand/process/engine"
)

const raising = `<startEvent id="s"/><subProcess id="box"><startEvent id="bs"/><userTask id="a"/><endEvent id="be"/>
  <sequenceFlow id="g1" sourceRef="bs" targetRef="a"/><sequenceFlow id="g2" sourceRef="a" targetRef="be"/></subProcess>
  <boundaryEvent id="late" attachedToRef="a" cancelActivity="false"><escalationEventDefinition id="d1" escalationRef="help"/></boundaryEvent>
  <endEvent id="helped"/><sequenceFlow id="h" sourceRef="late" targetRef="helped"/>
  <boundaryEvent id="wrong" attachedToRef="box"><errorEventDefinition id="d2" errorRef="lost"/></boundaryEvent><endEvent id="lostEnd"/>
  <sequenceFlow id="w" sourceRef="wrong" targetRef="lostEnd"/>
  <adHocSubProcess id="free"><userTask id="one"/><userTask id="two"/><userTask id="three"/><sequenceFlow id="t" sourceRef="two" targetRef="three"/></adHocSubProcess>
  <endEvent id="e"/><sequenceFlow id="f2" sourceRef="s" targetRef="box"/><sequenceFlow id="f3" sourceRef="box" targetRef="free"/><sequenceFlow id="f4" sourceRef="free" targetRef="e"/>`

// TestWhatCanBeRaised compares what is listed with what the engine takes.
func TestWhatCanBeRaised(t *testing.T) {
	text := raising
	// The boundary of a task inside stands inside too.
	inner := `<boundaryEvent id="late" attachedToRef="a" cancelActivity="false"><escalationEventDefinition id="d1" escalationRef="help"/></boundaryEvent>
  <endEvent id="helped"/><sequenceFlow id="h" sourceRef="late" targetRef="helped"/>`
	text = cutAndPut(text, inner, `<sequenceFlow id="g1"`)
	p := compile(t, definitions(text, `<escalation id="help" escalationCode="HELP"/><error id="lost" errorCode="LOST"/>`))
	want := []engine.Raisable{{Escalation: true, Code: "HELP", Event: "late"}, {Code: "LOST", Event: "wrong"}}
	if diff := cmp.Diff(want, p.Raisable("a")); diff != "" {
		t.Errorf("raisable at a (-want +got):\n%s", diff)
	}
	if got := p.Raisable("one"); got != nil {
		t.Errorf("raisable where nobody catches: %v", got)
	}
	if diff := cmp.Diff([]string{"one", "two"}, p.Steps("free")); diff != "" || p.Steps("box") != nil {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	s, _ := must(t, p, engine.New(), engine.Start{})
	key := s.Tasks()[0].Key
	s, _ = must(t, p, s, engine.RaiseEscalation{Key: key, Code: "HELP"})
	if r := reason(t, p, s, engine.RaiseError{Key: key, Code: "OTHER"}); r != engine.RejectInvalid {
		t.Errorf("an error that nobody catches: %s", r)
	}
	if s, _ = must(t, p, s, engine.RaiseError{Key: key, Code: "LOST"}); !s.Ended() {
		t.Error("the error that is caught does not end the sub-process")
	}
	if !p.ByHand() {
		t.Error("a process with a none start event cannot be begun by hand")
	}
}

func TestByHand(t *testing.T) {
	p := compile(t, definitions(`<startEvent id="s"><timerEventDefinition id="d"><timeCycle>R/P1D</timeCycle></timerEventDefinition></startEvent>
  <userTask id="a"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>`, ""))
	if p.ByHand() {
		t.Error("a process that a timer begins can be begun by hand")
	}
}

// cutAndPut moves a piece of a text before a mark.
func cutAndPut(text, piece, mark string) string {
	return strings.Replace(strings.Replace(text, piece, "", 1), mark, piece+mark, 1)
}
