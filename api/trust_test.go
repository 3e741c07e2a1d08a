package api

import (
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/store"
)

// payer is a clerk of the federal office, which is lent facts and no papers.
var payer = person{"payer", models.RoleClerk, "bund"}

// aid starts a case of a process in which the test centre attests a notice and the
// federal office is lent no more than what it says.
func (r *rig) aid(t *testing.T) *journey {
	t.Helper()
	c := want[casework.Case](t, http.StatusCreated, r.send(t, request{as: amal, method: "POST", path: "/cases", body: NewCase{CaseType: "aid"}}))
	return &journey{r, t, c.ID, c.Number}
}

func (r *rig) publishAid(t *testing.T) {
	t.Helper()
	_, findings, err := r.work.PublishFiles(t.Context(), os.DirFS("testdata/aid"), "test")
	if err != nil {
		t.Fatal(err, findings)
	}
}

// sends is the applicant's task done, with what is handed in already.
func (j *journey) sends(items ...string) {
	j.t.Helper()
	task := j.own("apply")
	for _, item := range items {
		j.handIn(amal, task, item)
	}
	j.complete(amal, task, map[string]any{"email": "amal@example.org", "partner": "Farid Haddad"})
}

func (j *journey) need(as person, task casework.TaskLine, item string) casework.Need {
	j.t.Helper()
	view := want[casework.Task](j.t, http.StatusOK, j.get(as, "/tasks/"+string(task.ID)))
	i := slices.IndexFunc(view.Needs, func(n casework.Need) bool { return n.Item == item && !n.HandIn })
	if i < 0 {
		j.t.Fatalf("the task is lent no %s: %+v", item, view.Needs)
	}
	return view.Needs[i]
}

func attestation(task casework.TaskLine, item string) string {
	return "/tasks/" + string(task.ID) + "/items/" + item + "/attestation"
}

// factsAreAttested lets an agency attest a paper; others are lent the fact alone, rely
// on it in other cases, and hear of its withdrawal.
func (r *rig) factsAreAttested(t *testing.T) {
	t.Helper()
	r.publishAid(t)
	first := r.aid(t)
	first.sends("benefit-notice", "photo")
	said := first.attests("Bezieht Leistungen nach SGB II")
	first.lendsOnlyTheFact(said)
	second := r.aid(t)
	second.reusesTheFact(said)
	second.revokesConsent()
	first.withdraws(second, said)
}

// attests is the check done with a word on the notice.
func (j *journey) attests(says string) casework.Attested {
	t := j.t
	t.Helper()
	task, until := j.claim(brandt, "check"), time.Now().AddDate(0, 6, 0)
	word := NewAttestation{Verdict: models.VerdictValid, Says: says, ValidUntil: &until}
	if need := j.need(brandt, task, "benefit-notice"); !need.MayAttest || need.Paper.Attested != nil {
		t.Errorf("before the word the need is %+v", need)
	}
	refused(t, http.StatusNotFound, "not-found", j.put(payer, attestation(task, "benefit-notice"), word))
	refused(t, http.StatusForbidden, "forbidden", j.put(brandt, attestation(task, "photo"), word))
	refused(t, http.StatusUnprocessableEntity, "invalid", j.put(brandt, attestation(task, "benefit-notice"), NewAttestation{Verdict: models.VerdictUnobtainable}))
	past := time.Now().AddDate(0, 0, -1)
	refused(t, http.StatusUnprocessableEntity, "invalid", j.put(brandt, attestation(task, "benefit-notice"), NewAttestation{Verdict: models.VerdictValid, ValidUntil: &past}))
	said := want[casework.Attested](t, http.StatusOK, j.put(brandt, attestation(task, "benefit-notice"), word))
	if !said.Holds || said.By != "Teststelle" || said.Says != says {
		t.Errorf("the word is %+v", said)
	}
	if need := j.need(brandt, task, "benefit-notice"); need.Paper.Attested == nil || need.Paper.Attested.ID != said.ID {
		t.Errorf("after the word the need is %+v", need.Paper)
	}
	j.complete(brandt, task, map[string]any{})
	return said
}

