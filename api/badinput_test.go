package api

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"handinhand/casework"
	"handinhand/library"
	"handinhand/models"
	"handinhand/process/finding"
	"handinhand/process/release"
)

// TestBadInput is the list of what people and programs get wrong: each a clear
// problem with the right status, and nothing changed.
func TestBadInput(t *testing.T) {
	r := newRig(t)
	t.Run("uploads", func(t *testing.T) { badUploads(t, r.begin(t)) })
	t.Run("form values", func(t *testing.T) { badValues(t, r.begin(t)) })
	t.Run("tasks", func(t *testing.T) { badTasks(t, r.begin(t)) })
	t.Run("idempotency keys", func(t *testing.T) { badKeys(t, r) })
	t.Run("requests", func(t *testing.T) { badRequests(t, r.begin(t)) })
	t.Run("sessions", func(t *testing.T) { badSessions(t, r) })
	t.Run("proposals", func(t *testing.T) { badReleases(t, r) })
}

// endless is a body of a size that nobody has in memory. The transport may still
// be reading it when the answer is here.
type endless struct{ left atomic.Int64 }

func (e *endless) Read(p []byte) (int, error) {
	left := e.left.Load()
	if left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), left)
	e.left.Add(-n)
	return int(n), nil
}

func badUploads(t *testing.T, j *journey) {
	j.t = t
	task := j.own("apply")
	path := "/tasks/" + string(task.ID) + "/items/residence-title/paper?name=x.pdf"
	var zipped bytes.Buffer
	w := zip.NewWriter(&zipped)
	_, err := w.Create("a.txt")
	must(t, err)
	must(t, w.Close())
	for name, test := range map[string]struct {
		file   []byte
		status int
		kind   string
	}{
		"unknown type":        {[]byte("just some text"), http.StatusUnsupportedMediaType, "unsupported"},
		"a zip called pdf":    {zipped.Bytes(), http.StatusUnsupportedMediaType, "unsupported"},
		"a pdf that is a zip": {append([]byte("%PDF-1.4\n"), zipped.Bytes()...), http.StatusUnsupportedMediaType, "unsupported"},
		"nothing":             {[]byte{}, http.StatusUnsupportedMediaType, "unsupported"},
		"too large":           {make([]byte, maxUpload+1), http.StatusRequestEntityTooLarge, "too-large"},
	} {
		if p := refused(t, test.status, test.kind, j.put(amal, path, test.file)); p.Detail == "" {
			t.Errorf("%s: the problem has no detail", name)
		}
	}
	refused(t, http.StatusUnprocessableEntity, "invalid", j.put(amal, "/tasks/"+string(task.ID)+"/items/no-such-item/paper", pdf("x")))
	for name, length := range map[string]int64{"announced": 200 << 20, "not announced": -1} {
		body := &endless{}
		body.left.Store(200 << 20)
		asked, err := http.NewRequestWithContext(t.Context(), "PUT", j.URL+Base+path, body)
		must(t, err)
		asked.ContentLength = length
		asked.Header.Set("Authorization", "Bearer "+j.issuer.token(t, amal))
		refused(t, http.StatusRequestEntityTooLarge, "too-large", j.do(t, asked))
		if read := 200<<20 - body.left.Load(); read > 8<<20 {
			t.Errorf("%s: %d bytes of a 200 MB upload were taken", name, read)
		}
	}
}

func badValues(t *testing.T, j *journey) {
	j.t = t
	task := j.own("apply")
	values := form()
	delete(values, "passportName")
	values["germanLevel"], values["birthDate"], values["shoeSize"] = "Z9", "yesterday", 43
	a := j.post(amal, "/tasks/"+string(task.ID)+"/completion", Completion{Values: values})
	got := map[string]string{}
	for _, e := range refused(t, http.StatusUnprocessableEntity, "invalid", a).Errors {
		got[e.Field] = e.Rule
		if e.Message == "" || strings.Contains(e.Message, "("+e.Rule+")") {
			t.Errorf("%s breaks %s: %q is no sentence", e.Field, e.Rule, e.Message)
		}
	}
	for field, rule := range map[string]string{
		"passportName": "required", "germanLevel": "option", "birthDate": "type", "shoeSize": "unknown",
		"document:residence-title": "required", "document:identity-document": "required",
	} {
		if got[field] != rule {
			t.Errorf("%s breaks %q, want %q", field, got[field], rule)
		}
	}
}

