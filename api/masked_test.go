package api

import (
	"net/http"
	"testing"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/store"
)

// TestMaskedIsUnchanged: what the form of a correction shows masked of somebody else is no
// value: it is unchanged when it comes back, and refused when it is masked in part.
func TestMaskedIsUnchanged(t *testing.T) {
	r := newRig(t)
	r.publishAid(t)
	j := r.aid(t)
	j.sends("benefit-notice", "photo")
	j.complete(brandt, j.claim(brandt, "check"), map[string]any{})
	j.claim(payer, "pay")
	worker := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartWorker}})
	row, err := r.work.Store.Case(worker, j.id)
	must(t, err)
	known, err := r.work.Correction(t.Context(), casework.Actor{Person: row.Person, Locale: "de", Roles: []models.Role{models.RolePerson}}, j.id, "household")
	must(t, err)
	shown := map[string]any{}
	for _, f := range known.Fields {
		shown[f.Key] = f.Value
	}
	if shown["partner"] != "F••• H•••" {
		t.Fatalf("the form shows %v", shown)
	}
	path := "/cases/" + string(j.id) + "/concerns"
	asks := func(partner any, text string) NewConcern {
		return NewConcern{Kind: models.ConcernRectification, Item: "household", Text: text, Right: map[string]any{"partner": partner}}
	}
	refused(t, http.StatusUnprocessableEntity, "invalid", j.post(amal, path, asks(shown["partner"], "")))
	refused(t, http.StatusUnprocessableEntity, "invalid", j.post(amal, path, asks("F••• Hadad", "Der Name ist falsch.")))
	want[casework.List[casework.ConcernLine]](t, http.StatusCreated, j.post(amal, path, asks(" F•••  H••• ", "Er wohnt nicht mehr hier.")))
	want[casework.List[casework.ConcernLine]](t, http.StatusCreated, j.post(amal, path, asks("Farid Hadad", "")))
	lines := want[casework.Case](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id))).Corrections
	values := 0
	for _, line := range lines {
		for _, right := range line.Right {
			if values++; right.Value != "F••• H•••" {
				t.Errorf("the applicant sees %v", right.Value)
			}
		}
	}
	for _, line := range want[casework.List[casework.ConcernLine]](t, http.StatusOK, j.get(payer, "/concerns")).Items {
		for _, right := range line.Right {
			if right.Value != "Farid Hadad" {
				t.Errorf("the agency is told %v", right.Value)
			}
		}
	}
	if len(lines) < 2 || values*2 != len(lines) {
		t.Errorf("%d values stand in %d corrections, not in those of the second", values, len(lines))
	}
}
