package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/process/draft"
	"handinhand/process/finding"
)

// colleague is a second process owner.
var colleague = person{"colleague", models.RoleProcessOwner, ""}

// ownersDraw takes a draft through every operation: two owners at once, and nothing is lost.
func (r *rig) ownersDraw(t *testing.T) {
	t.Helper()
	made := want[casework.ProcessDraft](t, http.StatusCreated, r.send(t, request{as: owner, method: "POST", path: "/drafts", body: DraftOrigin{CaseType: "language-course"}}))
	at := "/drafts/" + string(made.ID)
	if made.BaseRelease == "" || len(made.Files) < 10 || made.CaseType != "language-course" {
		t.Fatalf("the draft is %+v", made)
	}
	if list := want[casework.List[casework.DraftLine]](t, http.StatusOK, r.send(t, request{as: colleague, method: "GET", path: "/drafts"})); len(list.Items) != 1 {
		t.Errorf("the list is %+v", list.Items)
	}
	r.twoOwnersSave(t, at)
	r.aFileComesAndGoes(t, at)
	found := want[casework.DraftFindings](t, http.StatusOK, r.send(t, request{as: owner, method: "GET", path: at + "/findings"}))
	if found.Version == 0 || !slices.ContainsFunc(found.Findings, func(f casework.DraftFinding) bool {
		return f.Rule == "firewall" && f.Element == "confirm" && len(f.Path) > 2 && f.File == "process.bpmn"
	}) || found.Publishable {
		t.Errorf("the findings do not show the leak: %+v", found)
	}
	for language, said := range map[string][2]string{"de": {"bekannt werden", "verlangt es"}, "en": {"can become known to", "asks for it"}} {
		found := want[casework.DraftFindings](t, http.StatusOK, r.send(t, request{as: owner, method: "GET", path: at + "/findings", header: map[string]string{"Accept-Language": language}}))
		if !slices.ContainsFunc(found.Findings, func(f casework.DraftFinding) bool {
			return f.Rule == "firewall" && strings.Contains(f.Message, said[0]) && slices.ContainsFunc(f.Way, func(s finding.Step) bool { return s.Text.String() == said[1] })
		}) {
			t.Errorf("who reads %s is not told in it: %+v", language, found)
		}
	}
	r.ownerTries(t, at)
	r.ownersTalk(t, at)
	if a := r.send(t, request{as: owner, method: "GET", path: at + "/package"}); a.StatusCode != http.StatusOK || !strings.HasPrefix(string(a.raw), "PK") {
		t.Errorf("the package: %s", a.Status)
	}
	for _, stranger := range []person{amal, weber, mender, system} {
		for _, path := range []string{"/drafts", at, at + "/files/process.bpmn", at + "/findings"} {
			if a := r.send(t, request{as: stranger, method: "GET", path: path}); a.StatusCode != http.StatusForbidden {
				t.Errorf("%s reads %s: %s", stranger.name, path, a.Status)
			}
		}
	}
	want[struct{}](t, http.StatusNoContent, r.send(t, request{as: owner, method: "DELETE", path: at}))
	refused(t, http.StatusNotFound, "not-found", r.send(t, request{as: owner, method: "GET", path: at}))
}

// save puts a file of a draft.
func (r *rig) save(t *testing.T, as person, path, tag, content string) answered {
	t.Helper()
	return r.send(t, request{as: as, method: "PUT", path: path, body: []byte(content), header: map[string]string{"If-Match": tag}})
}