func badTasks(t *testing.T, j *journey) {
	j.t = t
	first := j.own("apply")
	j.apply()
	path := "/tasks/" + string(first.ID)
	refused(t, http.StatusConflict, "closed", j.post(amal, path+"/completion", Completion{Values: form()}))
	refused(t, http.StatusConflict, "closed", j.put(amal, path+"/items/residence-title/paper", pdf("late")))

	task := j.inbox(weber, "confirm")
	path = "/tasks/" + string(task.ID)
	decision := Completion{Values: Values{"entitlementDecision": "refused", "refusalReason": "x"}}
	refused(t, http.StatusForbidden, "forbidden", j.post(weber, path+"/completion", decision)) // not claimed
	refused(t, http.StatusForbidden, "forbidden", j.post(amal, path+"/completion", decision))  // she knows of it
	for _, stranger := range []person{other, brandt, nowak, owner, mender, system} {
		refused(t, http.StatusNotFound, "not-found", j.post(stranger, path+"/completion", decision))
		refused(t, http.StatusNotFound, "not-found", j.put(stranger, path+"/claim", Version{task.Version}))
		refused(t, http.StatusNotFound, "not-found", j.get(stranger, path))
	}
	refused(t, http.StatusNotFound, "not-found", j.get(other, "/cases/"+string(j.id)))
	j.claim(weber, "confirm")
	refused(t, http.StatusConflict, "stale", j.put(kaya, path+"/claim", Version{task.Version}))
	refused(t, http.StatusForbidden, "forbidden", j.post(kaya, path+"/completion", decision)) // weber's
	decision.Version = task.Version
	refused(t, http.StatusConflict, "stale", j.post(weber, path+"/completion", decision))
}

func badKeys(t *testing.T, r *rig) {
	body := NewCase{CaseType: "language-course", Agencies: map[models.AgencyRole]models.AgencyID{"course-provider": "school-b"}}
	start := func(as person, key string, body NewCase) answered {
		return r.send(t, request{as: as, method: "POST", path: "/cases", body: body, header: map[string]string{idempotencyKey: key}})
	}
	refused(t, http.StatusBadRequest, "idempotency-key-missing", start(amal, "", body))
	refused(t, http.StatusBadRequest, "idempotency-key-missing", start(amal, `""`, body))
	first := start(amal, "key-0001", body)
	started := want[casework.Case](t, http.StatusCreated, first)
	replay := start(amal, `"key-0001"`, body) // as the draft writes it
	if again := want[casework.Case](t, http.StatusCreated, replay); again.ID != started.ID || !bytes.Equal(first.raw, replay.raw) {
		t.Errorf("a replay answers %s, the first time it was %s", replay.raw, first.raw)
	}
	if first.Header.Get("Idempotency-Replayed") != "" || replay.Header.Get("Idempotency-Replayed") != "true" || replay.Header.Get("Location") != first.Header.Get("Location") {
		t.Errorf("the replay has the headers %v", replay.Header)
	}
	changed := body
	changed.Agencies = map[models.AgencyRole]models.AgencyID{"course-provider": "school-a"}
	refused(t, http.StatusUnprocessableEntity, "idempotency-key-reused", start(amal, "key-0001", changed))
	if theirs := want[casework.Case](t, http.StatusCreated, start(other, "key-0001", body)); theirs.ID == started.ID {
		t.Error("two people with the same key share a case")
	}
	refused(t, http.StatusUnprocessableEntity, "invalid", start(amal, "key-0002", NewCase{CaseType: "language-course"}))
	want[casework.Case](t, http.StatusCreated, start(amal, "key-0002", body)) // a refused request may be corrected
}

