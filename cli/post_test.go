package cli

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"handinhand/activities"
	"handinhand/casework"
	"handinhand/internal/stacktest"
	"handinhand/models"
	"handinhand/store"
	"handinhand/worker"
	"handinhand/workflows"
)

// oneLane is a process in the applicant's lane; what happens in it is filled in.
const oneLane = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:hih="https://handinhand.example/schema/process/1" id="file" targetNamespace="https://handinhand.example/test">
  <bpmn:message id="paid" name="paid"><bpmn:extensionElements><zeebe:subscription correlationKey="=&quot;bill 7&quot;"/></bpmn:extensionElements></bpmn:message>
  <bpmn:signal id="closed" name="office closed"/>
  <bpmn:process id="one" name="One" isExecutable="true">
    <bpmn:laneSet id="lanes"><bpmn:lane id="lane" name="Applicant">
      <bpmn:extensionElements><hih:agency role="applicant" zone="applicant"/></bpmn:extensionElements>
      <bpmn:flowNodeRef>start</bpmn:flowNodeRef><bpmn:flowNodeRef>first</bpmn:flowNodeRef><bpmn:flowNodeRef>second</bpmn:flowNodeRef><bpmn:flowNodeRef>end</bpmn:flowNodeRef>
    </bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="start" name="Start"><bpmn:extensionElements><hih:milestone key="begun"/></bpmn:extensionElements><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    FIRST
    SECOND
    <bpmn:endEvent id="end" name="End"><bpmn:extensionElements><hih:outcome key="done"/></bpmn:extensionElements><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="first"/><bpmn:sequenceFlow id="f2" sourceRef="first" targetRef="second"/><bpmn:sequenceFlow id="f3" sourceRef="second" targetRef="end"/>
  </bpmn:process>
