package api

import (
	"net/http"
	"slices"
	"testing"

	enums "go.temporal.io/api/enums/v1"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/store"
)

// TestErasureEndsWhatWasNeverSent: a case that was begun and never sent ends with its
// erasure, from the applicant's list to its workflow and its key; that it did is proven.
func TestErasureEndsWhatWasNeverSent(t *testing.T) {
	r := newRig(t)
	r.publishAid(t)
	j := r.aid(t)
	task := j.own("apply")
	unsent := j.handIn(amal, task, "photo")
	want[struct{}](t, http.StatusNoContent, j.put(amal, "/tasks/"+string(task.ID)+"/draft", Draft{Values: Values{"partner": "Farid Haddad"}}))
	before := j.erasure()
	if why := erasable(before); !before.Ends || len(why) != 2 || why["photo"] != casework.ErasedUnsent || why["household"] != casework.ErasedUnsent {
		t.Errorf("before anything was sent can be erased: %v, and it ends: %v", why, before.Ends)
	}
	if done := j.erases(); done.Ends || len(done.Now)+len(done.Stays)+len(done.Asked) != 0 || len(done.Gone) != 2 || done.Case.State != models.CaseEnded {
		t.Errorf("after that it says %+v", done)
	}
	j.hasEnded(task)
	refused(t, http.StatusNotFound, "not-found", j.get(amal, "/cases/"+string(j.id)+"/papers/"+unsent.ID))
	if again := j.erases(); again.Ends || again.Case.Outcome != models.OutcomeDiscarded {
		t.Errorf("asked for once more it says %+v", again)
	}
	must(t, r.work.Retain(t.Context()))
}

// hasEnded looks everywhere for what could be left of a discarded case.
func (j *journey) hasEnded(task casework.TaskLine) {
	t := j.t
	t.Helper()
	shown := want[casework.Case](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)))
	if shown.State != models.CaseEnded || shown.OutcomeTitle != "Gelöscht, bevor etwas gesendet wurde" || len(shown.Tasks)+len(shown.Papers) != 0 {
		t.Errorf("the case shows %+v", shown)
	}
	refused(t, http.StatusConflict, "closed", j.post(amal, "/tasks/"+string(task.ID)+"/completion", Completion{Values: Values{"partner": "Farid Haddad"}}))
	reads := want[casework.List[casework.AccessLine]](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/accesses")).Items
	if !slices.ContainsFunc(reads, func(l casework.AccessLine) bool { return l.Action == "discardCase" }) {
		t.Errorf("the log has no entry of it: %+v", reads)
	}
	said, err := j.work.Workflows.Temporal.DescribeWorkflowExecution(t.Context(), j.id.WorkflowID(), "")
	must(t, err)
	if state := said.GetWorkflowExecutionInfo().GetStatus(); state != enums.WORKFLOW_EXECUTION_STATUS_COMPLETED {
		t.Errorf("the workflow is %v", state)
	}
	if _, err := j.work.Keys.Case(t.Context(), j.id); models.KindOf(err) != models.KindNotFound {
		t.Errorf("the key of the case is there: %v", err)
	}
	worker := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartWorker}})
	for what, statement := range map[string]string{
		"tasks": "SELECT count(*) FROM tasks WHERE case_id = ? AND state = 'open'", "grants": "SELECT count(*) FROM grants WHERE case_id = ? AND closed_at IS NULL",
		"tokens": "SELECT count(*) FROM tokens WHERE case_id = ?", "subscriptions": "SELECT count(*) FROM subscriptions WHERE case_id = ? AND closed_at IS NULL",
		"answers": "SELECT count(*) FROM answers WHERE case_id = ?",
	} {
		var left int64
		must(t, j.work.Store.DB.WithContext(worker).Raw(statement, j.id).Scan(&left).Error)
		if left != 0 {
			t.Errorf("%d %s are left", left, what)
		}
	}
}

// TestErasureEndsWhatHoldsNothing: nothing was typed, and the case ends all the same; what
// was sent does not.
func TestErasureEndsWhatHoldsNothing(t *testing.T) {
	r := newRig(t)
	empty := r.begin(t)
	if view := empty.erasure(); !view.Ends || len(view.Now)+len(view.Stays) != 0 {
		t.Errorf("of the empty case it says %+v", view)
	}
	if done := empty.erases(); done.Case.State != models.CaseEnded {
		t.Errorf("after that it says %+v", done)
	}
	r.publishAid(t)
	sent := r.aid(t)
	sent.sends("benefit-notice", "photo")
	if view := sent.erases(); view.Ends || view.Case.State != models.CaseRunning {
		t.Errorf("the sent case says %+v", view)
	}
}
