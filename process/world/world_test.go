package world_test

import (
	"strings"
	"testing"
	"time"

	"handinhand/process/bpmn"
	"handinhand/process/engine"
	"handinhand/process/finding"
	"handinhand/process/world"
)

var monday = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// programs compiles the processes of a file that has the messages ping and pong and the signal go.
func programs(t *testing.T, processes string) []*engine.Program {
	t.Helper()
	model, findings := bpmn.Parse([]byte(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d">
	  <message id="ping" name="ping"/><message id="pong" name="pong"/>` + processes + `</definitions>`))
	if finding.AnyError(findings) {
		t.Fatal(findings)
	}
	var out []*engine.Program
	for _, d := range model.Processes {
		p, findings := engine.Compile(d, nil)
		if finding.AnyError(findings) {
			t.Fatal(findings)
		}
		out = append(out, p)
	}
	return out
}

// TestEndlessTalk: two processes that begin each other without end are stopped.
func TestEndlessTalk(t *testing.T) {
	talker := func(id, hears, says string) string {
		return `<process id="` + id + `" isExecutable="true"><startEvent id="s` + id + `"><messageEventDefinition messageRef="` + hears + `"/></startEvent>
		  <endEvent id="e` + id + `"><messageEventDefinition messageRef="` + says + `"/></endEvent><sequenceFlow id="f` + id + `" sourceRef="s` + id + `" targetRef="e` + id + `"/></process>`
	}
	w := world.New(monday, programs(t, talker("A", "ping", "pong")+talker("B", "pong", "ping"))...)
	if _, err := w.Message(engine.SendMessage{Message: "ping"}); err == nil || !strings.Contains(err.Error(), "rest") && !strings.Contains(err.Error(), "end") {
		t.Errorf("got %v", err)
	}
}

// TestServicesTakeTime: an answer that comes later comes at its time, and not at all once its service is cancelled.
func TestServicesTakeTime(t *testing.T) {
	p := programs(t, `<process id="P" isExecutable="true"><startEvent id="s"/><serviceTask id="x"><extensionElements><zeebe:taskDefinition type="slow"/></extensionElements></serviceTask>
	  <boundaryEvent id="late" attachedToRef="x"><timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="e"/><endEvent id="e2"/>
	  <sequenceFlow id="f1" sourceRef="s" targetRef="x"/><sequenceFlow id="f2" sourceRef="x" targetRef="e"/><sequenceFlow id="f3" sourceRef="late" targetRef="e2"/></process>`)
	for after, want := range map[time.Duration]string{time.Hour: "completed e", 3 * time.Hour: "completed e2"} {
		w := world.New(monday, p...)
		w.Services = func(*world.Case, engine.CallService) world.Answer { return world.Answer{After: after} }
		last := ""
		w.Watch = func(_ *world.Case, c engine.Command) {
			if r, ok := c.(engine.Record); ok {
				last = string(r.Kind) + " " + r.Element
			}
		}
		c, err := w.Start("P", nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Advance(5 * time.Hour); err != nil || !c.State.Ended() || last != want {
			t.Errorf("after %s: ended %v with %q, want %q (%v)", after, c.State.Ended(), last, want, err)
		}
	}
}
