package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"handinhand/casework"
	"handinhand/documents"
	"handinhand/keys"
	"handinhand/models"
	"handinhand/store"
)

// officer is the data-protection officer.
var officer = person{"officer", models.RoleProtection, ""}

func (j *journey) erasure() casework.Erasure {
	j.t.Helper()
	return want[casework.Erasure](j.t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/erasure"))
}

func (j *journey) erases() casework.Erasure {
	j.t.Helper()
	return want[casework.Erasure](j.t, http.StatusCreated, j.post(amal, "/cases/"+string(j.id)+"/erasure", ErasureRequest{"Ich möchte das nicht mehr."}))
}

// erasable is why each item goes at once, "" for those that stay.
func erasable(e casework.Erasure) map[string]string {
	why := map[string]string{}
	for _, line := range e.Stays {
		why[line.Item] = ""
	}
	for _, line := range e.Now {
		why[line.Item] = line.Why
	}
	return why
}

// ended is an aid case that has come to its end, with nothing attested.
func (r *rig) ended(t *testing.T) *journey {
	t.Helper()
	j := r.aid(t)
	j.sends("benefit-notice", "photo")
	j.complete(brandt, j.claim(brandt, "check"), map[string]any{})
	j.complete(payer, j.claim(payer, "pay"), map[string]any{})
	return j
}

func (j *journey) answers(as person, fulfilled bool) {
	j.t.Helper()
	list := want[casework.List[casework.ConcernLine]](j.t, http.StatusOK, j.get(as, "/concerns")).Items
	i := slices.IndexFunc(list, func(l casework.ConcernLine) bool {
		return l.Kind == models.ConcernErasure && l.Number == j.no
	})
	if i < 0 {
		j.t.Fatalf("%s is not asked: %+v", as.name, list)
	}
	path := "/concerns/" + string(list[i].ID) + "/answer"
	refused(j.t, http.StatusUnprocessableEntity, "invalid", j.put(as, path, ConcernAnswer{Answer: "Weder ja noch nein."}))
	want[struct{}](j.t, http.StatusNoContent, j.put(as, path, ConcernAnswer{Answer: "Geprüft.", Fulfilled: &fulfilled}))
}

// TestErasureOfARunningCase: what is voluntary goes at once; a case that runs on a duty
// keeps its data, and says by which law.
func TestErasureOfARunningCase(t *testing.T) {
	r := newRig(t)
	r.publishAid(t)
	j := r.aid(t)
	j.sends("benefit-notice", "photo")
	j.claim(brandt, "check")
	refused(t, http.StatusNotFound, "not-found", j.get(third, "/cases/"+string(j.id)+"/erasure"))
	if why := erasable(j.erasure()); len(why) != 4 || why["contact"] != casework.ErasedConsent || why["photo"] != "" {
		t.Errorf("while it runs can be erased: %v", why)
	}
	done := j.erases()
	if len(done.Now) != 0 || len(done.Stays) != 3 || len(done.Asked) != 2 || !done.Asking() {
		t.Fatalf("it says %+v", done)
	}
	if kept := done.Stays[0]; kept.Until != nil || kept.Statute == "" || kept.Period == "" {
		t.Errorf("what stays says %+v", kept)
	}
	if due := done.Asked[0].DueAt.Sub(done.Asked[0].OpenedAt); due < 28*24*time.Hour || due > 31*24*time.Hour {
		t.Errorf("the agency has %v", due)
	}
	if again := j.erases(); len(again.Asked) != 2 {
		t.Errorf("who asks again while answers are awaited asks %d", len(again.Asked))
	}
	j.answers(brandt, true)
	j.answers(payer, true)
	if still := j.erasure(); len(still.Stays) != 3 || still.Asking() {
		t.Errorf("the running case lost its data: %+v", still)
	}
	j.complete(brandt, j.inbox(brandt, "check"), map[string]any{})
	j.complete(payer, j.claim(payer, "pay"), map[string]any{})
	must(t, r.work.Retain(t.Context()))
	if after := j.erasure(); len(after.Stays) != 0 {
		t.Errorf("when it has ended, what was agreed to is not carried out: %+v", after.Stays)
	}
}

// TestErasureOfAnEndedCase: when all agencies say yes, all is erased, the case's key with
// it; one no keeps what the law keeps.
func TestErasureOfAnEndedCase(t *testing.T) {
	r := newRig(t)
	graves := documents.Folder(t.TempDir())
	r.work.Keys.BuryIn(graves)
	r.publishAid(t)
	kept := r.ended(t)
	if done := kept.erases(); len(done.Stays) != 3 || done.Stays[0].Until == nil || len(done.Gone) != 1 {
		t.Errorf("the ended case says %+v", done)
	}
	kept.answers(brandt, true)
	kept.answers(payer, false)
	if after := kept.erasure(); len(after.Stays) != 3 {
		t.Errorf("an agency said no, and what stays is %+v", after.Stays)
	}

	gone := r.ended(t)
	gone.erases()
	gone.answers(brandt, true)
	gone.answers(payer, true)
	view := gone.erasure()
	if len(view.Stays)+len(view.Now) != 0 || len(view.Gone) != 4 {
		t.Errorf("all said yes, and it says %+v", view)
	}
	shown := want[casework.Case](t, http.StatusOK, gone.get(amal, "/cases/"+string(gone.id)))
	if len(shown.Papers) != 0 || !slices.ContainsFunc(shown.Notices, func(n casework.NoticeLine) bool { return n.Title == "Ihre Daten sind gelöscht" }) {
		t.Errorf("the case shows %+v", shown)
	}
	if _, err := r.work.Keys.Case(t.Context(), gone.id); models.KindOf(err) != models.KindNotFound {
		t.Errorf("the key of the erased case is there: %v", err)
	}
	stones := 0
	must(t, graves.All(t.Context(), func([]byte) error { stones++; return nil }))
	if stones != 1 {
		t.Errorf("%d tombstones stand for %s", stones, keys.CaseOwner(gone.id))
	}
	if _, err := r.work.Keys.Case(t.Context(), kept.id); err != nil {
		t.Errorf("the key of the other case: %v", err)
	}
}

// TestWhatIsOverGoesWhenAsked: nobody is asked about what no law keeps any more.
func TestWhatIsOverGoesWhenAsked(t *testing.T) {
	r := newRig(t)
	r.publishAid(t)
	j := r.ended(t)
	worker := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartWorker}})
	must(t, r.work.Store.DB.WithContext(worker).Exec("UPDATE cases SET ended_at = now() - interval '2 years' WHERE id = ?", j.id).Error)
	if why := erasable(j.erasure()); why["photo"] != casework.ErasedOver || why["benefit-notice"] != "" {
		t.Errorf("after two years can be erased: %v", why)
	}
	if done := j.erases(); len(done.Stays) != 2 || len(done.Gone) != 2 {
		t.Errorf("it says %+v", done)
	}
}

