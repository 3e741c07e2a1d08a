package api

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"handinhand/audit"
	"handinhand/casework"
	"handinhand/models"
)

// pdf is a small PDF of one empty page. Readers find its objects without a table.
func pdf(text string) []byte {
	return []byte("%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n" +
		"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>\nendobj\n% " + text + "\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n")
}

// form is an application that is obliged to take part.
func form() map[string]any {
	return map[string]any{
		"passportName": "Amal Haddad", "birthDate": "1991-04-12", "residenceTitle": "25-2", "titleIssued": "2026-01-07",
		"titleDuration": "1-year-or-more", "germanLevel": "none", "courseUsed": "no", "inSchool": "no", "work": "none", "benefit": "none",
	}
}

// journey is a case on its way through the API.
type journey struct {
	*rig
	t  *testing.T
	id models.CaseID
	no string
}

// begin starts a case of amal's.
func (r *rig) begin(t *testing.T) *journey {
	t.Helper()
	body := NewCase{CaseType: "language-course", Agencies: map[models.AgencyRole]models.AgencyID{"course-provider": "school-a"}}
	a := r.send(t, request{as: amal, method: "POST", path: "/cases", body: body})
	c := want[casework.Case](t, http.StatusCreated, a)
	if got := a.Header.Get("Location"); got != Base+"/cases/"+string(c.ID) {
		t.Errorf("Location is %q", got)
	}
	return &journey{r, t, c.ID, c.Number}
}

func (j *journey) get(as person, path string) answered {
	j.t.Helper()
	return j.send(j.t, request{as: as, method: "GET", path: path})
}

func (j *journey) put(as person, path string, body any) answered {
	j.t.Helper()
	return j.send(j.t, request{as: as, method: "PUT", path: path, body: body})
}

func (j *journey) post(as person, path string, body any) answered {
	j.t.Helper()
	return j.send(j.t, request{as: as, method: "POST", path: path, body: body})
}

// until asks until the answer is there: agencies' systems act in their own time.
func until[T any](j *journey, what string, ask func() (T, bool)) T {
	j.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if v, ok := ask(); ok {
			return v
		}
	}
	j.t.Fatalf("%s is not there after a minute", what)
	panic("unreachable")
}

// own is amal's task at an element.
func (j *journey) own(element string) casework.TaskLine {
	j.t.Helper()
	return until(j, element, func() (casework.TaskLine, bool) {
		for _, task := range want[casework.Case](j.t, http.StatusOK, j.get(amal, "/cases/"+string(j.id))).Tasks {
			if task.Element == element {
				return task, true
			}
		}
		return casework.TaskLine{}, false
	})
}

// inbox is a clerk's task at an element.
func (j *journey) inbox(clerk person, element string) casework.TaskLine {
	j.t.Helper()
	query := url.Values{"number": {j.no}, "element": {element}, "sort": {"newest"}}
	return until(j, element, func() (casework.TaskLine, bool) {
		list := want[casework.Inbox](j.t, http.StatusOK, j.get(clerk, "/tasks?"+query.Encode()))
		if len(list.Items) == 0 {
			return casework.TaskLine{}, false
		}
		return list.Items[0], true
	})
}

func (j *journey) claim(clerk person, element string) casework.TaskLine {
	j.t.Helper()
	task := j.inbox(clerk, element)
	return want[casework.TaskLine](j.t, http.StatusOK, j.put(clerk, "/tasks/"+string(task.ID)+"/claim", Version{task.Version}))
}

func (j *journey) handIn(as person, task casework.TaskLine, item string) casework.Paper {
	j.t.Helper()
	return want[casework.Paper](j.t, http.StatusOK, j.put(as, "/tasks/"+string(task.ID)+"/items/"+item+"/paper?name="+url.QueryEscape(item+" für Ämter.pdf"), pdf(item)))
}

func (j *journey) complete(as person, task casework.TaskLine, values map[string]any) casework.Completed {
	j.t.Helper()
	return want[casework.Completed](j.t, http.StatusOK, j.post(as, "/tasks/"+string(task.ID)+"/completion", Completion{Values: values}))
}

// apply is the first task done.
func (j *journey) apply() {
	j.t.Helper()
	task := j.own("apply")
	j.handIn(amal, task, "residence-title")
	j.handIn(amal, task, "identity-document")
	j.complete(amal, task, form())
}

