package api

import (
	"bytes"
	"io/fs"
	"net/http"
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/store"
)

// oddJob is the test process with something in it changed.
func oddJob(t *testing.T, changes ...string) fs.FS {
	t.Helper()
	return altered(t, "odd-job", changes...)
}

// altered is a package of testdata with texts in it replaced, in pairs.
func altered(t *testing.T, folder string, changes ...string) fs.FS {
	t.Helper()
	dir, files := os.DirFS("testdata/"+folder), fstest.MapFS{}
	must(t, fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(dir, name)
		for i := 0; i < len(changes); i += 2 {
			text = bytes.ReplaceAll(text, []byte(changes[i]), []byte(changes[i+1]))
		}
		files[name] = &fstest.MapFile{Data: text}
		return err
	}))
	return files
}

// odd starts a case of the odd job.
func (j *journey) odd() *journey {
	j.t.Helper()
	c := want[casework.Case](j.t, http.StatusCreated, j.post(amal, "/cases", NewCase{CaseType: "odd-job"}))
	return &journey{j.rig, j.t, c.ID, c.Number}
}

func (j *journey) levers(as person) casework.Levers {
	j.t.Helper()
	return want[casework.Levers](j.t, http.StatusOK, j.get(as, "/cases/"+string(j.id)+"/levers"))
}

// at is where the case stands.
func (j *journey) at() []string {
	j.t.Helper()
	at := []string{}
	for _, token := range j.levers(mender).Tokens {
		at = append(at, token.Element)
	}
	slices.Sort(at)
	return at
}

func (j *journey) stands(elements ...string) {
	j.t.Helper()
	if at := j.at(); !slices.Equal(at, elements) {
		j.t.Errorf("the case stands at %v, want %v", at, elements)
	}
}

// handwork changes cases in every way that is not a completion.
func (j *journey) handwork() {
	j.t.Helper()
	_, _, err := j.work.PublishFiles(j.t.Context(), oddJob(j.t), "test")
	must(j.t, err)
	j.odd().raises()
	j.messageBegins()
	c := j.odd()
	c.modifies()
	c.chooses()
	c.migrates()
	c.isOnRecord()
}

// messageBegins lets an agency's system begin a case of whoever another case is of.
func (j *journey) messageBegins() {
	j.t.Helper()
	_, findings, err := j.work.PublishFiles(j.t.Context(), oddJob(j.t, "odd-job", "by-message", `id="theirs" name="Office"><bpmn:extensionElements><hih:agency role="test-centre"`,
		`id="theirs" name="Office"><bpmn:extensionElements><hih:agency role="federal-office"`, "role.test-centre", "role.federal-office",
		`<bpmn:flowNodeRef>start</bpmn:flowNodeRef>`, "", `<bpmn:flowNodeRef>free</bpmn:flowNodeRef>`, `<bpmn:flowNodeRef>free</bpmn:flowNodeRef><bpmn:flowNodeRef>start</bpmn:flowNodeRef>`,
		`<bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>`, `<bpmn:outgoing>f1</bpmn:outgoing><bpmn:messageEventDefinition id="d0" messageRef="arrived"/></bpmn:startEvent>`,
		`<bpmn:error id="lost"`, `<bpmn:message id="arrived" name="arrived"/><bpmn:error id="lost"`), "test")
	if err != nil {
		j.t.Fatal(err, findings)
	}
	refused(j.t, http.StatusUnprocessableEntity, "invalid", j.post(amal, "/cases", NewCase{CaseType: "by-message"}))
	refused(j.t, http.StatusUnprocessableEntity, "invalid", j.put(system, "/messages/arrived-1", Message{Message: "arrived", CorrelationKey: "somebody"}))
	refused(j.t, http.StatusNotFound, "not-found", j.put(system, "/messages/arrived-1", Message{Message: "arrived", CorrelationKey: j.odd().no}))
	refused(j.t, http.StatusNotFound, "not-found", j.put(system, "/messages/arrived-1", Message{Message: "departed", CorrelationKey: j.no}))
	for range 3 {
		if a := j.put(system, "/messages/arrived-1", Message{Message: "arrived", CorrelationKey: j.no, Variables: Values{"wish": "tea"}}); a.StatusCode != http.StatusNoContent {
			j.t.Fatalf("the message is answered %s: %s", a.Status, a.raw)
		}
	}
	until(j, "the case that the message begins", func() (bool, bool) {
		list := want[casework.List[casework.CaseLine]](j.t, http.StatusOK, j.get(amal, "/cases?limit=100"))
		n := 0
		for _, c := range list.Items {
			if c.CaseType == "by-message" && c.OpenTasks == 1 {
				n++
			}
		}
		if n > 1 {
			j.t.Fatalf("the message began %d cases", n)
		}
		return true, n == 1
	})
}