func (r *rig) twoOwnersSave(t *testing.T, at string) {
	t.Helper()
	file := at + "/files/process.bpmn"
	read := r.send(t, request{as: owner, method: "GET", path: file})
	content, tag := string(read.raw), read.Header.Get("ETag")
	leaks := strings.ReplaceAll(content, `recipient="immigration-office"`, `recipient="federal-office"`)
	renamed := strings.Replace(content, `name="Antrag ausfüllen"`, `name="Antrag stellen"`, 1)
	if leaks == content || renamed == content {
		t.Fatal("the library's process has changed: mend the test")
	}
	want[SavedFile](t, http.StatusOK, r.save(t, owner, file, tag, leaks))
	joined := want[SavedFile](t, http.StatusOK, r.save(t, colleague, file, tag, renamed))
	if !joined.Merged || joined.Content == nil || !strings.Contains(*joined.Content, `name="Antrag stellen"`) || !strings.Contains(*joined.Content, `recipient="federal-office"`) {
		t.Errorf("the changes are not joined: %+v", joined)
	}
	other := strings.Replace(content, `name="Antrag ausfüllen"`, `name="Antrag einreichen"`, 1)
	clash := refused(t, http.StatusConflict, "stale", r.save(t, owner, file, tag, other))
	if clash.Version != joined.Version || clash.Content == nil || len(clash.Conflicts) != 1 || clash.Conflicts[0].Element != "apply" || clash.Conflicts[0].What != "name" || clash.Kept == 0 {
		t.Errorf("the clash is %+v", clash.Conflicts)
	}
	if again := refused(t, http.StatusConflict, "stale", r.save(t, owner, file, tag, other)); again.Kept != clash.Kept {
		t.Errorf("trying again is kept once more: %d, then %d", clash.Kept, again.Kept)
	}
	r.aClashIsSettled(t, at, tag, clash.Kept, joined.Version)
	restored := want[casework.DraftFile](t, http.StatusOK, r.send(t, request{as: owner, method: "POST", path: at + "/revisions/" + itoa(clash.Kept) + "/restore"}))
	if now := r.send(t, request{as: owner, method: "GET", path: file}); string(now.raw) != other || now.Header.Get("ETag") != etag(restored.Version) {
		t.Error("what was refused cannot be restored")
	}
	back := want[casework.List[casework.DraftRevision]](t, http.StatusOK, r.send(t, request{as: owner, method: "GET", path: at + "/revisions?path=process.bpmn"}))
	how := []models.RevisionHow{}
	for _, one := range back.Items {
		how = append(how, one.How)
	}
	if !slices.Equal(how, []models.RevisionHow{"restored", "merged", "kept", "merged", "saved", "begun"}) {
		t.Errorf("the revisions are %v", how)
	}
	want[casework.DraftFile](t, http.StatusOK, r.send(t, request{as: owner, method: "POST", path: at + "/revisions/" + itoa(joined.Version) + "/restore"}))
	refused(t, http.StatusUnprocessableEntity, "invalid", r.send(t, request{as: owner, method: "PUT", path: file, body: []byte(content)}))
	refused(t, http.StatusUnprocessableEntity, "invalid", r.save(t, owner, file, tag, `<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>`))
}

// aClashIsSettled: the owner's name of the step stands, and so does what only the other changed; an answer to a clash that is
// over is a clash again.
func (r *rig) aClashIsSettled(t *testing.T, at, tag string, kept, over int64) {
	t.Helper()
	base, err := strconv.ParseInt(strings.Trim(tag, `"`), 10, 64)
	must(t, err)
	to := at + "/revisions/" + itoa(kept) + "/settle"
	choice := Settled{Base: base, Over: over - 1, Mine: []casework.ClashChoice{{Element: "apply", What: "name"}}}
	again := refused(t, http.StatusConflict, "stale", r.send(t, request{as: owner, method: "POST", path: to, body: choice}))
	if again.Version != over || again.Kept != kept || len(again.Conflicts) != 1 {
		t.Errorf("the clash is %+v", again)
	}
	choice.Over = over
	settled := want[SavedFile](t, http.StatusOK, r.send(t, request{as: owner, method: "POST", path: to, body: choice}))
	if settled.Content == nil || !strings.Contains(*settled.Content, `name="Antrag einreichen"`) || !strings.Contains(*settled.Content, `recipient="federal-office"`) {
		t.Errorf("settled: %+v", settled)
	}
}

func (r *rig) aFileComesAndGoes(t *testing.T, at string) {
	t.Helper()
	file, fresh := at+"/files/extra.form", map[string]string{"If-None-Match": "*"}
	made := want[SavedFile](t, http.StatusOK, r.send(t, request{as: owner, method: "PUT", path: file, body: []byte(`{"id":"extra"}`), header: fresh}))
	refused(t, http.StatusConflict, "stale", r.send(t, request{as: owner, method: "PUT", path: file, body: []byte(`{"id":"other"}`), header: fresh}))
	want[struct{}](t, http.StatusNoContent, r.send(t, request{as: owner, method: "DELETE", path: file, header: map[string]string{"If-Match": etag(made.Version)}}))
	refused(t, http.StatusNotFound, "not-found", r.send(t, request{as: owner, method: "GET", path: file}))
	asked, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.URL+Base+at+"/files/i18n/de.json", nil)
	must(t, err)
	asked.Header.Set("Authorization", "Bearer "+r.issuer.token(t, owner))
	response, err := r.Client().Do(asked)
	must(t, err)
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || response.Header.Get("ETag") == "" {
		t.Errorf("a file in a folder: %s", response.Status)
	}
}