// lendsOnlyTheFact shows the federal office what was attested, and not the paper.
func (j *journey) lendsOnlyTheFact(said casework.Attested) {
	t := j.t
	t.Helper()
	task := j.claim(payer, "pay")
	need := j.need(payer, task, "benefit-notice")
	if need.Paper == nil || !need.Paper.FactOnly || need.Paper.FileName != "" || need.Paper.Attested == nil || need.Paper.Attested.Says != said.Says {
		t.Fatalf("the federal office is lent %+v", need.Paper)
	}
	before := j.refusals()
	refused(t, http.StatusForbidden, "forbidden", j.get(payer, "/tasks/"+string(task.ID)+"/papers/"+need.Paper.ID))
	if j.refusals() != before+1 {
		t.Error("the refused paper is not in the access log")
	}
	reads := want[casework.List[casework.AccessLine]](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/accesses"))
	if i := slices.IndexFunc(reads.Items, func(l casework.AccessLine) bool {
		return l.Agency == "Bund" && l.Item == "benefit-notice" && !l.Document
	}); i < 0 {
		t.Errorf("the applicant does not see that the fact was read: %+v", reads.Items)
	}
	j.complete(payer, task, map[string]any{})
}

// reusesTheFact hands in, in another case, what was attested instead of the paper.
func (j *journey) reusesTheFact(said casework.Attested) {
	t := j.t
	t.Helper()
	items := "/tasks/" + string(j.own("apply").ID) + "/items/"
	onHand := want[casework.List[casework.Paper]](t, http.StatusOK, j.get(amal, items+"benefit-notice/on-hand")).Items
	if len(onHand) != 2 || onHand[0].FactOnly || !onHand[1].FactOnly || onHand[1].ID != string(said.ID) {
		t.Fatalf("on hand is %+v", onHand)
	}
	if never := want[casework.List[casework.Paper]](t, http.StatusOK, j.get(amal, items+"photo/on-hand")).Items; len(never) != 0 {
		t.Errorf("what is asked anew each time is on hand: %+v", never)
	}
	refused(t, http.StatusNotFound, "not-found", j.put(amal, items+"photo/reuse", Reused{onHand[0].ID}))
	paper := want[casework.Paper](t, http.StatusOK, j.put(amal, items+"benefit-notice/reuse", Reused{string(said.ID)}))
	if !paper.FactOnly || paper.Attested == nil {
		t.Errorf("handed in was %+v", paper)
	}
	refused(t, http.StatusNotFound, "not-found", j.get(amal, "/cases/"+string(j.id)+"/papers/"+paper.ID))
	j.sends("photo")
	check := j.claim(brandt, "check")
	if need := j.need(brandt, check, "benefit-notice"); need.MayAttest || !need.Paper.FactOnly || need.Paper.Attested.Says != said.Says {
		t.Errorf("the test centre sees %+v", need)
	}
	refused(t, http.StatusNotFound, "not-found", j.get(brandt, "/tasks/"+string(check.ID)+"/papers/"+paper.ID))
	lasts := j.grant("photo")
	if lasts.Until == nil || lasts.Until.Sub(lasts.Since) != 48*time.Hour {
		t.Errorf("the photo is lent until %v", lasts.Until)
	}
	j.complete(brandt, check, map[string]any{})
}

func (j *journey) grant(item string) casework.GrantLine {
	j.t.Helper()
	grants := want[casework.List[casework.GrantLine]](j.t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/grants")).Items
	i := slices.IndexFunc(grants, func(g casework.GrantLine) bool { return g.Item == item })
	if i < 0 {
		j.t.Fatalf("nobody is lent the %s: %+v", item, grants)
	}
	return grants[i]
}

// revokesConsent ends a grant on what was given freely, and cannot end one by law.
func (j *journey) revokesConsent() {
	t := j.t
	t.Helper()
	task := j.claim(payer, "pay")
	end := func(as person, g casework.GrantLine) answered {
		return j.send(t, request{as: as, method: "DELETE", path: "/grants/" + string(g.ID)})
	}
	contact, notice := j.grant("contact"), j.grant("benefit-notice")
	if !contact.MayRevoke || notice.MayRevoke || !notice.FactOnly {
		t.Errorf("the applicant may revoke %+v and not %+v", contact, notice)
	}
	refused(t, http.StatusNotFound, "not-found", end(third, contact))
	refused(t, http.StatusNotFound, "not-found", end(payer, contact))
	refused(t, http.StatusForbidden, "forbidden", end(amal, notice))
	value := func() any {
		view := want[casework.Task](t, http.StatusOK, j.get(payer, "/tasks/"+string(task.ID)))
		if i := slices.IndexFunc(view.Fields, func(f casework.Field) bool { return f.Key == "email" }); view.Fields[i].Value != nil {
			return view.Fields[i].Value
		}
		return view.Ended
	}
	if got := value(); got != "amal@example.org" {
		t.Errorf("before the revocation the clerk sees %v", got)
	}
	want[struct{}](t, http.StatusNoContent, end(amal, contact))
	if got, ok := value().([]string); !ok || !slices.Equal(got, []string{"Kontakt"}) {
		t.Errorf("after the revocation the clerk sees %v", got)
	}
	j.complete(payer, task, map[string]any{})
}

// withdraws takes the word back and looks at whom it reaches.
func (j *journey) withdraws(other *journey, said casework.Attested) {
	t := j.t
	t.Helper()
	path := "/attestations/" + string(said.ID)
	given := want[casework.List[casework.Attestation]](t, http.StatusOK, j.get(brandt, "/attestations")).Items
	if len(given) != 1 || given[0].ID != said.ID {
		t.Fatalf("the test centre has attested %+v", given)
	}
	chain := want[casework.Attestation](t, http.StatusOK, j.get(amal, path))
	if len(chain.Reliers) != 3 || chain.Reliers[0].Number != j.no || chain.Reliers[2].Number != other.no {
		t.Errorf("the chain is %+v", chain.Reliers)
	}
	j.signedBy(chain, brandt)
	refused(t, http.StatusNotFound, "not-found", j.get(third, path))
	refused(t, http.StatusNotFound, "not-found", j.put(payer, path+"/withdrawal", Withdrawal{"Der Bescheid war gefälscht."}))
	refused(t, http.StatusForbidden, "forbidden", j.put(amal, path+"/withdrawal", Withdrawal{"Der Bescheid war gefälscht."}))
	want[struct{}](t, http.StatusNoContent, j.put(brandt, path+"/withdrawal", Withdrawal{"Der Bescheid war gefälscht."}))
	refused(t, http.StatusConflict, "conflict", j.put(brandt, path+"/withdrawal", Withdrawal{"Der Bescheid war gefälscht."}))
	for _, each := range []*journey{j, other} {
		notices := want[casework.Case](t, http.StatusOK, each.get(amal, "/cases/"+string(each.id))).Notices
		if !slices.ContainsFunc(notices, func(n casework.NoticeLine) bool { return n.Title == "Eine Bestätigung gilt nicht mehr" }) {
			t.Errorf("the applicant is not told in case %s: %+v", each.no, notices)
		}
	}
	withdrawn := func(as person) []casework.ConcernLine {
		list := want[casework.List[casework.ConcernLine]](t, http.StatusOK, j.get(as, "/concerns")).Items
		return slices.DeleteFunc(list, func(l casework.ConcernLine) bool { return l.Kind != models.ConcernWithdrawn })
	}
	asked, checked := withdrawn(payer), withdrawn(brandt)
	if len(asked) != 2 || asked[0].Number != j.no || asked[0].Step != "Auszahlen" || len(checked) != 1 || checked[0].Number != other.no || !strings.Contains(asked[0].Text, "gefälscht") {
		t.Errorf("those who relied on it have to answer %+v and %+v", asked, checked)
	}
	want[struct{}](t, http.StatusNoContent, j.put(payer, "/concerns/"+string(asked[0].ID)+"/answer", ConcernAnswer{Answer: "Wir prüfen die Auszahlung erneut."}))
	refused(t, http.StatusConflict, "closed", j.put(payer, "/concerns/"+string(asked[0].ID)+"/answer", ConcernAnswer{Answer: "noch einmal"}))
	later := j.aid(t)
	onHand := want[casework.List[casework.Paper]](t, http.StatusOK, j.get(amal, "/tasks/"+string(later.own("apply").ID)+"/items/benefit-notice/on-hand")).Items
	if len(onHand) != 1 || onHand[0].Attested == nil || onHand[0].Attested.Holds {
		t.Errorf("after the withdrawal on hand is %+v", onHand)
	}
}

// signedBy holds the note to the key of the agency that gave its word, and a row that
// was given to another agency afterwards to counting as none.
func (j *journey) signedBy(said casework.Attestation, by person) {
	t := j.t
	t.Helper()
	verifier, err := note.NewVerifier(said.Key)
	must(t, err)
	opened, err := note.Open([]byte(said.Note), note.VerifierList(verifier))
	must(t, err)
	if verifier.Name() != "handinhand/attestation/"+string(by.agency) || !strings.Contains(opened.Text, "\nagency "+string(by.agency)+"\n") {
		t.Errorf("%s has signed %q", verifier.Name(), opened.Text)
	}
	row := j.work.Store.DB.WithContext(store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartWorker}}))
	must(t, row.Exec("UPDATE attestations SET verdict = 'invalid' WHERE id = ?", said.ID).Error)
	if forged := want[casework.Attestation](t, http.StatusOK, j.get(amal, "/attestations/"+string(said.ID))); forged.Key != "" {
		t.Errorf("a row that says something else than was signed has the key %s", forged.Key)
	}
	must(t, row.Exec("UPDATE attestations SET verdict = ? WHERE id = ?", said.Verdict, said.ID).Error)
}

