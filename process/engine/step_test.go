package engine_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handinhand/process/bpmn"
	"handinhand/process/engine"
	"handinhand/process/finding"
)

// one is a process with one element x between start and end.
func one(t testing.TB, x, beside string) *engine.Program {
	t.Helper()
	return compile(t, definitions(`<startEvent id="s"/>`+x+`<endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="x"/><sequenceFlow id="f2" sourceRef="x" targetRef="e"/>`, beside))
}

func must(t testing.TB, p *engine.Program, s engine.State, e engine.Event) (engine.State, []engine.Command) {
	t.Helper()
	next, commands, err := engine.Step(p, s, e, morning)
	if err != nil {
		t.Fatalf("%T: %v", e, err)
	}
	return next, commands
}

func reason(t testing.TB, p *engine.Program, s engine.State, e engine.Event) engine.Reason {
	t.Helper()
	_, commands, err := engine.Step(p, s, e, morning)
	var rejected *engine.Rejected
	if !errors.As(err, &rejected) || commands != nil {
		t.Fatalf("%T: want a rejection, got %v and %v", e, err, commands)
	}
	return rejected.Reason
}

func TestCommandsOfAUserTask(t *testing.T) {
	p := one(t, `<userTask id="x"><extensionElements><zeebe:taskSchedule dueDate="=now() + duration(&quot;P14D&quot;)"/><hih:milestone key="done"/></extensionElements></userTask>`, "")
	s, commands := must(t, p, engine.New(), engine.Start{Variables: engine.Variables{"n": 1}})
	due := morning.AddDate(0, 0, 14)
	want := []engine.Command{
		engine.Record{Kind: engine.RecordEntered, Element: "s"}, engine.Record{Kind: engine.RecordCompleted, Element: "s"},
		engine.Record{Kind: engine.RecordTaken, Element: "f1"}, engine.Record{Kind: engine.RecordEntered, Element: "x"},
		engine.Enter{Key: 2, Element: "x"}, engine.OpenTask{Task: 2, Element: "x", Due: &due},
	}
	if diff := cmp.Diff(want, commands); diff != "" {
		t.Errorf("start (-want +got):\n%s", diff)
	}
	s, commands = must(t, p, s, engine.CompleteTask{Task: 2, Variables: engine.Variables{"level": "A1", "n": 2}})
	want = []engine.Command{
		engine.CloseTask{Task: 2, Element: "x"}, engine.Leave{Key: 2, Element: "x"},
		engine.Record{Kind: engine.RecordCompleted, Element: "x"}, engine.ReachMilestone{Milestone: "done", Element: "x"},
		engine.Record{Kind: engine.RecordTaken, Element: "f2"}, engine.Record{Kind: engine.RecordEntered, Element: "e"},
		engine.Record{Kind: engine.RecordCompleted, Element: "e"}, engine.EndCase{},
	}
	if diff := cmp.Diff(want, commands); diff != "" {
		t.Errorf("complete (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(engine.Variables{"level": "A1", "n": json.Number("2")}, s.Variables()); diff != "" || !s.Ended() {
		t.Errorf("ended %v, variables (-want +got):\n%s", s.Ended(), diff)
	}
}

func TestCommandsOfAService(t *testing.T) {
	p := one(t, `<serviceTask id="x"><extensionElements><zeebe:taskDefinition type="notice" retries="5"/><zeebe:taskHeaders><zeebe:header key="text" value="hello"/></zeebe:taskHeaders>
	  <zeebe:ioMapping><zeebe:input source="=caseNumber" target="number"/></zeebe:ioMapping></extensionElements></serviceTask>`, "")
	s, commands := must(t, p, engine.New(), engine.Start{Variables: engine.Variables{"caseNumber": "C-1", "secret": true}})
	want := engine.CallService{Job: 2, Element: "x", Type: "notice", Headers: map[string]string{"text": "hello"}, Input: engine.Variables{"number": "C-1"}, Retries: 5}
	if diff := cmp.Diff(want, commands[len(commands)-1]); diff != "" {
		t.Errorf("call (-want +got):\n%s", diff)
	}
	if again, ok := p.Call(s, 2); !ok || cmp.Diff(want, again) != "" {
		t.Errorf("called again: %+v", again)
	}
	s, commands = must(t, p, s, engine.FailService{Job: 2, Cause: "mail server away", Attempts: 5})
	wantFailed := []engine.Command{
		engine.Record{Kind: engine.RecordFailed, Element: "x"}, engine.OpenIncident{Incident: 3, Element: "x", Cause: "mail server away", Attempts: 5},
	}
	if diff := cmp.Diff(wantFailed, commands); diff != "" {
		t.Errorf("fail (-want +got):\n%s", diff)
	}
	if r := reason(t, p, s, engine.FinishService{Job: 2}); r != engine.RejectUnknown {
		t.Errorf("a result after the failure: %s", r)
	}
	s, commands = must(t, p, s, engine.Retry{Incident: 3})
	if diff := cmp.Diff(want, commands[len(commands)-1]); diff != "" || len(s.Jobs()) != 1 {
		t.Errorf("retry (-want +got):\n%s", diff)
	}
}

func TestRejections(t *testing.T) {
	p := one(t, `<userTask id="x"/>`, "")
	fresh := engine.New()
	running, _ := must(t, p, fresh, engine.Start{})
	ended, _ := must(t, p, running, engine.CompleteTask{Task: 2})
	tests := []struct {
		name  string
		state engine.State
		event engine.Event
		want  engine.Reason
	}{
		{"not started", fresh, engine.CompleteTask{Task: 2}, engine.RejectNotStarted},
		{"started twice", running, engine.Start{}, engine.RejectStarted},
		{"ended", ended, engine.CompleteTask{Task: 2}, engine.RejectEnded},
		{"start after the end", ended, engine.Start{}, engine.RejectEnded},
		{"no such task", running, engine.CompleteTask{Task: 7}, engine.RejectUnknown},
		{"the case is no task", running, engine.CompleteTask{Task: 1}, engine.RejectUnknown},
		{"a task is no service", running, engine.FinishService{Job: 2}, engine.RejectUnknown},
		{"no such timer", running, engine.FireTimer{Timer: 2}, engine.RejectUnknown},
		{"no such incident", running, engine.Retry{Incident: 2}, engine.RejectUnknown},
		{"nobody waits", running, engine.Deliver{Message: "m"}, engine.RejectNobody},
		{"no JSON", running, engine.CompleteTask{Task: 2, Variables: engine.Variables{"v": make(chan int)}}, engine.RejectInvalid},
		{"no JSON at the start", fresh, engine.Start{Variables: engine.Variables{"v": time.Now}}, engine.RejectInvalid},
		{"no event", running, nil, engine.RejectUnknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := reason(t, p, test.state, test.event); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestMessages(t *testing.T) {
	beside := `<message id="m" name="paper"><extensionElements><zeebe:subscription correlationKey="=caseNumber"/></extensionElements></message>`
	p := one(t, `<userTask id="x"/><boundaryEvent id="b" attachedToRef="x" cancelActivity="false"><messageEventDefinition messageRef="m"/></boundaryEvent><endEvent id="e2"/><sequenceFlow id="f3" sourceRef="b" targetRef="e2"/>`, beside)
	s, _ := must(t, p, engine.New(), engine.Start{Variables: engine.Variables{"caseNumber": 42}})
	if subs := s.Subscriptions(); len(subs) != 1 || subs[0].CorrelationKey != "42" || subs[0].Message != "paper" {
		t.Fatalf("subscriptions %+v", subs)
	}
	if r := reason(t, p, s, engine.Deliver{ID: "1", Message: "paper", CorrelationKey: "43"}); r != engine.RejectNobody {
		t.Errorf("another case's key: %s", r)
	}
	s, _ = must(t, p, s, engine.Deliver{ID: "1", Message: "paper", CorrelationKey: "42"})
	if r := reason(t, p, s, engine.Deliver{ID: "1", Message: "paper", CorrelationKey: "42"}); r != engine.RejectDuplicate {
		t.Errorf("the same message again: %s", r)
	}
	for i := range 400 {
		s, _ = must(t, p, s, engine.Deliver{ID: fmt.Sprintf("id-%d", i), Message: "paper", CorrelationKey: "42"})
	}
	if size := len(encode(t, s)); size > 4_000 {
		t.Errorf("the memory of message ids grows without bound: %d bytes", size)
	}
	if r := reason(t, p, s, engine.Deliver{ID: "id-200", Message: "paper", CorrelationKey: "42"}); r != engine.RejectDuplicate {
		t.Errorf("a repetition after 200 others: %s", r)
	}
}

// TestEndlessCircle: other tokens of the same Step go on, and a retry starts a new count.
func TestEndlessCircle(t *testing.T) {
	p := compile(t, definitions(`<startEvent id="s"/><parallelGateway id="a"/><parallelGateway id="j"/>
	  <exclusiveGateway id="x"/><sequenceFlow id="f1" sourceRef="s" targetRef="x"/><sequenceFlow id="f0" sourceRef="x" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="j"/><sequenceFlow id="f3" sourceRef="a" targetRef="j"/>
	  <sequenceFlow id="f4" sourceRef="j" targetRef="x"/><task id="never"/><sequenceFlow id="f5" sourceRef="j" targetRef="never"/><endEvent id="e"/><sequenceFlow id="f6" sourceRef="never" targetRef="e"/>`, ""))
	s, _ := must(t, p, engine.New(), engine.Start{})
	if s.Ended() || len(s.Incidents()) == 0 || !strings.Contains(s.Incidents()[0].Cause, "circle") {
		t.Fatalf("ended %v, incidents %+v", s.Ended(), s.Incidents())
	}
	w := newWorld(t, p)
	w.step(engine.Start{})
	for range 3 {
		w.step(engine.Retry{Incident: w.state.Incidents()[0].Key})
	}
}

func TestStateFromElsewhere(t *testing.T) {
	var s engine.State
	if err := json.Unmarshal([]byte(`{"schema":99}`), &s); err == nil || !strings.Contains(err.Error(), "99") {
		t.Errorf("a schema of the future: %v", err)
	}
	if err := json.Unmarshal([]byte(`{"schema":"x"}`), &s); err == nil {
		t.Error("nonsense was read")
	}
	s, _ = must(t, one(t, `<userTask id="x"/>`, ""), engine.New(), engine.Start{})
	other := compile(t, definitions(`<startEvent id="s"/><userTask id="y"/><endEvent id="e"/><sequenceFlow id="f1" sourceRef="s" targetRef="y"/><sequenceFlow id="f2" sourceRef="y" targetRef="e"/>`, ""))
	if r := reason(t, other, s, engine.CompleteTask{Task: 2}); r != engine.RejectUnknown {
		t.Errorf("a state of another process: %s", r)
	}
}

func TestCompileNamesWhatIsMissing(t *testing.T) {
	model, findings := bpmn.Parse(definitions(`<startEvent id="s"/><businessRuleTask id="x" name="Route"><extensionElements><zeebe:calledDecision decisionId="nowhere" resultVariable="r"/></extensionElements></businessRuleTask><endEvent id="e"/>
	  <sequenceFlow id="f1" sourceRef="s" targetRef="x"/><sequenceFlow id="f2" sourceRef="x" targetRef="e"/>`, ""))
	if finding.AnyError(findings) {
		t.Fatal(findings)
	}
	p, findings := engine.Compile(model.Processes[0], nil)
	if p != nil || len(findings) != 1 || findings[0].Element != "x" || findings[0].Rule != "unknown-decision" {
		t.Errorf("got %v, %v", p != nil, findings)
	}
}

// TestVariablesAreNotShared: what a caller does with its map after the Step does not reach the state.
func TestVariablesAreNotShared(t *testing.T) {
	p := one(t, `<userTask id="x"/>`, "")
	inner := map[string]any{"street": "A"}
	s, _ := must(t, p, engine.New(), engine.Start{Variables: engine.Variables{"address": inner, "list": []any{1}}})
	inner["street"] = "B"
	if diff := cmp.Diff(engine.Variables{"address": map[string]any{"street": "A"}, "list": []any{json.Number("1")}}, s.Variables()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTimers(t *testing.T) {
	tests := []struct{ form, text, due string }{
		{"timeDuration", "P14D", "2026-01-19T08:00:00Z"},
		{"timeDuration", "P1M", "2026-02-05T08:00:00Z"},
		{"timeDuration", "P1Y2M3W4DT5H6M7.5S", "2027-03-30T13:06:07.5Z"},
		{"timeDuration", `=duration("PT30M")`, "2026-01-05T08:30:00Z"},
		{"timeDuration", `="P1D"`, "2026-01-06T08:00:00Z"},
		{"timeDate", "2026-03-01", "2026-03-01T00:00:00Z"},
		{"timeDate", "2026-03-01T12:00:00+01:00", "2026-03-01T11:00:00Z"},
		{"timeDate", `=date and time("2026-03-01T12:00:00@Europe/Berlin")`, "2026-03-01T11:00:00Z"},
		{"timeDate", `=now() + duration("P1D")`, "2026-01-06T08:00:00Z"},
		{"timeCycle", "R3/PT1H", "2026-01-05T09:00:00Z"},
		{"timeCycle", "R3/2026-02-01T00:00:00Z/PT1H", "2026-02-01T00:00:00Z"},
		{"timeDate", `=true`, ""},
		{"timeDuration", `="soon"`, ""},
		{"timeDuration", `=date("2026-03-01")`, ""},
		{"timeDuration", "P9999Y", ""},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			text := strings.ReplaceAll(test.text, `"`, "&quot;")
			p := one(t, fmt.Sprintf(`<intermediateCatchEvent id="x"><timerEventDefinition><%s>%s</%s></timerEventDefinition></intermediateCatchEvent>`, test.form, text, test.form), "")
			s, _ := must(t, p, engine.New(), engine.Start{})
			got := ""
			if timers := s.Timers(); len(timers) == 1 {
				got = timers[0].Due.Format(time.RFC3339Nano)
			}
			if got != test.due || (got == "") != (len(s.Incidents()) == 1) {
				t.Errorf("due %q, want %q; incidents %v", got, test.due, s.Incidents())
			}
		})
	}
}
