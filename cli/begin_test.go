package cli

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"go.temporal.io/sdk/client"

	"handinhand/models"
	"handinhand/process/release"
)

// begun is a process that begins by an event and then waits for a signal and a message.
func begun(name, definition string, changes ...string) fstest.MapFS {
	files := talking(name, "Catch")
	text := strings.NewReplacer("FIRST", event("Catch", "first", "f1", "f2", `<bpmn:signalEventDefinition id="s" signalRef="closed"/>`),
		"SECOND", event("Catch", "second", "f2", "f3", `<bpmn:messageEventDefinition id="m" messageRef="paid"/>`),
		`<bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>`, `<bpmn:outgoing>f1</bpmn:outgoing>`+definition+`</bpmn:startEvent>`).Replace(oneLane)
	files["process.bpmn"] = &fstest.MapFile{Data: []byte(strings.NewReplacer(changes...).Replace(text))}
	return files
}

func (k *talk) publish(files fstest.MapFS) *release.Release {
	k.t.Helper()
	r, findings, err := k.office.PublishFiles(k.t.Context(), files, "test")
	if err != nil {
		k.t.Fatal(err, findings)
	}
	return r
}

// cases are those of a type.
func (k *talk) cases(caseType string) []models.Case {
	k.t.Helper()
	var rows []models.Case
	if err := k.store.DB.WithContext(k.ctx).Order("started_at").Find(&rows, "case_type = ?", caseType).Error; err != nil {
		k.t.Fatal(err)
	}
	return rows
}

// becomes waits until there are so many cases of a type that have begun.
func (k *talk) becomes(caseType string, n int) []models.Case {
	k.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		rows := k.cases(caseType)
		running := 0
		for _, row := range rows {
			if row.State != models.CaseStarting {
				running++
			}
		}
		if running == n {
			return rows
		}
		if time.Now().After(deadline) {
			k.t.Fatalf("there are %d cases of %s, %d of them running, want %d", len(rows), caseType, running, n)
		}
	}
}

// TestCasesBeginByWhatCasesThrow lets a message and a signal of a case each begin a
// case of the same person, once however often they are sent.
func TestCasesBeginByWhatCasesThrow(t *testing.T) {
	k := newTalk(t)
	k.publish(begun("billed", `<bpmn:messageEventDefinition id="d" messageRef="paid"/>`))
	k.publish(begun("rung", `<bpmn:signalEventDefinition id="d" signalRef="closed"/>`))
	stop := k.work()
	defer stop()
	speaker := k.begin("speaker")
	k.at(speaker, "")
	for _, name := range []string{"billed", "rung"} {
		rows := k.becomes(name, 1)
		if rows[0].Person != k.person || rows[0].BegunBy != "start" {
			t.Errorf("%s: %+v, want a case of the speaker's person", name, rows[0])
		}
	}
	for range 2 {
		parcel := models.Parcel{ID: "twice", From: speaker, Name: "paid", CorrelationKey: "bill 8", SentAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)}
		if err := (post{k.office, nil}).Send(t.Context(), parcel, map[string]any{"n": 1}); err != nil {
			t.Fatal(err)
		}
	}
	k.becomes("billed", 2)
	// Who waits for the message goes before a new case.
	hearer := k.begin("hearer")
	k.at(hearer, "first")
	k.at(k.begin("speaker"), "")
	k.at(hearer, "second")
	k.becomes("rung", 2)
	k.becomes("billed", 2)
}

// TestAMessageBeginsOneProcessOnly refuses a second process for the same message, and
// a case by hand of one that begins by itself.
func TestAMessageBeginsOneProcessOnly(t *testing.T) {
	k := newTalk(t)
	k.publish(begun("billed", `<bpmn:messageEventDefinition id="d" messageRef="paid"/>`))
	_, findings, err := k.office.PublishFiles(t.Context(), begun("rival", `<bpmn:messageEventDefinition id="d" messageRef="paid"/>`), "test")
	if err == nil || len(findings) == 0 || findings[len(findings)-1].Rule != "message-start-twice" || findings[len(findings)-1].Element != "start" {
		t.Errorf("a second process for the message: %v, %v", err, findings)
	}
}

// TestTimersBeginCases lets a timer fire three times, and then takes it away.
func TestTimersBeginCases(t *testing.T) {
	k := newTalk(t)
	office := models.Agency{ID: "office", Role: "office", Zone: models.ZoneService, Name: models.Texts{"de": "Amt"}}
	if err := k.office.ImportAgencies(t.Context(), []models.Agency{office}); err != nil {
		t.Fatal(err)
	}
	clocked := func(cycle string) fstest.MapFS {
		files := begun("clocked", `<bpmn:timerEventDefinition id="d"><bpmn:timeCycle>`+cycle+`</bpmn:timeCycle></bpmn:timerEventDefinition>`,
			`role="applicant" zone="applicant"`, `role="office" zone="service"`)
		files["i18n/de.json"].Data = []byte(strings.ReplaceAll(string(files["i18n/de.json"].Data), "role.applicant.name", "role.office.name"))
		return files
	}
	k.publish(clocked("R3/PT1S"))
	stop := k.work()
	defer stop()
	k.syncTimers()
	k.becomes("clocked", 3)
	time.Sleep(2 * time.Second)
	if rows := k.cases("clocked"); len(rows) != 3 || rows[0].Person == k.person || rows[0].Person != rows[2].Person {
		t.Errorf("the timer began %d cases: %+v", len(rows), rows)
	}
	k.publish(clocked("R/P1M"))
	k.syncTimers()
	if n := k.schedules(); n != 1 {
		t.Errorf("%d schedules after a new release, want its one", n)
	}
	k.publish(begun("clocked", `<bpmn:messageEventDefinition id="d" messageRef="paid"/>`))
	k.syncTimers()
	if n := k.schedules(); n != 0 {
		t.Errorf("%d schedules after the timer has gone", n)
	}
}

func (k *talk) syncTimers() {
	k.t.Helper()
	timers, err := k.office.Timers(k.ctx)
	if err == nil {
		err = k.office.Workflows.SyncTimers(k.ctx, timers, time.Now().UTC())
	}
	if err != nil {
		k.t.Fatal(err)
	}
}

// schedules counts those that Temporal lists, which takes it a moment.
func (k *talk) schedules() (n int) {
	k.t.Helper()
	for range 50 {
		time.Sleep(100 * time.Millisecond)
		k.syncTimers()
		var listed []string
		list, err := k.temporal.ScheduleClient().List(k.ctx, client.ScheduleListOptions{})
		if err != nil {
			k.t.Fatal(err)
		}
		for list.HasNext() {
			entry, err := list.Next()
			if err != nil {
				k.t.Fatal(err)
			}
			listed = append(listed, entry.ID)
		}
		wanted, err := k.office.Timers(k.ctx)
		if err != nil {
			k.t.Fatal(err)
		}
		if n = len(listed); n == len(wanted) {
			return n
		}
	}
	return n
}