// officeTakesBack ends what lends a paper that the office brought in; the reader keeps
// the task and loses the paper.
func (j *journey) officeTakesBack(reader person, task casework.TaskLine) {
	t := j.t
	t.Helper()
	need := j.need(reader, task, "entitlement-certificate")
	lent := want[casework.List[casework.GrantLine]](t, http.StatusOK, j.get(weber, "/lent-grants")).Items
	if len(lent) != 1 || lent[0].Item != need.Item || lent[0].Agency != "Schule A" || lent[0].Case != "" {
		t.Fatalf("of the office's papers is lent %+v", lent)
	}
	want[struct{}](t, http.StatusNoContent, j.send(t, request{as: weber, method: "DELETE", path: "/grants/" + string(lent[0].ID)}))
	before := j.refusals()
	refused(t, http.StatusNotFound, "not-found", j.get(reader, "/tasks/"+string(task.ID)+"/papers/"+need.Paper.ID))
	if j.refusals() != before+1 {
		t.Error("the paper that was taken back is refused without an entry")
	}
	if need = j.need(reader, task, need.Item); !need.Ended || need.Paper != nil {
		t.Errorf("after it was taken back the need is %+v", need)
	}
}

// applicantRaises asks for erasure, reports a problem, and reads the answer.
func (j *journey) applicantRaises() {
	t := j.t
	t.Helper()
	path := "/cases/" + string(j.id) + "/concerns"
	asked := want[casework.List[casework.ConcernLine]](t, http.StatusCreated, j.post(amal, path, NewConcern{Kind: models.ConcernErasure}))
	if len(asked.Items) != 4 {
		t.Errorf("erasure is asked of %+v, want every agency of the case", asked.Items)
	}
	refused(t, http.StatusNotFound, "not-found", j.post(third, path, NewConcern{Kind: models.ConcernErasure}))
	refused(t, http.StatusUnprocessableEntity, "invalid", j.post(amal, path, NewConcern{Kind: models.ConcernProblem, Agency: "school-b", Text: "x"}))
	raised := want[casework.List[casework.ConcernLine]](t, http.StatusCreated, j.post(amal, path, NewConcern{Kind: models.ConcernProblem, Agency: "school-a", Text: "Der Kursträger hat meine alte Anschrift."})).Items
	for _, line := range want[casework.List[casework.ConcernLine]](t, http.StatusOK, j.get(nowak, "/concerns")).Items {
		if line.ID == raised[0].ID && line.Text == raised[0].Text {
			want[struct{}](t, http.StatusNoContent, j.put(nowak, "/concerns/"+string(line.ID)+"/answer", ConcernAnswer{Answer: "Geändert."}))
		}
	}
	own := want[casework.List[casework.ConcernLine]](t, http.StatusOK, j.get(amal, "/my-concerns")).Items
	if len(own) != 5 || own[0].Answer != "Geändert." {
		t.Errorf("the applicant sees %+v", own)
	}
}