func badRequests(t *testing.T, j *journey) {
	j.t = t
	path := "/tasks/" + string(j.own("apply").ID)
	refused(t, http.StatusBadRequest, "malformed", j.post(amal, path+"/completion", `{"values":{`))
	refused(t, http.StatusBadRequest, "malformed", j.post(amal, path+"/completion", `{"values":`+strings.Repeat(`{"a":`, 99)+`1`+strings.Repeat(`}`, 99)+`}`))
	p := refused(t, http.StatusUnprocessableEntity, "invalid", j.post(amal, path+"/completion", `{"values":{},"admin":true}`))
	if len(p.Errors) != 1 || p.Errors[0].Field != "body.admin" || p.Errors[0].Rule != "unknown" {
		t.Errorf("an unknown field is %+v", p.Errors)
	}
	refused(t, http.StatusRequestEntityTooLarge, "too-large", j.post(amal, path+"/completion", `{"values":{"a":"`+strings.Repeat("a", jsonLimit)+`"}}`))
	xml := request{as: amal, method: "POST", path: path + "/completion", body: "<a/>", header: map[string]string{"Content-Type": "text/xml"}}
	refused(t, http.StatusUnsupportedMediaType, "unsupported", j.send(t, xml))
	refused(t, http.StatusUnprocessableEntity, "invalid", j.get(amal, "/cases/not-a-uuid"))
	refused(t, http.StatusUnprocessableEntity, "invalid", j.get(amal, "/cases?limit=1000"))
	refused(t, http.StatusNotFound, "not-found", j.get(amal, "/cases/01a20bd8-bcb7-736a-ad63-242a1bca2896"))
	refused(t, http.StatusNotFound, "not-found", j.get(amal, "/tasks/x"))
	refused(t, http.StatusUnprocessableEntity, "invalid", j.get(amal, "/cases?cursor=%21"))
	refused(t, http.StatusUnauthorized, "unsigned-in", j.get(nobody, "/cases"))
	forged := request{method: "GET", path: "/cases", header: map[string]string{"Authorization": "Bearer " + strings.Repeat("x", 40)}}
	refused(t, http.StatusUnauthorized, "unsigned-in", j.send(t, forged))
	stranger := person{"stray", models.RoleClerk, "unheard-of"}
	refused(t, http.StatusForbidden, "forbidden", j.get(stranger, "/tasks"))
}

// badSessions: the pages' cookie opens the API to the pages only.
func badSessions(t *testing.T, r *rig) {
	token, _, err := r.work.SignIn(t.Context(), models.Identity{Issuer: r.issuer.URL, Subject: "amal", Name: "amal", Roles: []models.Role{models.RolePerson}})
	must(t, err)
	start := NewCase{CaseType: "language-course", Agencies: map[models.AgencyRole]models.AgencyID{"course-provider": "school-a"}}
	with := func(method, path string, body any, site string) answered {
		return r.send(t, request{method: method, path: path, body: body, header: map[string]string{"Cookie": "hih=" + token, "Sec-Fetch-Site": site}})
	}
	want[casework.List[casework.CaseLine]](t, http.StatusOK, with("GET", "/cases", nil, "same-origin"))
	want[casework.Case](t, http.StatusCreated, with("POST", "/cases", start, "same-origin"))
	refused(t, http.StatusForbidden, "forbidden", with("POST", "/cases", start, "cross-site"))
	must(t, r.work.SignOut(t.Context(), token))
	refused(t, http.StatusUnauthorized, "unsigned-in", with("GET", "/cases", nil, "same-origin"))
}

func badReleases(t *testing.T, r *rig) {
	publish := func(as person, bundle []byte) answered {
		return r.send(t, request{as: as, method: "POST", path: "/proposals", body: bundle})
	}
	refused(t, http.StatusUnprocessableEntity, "invalid", publish(owner, []byte("no bundle")))
	files := fstest.MapFS{}
	must(t, fs.WalkDir(library.Packages()[0].Files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(library.Packages()[0].Files, path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	}))
	leaky := bytes.Replace(files["process.bpmn"].Data, []byte(`recipient="immigration-office"`), []byte(`recipient="federal-office"`), -1)
	whole := files["process.bpmn"].Data
	files["process.bpmn"].Data = leaky
	bundle, err := release.Pack(files)
	must(t, err)
	p := refused(t, http.StatusUnprocessableEntity, "invalid", publish(owner, bundle))
	if !slices.ContainsFunc(p.Findings, func(f finding.Finding) bool {
		return f.Rule == "firewall" && f.Element == "confirm" && len(f.Path) > 2 && strings.Contains(f.Message.String(), "bekannt werden")
	}) {
		t.Errorf("the findings do not show the leak: %+v", p.Findings)
	}
	files["process.bpmn"].Data = whole
	const end = "</bpmn:process>"
	files["process.bpmn"].Data = bytes.Replace(files["process.bpmn"].Data, []byte(end),
		[]byte(`<bpmn:transaction id="risky" name="Alles oder nichts"/>`+end), 1)
	bundle, err = release.Pack(files)
	must(t, err)
	p = refused(t, http.StatusUnprocessableEntity, "invalid", publish(owner, bundle))
	if !slices.ContainsFunc(p.Findings, func(f finding.Finding) bool { return f.Element == "risky" && !f.Message.IsZero() }) {
		t.Errorf("the findings do not name the element: %+v", p.Findings)
	}
	for _, stranger := range []person{amal, weber, mender, system} {
		if a := publish(stranger, bundle); a.StatusCode != http.StatusForbidden && a.StatusCode != http.StatusNotFound {
			t.Errorf("%s publishes: %s", stranger.name, a.Status)
		}
	}
}