func (r *rig) ownerTries(t *testing.T, at string) {
	t.Helper()
	try := func(events ...TrialEvent) draft.State {
		return want[draft.State](t, http.StatusOK, r.send(t, request{as: owner, method: "POST", path: at + "/run", body: Trial{Events: events}}))
	}
	begun := try()
	if len(begun.Tasks) != 1 || begun.Tasks[0].Element != "apply" || begun.Tasks[0].Form != "application" || len(begun.Taken) == 0 {
		t.Errorf("the trial stands at %+v", begun)
	}
	unfit := try(TrialEvent{Kind: "complete", Element: "apply", Values: Values{"givenNames": "Amal"}})
	if unfit.Rejected == nil || unfit.Rejected.Event != 0 || len(unfit.Rejected.Fields) == 0 {
		t.Errorf("the form took half an application: %+v", unfit.Rejected)
	}
}

func (r *rig) ownersTalk(t *testing.T, at string) {
	t.Helper()
	said := want[casework.DraftComment](t, http.StatusCreated, r.send(t, request{as: owner, method: "POST", path: at + "/comments", body: NewComment{DraftSpot{"process.bpmn", "confirm"}, "Warum?"}}))
	want[casework.DraftComment](t, http.StatusOK, r.send(t, request{as: colleague, method: "POST", path: at + "/comments/" + itoa(said.Number) + "/resolve"}))
	all := want[casework.List[casework.DraftComment]](t, http.StatusOK, r.send(t, request{as: owner, method: "GET", path: at + "/comments"}))
	if len(all.Items) != 1 || all.Items[0].By != "owner" || all.Items[0].ResolvedBy != "colleague" || all.Items[0].Element != "confirm" {
		t.Errorf("the comments are %+v", all.Items)
	}
	here := func(as person) []casework.DraftGuest {
		return want[casework.List[casework.DraftGuest]](t, http.StatusOK, r.send(t, request{as: as, method: "POST", path: at + "/here", body: DraftSpot{Path: "process.bpmn"}})).Items
	}
	here(owner)
	if guests := here(colleague); len(guests) != 1 || guests[0].Name != "owner" || guests[0].Path != "process.bpmn" {
		t.Errorf("here is %+v", guests)
	}
}

// manySaveAtOnce: whoever saves at the same moment, on the same version, each finds their change in the file.
func (r *rig) manySaveAtOnce(t *testing.T) {
	person, err := r.work.Store.EnsurePerson(t.Context(), "test", "many", "de")
	must(t, err)
	who := casework.Actor{Person: person.ID, Name: "Many", Locale: "de", Roles: []models.Role{models.RoleProcessOwner}}
	made, err := r.work.BeginDraft(t.Context(), who, casework.NewDraft{CaseType: "language-course"})
	must(t, err)
	const owners, base = 12, `{"a":"1","z":"1"}`
	first, err := r.work.SaveDraftFile(t.Context(), who, casework.Save{Draft: made.ID, Path: "i18n/fr.json", Content: []byte(base)})
	must(t, err)
	failed := make(chan error, owners)
	for i := range owners {
		go func() {
			mine := strings.Replace(base, `"z"`, `"key`+strconv.Itoa(i)+`":"1","z"`, 1)
			_, err := r.work.SaveDraftFile(t.Context(), who, casework.Save{Draft: made.ID, Path: "i18n/fr.json", Version: first.Version, Content: []byte(mine)})
			failed <- err
		}()
	}
	for range owners {
		must(t, <-failed)
	}
	file, err := r.work.DraftFile(t.Context(), who, made.ID, "i18n/fr.json")
	must(t, err)
	for i := range owners {
		if !strings.Contains(string(file.Content), `"key`+strconv.Itoa(i)+`"`) {
			t.Errorf("the change of owner %d is lost: %s", i, file.Content)
		}
	}
	must(t, r.work.RemoveDraft(t.Context(), who, made.ID))
}