// TestWholeCase runs a registration through every operation there is; send checks
// each response against the published contract.
func TestWholeCase(t *testing.T) {
	r := newRig(t)
	want[casework.List[casework.CaseType]](t, http.StatusOK, r.send(t, request{as: amal, method: "GET", path: "/case-types"}))
	me := want[Me](t, http.StatusOK, r.send(t, request{as: weber, method: "GET", path: "/me", header: map[string]string{"Accept-Language": "en"}}))
	if me.Agency == nil || me.Agency.Name != "Office A" || me.Locale != "en" {
		t.Errorf("me is %+v", me)
	}
	j := r.begin(t)
	j.applicantFillsIn()
	j.officeConfirms()
	test := j.claim(brandt, "test")
	j.complete(brandt, test, map[string]any{"testDate": "2026-11-20", "testLevel": "A1", "courseType": "general", "firstSection": "2"})
	j.complete(amal, j.own("fillRegistration"), map[string]any{
		"birthPlace": "Homs", "nationalities": "SYR", "sex": "female", "street": "Lindenweg 7", "postcode": "12345",
		"town": "Musterstadt", "literacy": "latin", "schoolYears": "7-10", "availability": []string{"mornings"},
	})
	register := j.claim(nowak, "register")
	j.officeTakesBack(nowak, register)
	j.complete(nowak, register, map[string]any{
		"registrationDecision": "accepted", "courseNumber": "IK-1", "courseSection": "1", "registeredOn": "2026-11-24",
	})
	j.federalOfficeAcknowledges()
	j.complete(weber, j.claim(weber, "proof"), map[string]any{})
	j.complete(nowak, j.claim(nowak, "announceStart"), map[string]any{
		"startDate": time.Now().AddDate(0, 0, 20).Format(time.DateOnly), "place": "Raum 1", "times": "Mo",
	})
	j.complete(amal, j.own("seeStart"), map[string]any{})
	ended := want[casework.Case](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)))
	if ended.Outcome != "registered" {
		t.Errorf("the case ended as %q", ended.Outcome)
	}
	j.retained()
	j.applicantLooksBack(ended)
	j.ownerLooks()
	j.paperIsReused()
	j.takesBack(amal, "contact") // was never given
	want[casework.Consents](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/consents"))
	want[casework.ConsentReceipt](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/consents/availability/receipt"))
	j.helperHelps(other)
	j.glassIsBroken()
	j.handwork()
	r.batches(t, 5, 2)
	j.applicantRaises()
	j.officerWatches()
	if again := j.erases(); len(again.Asked) != len(j.erasure().Asked) || len(again.Asked) != 4 {
		t.Errorf("while answers are awaited nobody is asked twice: %+v", again.Asked)
	}
	r.factsAreAttested(t)
	j.applicantKeeps()
	j.anyoneProvesTheLog()
	r.ownersDraw(t)
	r.draftIsProposed(t)
	for _, o := range (&mount{}).operations() {
		if route := o.Method + " " + strings.NewReplacer("{path}", "*path", "{", ":", "}", "").Replace(o.Path); !r.routes[route] {
			t.Errorf("the case has not used %s", route)
		}
	}
	r.machinesAsk(t)
}

// machinesAsk looks at what is beside the API: probes, measurements, faces.
func (r *rig) machinesAsk(t *testing.T) {
	t.Helper()
	for path, text := range map[string]string{
		healthPath: "alive", readyPath: "ready", metricsPath: `route="/api/v1/cases/:case",status="2xx"`, "/": "a face", "/openapi.json": `"3.1.0"`,
	} {
		asked, err := http.NewRequestWithContext(t.Context(), "GET", r.URL+path, nil)
		must(t, err)
		if a := r.do(t, asked); a.StatusCode != http.StatusOK || !strings.Contains(string(a.raw), text) || a.Header.Get(RequestIDHeader) == "" {
			t.Errorf("%s answers %s without %s, or without a request id", path, a.Status, text)
		}
	}
	asked, err := http.NewRequestWithContext(t.Context(), "GET", r.URL+"/no-such-face", nil)
	must(t, err)
	if a := r.do(t, asked); a.StatusCode != http.StatusNotFound || a.Header.Get("Content-Type") == problemMedia {
		t.Errorf("a path that is a face's is answered by the API: %s", a.Status)
	}
}

func (j *journey) applicantFillsIn() {
	j.t.Helper()
	task := j.own("apply")
	path := "/tasks/" + string(task.ID)
	want[struct{}](j.t, http.StatusNoContent, j.put(amal, path+"/draft", Draft{Values: Values{"passportName": "Amal"}}))
	missing := want[casework.Paper](j.t, http.StatusOK, j.put(amal, path+"/items/identity-document/missing", Missing{Reason: "verloren"}))
	if !missing.Unobtainable || missing.Reason != "verloren" {
		j.t.Errorf("the word on a missing paper is %+v", missing)
	}
	want[struct{}](j.t, http.StatusNoContent, j.send(j.t, request{as: amal, method: "DELETE", path: path + "/papers/" + missing.ID}))
	first := j.handIn(amal, task, "identity-document")
	if again := j.handIn(amal, task, "identity-document"); again.Item != first.Item || again.Size != first.Size {
		j.t.Errorf("the same upload again is %+v, was %+v", again, first)
	}
	j.handIn(amal, task, "residence-title")
	if view := want[casework.Task](j.t, http.StatusOK, j.get(amal, path)); len(view.Needs) != 2 || view.Needs[0].Paper == nil || view.Needs[1].Paper == nil {
		j.t.Errorf("after the uploads the task needs %+v", view.Needs)
	}
	j.complete(amal, task, form())
}

func (j *journey) officeConfirms() {
	j.t.Helper()
	task := j.claim(weber, "confirm")
	path := "/tasks/" + string(task.ID)
	given := want[casework.TaskLine](j.t, http.StatusOK, j.send(j.t, request{as: weber, method: "DELETE", path: path + "/claim?version=" + itoa(task.Version)}))
	if given.Claimed {
		j.t.Error("a task that was given back is still claimed")
	}
	task = j.claim(weber, "confirm")
	view := want[casework.Task](j.t, http.StatusOK, j.get(weber, path))
	for _, need := range view.Needs {
		if need.HandIn || need.Paper == nil {
			continue
		}
		j.downloads(weber, path+"/papers/"+need.Paper.ID, need.Item)
	}
	j.handIn(weber, task, "entitlement-certificate")
	j.complete(weber, task, map[string]any{
		"entitlementDecision": "confirmed", "certificateNumber": "7", "certificateExpires": time.Now().AddDate(1, 0, 0).Format(time.DateOnly), "obliged": "yes",
	})
}

// downloads reads a paper and checks that no browser could be harmed by it.
func (j *journey) downloads(as person, path, item string) {
	j.t.Helper()
	file := j.get(as, path)
	// Whose paper it is gets it as it came in, everyone else the copy.
	original := string(file.raw) == string(pdf(item))
	if file.StatusCode != http.StatusOK || original != (as == amal) || !bytes.HasPrefix(file.raw, []byte("%PDF-")) {
		j.t.Fatalf("%s: %s, %d bytes: %.300s", path, file.Status, len(file.raw), file.raw)
	}
	if small := j.get(as, path+"/preview"); small.StatusCode != http.StatusOK || http.DetectContentType(small.raw) != "image/jpeg" {
		j.t.Errorf("the preview is %s, %.300s", small.Status, small.raw)
	}
	for header, expected := range map[string]string{
		"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
		"Content-Security-Policy": "sandbox; default-src 'none'", "Content-Length": itoa(int64(len(file.raw))),
	} {
		if got := file.Header.Get(header); got != expected {
			j.t.Errorf("%s is %q, want %q", header, got, expected)
		}
	}
	if got := file.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment; filename*=utf-8''"+item+"%20f%C3%BCr") {
		j.t.Errorf("Content-Disposition is %q", got)
	}
}

