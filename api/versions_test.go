package api

import (
	"net/http"
	"testing"

	"handinhand/casework"
)

// TestVersions asks for a paper again: its readers see that it is another one, whose
// paper it is opens the earlier one, and nobody else does.
func TestVersions(t *testing.T) {
	r := newRig(t)
	j := r.begin(t)
	apply := j.own("apply")
	j.handIn(amal, apply, "identity-document")
	unsent := want[casework.Paper](t, http.StatusOK, j.put(amal, "/tasks/"+string(apply.ID)+"/items/residence-title/paper?name=a.pdf", pdf("unsent")))
	first := j.handIn(amal, apply, "residence-title")
	if first.Version != 1 || first.ID == unsent.ID {
		t.Errorf("what was exchanged before it was sent counts as a version: %+v", first)
	}
	j.complete(amal, apply, form())

	confirm := j.claim(weber, "confirm")
	j.complete(weber, confirm, map[string]any{"entitlementDecision": "more", "missingPaper": "residence-title", "missingReason": "Die Rückseite fehlt."})
	supply := j.own("supply")
	path := "/tasks/" + string(supply.ID) + "/items/residence-title/paper?name=b.pdf"
	if same := want[casework.Paper](t, http.StatusOK, j.put(amal, path, pdf("residence-title"))); same.Version != 1 {
		t.Errorf("the same paper again is version %d", same.Version)
	}
	want[casework.Paper](t, http.StatusOK, j.put(amal, path, pdf("both sides")))
	j.complete(amal, supply, map[string]any{})

	confirm = j.claim(weber, "confirm")
	need := j.need(weber, confirm, "residence-title")
	if need.Paper == nil || need.Paper.Version != 2 || len(need.Paper.Earlier) != 0 {
		t.Fatalf("the office sees %+v", need.Paper)
	}
	refused(t, http.StatusNotFound, "not-found", j.get(weber, "/tasks/"+string(confirm.ID)+"/papers/"+first.ID))
	for _, paper := range want[casework.Case](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id))).Papers {
		wanted := map[string]int{"identity-document": 1, "residence-title": 2}[paper.Item]
		if paper.Version != wanted || len(paper.Earlier) != wanted-1 {
			t.Errorf("the applicant sees %+v", paper)
		}
		for _, e := range paper.Earlier {
			if a := j.get(amal, "/cases/"+string(j.id)+"/papers/"+e.ID); e.ID != first.ID || a.StatusCode != http.StatusOK {
				t.Errorf("the earlier version is %+v: %s", e, a.Status)
			}
		}
	}
}
