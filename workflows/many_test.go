package workflows

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"handinhand/models"
	"handinhand/process/calls"
	"handinhand/process/engine"
	"handinhand/process/release"
)

// crowd asks every one of a list of people at the same time.
func crowd(t testing.TB) *release.Release {
	t.Helper()
	at := `<bpmn:incoming>f-check</bpmn:incoming><bpmn:outgoing>f-checked</bpmn:outgoing>`
	all := `<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=people" inputElement="person"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>`
	return compiled(t, []byte(strings.Replace(string(permitFile(t)), at, at+all, 1)))
}

// many is how many instances run at a time. The engine allows 10,000, which the race detector is too slow for.
var many = flag.Int("many", 2000, "instances of TestACrowdAtATime")

// TestACrowdAtATime: far more instances than people usually draw, on real parts: they open, are done one by one, go over
// into a new run of the workflow, and end together.
func TestACrowdAtATime(t *testing.T) {
	var people []any
	for i := range *many {
		people = append(people, fmt.Sprintf("person-%06d of a large family", i))
	}
	w := newTown(t, crowd(t))
	defer w.hire().Stop()
	in := Input{Case: w.id, Release: w.release.Hash, Variables: Variables{"caseNumber": "T-1", "people": people}, MaxHistory: 25}
	if err := w.client.Start(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	w.complete("apply")
	t.Logf("%d tasks opened and projected in %s", *many, time.Since(begun).Round(time.Millisecond))
	open := w.open()
	if len(open) != *many {
		t.Fatalf("%d tasks are open", len(open))
	}
	begun = time.Now()
	for i, task := range open[:10] {
		if _, err := w.client.Complete(t.Context(), w.id, fmt.Sprint("check-", i), CompleteTask{Task: task.Key, By: w.person}); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("10 of them done in %s", time.Since(begun).Round(time.Millisecond))
	first := w.history(w.id, "").Events[0].GetWorkflowExecutionStartedEventAttributes()
	if first.GetContinuedExecutionRunId() == "" {
		t.Error("the case did not go over into a new run")
	}
	size := 0
	for _, p := range first.GetInput().GetPayloads() {
		size += len(p.GetData())
	}
	t.Logf("the case went over with %d kB", size>>10)
	if size > 2<<20 {
		t.Errorf("the state takes %d bytes, more than Temporal lets pass", size)
	}
	if err := w.client.Deliver(t.Context(), w.id, Message{ID: "m1", Name: "paid", CorrelationKey: "T-1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.client.Modify(t.Context(), w.id, "enough", ModifyCase{Cancel: []int64{loopOf(t, w.release, in)}, Begin: []BeginElement{{Element: "merge"}}}); err != nil {
		t.Fatal(err)
	}
	if got := w.outcome(w.id); got != "permitted" || len(w.open()) != 0 {
		t.Errorf("outcome %q, %d tasks are open still", got, len(w.open()))
	}
}

// open are the tasks that are open in the database.
func (w *town) open() []models.Task {
	w.t.Helper()
	tasks, err := w.store.TasksOfCase(asWorker(w.t.Context()), w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	return slices.DeleteFunc(tasks, func(x models.Task) bool { return x.State != models.TaskOpen })
}

// loopOf finds the key of the loop as a whole, on the bare core: it gives the same keys.
func loopOf(t *testing.T, rel *release.Release, in Input) int64 {
	t.Helper()
	s, _, err := calls.Step(rel.Programs, calls.New(), engine.Start{Variables: engine.Variables(in.Variables)}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if s, _, err = calls.Step(rel.Programs, s, engine.CompleteTask{Task: s.Tasks()[0].Key}, time.Now()); err != nil {
		t.Fatal(err)
	}
	running := s.Running()
	i := slices.IndexFunc(running, func(r engine.Running) bool { return r.Element == "check" && r.Index == 0 })
	return int64(running[i].Key)
}