func (j *journey) federalOfficeAcknowledges() {
	j.t.Helper()
	expected := until(j, "the expected message", func() (casework.ExpectedMessage, bool) {
		list := want[casework.List[casework.ExpectedMessage]](j.t, http.StatusOK, j.get(system, "/expected-messages"))
		if len(list.Items) == 0 {
			return casework.ExpectedMessage{}, false
		}
		return list.Items[0], true
	})
	sent := want[casework.List[casework.TransferLine]](j.t, http.StatusOK, j.get(system, "/transfers"))
	if len(sent.Items) != 1 || sent.Items[0].Number != j.no {
		j.t.Fatalf("the federal office was sent %+v", sent.Items)
	}
	path := "/transfers/" + sent.Items[0].ID
	if view := want[casework.Transfer](j.t, http.StatusOK, j.get(system, path)); view.Facts["courseNumber"] != "IK-1" {
		j.t.Errorf("the transfer holds %v", view.Facts)
	}
	refused(j.t, http.StatusNotFound, "not-found", j.get(system, path+"/papers/none"))
	message := Message{Message: expected.Message, CorrelationKey: expected.CorrelationKey}
	if a := j.put(system, "/messages/ack-0001", message); a.StatusCode != http.StatusNoContent {
		j.t.Fatalf("the message is answered %s: %s", a.Status, a.raw)
	}
}