// TestDrafts: what is uploaded by whoever means harm is refused with the file and the reason.
func TestDrafts(t *testing.T) {
	r := newRig(t)
	t.Run("two owners", r.ownersDraw)
	t.Run("many at once", r.manySaveAtOnce)
	same := want[casework.ProcessDraft](t, http.StatusCreated, r.send(t, request{as: owner, method: "POST", path: "/drafts", body: DraftOrigin{CaseType: "language-course"}}))
	refused(t, http.StatusConflict, "conflict", r.send(t, request{as: owner, method: "POST", path: "/drafts/" + string(same.ID) + "/proposal"}))
	t.Run("proposed", r.draftIsProposed)
	upload := func(media string, body []byte) answered {
		return r.send(t, request{as: owner, method: "POST", path: "/drafts", body: body, header: map[string]string{"Content-Type": media}})
	}
	form := func(name, content string) answered {
		return upload("multipart/form-data; boundary=b", []byte("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\""+name+"\"\r\n\r\n"+content+"\r\n--b--\r\n"))
	}
	for name, c := range map[string]struct {
		answer answered
		status int
		rule   string
	}{
		"XML bomb": {form("a.bpmn", `<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><d>&b;</d>`), 422, "doctype"},
		"root":     {form("a.bpmn", "<html/>"), 422, "root-element"},
		"program":  {form("../../a.exe", "MZ"), 422, "unknown-file"},
		"no zip":   {upload("application/zip", []byte("PK\x03\x04")), 422, "zip"},
		"50 MB":    {form("a.bpmn", strings.Repeat(" ", 50<<20)), 413, ""},
		"other":    {upload("text/html", []byte("<html>")), 415, ""},
		"nothing":  {r.send(t, request{as: owner, method: "POST", path: "/drafts", body: DraftOrigin{}}), 422, ""},
		"unknown":  {r.send(t, request{as: owner, method: "POST", path: "/drafts", body: DraftOrigin{CaseType: "none"}}), 404, ""},
	} {
		p := want[Problem](t, c.status, c.answer)
		if c.rule != "" && (len(p.Errors) != 1 || p.Errors[0].Rule != c.rule || p.Errors[0].Field == "" || p.Detail == "") {
			t.Errorf("%s: %+v", name, p)
		}
	}
	feel := strings.NewReplacer("isExecutable", `name="Neu" isExecutable`).Replace(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="P" isExecutable="true"><startEvent id="s"/><exclusiveGateway id="g" default="f3"/><endEvent id="e"/><endEvent id="e2"/>
	<sequenceFlow id="f1" sourceRef="s" targetRef="g"/><sequenceFlow id="f2" sourceRef="g" targetRef="e"><conditionExpression>=a &gt;</conditionExpression></sequenceFlow><sequenceFlow id="f3" sourceRef="g" targetRef="e2"/></process></definitions>`)
	made := want[casework.ProcessDraft](t, http.StatusCreated, form("Camunda Modeler.bpmn", feel))
	if made.Title != "Neu" || made.CaseType != "neu" || len(made.Files) != 3 {
		t.Errorf("the draft is %+v", made)
	}
	found := want[casework.DraftFindings](t, http.StatusOK, r.send(t, request{as: owner, method: "GET", path: "/drafts/" + string(made.ID) + "/findings"}))
	if !slices.ContainsFunc(found.Findings, func(f casework.DraftFinding) bool { return f.Element == "f2" && f.Rule == "expression-syntax" }) {
		t.Errorf("invalid FEEL is not found: %+v", found.Findings)
	}
	refused(t, http.StatusUnprocessableEntity, "invalid", r.send(t, request{as: owner, method: "POST", path: "/drafts/" + string(made.ID) + "/run", body: Trial{}}))
}

// draftIsProposed: a draft as it stands becomes a proposal, twice the same one, and what breaks rules does not.
func (r *rig) draftIsProposed(t *testing.T) {
	send := func(method, path string, body any, header map[string]string) answered {
		return r.send(t, request{as: owner, method: method, path: path, body: body, header: header})
	}
	d := want[casework.ProcessDraft](t, http.StatusCreated, send("POST", "/drafts", DraftOrigin{CaseType: "language-course"}, nil))
	path := "/drafts/" + string(d.ID)
	file := send("GET", path+"/files/process.bpmn", nil, nil)
	save := func(from, to string) {
		t.Helper()
		file = send("GET", path+"/files/process.bpmn", nil, nil)
		changed := strings.Replace(string(file.raw), from, to, 1)
		want[casework.Saved](t, http.StatusOK, send("PUT", path+"/files/process.bpmn", []byte(changed), map[string]string{"If-Match": file.Header.Get("ETag")}))
	}
	save(`name="Antrag ausfüllen"`, `name="Antrag stellen"`)
	first := want[Proposed](t, http.StatusCreated, send("POST", path+"/proposal", nil, nil))
	again := want[Proposed](t, http.StatusCreated, send("POST", path+"/proposal", nil, nil))
	if first.Proposal.ID == "" || again.Proposal.ID != first.Proposal.ID || first.Proposal.CaseType != "language-course" {
		t.Errorf("proposed %+v, then %+v", first.Proposal, again.Proposal)
	}
	save(`zone="service"`, `zone="enforcement"`)
	if p := want[Problem](t, http.StatusUnprocessableEntity, send("POST", path+"/proposal", nil, nil)); len(p.Findings) == 0 {
		t.Errorf("a draft that leaks is refused with %+v", p)
	}
	want[casework.Proposal](t, http.StatusOK, send("DELETE", "/proposals/"+first.Proposal.ID, nil, nil))
}