// TestAnswersAreDue lets the time for an answer pass: the agency is reminded, and then
// everybody is told, once.
func TestAnswersAreDue(t *testing.T) {
	r := newRig(t)
	r.publishAid(t)
	j := r.aid(t)
	j.sends("benefit-notice", "photo")
	want[casework.List[casework.ConcernLine]](t, http.StatusCreated, j.post(amal, "/cases/"+string(j.id)+"/concerns", NewConcern{Kind: models.ConcernProblem, Agency: "tests", Text: "Falsch."}))
	worker := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartWorker}})
	told := func(title string) (agency, applicant int) {
		t.Helper()
		for range 2 {
			must(t, r.work.Remind(t.Context()))
		}
		count := func(lines []casework.NoticeLine) (n int) {
			for _, line := range lines {
				if line.Title == title {
					n++
				}
			}
			return n
		}
		return count(want[casework.List[casework.NoticeLine]](t, http.StatusOK, j.get(brandt, "/notices")).Items),
			count(want[casework.Case](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id))).Notices)
	}
	const soon, over = "Eine Antwort ist bald fällig", "Die Frist für eine Antwort ist abgelaufen"
	if agency, applicant := told(soon); agency+applicant != 0 {
		t.Errorf("three weeks before the agency has %d notices", agency)
	}
	must(t, r.work.Store.DB.WithContext(worker).Exec("UPDATE concerns SET due_at = now() + interval '3 days'").Error)
	if agency, applicant := told(soon); agency != 1 || applicant != 0 {
		t.Errorf("three days before the agency has %d notices, the applicant %d", agency, applicant)
	}
	must(t, r.work.Store.DB.WithContext(worker).Exec("UPDATE concerns SET due_at = now() - interval '1 day'").Error)
	if agency, applicant := told(over); agency != 1 || applicant != 1 {
		t.Errorf("when it is over the agency has %d notices, the applicant %d", agency, applicant)
	}
	if own := want[casework.List[casework.ConcernLine]](t, http.StatusOK, j.get(amal, "/my-concerns")).Items; len(own) != 1 || !own[0].Lapsed {
		t.Errorf("the applicant sees %+v", own)
	}
	if late := want[casework.List[casework.OfficerLine]](t, http.StatusOK, j.get(officer, "/protection/concerns")).Items; len(late) != 1 || !late[0].Late {
		t.Errorf("the officer sees %+v", late)
	}
	if n, err := r.work.Store.Counts(t.Context()); err != nil || n.LateConcerns != 1 {
		t.Errorf("the gauge says %+v (%v)", n, err)
	}
}