</bpmn:definitions>`

// event is an intermediate event that throws or catches.
func event(kind, id, in, out, definition string) string {
	return `<bpmn:intermediate` + kind + `Event id="` + id + `" name="` + id + `"><bpmn:incoming>` + in + `</bpmn:incoming><bpmn:outgoing>` + out + `</bpmn:outgoing>` +
		definition + `</bpmn:intermediate` + kind + `Event>`
}

func talking(name, kind string) fstest.MapFS {
	first := event(kind, "first", "f1", "f2", `<bpmn:messageEventDefinition id="m" messageRef="paid"/>`)
	second := event(kind, "second", "f2", "f3", `<bpmn:signalEventDefinition id="s" signalRef="closed"/>`)
	return fstest.MapFS{
		"process.bpmn": {Data: []byte(strings.NewReplacer("FIRST", first, "SECOND", second).Replace(oneLane))},
		"data.yaml":    {Data: []byte("caseType: " + name + "\npurpose: test\nlanguages: [de]\nmilestones: [begun]\n")},
		"i18n/de.json": {Data: []byte(`{"process.name": "Gang", "process.summary": "Ein Gang", "role.applicant.name": "Antragsteller",
			"element.start.name": "Start", "element.first.name": "Eins", "element.second.name": "Zwei", "element.end.name": "Ende",
			"element.first.next": "Eins", "element.second.next": "Zwei", "milestone.begun.title": "Begonnen", "milestone.begun.text": "Begonnen",
			"outcome.done.title": "Fertig", "outcome.done.text": "Fertig"}`)},
	}
}

// talk is a platform with a worker, on real parts.
type talk struct {
	*parts
	t      *testing.T
	ctx    context.Context // that of a worker: the platform's own
	person models.PersonID
	hashes map[string]string
	office *casework.Casework
}

func newTalk(t *testing.T) *talk {
	t.Helper()
	p := openParts(t)
	ctx := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartWorker, store.PartOperations}})
	person, err := p.store.EnsurePerson(t.Context(), "test", "applicant", "de")
	if err != nil {
		t.Fatal(err)
	}
	work, err := p.casework()
	if err != nil {
		t.Fatal(err)
	}
	k := &talk{parts: p, t: t, ctx: ctx, person: person.ID, hashes: map[string]string{}, office: work}
	for name, kind := range map[string]string{"speaker": "Throw", "hearer": "Catch"} {
		r, findings, err := work.PublishFiles(t.Context(), talking(name, kind), "test")
		if err != nil {
			t.Fatal(err, findings)
		}
		k.hashes[name] = r.Hash
	}
	return k
}

// ownPlace is a database, and the name of a namespace, of the test's own, with a root key.
func ownPlace(t *testing.T) (at addresses, key string) {
	t.Helper()
	stack := stacktest.Stack(t)
	key, err := newRootKey()
	if err != nil {
		t.Fatal(err)
	}
	return addresses{
		DatabaseURL: stacktest.Database(t, stack, store.Migrate), TemporalAddress: stack.TemporalAddress, TemporalNamespace: "test-" + models.NewID(),
		S3Endpoint: stack.S3Endpoint, S3Bucket: stack.S3Bucket, S3AccessKey: stack.S3AccessKey, S3SecretKey: stack.S3SecretKey,
	}, key
}

// openParts connects to a database and a namespace of the test's own.
func openParts(t *testing.T) *parts {
	t.Helper()
	at, key := ownPlace(t)
	config := at.config(key)
	if err := (&migrateCommand{Config: config}).namespace(t.Context()); err != nil {
		t.Fatal(err)
	}
	p, err := config.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.close)
	p.log = slog.New(slog.DiscardHandler)
	return p
}

// work runs a worker until it is stopped, which may happen twice.
func (k *talk) work() (stop func()) {
	k.t.Helper()
	ctx, cancel := context.WithCancel(k.t.Context())
	releases := worker.NewReleases(k.store.Bundle, k.log)
	courier := worker.NewCourier(post{k.office, nil}, &workflows.Client{Temporal: k.temporal}, releases, k.log)
	acts := &activities.Activities{Store: k.store, Post: post{k.office, courier.Wake}, Begins: k.office, Traces: k.office.Keys, Moves: k.office}
	w := worker.New(k.temporal, worker.Config{Grace: time.Second}, &workflows.Cases{Releases: releases}, acts)
	if err := w.Start(); err != nil {
		k.t.Fatal(err)
	}
	go courier.Run(ctx)
	k.t.Cleanup(cancel)
	return func() { cancel(); w.Stop() }
}

func (k *talk) begin(name string) models.CaseID {
	k.t.Helper()
	row, err := k.store.CreateCase(k.ctx, models.Case{
		ID: models.CaseID(models.NewID()), CaseType: name, Release: k.hashes[name], Person: k.person, State: models.CaseStarting, StartedAt: time.Now(),
	}, nil)
	if err == nil {
		err = (&workflows.Client{Temporal: k.temporal}).Start(k.ctx, workflows.Input{Case: row.ID, Release: row.Release})
	}
	if err != nil {
		k.t.Fatal(err)
	}
	return row.ID
}

// at waits until a case stands at an element; "" waits for its end.
func (k *talk) at(id models.CaseID, element string) {
	k.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		row, err := k.store.Case(k.ctx, id)
		if err != nil {
			k.t.Fatal(err)
		}
		tokens, err := k.store.Tokens(k.ctx, id)
		if err != nil {
			k.t.Fatal(err)
		}
		if element == "" && row.State == models.CaseEnded || element != "" && len(tokens) == 1 && tokens[0].Element == element {
			return
		}
		if time.Now().After(deadline) {
			k.t.Fatalf("case %s did not come to %q in a minute: it is %s at %v", id, element, row.State, tokens)
		}
	}
}

// TestCasesTalk lets one case send a message and a signal to another.
func TestCasesTalk(t *testing.T) {
	k := newTalk(t)
	stop := k.work()
	defer stop()

	// The message comes before anybody waits for it, and is kept. The signal
	// passes unheard.
	k.at(k.begin("speaker"), "")
	hearer := k.begin("hearer")
	k.at(hearer, "second")

	// A signal reaches everybody who waits for it; a message one case only.
	other := k.begin("hearer")
	k.at(other, "first")
	k.at(k.begin("speaker"), "")
	k.at(hearer, "")
	k.at(other, "second")

	due, err := k.store.DueParcels(k.ctx, time.Now(), 100, "")
	if err != nil || len(due) != 0 {
		t.Errorf("parcels are left over: %v %v", due, err)
	}
}

// TestParcelsOutliveTheWorker stops the worker between the sending and the
// handing over.
func TestParcelsOutliveTheWorker(t *testing.T) {
	k := newTalk(t)
	stop := k.work()
	k.at(k.begin("speaker"), "")
	stop()
	hearer := k.begin("hearer") // nobody works: it is started by the next worker
	stop = k.work()
	defer stop()
	k.at(hearer, "second")
}

// TestSendingTwiceSendsOnce repeats what an activity that was cut off repeats.
func TestSendingTwiceSendsOnce(t *testing.T) {
	k := newTalk(t)
	stop := k.work()
	defer stop()
	hearer := k.begin("hearer")
	k.at(hearer, "first")
	from := k.begin("speaker")
	k.at(from, "")
	k.at(hearer, "second")
	for range 3 {
		parcel := models.Parcel{ID: "twice", From: from, Signal: true, Name: "office closed", SentAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)}
		if err := (post{k.office, nil}).Send(t.Context(), parcel, map[string]any{"n": 1}); err != nil {
			t.Fatal(err)
		}
	}
	k.at(hearer, "")
	var rows int64
	if err := k.store.DB.WithContext(k.ctx).Table("parcels").Where("id LIKE 'twice%'").Count(&rows).Error; err != nil || rows != 2 {
		t.Errorf("%d rows (%v), want the signal and one addressee", rows, err)
	}
}