// applicantKeeps looks at all that is known of them, and keeps it with its proofs.
func (j *journey) applicantKeeps() {
	t := j.t
	t.Helper()
	seen, rows := map[string]int{}, 0
	for _, agency := range want[casework.Cockpit](t, http.StatusOK, j.get(amal, "/my-data")).Agencies {
		for _, row := range agency.Rows {
			if said := j.proven(row.Case, row.Entry); said.Item != row.Item || said.AgencyID != agency.ID {
				t.Errorf("the proof of %+v says %+v", row, said)
			}
			seen[row.How]++
			rows++
		}
	}
	for _, how := range []string{"holds", "got", "read", "emergency", "attested", "asked", "answered", "helped", "audited", "officer", "erased"} {
		if seen[how] == 0 {
			t.Errorf("no row says %s: %v", how, seen)
		}
	}
	t.Logf("rows of the cockpit, each proven: %d, %v", rows, seen)
	all := want[casework.Export](t, http.StatusOK, j.get(amal, "/my-data/export"))
	whole := slices.IndexFunc(all.Cases, func(c casework.ExportCase) bool { return c.ID == j.id })
	listed := map[models.AccessOutcome]int{}
	for _, kase := range all.Cases {
		for _, line := range kase.Reads {
			j.proven(kase.ID, line.ID)
			listed[line.Outcome]++
		}
	}
	t.Logf("entries of the cases' own lists, each proven: %v", listed)
	if whole < 0 || len(all.Cases[whole].Answers) < 20 {
		t.Errorf("the download holds %+v", all.Cases)
	}
}