// officerWatches turns to the data-protection officer: she sees what is due without its
// text, and that she reads a text is on record.
func (j *journey) officerWatches() {
	t := j.t
	t.Helper()
	path := "/cases/" + string(j.id) + "/concerns"
	refused(t, http.StatusUnprocessableEntity, "invalid", j.post(amal, path, NewConcern{Kind: models.ConcernProblem, Officer: true, Text: "Über wen?"}))
	raised := want[casework.List[casework.ConcernLine]](t, http.StatusCreated, j.post(amal, path,
		NewConcern{Kind: models.ConcernProblem, Agency: "school-a", Officer: true, Text: "Der Kursträger fragt nach meiner Religion."})).Items[0]
	answer := "/concerns/" + string(raised.ID) + "/answer"
	refused(t, http.StatusNotFound, "not-found", j.put(nowak, answer, ConcernAnswer{Answer: "Das stimmt nicht."}))
	for _, line := range want[casework.List[casework.ConcernLine]](t, http.StatusOK, j.get(nowak, "/concerns")).Items {
		if line.ID == raised.ID {
			t.Error("the agency reads what was said to the officer about it")
		}
	}
	refused(t, http.StatusForbidden, "forbidden", j.get(nowak, "/protection/concerns"))
	lines := want[casework.List[casework.OfficerLine]](t, http.StatusOK, j.get(officer, "/protection/concerns")).Items
	i := slices.IndexFunc(lines, func(l casework.OfficerLine) bool { return l.ID == raised.ID })
	if i < 0 || !lines[i].Officer || lines[i].Agency != "Schule A" || lines[i].Late {
		t.Fatalf("the officer sees %+v", lines)
	}
	read := want[casework.ConcernLine](t, http.StatusOK, j.get(officer, "/protection/concerns/"+string(raised.ID)))
	reads := want[casework.List[casework.AccessLine]](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/accesses")).Items
	if read.Text != raised.Text || reads[0].Action != "readConcern" {
		t.Errorf("the officer reads %q, the applicant sees %+v", read.Text, reads[0])
	}
	refused(t, http.StatusNotFound, "not-found", j.get(third, "/protection/concerns/"+string(raised.ID)))
	refused(t, http.StatusNotFound, "not-found", j.get(officer, "/cases/"+string(j.id)))
	want[casework.List[casework.LogEntry]](t, http.StatusOK, j.get(officer, "/log/entries?limit=1"))
	refused(t, http.StatusUnprocessableEntity, "invalid", j.post(officer, "/protection/impact/language-course/signatures", ImpactSigning{strings.Repeat("0", 64)}))
	for _, line := range lines {
		if !line.Officer {
			refused(t, http.StatusForbidden, "forbidden", j.put(officer, "/concerns/"+string(line.ID)+"/answer", ConcernAnswer{Answer: "x"}))
			refused(t, http.StatusUnprocessableEntity, "invalid", j.post(officer, "/protection/concerns/"+string(line.ID)+"/reminders", NewReminder{Text: "Bitte!"}))
			break
		}
	}
	want[struct{}](t, http.StatusNoContent, j.put(officer, answer, ConcernAnswer{Answer: "Die Frage ist unzulässig; sie wurde entfernt."}))
}