func (j *journey) applicantLooksBack(ended casework.Case) {
	j.t.Helper()
	path := "/cases/" + string(j.id)
	want[casework.List[casework.CaseLine]](j.t, http.StatusOK, j.get(amal, "/cases"))
	reads := want[casework.List[casework.AccessLine]](j.t, http.StatusOK, j.get(amal, path+"/accesses?limit=1"))
	if len(reads.Items) != 1 || reads.Next == "" {
		j.t.Fatalf("the first of several reads: %+v", reads)
	}
	first := j.get(amal, path+"/accesses?limit=1")
	next, _, _ := strings.Cut(strings.TrimPrefix(first.Header.Get("Link"), "<"+Base), ">")
	second := want[casework.List[casework.AccessLine]](j.t, http.StatusOK, j.get(amal, next))
	if len(second.Items) != 1 || second.Items[0] == reads.Items[0] {
		j.t.Errorf("the next page holds %+v after %+v", second.Items, reads.Items)
	}
	for _, paper := range ended.Papers {
		if paper.Item == "residence-title" {
			j.downloads(amal, path+"/papers/"+paper.ID, paper.Item)
		}
	}
	want[struct{}](j.t, http.StatusNoContent, j.put(amal, path+"/notices/read", nil))
}

// anyoneProvesTheLog keeps a checkpoint, lets the log grow, and proves that the
// older log is the beginning of the newer one and that an entry stands in it.
func (j *journey) anyoneProvesTheLog() {
	j.t.Helper()
	must(j.t, j.work.Sequence(j.t.Context()))
	kept := want[casework.Checkpoint](j.t, http.StatusOK, j.get(system, "/log/checkpoint"))
	refused(j.t, http.StatusNotFound, "not-found", j.get(amal, "/tasks/"+string(j.id)+".77"))
	must(j.t, j.work.Sequence(j.t.Context()))
	newer := want[casework.Checkpoint](j.t, http.StatusOK, j.get(system, "/log/checkpoint"))
	if newer.Size <= kept.Size {
		j.t.Errorf("a refused read left the log at %d entries", newer.Size)
	}
	proof := want[LogExtension](j.t, http.StatusOK, j.get(system, "/log/extension?from="+itoa(kept.Size)))
	if err := (audit.Consistency{From: proof.From, To: proof.To, Proof: hashes(j.t, proof.Proof)}).Check(tlog.Hash(kept.Root), tlog.Hash(newer.Root)); err != nil {
		j.t.Errorf("the log cannot be shown to have only grown: %v", err)
	}
	reads := want[casework.List[casework.AccessLine]](j.t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/accesses"))
	entry := want[LogInclusion](j.t, http.StatusOK, j.get(amal, "/log/entries/"+reads.Items[0].ID+"/inclusion?size="+itoa(kept.Size)))
	until, err := time.Parse(time.RFC3339Nano, entry.KeepUntil)
	must(j.t, err)
	included := audit.Inclusion{Index: entry.Index, Size: entry.Size, Digest: hashes(j.t, []string{entry.Digest})[0], KeepUntil: until, Proof: hashes(j.t, entry.Proof)}
	if err := included.Check(tlog.Hash(kept.Root)); err != nil {
		j.t.Errorf("an entry cannot be shown to stand in the log: %v", err)
	}
	if report, err := j.work.VerifyLog(j.t.Context(), []string{kept.Note}); err != nil || len(report.Findings) > 0 {
		j.t.Errorf("the log is not as it was written: %v, %v", report.Findings, err)
	}
}

func hashes(t *testing.T, encoded []string) []tlog.Hash {
	t.Helper()
	out := make([]tlog.Hash, len(encoded))
	for i, text := range encoded {
		hash, err := tlog.ParseHash(text)
		must(t, err)
		out[i] = hash
	}
	return out
}

func (j *journey) ownerLooks() {
	j.t.Helper()
	want[casework.List[casework.ProcessLine]](j.t, http.StatusOK, j.get(owner, "/processes"))
	want[casework.Process](j.t, http.StatusOK, j.get(owner, "/processes/language-course"))
	want[casework.Diagram](j.t, http.StatusOK, j.get(owner, "/cases/"+string(j.id)+"/diagram"))
	want[casework.List[casework.IncidentLine]](j.t, http.StatusOK, j.get(mender, "/incidents"))
	want[casework.List[casework.NoticeLine]](j.t, http.StatusOK, j.get(nowak, "/notices"))
	refused(j.t, http.StatusNotFound, "not-found", j.post(mender, "/cases/"+string(j.id)+"/incidents/7/retry", nil))
	j.ownersPublish()
}
