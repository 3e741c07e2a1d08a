package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handinhand/process/engine"
)

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

const nested = `<startEvent id="s"/><userTask id="first"/><subProcess id="box"><startEvent id="bs"/><userTask id="a"/><userTask id="b"/><endEvent id="be"/>
  <sequenceFlow id="g1" sourceRef="bs" targetRef="a"/><sequenceFlow id="g2" sourceRef="a" targetRef="b"/><sequenceFlow id="g3" sourceRef="b" targetRef="be"/></subProcess>
  <endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="first"/><sequenceFlow id="f2" sourceRef="first" targetRef="box"/><sequenceFlow id="f3" sourceRef="box" targetRef="e"/>`

func elements(s engine.State) []string {
	var out []string
	for _, t := range s.Tasks() {
		out = append(out, t.Element)
	}
	return out
}

func TestModify(t *testing.T) {
	p := compile(t, definitions(nested, ""))
	s, _ := must(t, p, engine.New(), engine.Start{})
	s, _ = must(t, p, s, engine.Modify{
		Set: []engine.Assignment{{Variables: engine.Variables{"n": 1}}}, Begin: []engine.Activation{{Element: "b"}}, Cancel: []engine.Key{s.Tasks()[0].Key},
	})
	if diff := cmp.Diff([]string{"b"}, elements(s)); diff != "" || fmt.Sprint(s.Variables()["n"]) != "1" {
		t.Fatalf("tasks (-want +got):\n%s", diff)
	}
	s, _ = must(t, p, s, engine.Modify{Begin: []engine.Activation{{Element: "a"}}})
	if diff := cmp.Diff([]string{"b", "a"}, elements(s)); diff != "" || len(s.Running()) != 4 {
		t.Fatalf("a second step in the same sub-process (-want +got):\n%s%v", diff, s.Running())
	}
	for len(s.Tasks()) > 0 {
		s, _ = must(t, p, s, engine.CompleteTask{Task: s.Tasks()[0].Key})
	}
	if !s.Ended() {
		t.Error("the case does not end")
	}
}

func TestModifyRefuses(t *testing.T) {
	p := compile(t, definitions(nested, ""))
	s, _ := must(t, p, engine.New(), engine.Start{})
	for name, e := range map[string]engine.Modify{
		"an unknown element":  {Begin: []engine.Activation{{Element: "nowhere"}}},
		"another scope":       {Begin: []engine.Activation{{Element: "a", Scope: 1}}},
		"an unknown instance": {Cancel: []engine.Key{99}},
		"no JSON":             {Set: []engine.Assignment{{Variables: engine.Variables{"v": make(chan int)}}}},
	} {
		if r := reason(t, p, s, e); r != engine.RejectInvalid && r != engine.RejectUnknown {
			t.Errorf("%s: %s", name, r)
		}
	}
}

// TestBuffer: a message that comes too early is kept as long as its sender says.
func TestBuffer(t *testing.T) {
	p := compile(t, definitions(`<startEvent id="s"/><userTask id="a"/><intermediateCatchEvent id="w"><messageEventDefinition messageRef="m"/></intermediateCatchEvent><endEvent id="e"/>
	  <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="w"/><sequenceFlow id="f3" sourceRef="w" targetRef="e"/>`, `<message id="m" name="paper"/>`))
	for name, test := range map[string]struct {
		until time.Duration
		ended bool
	}{"in time": {2 * time.Hour, true}, "too late": {30 * time.Minute, false}} {
		s, _ := must(t, p, engine.New(), engine.Start{})
		s, _ = must(t, p, s, engine.Deliver{ID: "1", Message: "paper", Until: morning.Add(test.until)})
		if r := reason(t, p, s, engine.Deliver{ID: "1", Message: "paper", Until: morning.Add(test.until)}); r != engine.RejectDuplicate {
			t.Errorf("%s: the same message again: %s", name, r)
		}
		s, _, err := engine.Step(p, s, engine.CompleteTask{Task: s.Tasks()[0].Key}, morning.Add(time.Hour))
		if err != nil || s.Ended() != test.ended {
			t.Errorf("%s: ended %v, %v", name, s.Ended(), err)
		}
	}
}

// TestSchema1: a state that the first engine wrote is read.
func TestSchema1(t *testing.T) {
	p := one(t, `<userTask id="x"/>`, "")
	var s engine.State
	old := `{"schema":1,"next":2,"phase":"running","instances":[{"key":1,"element":"P","stage":"active","work":"scope"},{"key":2,"parent":1,"element":"x","stage":"active","work":"task","shown":true}]}`
	if err := s.UnmarshalJSON([]byte(old)); err != nil {
		t.Fatal(err)
	}
	if s, _ = must(t, p, s, engine.CompleteTask{Task: 2}); !s.Ended() {
		t.Error("the case does not end")
	}
}
