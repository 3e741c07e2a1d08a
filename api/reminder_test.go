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

// TestOfficerReminds: the officer reminds an agency that let its time pass, and sets it a
// new deadline, once. The agency and the person read her words, and both acts are on record.
func TestOfficerReminds(t *testing.T) {
	r := newRig(t)
	r.publishAid(t)
	j := r.aid(t)
	j.sends("benefit-notice", "photo")
	raised := want[casework.List[casework.ConcernLine]](t, http.StatusCreated, j.post(amal, "/cases/"+string(j.id)+"/concerns", NewConcern{Kind: models.ConcernProblem, Agency: "tests", Text: "Falsch."})).Items[0]
	path := "/protection/concerns/" + string(raised.ID) + "/reminders"
	reminder := NewReminder{Text: "Die Frist ist seit gestern vorbei."}
	refused(t, http.StatusUnprocessableEntity, "invalid", j.post(officer, path, reminder)) // there is time
	lapse := func() {
		t.Helper()
		worker := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartWorker}})
		must(t, r.work.Store.DB.WithContext(worker).Exec("UPDATE concerns SET opened_at = now() - interval '32 days', due_at = now() - interval '1 day' WHERE id = ?", raised.ID).Error)
		must(t, r.work.Remind(t.Context()))
	}
	lapse()
	refused(t, http.StatusForbidden, "forbidden", j.post(brandt, path, reminder))
	refused(t, http.StatusForbidden, "forbidden", j.post(amal, path, reminder))
	refused(t, http.StatusNotFound, "not-found", j.post(mender, path, reminder))
	if said := want[casework.ReminderLine](t, http.StatusCreated, j.post(officer, path, reminder)); said.Text != reminder.Text || said.DueAt != nil {
		t.Errorf("the officer has said %+v", said)
	}
	far, past, soon := time.Now().AddDate(0, 3, 0), time.Now().Add(-time.Hour), time.Now().AddDate(0, 0, 14)
	for _, due := range []time.Time{far, past} {
		refused(t, http.StatusUnprocessableEntity, "invalid", j.post(officer, path, NewReminder{Text: "Neue Frist.", DueAt: &due}))
	}
	want[casework.ReminderLine](t, http.StatusCreated, j.post(officer, path, NewReminder{Text: "Das ist die letzte Frist.", DueAt: &soon}))
	j.reminded(raised.ID, soon)
	refused(t, http.StatusUnprocessableEntity, "invalid", j.post(officer, path, reminder)) // there is time again
	lapse()
	later := soon.AddDate(0, 0, 3)
	refused(t, http.StatusUnprocessableEntity, "invalid", j.post(officer, path, NewReminder{Text: "Noch eine.", DueAt: &later})) // once only
	want[casework.ReminderLine](t, http.StatusCreated, j.post(officer, path, reminder))
	want[struct{}](t, http.StatusNoContent, j.put(brandt, "/concerns/"+string(raised.ID)+"/answer", ConcernAnswer{Answer: "Stimmt jetzt."}))
	refused(t, http.StatusConflict, "closed", j.post(officer, path, reminder))
}

// reminded is what everybody sees of the two reminders.
func (j *journey) reminded(id models.ConcernID, due time.Time) {
	t := j.t
	t.Helper()
	for as, path := range map[person]string{amal: "/my-concerns", brandt: "/concerns"} {
		lines := want[casework.List[casework.ConcernLine]](t, http.StatusOK, j.get(as, path)).Items
		i := slices.IndexFunc(lines, func(l casework.ConcernLine) bool { return l.ID == id })
		if i < 0 || lines[i].Lapsed || len(lines[i].Reminders) != 2 || lines[i].Reminders[0].Text != "Die Frist ist seit gestern vorbei." || !lines[i].DueAt.Equal(due.UTC().Truncate(time.Microsecond)) {
			t.Errorf("%s sees %+v", as.name, lines)
		}
	}
	const title = "Erinnerung: Eine Antwort fehlt"
	told := func(lines []casework.NoticeLine) (n int) {
		for _, line := range lines {
			if line.Title == title {
				n++
			}
		}
		return n
	}
	agency := told(want[casework.List[casework.NoticeLine]](t, http.StatusOK, j.get(brandt, "/notices")).Items)
	applicant := told(want[casework.Case](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id))).Notices)
	if agency != 2 || applicant != 2 {
		t.Errorf("the agency has %d notices, the applicant %d", agency, applicant)
	}
	acts := map[string]int{}
	for _, line := range want[casework.List[casework.AccessLine]](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/accesses")).Items {
		acts[line.Action]++
	}
	if acts["remindAgency"] != 2 || acts["extendDeadline"] != 1 {
		t.Errorf("the log has %v", acts)
	}
	lines := want[casework.List[casework.OfficerLine]](t, http.StatusOK, j.get(officer, "/protection/concerns")).Items
	if len(lines) != 1 || lines[0].Late || lines[0].RemindedAt == nil {
		t.Errorf("the officer sees %+v", lines)
	}
}
