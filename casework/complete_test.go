package casework

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"google.golang.org/protobuf/types/known/durationpb"

	"handinhand/activities"
	"handinhand/internal/stacktest"
	"handinhand/keys"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/store"
	"handinhand/worker"
	"handinhand/workflows"
)

// errand is a process of two tasks of the applicant.
var errand = fstest.MapFS{
	"process.bpmn": {Data: []byte(`<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:hih="https://handinhand.example/schema/process/1" id="errand-file" targetNamespace="https://handinhand.example/test">
  <bpmn:process id="errand" name="Errand" isExecutable="true">
    <bpmn:laneSet id="lanes"><bpmn:lane id="lane" name="Applicant">
      <bpmn:extensionElements><hih:agency role="applicant" zone="applicant"/></bpmn:extensionElements>
      <bpmn:flowNodeRef>start</bpmn:flowNodeRef><bpmn:flowNodeRef>one</bpmn:flowNodeRef><bpmn:flowNodeRef>two</bpmn:flowNodeRef><bpmn:flowNodeRef>done</bpmn:flowNodeRef>
    </bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="start" name="Start"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="one" name="One"><bpmn:extensionElements><hih:milestone key="begun"/></bpmn:extensionElements><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>
    <bpmn:userTask id="two" name="Two"><bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="done" name="Done"><bpmn:extensionElements><hih:outcome key="done"/></bpmn:extensionElements><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="one"/>
    <bpmn:sequenceFlow id="f2" sourceRef="one" targetRef="two"/>
    <bpmn:sequenceFlow id="f3" sourceRef="two" targetRef="done"/>
  </bpmn:process>
</bpmn:definitions>`)},
	"data.yaml": {Data: []byte("caseType: errand\npurpose: errand\nlanguages: [de]\nmilestones: [begun]\n")},
	"i18n/de.json": {Data: []byte(`{"process.name": "Gang", "process.summary": "Ein Gang", "role.applicant.name": "Antragsteller",
		"element.start.name": "Start", "element.done.name": "Fertig", "milestone.begun.title": "Begonnen", "milestone.begun.text": "Begonnen",
		"element.one.name": "Eins", "element.one.next": "Eins", "element.two.name": "Zwei", "element.two.next": "Zwei",
		"outcome.done.title": "Fertig", "outcome.done.text": "Fertig"}`)},
}

// desk is casework on real parts, with a worker.
func desk(t *testing.T) *Casework {
	c, _ := deskAt(t)
	return c
}

// deskAt gives the address of its database too.
func deskAt(t *testing.T) (*Casework, string) {
	t.Helper()
	ctx, log := t.Context(), slog.New(slog.DiscardHandler)
	stack := stacktest.Stack(t)
	dsn := stacktest.Database(t, stack, store.Migrate)
	s, err := store.Open(ctx, dsn)
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	ring, err := keys.OpenRing(ctx, "base64key://"+strings.Repeat("A", 43)+"=", s.Shelf())
	must(t, err)
	options := client.Options{
		HostPort: stack.TemporalAddress, Namespace: "test-" + models.NewID(), Logger: sdklog.NewStructuredLogger(log),
		DataConverter: keys.DataConverter(ring), FailureConverter: keys.NewFailureConverter(ring),
	}
	temporal, err := client.NewLazyClient(options)
	must(t, err)
	t.Cleanup(temporal.Close)
	_, err = temporal.WorkflowService().RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: options.Namespace, WorkflowExecutionRetentionPeriod: durationpb.New(24 * time.Hour),
	})
	must(t, err)
	for { // until the server knows its new namespace
		_, err := temporal.DescribeWorkflowExecution(ctx, "nobody", "")
		if err != nil && !strings.Contains(err.Error(), "amespace") {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	rules, err := policy.New()
	must(t, err)
	c := &Casework{Store: s, Keys: ring, Policy: rules, Workflows: &workflows.Client{Temporal: temporal}, Log: log}
	_, findings, err := c.PublishFiles(ctx, errand, "test")
	if err != nil {
		t.Fatalf("%v %v", err, findings)
	}
	running := worker.New(temporal, worker.Config{Grace: time.Second}, &workflows.Cases{Releases: worker.NewReleases(s.Bundle, log)}, &activities.Activities{Store: s, Traces: ring})
	must(t, running.Start())
	t.Cleanup(running.Stop)
	return c, dsn
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (c *Casework) taskAt(t *testing.T, id models.CaseID, element string) models.Task {
	t.Helper()
	tasks, err := c.Store.TasksOfCase(store.As(context.Background(), store.Identity{Parts: []store.Part{store.PartWorker}}), id)
	must(t, err)
	for _, task := range tasks {
		if task.Element == element {
			return task
		}
	}
	t.Fatalf("no task at %s", element)
	return models.Task{}
}

// TestCompletionThatWasForgotten: the database was told of a completion, and its
// case was not. The person asks again under the same key: now it counts.
func TestCompletionThatWasForgotten(t *testing.T) {
	c, ctx := desk(t), t.Context()
	person, err := c.Store.EnsurePerson(ctx, "issuer", "subject", "de")
	must(t, err)
	a := Actor{Person: person.ID, Locale: "de", Roles: []models.Role{models.RolePerson}}
	kase, err := c.Start(ctx, a, Start{CaseType: "errand", Key: "start"})
	must(t, err)
	one := c.taskAt(t, kase.ID, "one")
	must(t, c.Store.Project(ctx, models.Burst{Case: kase.ID, Sequence: 2, At: now(), Left: []int64{one.Key},
		Closed: []models.TaskClosed{{Key: one.Key, By: a.Person, Request: keyed(a.Person, "k1")}}}))

	_, err = c.Complete(ctx, a, Completion{Task: one.ID, Key: "another"})
	if models.KindOf(err) != models.KindClosed {
		t.Errorf("under another key: %v, want closed", err)
	}
	for range 2 {
		done, err := c.Complete(ctx, a, Completion{Task: one.ID, Key: "k1"})
		must(t, err)
		if two := c.taskAt(t, kase.ID, "two"); done.Sequence != 3 || done.Next != two.ID {
			t.Errorf("asked again: %+v, want sequence 3 and the next task %s", done, two.ID)
		}
	}
	two := c.taskAt(t, kase.ID, "two")
	for range 2 { // the second time the case has ended: its row is believed
		done, err := c.Complete(ctx, a, Completion{Task: two.ID, Key: "k2"})
		must(t, err)
		if done.Sequence != 4 {
			t.Errorf("the last task: %+v, want sequence 4", done)
		}
	}
}
