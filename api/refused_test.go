package api

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/store"
)

var (
	auditor = person{"auditor", models.RoleAuditor, ""}
	third   = person{"third", models.RolePerson, ""}
)

// helperHelps gives a mandate, uses it and ends it.
func (j *journey) helperHelps(helper person) {
	j.t.Helper()
	path := "/cases/" + string(j.id)
	given := want[casework.Mandate](j.t, http.StatusCreated, j.post(amal, path+"/mandates", NewMandate{Scopes: []models.Scope{models.ScopeRead}, Days: 7}))
	refused(j.t, http.StatusNotFound, "not-found", j.get(helper, path))
	want[casework.Mandate](j.t, http.StatusCreated, j.post(helper, "/mandates", MandateCode{given.Code}))
	refused(j.t, http.StatusNotFound, "not-found", j.post(helper, "/mandates", MandateCode{given.Code}))
	view := want[casework.Case](j.t, http.StatusOK, j.get(helper, path))
	for _, paper := range view.Papers {
		if a := j.get(helper, path+"/papers/"+paper.ID); !paper.Unobtainable && a.StatusCode != http.StatusOK {
			j.t.Errorf("the helper cannot read %s: %s", paper.Item, a.Status)
		}
	}
	if held := want[casework.List[casework.Mandate]](j.t, http.StatusOK, j.get(helper, "/mandates")); len(held.Items) != 1 {
		j.t.Errorf("the helper holds %+v", held.Items)
	}
	if list := want[casework.List[casework.Mandate]](j.t, http.StatusOK, j.get(amal, path+"/mandates")); len(list.Items) != 1 || !list.Items[0].Accepted {
		j.t.Errorf("the applicant has given %+v", list.Items)
	}
	refused(j.t, http.StatusNotFound, "not-found", j.send(j.t, request{as: third, method: "DELETE", path: "/mandates/" + string(given.ID)}))
	want[struct{}](j.t, http.StatusNoContent, j.send(j.t, request{as: amal, method: "DELETE", path: "/mandates/" + string(given.ID)}))
	refused(j.t, http.StatusNotFound, "not-found", j.get(helper, path))
}

// paperIsReused starts another case and hands in what the first one has already.
func (j *journey) paperIsReused() {
	j.t.Helper()
	again := j.begin(j.t)
	path := "/tasks/" + string(again.own("apply").ID) + "/items/residence-title"
	list := want[casework.List[casework.Paper]](j.t, http.StatusOK, j.get(amal, path+"/on-hand"))
	if len(list.Items) != 1 || list.Items[0].Item != "residence-title" {
		j.t.Fatalf("on hand is %+v", list.Items)
	}
	refused(j.t, http.StatusNotFound, "not-found", j.get(other, path+"/on-hand"))
	refused(j.t, http.StatusNotFound, "not-found", j.put(amal, path+"/reuse", Reused{models.NewID()}))
	used := want[casework.Paper](j.t, http.StatusOK, j.put(amal, path+"/reuse", Reused{list.Items[0].ID}))
	if used.ID == list.Items[0].ID || used.FileName != list.Items[0].FileName {
		j.t.Errorf("reused: %+v, on hand: %+v", used, list.Items[0])
	}
}

// glassIsBroken reads a paper without a task and looks at what the applicant and the
// auditor are told.
func (j *journey) glassIsBroken() {
	j.t.Helper()
	path := "/cases/" + string(j.id)
	const reason = "Die Person liegt bewusstlos im Krankenhaus."
	refused(j.t, http.StatusNotFound, "not-found", j.post(amal, path+"/items/residence-title/emergency", EmergencyReason{reason}))
	open := want[casework.Emergency](j.t, http.StatusCreated, j.post(weber, path+"/items/residence-title/emergency", EmergencyReason{reason}))
	if a := j.get(weber, "/emergencies/"+string(open.ID)+"/paper"); a.StatusCode != http.StatusOK {
		j.t.Errorf("the paper of an emergency: %s %s", a.Status, a.raw)
	}
	refused(j.t, http.StatusNotFound, "not-found", j.get(nowak, "/emergencies/"+string(open.ID)+"/paper"))
	reads := want[casework.List[casework.AccessLine]](j.t, http.StatusOK, j.get(amal, path+"/accesses"))
	told := false
	for _, line := range reads.Items {
		told = told || line.Outcome == models.AccessEmergency && line.Reason == reason
	}
	notices := want[casework.Case](j.t, http.StatusOK, j.get(amal, path)).Notices
	noticed := slices.ContainsFunc(notices, func(n casework.NoticeLine) bool { return n.Title == "Notfall: Ein Dokument wurde gelesen" })
	if !told || !noticed {
		j.t.Errorf("the applicant is not told of the emergency: reads %+v, notices %+v", reads.Items, notices)
	}
	want[casework.List[casework.AuditedTrace]](j.t, http.StatusOK, j.get(auditor, "/log/cases/"+string(j.id)+"/explanations"))
	log := want[casework.List[casework.LogEntry]](j.t, http.StatusOK, j.get(auditor, "/log/entries?outcome=emergency"))
	if len(log.Items) != 1 || log.Items[0].Agency != "office-a" {
		j.t.Errorf("the auditor sees %+v", log.Items)
	}
	refused(j.t, http.StatusNotFound, "not-found", j.get(auditor, path))
}