func (j *journey) raises() {
	j.t.Helper()
	task := want[casework.Task](j.t, http.StatusOK, j.get(amal, "/tasks/"+string(j.own("ask").ID)))
	expected := []casework.Raisable{{Escalation: true, Code: "HELP", Name: "Hilfe holen"}, {Code: "LOST", Name: "Verloren"}}
	if !slices.Equal(task.Raisable, expected) {
		j.t.Errorf("raisable is %+v", task.Raisable)
	}
	path := "/tasks/" + string(task.ID)
	refused(j.t, http.StatusNotFound, "not-found", j.post(other, path+"/errors", Raised{"LOST"}))
	refused(j.t, http.StatusUnprocessableEntity, "invalid", j.post(amal, path+"/errors", Raised{"HELP"}))
	want[casework.Completed](j.t, http.StatusOK, j.post(amal, path+"/escalations", Raised{"HELP"}))
	j.stands("ask")
	want[casework.Completed](j.t, http.StatusOK, j.post(amal, path+"/errors", Raised{"LOST"}))
	if c := want[casework.Case](j.t, http.StatusOK, j.get(amal, "/cases/"+string(j.id))); c.Outcome != "gone" {
		j.t.Errorf("after the error the case is %s with the outcome %q", c.State, c.Outcome)
	}
	refused(j.t, http.StatusConflict, "closed", j.post(amal, path+"/errors", Raised{"LOST"}))
}

func (j *journey) modifies() {
	j.t.Helper()
	path := "/cases/" + string(j.id) + "/modifications"
	view := j.levers(mender)
	if len(view.Tokens) != 1 || !view.May.Modify || len(view.Variables) != 1 || view.Variables[0].Name != "wish" {
		j.t.Fatalf("the levers are %+v", view)
	}
	token := view.Tokens[0].Key
	refused(j.t, http.StatusForbidden, "forbidden", j.post(owner, path, Modification{Cancel: []int64{token}}))
	refused(j.t, http.StatusNotFound, "not-found", j.post(brandt, path, Modification{Cancel: []int64{token}}))
	for name, bad := range map[string]Modification{
		"nothing": {}, "an unknown step": {Begin: []string{"nowhere"}}, "an unknown token": {Cancel: []int64{99}}, "the end without an outcome": {Cancel: []int64{token}},
		"what nobody declares": {Set: Values{"salary": 7}}, "what the form refuses": {Set: Values{"wish": "much longer than twenty characters"}},
	} {
		if a := j.post(mender, path, bad); a.StatusCode != http.StatusUnprocessableEntity {
			j.t.Errorf("%s: %s %s", name, a.Status, a.raw)
		}
	}
	j.stands("ask")
	want[casework.Changed](j.t, http.StatusOK, j.post(mender, path, Modification{Begin: []string{"free"}, Cancel: []int64{token}, Set: Values{"wish": "tea"}}))
	j.stands("call", "free", "look")
}

// chooses begins another step of the ad-hoc sub-process: as its agency, and as an
// operator.
func (j *journey) chooses() {
	j.t.Helper()
	path := "/cases/" + string(j.id) + "/choices"
	list := want[casework.List[casework.StepChoice]](j.t, http.StatusOK, j.get(brandt, path))
	if len(list.Items) != 2 || list.Items[0].Element != "look" {
		j.t.Fatalf("the choices are %+v", list.Items)
	}
	if mine := want[casework.List[casework.StepChoice]](j.t, http.StatusOK, j.get(amal, path)); len(mine.Items) != 0 {
		j.t.Errorf("the applicant can choose in another's lane: %+v", mine.Items)
	}
	scope := list.Items[0].Scope
	refused(j.t, http.StatusForbidden, "forbidden", j.post(amal, path, ChosenStep{scope, "look"}))
	refused(j.t, http.StatusUnprocessableEntity, "invalid", j.post(brandt, path, ChosenStep{scope, "ask"}))
	refused(j.t, http.StatusNotFound, "not-found", j.post(brandt, path, ChosenStep{scope + 99, "look"}))
	want[casework.Changed](j.t, http.StatusOK, j.post(brandt, path, ChosenStep{scope, "look"}))
	want[casework.Changed](j.t, http.StatusOK, j.post(mender, path, ChosenStep{scope, "call"}))
	j.stands("call", "call", "free", "look", "look")
}

