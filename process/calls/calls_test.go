package calls_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"handinhand/process/bpmn"
	"handinhand/process/calls"
	"handinhand/process/engine"
	"handinhand/process/finding"
)

var monday = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// rig plays one case.
type rig struct {
	t        *testing.T
	programs calls.Programs
	state    calls.State
	now      time.Time
	said     []string
}

func compile(t *testing.T, processes string) calls.Programs {
	t.Helper()
	model, findings := bpmn.Parse([]byte(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d">
	  <message id="m" name="letter"><extensionElements><zeebe:subscription correlationKey="=number"/></extensionElements></message>
	  <signal id="sig" name="all clear"/><error id="err" errorCode="broken"/><escalation id="esc" escalationCode="help"/>` + processes + `</definitions>`))
	if finding.AnyError(findings) {
		t.Fatal(findings)
	}
	var out calls.Programs
	for _, d := range append(model.Executable(), model.GlobalTasks...) {
		p, findings := engine.Compile(d, nil)
		if finding.AnyError(findings) {
			t.Fatal(findings)
		}
		out = append(out, p)
	}
	return out
}

// process draws a process whose elements stand in a row, in the order of the list; "b@a" stands on the edge of a and
// leads to an end of its own.
func process(id string, elements ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<process id="%s" isExecutable="true"><startEvent id="%s_s"/>`, id, id)
	last, flow := id+"_s", 0
	for _, e := range elements {
		b.WriteString(e)
		if strings.Contains(e, "<boundaryEvent") {
			name := attribute(e, "id")
			fmt.Fprintf(&b, `<endEvent id="%s_end"/><sequenceFlow id="%s_f" sourceRef="%s" targetRef="%s_end"/>`, name, name, name, name)
			continue
		}
		flow++
		fmt.Fprintf(&b, `<sequenceFlow id="%s_f%d" sourceRef="%s" targetRef="%s"/>`, id, flow, last, attribute(e, "id"))
		last = attribute(e, "id")
	}
	if !strings.Contains(elements[len(elements)-1], "<endEvent") {
		fmt.Fprintf(&b, `<endEvent id="%s_e"/><sequenceFlow id="%s_f0" sourceRef="%s" targetRef="%s_e"/>`, id, id, last, id)
	}
	return b.String() + `</process>`
}

func attribute(e, name string) string {
	_, rest, _ := strings.Cut(e, " "+name+`="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

func call(id, target string) string {
	return `<callActivity id="` + id + `"><extensionElements><zeebe:calledElement processId="` + target + `"/></extensionElements></callActivity>`
}

func task(id string) string { return `<userTask id="` + id + `"/>` }

func play(t *testing.T, processes ...string) *rig {
	t.Helper()
	r := &rig{t: t, programs: compile(t, strings.Join(processes, "")), state: calls.New(), now: monday}
	r.do(engine.Start{Variables: engine.Variables{"number": "N1"}})
	return r
}

// do brings an event, notes what is said, and takes the state through JSON.
func (r *rig) do(e engine.Event) {
	r.t.Helper()
	if err := r.try(e); err != nil {
		r.t.Fatalf("%T: %v", e, err)
	}
}

func (r *rig) try(e engine.Event) error {
	r.t.Helper()
	before, _ := json.Marshal(r.state)
	next, commands, err := calls.Step(r.programs, r.state, e, r.now)
	if after, _ := json.Marshal(r.state); string(after) != string(before) {
		r.t.Fatalf("%T changed the state that went in", e)
	}
	if err != nil {
		return err
	}
	plain, err := json.Marshal(next)
	if err != nil {
		r.t.Fatal(err)
	}
	r.state = calls.State{}
	if err := json.Unmarshal(plain, &r.state); err != nil {
		r.t.Fatal(err)
	}
	r.note(commands)
	return nil
}

func (r *rig) note(commands []engine.Command) {
	for i, c := range commands {
		switch c := c.(type) {
		case engine.OpenTask:
			r.said = append(r.said, fmt.Sprintf("open %s %d", c.Element, c.Task))
		case engine.CloseTask:
			r.said = append(r.said, fmt.Sprintf("close %s %d", c.Element, c.Task))
		case engine.OpenIncident:
			r.said = append(r.said, "incident "+c.Element+": "+c.Cause)
		case engine.EndCase:
			if i != len(commands)-1 {
				r.t.Error("the end of the case is not the last command")
			}
			r.said = append(r.said, "end")
		case engine.StartChild, engine.CancelChild, engine.Escalate:
			r.t.Errorf("%T came out", c)
		}
	}
}

// complete does the one open task at an element.
func (r *rig) complete(element string, values engine.Variables) {
	r.t.Helper()
	r.do(engine.CompleteTask{Task: r.task(element), Variables: values})
}

func (r *rig) task(element string) engine.Key {
	r.t.Helper()
	for _, t := range r.state.Tasks() {
		if found, ok := r.state.Task(t.Key); t.Element == element && ok && found == t {
			return t.Key
		}
	}
	r.t.Fatalf("no task is open at %s: %v", element, r.state.Tasks())
	return 0
}

func (r *rig) open() []string {
	var out []string
	for _, t := range r.state.Tasks() {
		out = append(out, t.Element)
	}
	return out
}

func (r *rig) want(what string, got []string, want ...string) {
	r.t.Helper()
	if !slices.Equal(got, want) {
		r.t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// TestCall: variables go in and come out, over two levels, and keys are unique in the case.
func TestCall(t *testing.T) {
	r := play(t, process("A", call("c", "B"), task("after")), process("B", task("b1"), call("dd", "C")), process("C", task("c1")))
	r.complete("b1", engine.Variables{"x": "1"})
	r.complete("c1", engine.Variables{"y": "2"})
	r.complete("after", nil)
	if got := r.state.Own.Variables(); got["x"] != "1" || got["y"] != "2" {
		t.Errorf("the variables came back as %v", got)
	}
	r.want("said", r.said, "open b1 4294967298", "close b1 4294967298", "open c1 8589934594", "close c1 8589934594", "open after 3", "close after 3", "end")
	if len(r.state.Called) != 0 || !r.state.Ended() {
		t.Errorf("left over: %+v", r.state)
	}
}

// TestRaised: an error and an escalation that nobody in the called process catches come to the boundary of the call.
func TestRaised(t *testing.T) {
	edge := `<boundaryEvent id="hurt" attachedToRef="c"><errorEventDefinition errorRef="err"/></boundaryEvent>`
	r := play(t, process("A", call("c", "B"), edge), process("B", task("b"), `<endEvent id="bad"><errorEventDefinition errorRef="err"/></endEvent>`))
	r.complete("b", nil)
	if !r.state.Ended() || len(r.state.Incidents()) > 0 {
		t.Errorf("the error was not caught: %v", r.said)
	}
	asks := `<boundaryEvent id="asked" attachedToRef="c" cancelActivity="false"><escalationEventDefinition escalationRef="esc"/></boundaryEvent>`
	throws := `<intermediateThrowEvent id="ask"><escalationEventDefinition escalationRef="esc"/></intermediateThrowEvent>`
	r = play(t, process("A", call("c", "B"), asks), process("B", throws, task("b")))
	r.want("tasks", r.open(), "b")
	if r.state.Own.Ended() {
		t.Error("an escalation that does not interrupt ended the case")
	}
	r.complete("b", nil)
	if !r.state.Ended() {
		t.Error("the case did not end")
	}
}

// TestCancelled: a call that is interrupted ends the called process and those that it has called.
func TestCancelled(t *testing.T) {
	late := `<boundaryEvent id="late" attachedToRef="c"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>`
	r := play(t, process("A", call("c", "B"), late), process("B", call("dd", "C")), process("C", task("deep")))
	r.do(engine.FireTimer{Timer: r.state.Timers()[0].Key})
	r.want("said", r.said, "open deep 8589934594", "close deep 8589934594", "end")
	if len(r.state.Called)+len(r.state.Tasks()) != 0 {
		t.Errorf("left over: %+v", r.state)
	}
}

// TestMessages: a message finds the called process that waits for it, once, also when it came before.
func TestMessages(t *testing.T) {
	waits := `<intermediateCatchEvent id="wait"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>`
	r := play(t, process("A", task("first"), call("c", "B"), task("last")), process("B", waits, task("b")))
	letter := engine.Deliver{ID: "1", Message: "letter", CorrelationKey: "N1", Variables: engine.Variables{"text": "hello"}}
	early := letter
	early.ID, early.Until = "0", monday.Add(time.Hour)
	r.do(early)
	r.complete("first", nil)
	r.want("tasks", r.open(), "b")
	if err := r.try(early); err == nil {
		t.Error("the same message counted twice")
	}
	r.complete("b", nil)
	if r.state.Own.Variables()["text"] != "hello" {
		t.Errorf("the message brought %v", r.state.Own.Variables())
	}

	r = play(t, process("A", call("c", "B"), task("last")), process("B", waits, task("b")))
	other := letter
	other.CorrelationKey = "N2"
	if err := r.try(other); err == nil {
		t.Error("a message for another key was taken")
	}
	r.do(letter)
	r.want("tasks", r.open(), "b")
	var rejected *engine.Rejected
	if err := r.try(letter); err == nil || !asRejected(err, &rejected) || rejected.Reason != engine.RejectDuplicate {
		t.Errorf("a repeated message: %v", err)
	}
}

func asRejected(err error, to **engine.Rejected) bool {
	r, ok := err.(*engine.Rejected)
	*to = r
	return ok
}

// TestSignals: a signal that one process of the case throws or that comes from outside reaches the others, once.
func TestSignals(t *testing.T) {
	waits := func(id string) string {
		return `<intermediateCatchEvent id="` + id + `"><signalEventDefinition signalRef="sig"/></intermediateCatchEvent>`
	}
	twice := `<parallelGateway id="fork"/>`
	fork := `<process id="A" isExecutable="true"><startEvent id="s"/>` + twice + call("c1", "B") + call("c2", "C") + waits("own") +
		`<endEvent id="e1"/><endEvent id="e2"/><endEvent id="e3"/><sequenceFlow id="f0" sourceRef="s" targetRef="fork"/>
		<sequenceFlow id="f1" sourceRef="fork" targetRef="c1"/><sequenceFlow id="f2" sourceRef="fork" targetRef="c2"/><sequenceFlow id="f3" sourceRef="fork" targetRef="own"/>
		<sequenceFlow id="g1" sourceRef="c1" targetRef="e1"/><sequenceFlow id="g2" sourceRef="c2" targetRef="e2"/><sequenceFlow id="g3" sourceRef="own" targetRef="e3"/></process>`
	throws := `<intermediateThrowEvent id="throw"><signalEventDefinition signalRef="sig"/></intermediateThrowEvent>`
	r := play(t, fork, process("B", waits("there"), task("b")), process("C", task("c"), throws))
	r.complete("c", nil)
	r.want("tasks", r.open(), "b")

	r = play(t, process("A", call("c", "B")), process("B", waits("there"), task("b")))
	r.do(engine.Signal{ID: "s1", Signal: "all clear"})
	r.want("tasks", r.open(), "b")
	if err := r.try(engine.Signal{ID: "s1", Signal: "all clear"}); err == nil {
		t.Error("the same signal counted twice")
	}
}

// TestIncidents: what cannot be called can be called later.
func TestIncidents(t *testing.T) {
	r := play(t, process("A", task("choose"), call("c", "=target")), process("B", task("b")))
	r.complete("choose", engine.Variables{"target": "nowhere"})
	r.want("said", r.said[2:], `incident c: the release has no process "nowhere" to call`)
	r.do(engine.Modify{Set: []engine.Assignment{{Variables: engine.Variables{"target": "B"}}}})
	r.do(engine.Retry{Incident: r.state.Incidents()[0].Key})
	r.complete("b", nil)
	if !r.state.Ended() {
		t.Error("the case did not end")
	}
	endless := play(t, process("A", call("c", "A")))
	if len(endless.said) != 1 || !strings.Contains(endless.said[0], "1000 called processes") {
		t.Errorf("a process that calls itself for ever: %q", endless.said)
	}
	r = play(t, process("A", call("c", "B")), process("B", `<serviceTask id="x"><extensionElements><zeebe:taskDefinition type="t"/></extensionElements></serviceTask>`))
	r.do(engine.FailService{Job: r.state.Running()[len(r.state.Running())-1].Key, Cause: "no", Attempts: 3})
	r.do(engine.Retry{Incident: r.state.Incidents()[0].Key})
	if len(r.state.Incidents()) != 0 {
		t.Error("the incident in a called process was not retried")
	}
}

// TestByHand: operators see and change called processes as any other.
func TestByHand(t *testing.T) {
	r := play(t, process("A", call("c", "B"), task("last")), process("B", task("b1"), task("b2")))
	running := r.state.Running()
	inner := running[len(running)-1]
	if top := running[len(running)-2]; inner.Parent != top.Key || top.Parent == 0 || top.Element != "B" {
		t.Errorf("running: %+v", running)
	}
	r.do(engine.Modify{Begin: []engine.Activation{{Element: "b2", Scope: inner.Parent}}, Cancel: []engine.Key{inner.Key}})
	r.want("tasks", r.open(), "b2")
	if err := r.try(engine.Modify{Cancel: []engine.Key{77 << 32}}); err == nil {
		t.Error("a change of what does not run was taken")
	}
}

// TestMigrate: the called processes go over with their case, or nothing does.
func TestMigrate(t *testing.T) {
	r := play(t, process("A", call("c", "B")), process("B", task("b")))
	to := compile(t, process("A", call("c", "B"), task("more"))+process("B", task("b"), task("b2")))
	state, _, report, err := calls.Migrate(r.programs, to, r.state, engine.Plan{}, r.now)
	if err != nil || len(report.Stuck) > 0 || len(report.Moved) != 4 {
		t.Fatalf("%v %+v", err, report)
	}
	r.state, r.programs = state, to
	r.complete("b", nil)
	r.want("tasks", r.open(), "b2")
	r.complete("b2", nil)
	r.want("tasks", r.open(), "more")

	r = play(t, process("A", call("c", "B")), process("B", task("b")))
	gone := compile(t, process("A", call("c", "C"))+process("C", task("b")))
	if _, _, report, _ := calls.Migrate(r.programs, gone, r.state, engine.Plan{}, r.now); len(report.Stuck) != 1 || report.Stuck[0].Element != "B" {
		t.Errorf("a called process that is gone: %+v", report)
	}
	state, _, report, err = calls.Migrate(r.programs, gone, r.state, engine.Plan{Elements: map[string]string{"B": "C"}}, r.now)
	if err != nil || len(report.Stuck) > 0 || state.Called[0].Process != "C" {
		t.Errorf("a called process that is mapped: %v %+v", err, report)
	}
	lost := compile(t, process("A", call("c", "B"))+process("B", task("other")))
	if after, _, report, _ := calls.Migrate(r.programs, lost, r.state, engine.Plan{}, r.now); len(report.Stuck) != 1 || report.Stuck[0].Key != r.task("b") || len(after.Called) != 1 || after.Called[0].Process != "B" {
		t.Errorf("a task of a called process that is gone: %+v", report)
	}
}

// TestGlobalTask: a task that stands alone is called like a process.
func TestGlobalTask(t *testing.T) {
	r := play(t, process("A", call("c", "G")), `<globalUserTask id="G" name="check"/>`)
	r.complete("G", engine.Variables{"ok": true})
	if !r.state.Ended() || r.state.Own.Variables()["ok"] != true {
		t.Errorf("%v %v", r.said, r.state.Own.Variables())
	}
}