// TestWhoIsRefused is the table of the vault's promise: each of these is refused as
// policy says, and leaves one entry in the access log.
func TestWhoIsRefused(t *testing.T) {
	r := newRig(t)
	j := r.begin(t)
	j.apply()
	task := j.claim(weber, "confirm")
	paper := ""
	for _, need := range want[casework.Task](t, http.StatusOK, j.get(weber, "/tasks/"+string(task.ID))).Needs {
		if !need.HandIn && need.Paper != nil {
			paper = need.Paper.ID
		}
	}
	casePath, taskPath := "/cases/"+string(j.id), "/tasks/"+string(task.ID)
	given := want[casework.Mandate](t, http.StatusCreated, j.post(amal, casePath+"/mandates", NewMandate{Scopes: []models.Scope{models.ScopeView, models.ScopeRead}, Days: 7}))
	want[casework.Mandate](t, http.StatusCreated, j.post(other, "/mandates", MandateCode{given.Code}))
	want[casework.Case](t, http.StatusOK, j.get(other, casePath))
	want[struct{}](t, http.StatusNoContent, j.send(t, request{as: amal, method: "DELETE", path: "/mandates/" + string(given.ID)}))
	guessed := models.NewID()
	enforcer := person{"raid", models.RoleClerk, "office-b"} // an enforcement-zone agency outside of the case
	must(t, r.work.ImportAgencies(t.Context(), append(agencies, models.Agency{ID: "office-b", Role: "immigration-office", Zone: models.ZoneEnforcement, Name: models.Texts{"de": "B"}})))
	colleague := kaya // of the right agency, but the task is weber's

	check := func(who string, status int, kind string, as person, path string) {
		t.Helper()
		before := j.refusals()
		refused(t, status, kind, j.get(as, path))
		if after := j.refusals(); after != before+1 {
			t.Errorf("%s: %d entries in the access log, want one", who, after-before)
		}
		t.Logf("%-52s %d %s, one entry", who, status, kind)
	}
	check("clerk of another agency of the case, the task", 404, "not-found", nowak, taskPath)
	check("clerk of another agency of the case, the paper", 404, "not-found", nowak, taskPath+"/papers/"+paper)
	check("clerk of the agency without having claimed, the paper", 403, "forbidden", colleague, taskPath+"/papers/"+paper)
	check("enforcement-zone clerk of no agency of the case", 404, "not-found", enforcer, taskPath+"/papers/"+paper)
	check("clerk, a case", 404, "not-found", weber, casePath)
	check("another applicant, a case", 404, "not-found", third, casePath+"/accesses")
	check("applicant, a guessed case", 404, "not-found", amal, "/cases/"+guessed)
	check("applicant, a guessed task", 404, "not-found", amal, "/tasks/"+guessed+".3")
	check("applicant, a guessed paper of the own case", 404, "not-found", amal, casePath+"/papers/"+guessed)
	check("applicant, an agency's task", 403, "forbidden", amal, taskPath)
	check("helper after revocation", 404, "not-found", other, casePath)
	check("helper after revocation, a paper", 404, "not-found", other, casePath+"/papers/"+paper)
	check("auditor, a case", 404, "not-found", auditor, casePath)
	check("auditor, a paper", 404, "not-found", auditor, taskPath+"/papers/"+paper)
	for _, reader := range []struct {
		who string
		as  person
	}{{"another applicant", third}, {"helper after revocation", other}, {"enforcement-zone clerk of no agency of the case", enforcer}} {
		check(reader.who+", a paper's preview", 404, "not-found", reader.as, casePath+"/papers/"+paper+"/preview")
		check(reader.who+", who read", 404, "not-found", reader.as, casePath+"/accesses")
		check(reader.who+", consents", 404, "not-found", reader.as, casePath+"/consents")
		check(reader.who+", a receipt", 404, "not-found", reader.as, casePath+"/consents/contact/receipt")
		check(reader.who+", helpers", 404, "not-found", reader.as, casePath+"/mandates")
		check(reader.who+", what can be erased", 404, "not-found", reader.as, casePath+"/erasure")
		check(reader.who+", a task's papers on hand", 404, "not-found", reader.as, taskPath+"/items/entitlement-certificate/on-hand")
		check(reader.who+", a preview in the task", 404, "not-found", reader.as, taskPath+"/papers/"+paper+"/preview")
		check(reader.who+", a guessed attestation", 404, "not-found", reader.as, "/attestations/"+guessed)
		check(reader.who+", a guessed emergency", 404, "not-found", reader.as, "/emergencies/"+guessed+"/paper")
	}

	j.logsHowLongReadsTake(weber, taskPath+"/papers/"+paper)
	worker := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartWorker}})
	must(t, r.work.Store.DB.WithContext(worker).Exec("UPDATE grants SET expires_at = ?", time.Now().Add(-time.Minute)).Error)
	check("clerk with an expired grant", 404, "not-found", weber, taskPath+"/papers/"+paper)
	must(t, r.work.Store.DB.WithContext(worker).Exec("UPDATE grants SET expires_at = NULL").Error)
	revoked := time.Now().UTC().Truncate(time.Second)
	must(t, r.work.Store.DB.WithContext(worker).Exec("UPDATE grants SET closed_at = ? WHERE closed_at IS NULL", revoked).Error)
	check("clerk with a revoked grant", 404, "not-found", weber, taskPath+"/papers/"+paper)
	must(t, r.work.Store.DB.WithContext(worker).Exec("UPDATE grants SET closed_at = NULL WHERE closed_at = ?", revoked).Error)
	certificate := j.handIn(weber, task, "entitlement-certificate")
	j.complete(weber, task, map[string]any{
		"entitlementDecision": "confirmed", "certificateNumber": "7", "certificateExpires": time.Now().AddDate(1, 0, 0).Format(time.DateOnly), "obliged": "yes",
	})
	check("clerk of the agency after the task", 409, "closed", weber, taskPath+"/papers/"+paper)
	check("clerk of the agency after the task, an own paper", 409, "closed", weber, taskPath+"/papers/"+certificate.ID)
}