// migrates takes the case to a release in which a step has another name.
func (j *journey) migrates() {
	j.t.Helper()
	path := "/cases/" + string(j.id) + "/migrations"
	before := want[casework.Diagram](j.t, http.StatusOK, j.get(owner, "/cases/"+string(j.id)+"/diagram")).Release
	next, _, err := j.work.PublishFiles(j.t.Context(), oddJob(j.t, `"look"`, `"inspect"`, `>look<`, `>inspect<`, "element.look.", "element.inspect."), "test")
	must(j.t, err)
	refused(j.t, http.StatusForbidden, "forbidden", j.post(amal, path, Migration{Release: next.Hash}))
	refused(j.t, http.StatusNotFound, "not-found", j.post(brandt, path, Migration{Release: next.Hash}))
	refused(j.t, http.StatusNotFound, "not-found", j.post(mender, path, Migration{Release: "0123456789"}))
	dry := want[casework.MigrationReport](j.t, http.StatusOK, j.post(owner, path, Migration{Release: next.Hash[:10], DryRun: true}))
	if dry.Done || len(dry.Stuck) != 2 || dry.Stuck[0].Element != "look" {
		j.t.Errorf("the dry run says %+v", dry)
	}
	if p := refused(j.t, http.StatusUnprocessableEntity, "invalid", j.post(owner, path, Migration{Release: next.Hash})); len(p.Errors) != 2 || p.Errors[0].Field != "look" {
		j.t.Errorf("what stands in the way: %+v", p.Errors)
	}
	done := want[casework.MigrationReport](j.t, http.StatusOK, j.post(owner, path, Migration{Release: next.Hash, Elements: map[string]string{"look": "inspect"}}))
	if !done.Done || done.From != before || len(done.Stuck) != 0 {
		j.t.Errorf("the migration says %+v", done)
	}
	j.stands("call", "call", "free", "inspect", "inspect")
	again := want[casework.MigrationReport](j.t, http.StatusOK, j.post(owner, path, Migration{Release: next.Hash}))
	if !again.Done || len(again.Moved) != 0 {
		j.t.Errorf("once more: %+v", again)
	}
	// The release that it came from has no certificate any more.
	refused(j.t, http.StatusConflict, "conflict", j.post(owner, path, Migration{Release: before}))
	for _, element := range []string{"inspect", "inspect", "call", "call"} {
		j.complete(brandt, j.claim(brandt, element), map[string]any{})
	}
	// What the operator set is read: the case goes the way of tea.
	if c := want[casework.Case](j.t, http.StatusOK, j.get(amal, "/cases/"+string(j.id))); c.Outcome != "done" {
		j.t.Errorf("the case is %s with the outcome %q", c.State, c.Outcome)
	}
}

// isOnRecord looks for who did all this, as the applicant and as an auditor see it.
func (j *journey) isOnRecord() {
	j.t.Helper()
	seen := map[string]int{}
	list := want[casework.List[casework.AccessLine]](j.t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/accesses?limit=100"))
	for _, line := range list.Items {
		if line.Outcome == models.AccessChanged {
			seen[line.Action]++
		}
	}
	if seen["modifyCase"] != 1 || seen["chooseStep"] != 2 || seen["migrateCase"] != 1 {
		j.t.Errorf("the applicant sees these changes: %v", seen)
	}
	entries := want[casework.List[casework.LogEntry]](j.t, http.StatusOK, j.get(auditor, "/log/entries?outcome=changed&limit=100"))
	if len(entries.Items) < 4 || entries.Items[0].Reader == "" {
		j.t.Errorf("the auditor sees %+v", entries.Items)
	}
	var rows []models.Answer
	worker := store.As(j.t.Context(), store.Identity{Parts: []store.Part{store.PartWorker}})
	must(j.t, j.work.Store.DB.WithContext(worker).Find(&rows, "case_id = ? AND task_id IS NULL AND NOT draft", j.id).Error)
	if len(rows) != 1 || rows[0].Field != "wish" || bytes.Contains(rows[0].Sealed, []byte("tea")) {
		j.t.Error("what the operator set does not lie sealed among the answers")
	}
}