// proven keeps the proof of an entry and checks it as the command line does.
func (j *journey) proven(id models.CaseID, entry string) casework.AccessLine {
	j.t.Helper()
	file, err := json.Marshal(want[AccessProof](j.t, http.StatusOK, j.get(amal, "/cases/"+string(id)+"/accesses/"+entry+"/proof")))
	must(j.t, err)
	var proof casework.Proof
	must(j.t, json.Unmarshal(file, &proof))
	if expired, err := j.work.VerifyProof(j.t.Context(), proof); expired || err != nil {
		j.t.Errorf("the proof of %+v does not hold: %v, expired %v", proof.Says, err, expired)
	}
	return proof.Says
}

// TestWhatCannotBeHad is attested once, with what stands for it, and holds in the next
// case; a word that is not as it was signed is none.
func TestWhatCannotBeHad(t *testing.T) {
	r := newRig(t)
	r.publishAid(t)
	first := r.aid(t)
	path := "/tasks/" + string(first.own("apply").ID) + "/items/benefit-notice"
	want[casework.Paper](t, http.StatusOK, first.put(amal, path+"/missing", Missing{"Das Amt hat zu."}))
	first.sends("photo")
	task := first.claim(brandt, "check")
	refused(t, http.StatusUnprocessableEntity, "invalid", first.put(brandt, attestation(task, "benefit-notice"), NewAttestation{Verdict: models.VerdictUnobtainable}))
	word := NewAttestation{Verdict: models.VerdictUnobtainable, Says: "Eidesstattliche Versicherung", Statute: "SGB X § 23"}
	want[casework.Attested](t, http.StatusOK, first.put(brandt, attestation(task, "benefit-notice"), word))
	first.complete(brandt, task, map[string]any{})
	second := r.aid(t)
	items := "/tasks/" + string(second.own("apply").ID) + "/items/benefit-notice"
	onHand := want[casework.List[casework.Paper]](t, http.StatusOK, second.get(amal, items+"/on-hand")).Items
	if len(onHand) != 1 || !onHand[0].Unobtainable || onHand[0].Attested.Statute != "SGB X § 23" {
		t.Fatalf("on hand is %+v", onHand)
	}
	want[casework.Paper](t, http.StatusOK, second.put(amal, items+"/reuse", Reused{onHand[0].ID}))
	second.sends("photo")
	check := second.claim(brandt, "check")
	if need := second.need(brandt, check, "benefit-notice"); need.Paper.Attested == nil || need.Paper.Attested.Says != word.Says || need.Paper.Reason != "Das Amt hat zu." {
		t.Errorf("in the next case the test centre sees %+v", need.Paper)
	}
	worker := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartWorker}})
	must(t, r.work.Store.DB.WithContext(worker).Exec("UPDATE attestations SET statute = 'SGB X § 24'").Error)
	if need := second.need(brandt, check, "benefit-notice"); need.Paper.Attested != nil {
		t.Errorf("a word that was changed counts: %+v", need.Paper.Attested)
	}
}