// TestRefusalsAreBounded lets somebody try out addresses: the log holds so many of
// these a person and hour, and then how many more there were.
func TestRefusalsAreBounded(t *testing.T) {
	r := newRig(t)
	j := &journey{rig: r, t: t}
	const written, more = 100, 7
	for range written + more {
		refused(t, http.StatusNotFound, "not-found", j.get(third, "/cases/"+models.NewID()))
	}
	refused(t, http.StatusNotFound, "not-found", j.get(other, "/cases/"+models.NewID()))
	if n := j.refusals(); n != written+1 {
		t.Errorf("%d entries of two people, want %d and 1", n, written)
	}
	log := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartLog}})
	must(t, r.work.Store.DB.WithContext(log).Exec("UPDATE refusals SET hour = hour - interval '1 hour'").Error)
	must(t, r.work.Purge(t.Context()))
	must(t, r.work.Purge(t.Context()))
	entries := want[casework.List[casework.LogEntry]](t, http.StatusOK, j.get(auditor, "/log/entries?limit=1")).Items
	if n := j.refusals(); n != written+2 || entries[0].Further != more || entries[0].Action != "many" {
		t.Errorf("when the hour is over the log has %d entries, the last %+v", n, entries[0])
	}
	must(t, r.work.Sequence(t.Context()))
	if report, err := r.work.VerifyLog(t.Context(), nil); err != nil || len(report.Findings) > 0 || report.Entries != written+2 {
		t.Errorf("the log is not as it was written: %+v, %v", report, err)
	}
}

// logsHowLongReadsTake measures authorised reads of a small paper: policy, grant,
// entry in the log, S3, decryption.
func (j *journey) logsHowLongReadsTake(as person, path string) {
	j.t.Helper()
	var took []time.Duration
	for range 100 {
		start := time.Now()
		if a := j.get(as, path); a.StatusCode != http.StatusOK {
			j.t.Fatalf("%s: %s", path, a.Status)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	j.t.Logf("an authorised read takes %v, p95 %v", took[50].Round(time.Millisecond), took[95].Round(time.Millisecond))
}

// refusals is how many refused reads the access log holds.
func (j *journey) refusals() (n int) {
	j.t.Helper()
	ctx := store.As(j.t.Context(), store.Identity{Parts: []store.Part{store.PartLog}})
	must(j.t, j.work.Store.DB.WithContext(ctx).Raw("SELECT count(*) FROM accesses WHERE outcome = 'refused'").Scan(&n).Error)
	return n
}
