package api

import (
	"net/http"
	"testing"

	"handinhand/activities"
	"handinhand/casework"
	"handinhand/models"
)

// TestWhatIsDueIsDeletedAndOnRecord lets a case go of a paper, as its retention does.
func TestWhatIsDueIsDeletedAndOnRecord(t *testing.T) {
	r := newRig(t)
	j := r.begin(t)
	path, d := j.handedIn()
	due := activities.Expiry{Case: j.id, Items: []models.ExpiredItem{{Item: "residence-title", Statute: "IntV § 8(6)"}}}
	for range 2 { // Temporal may ask twice
		must(t, r.work.Expire(t.Context(), due))
	}
	refused(t, http.StatusNotFound, "not-found", j.get(amal, path))
	refused(t, http.StatusNotFound, "not-found", j.get(amal, path+"/preview"))
	if papers := want[casework.Case](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id))).Papers; len(papers) != 0 {
		t.Errorf("the case still shows %+v", papers)
	}
	reads := want[casework.List[casework.AccessLine]](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/accesses"))
	if len(reads.Items) != 1 || reads.Items[0].Outcome != models.AccessExpired || reads.Items[0].Statute != "IntV § 8(6)" {
		t.Errorf("the log says %+v, want one line on the deletion", reads.Items)
	}
	if _, err := r.work.Vault.Open(t.Context(), d); models.KindOf(err) != models.KindUnavailable {
		t.Errorf("the store still has the document: %v", err)
	}
	// The same file may be handed in again: it is a new document.
	again := j.handIn(amal, j.own("apply"), "residence-title")
	j.downloads(amal, "/cases/"+string(j.id)+"/papers/"+again.ID, "residence-title")
}

// retained checks that the retention of an ended case runs in Temporal.
func (j *journey) retained() {
	j.t.Helper()
	for range 2 {
		must(j.t, j.work.Retain(j.t.Context()))
	}
	if _, err := j.work.Workflows.Temporal.DescribeWorkflowExecution(j.t.Context(), j.id.RetentionID(), ""); err != nil {
		j.t.Errorf("the retention of the ended case does not run: %v", err)
	}
	if left, err := j.work.Store.EndedCases(j.t.Context(), 10); err != nil || len(left) != 0 {
		j.t.Errorf("%v wait for their retention (%v)", left, err)
	}
}
