package store_test

import (
	"fmt"
	"testing"
	"time"

	"handinhand/models"
	"handinhand/store"
)

func (w *world) parcel(id string, to models.CaseID, at time.Time) {
	w.t.Helper()
	w.do(w.Send(everyone(w.t), models.Parcel{ID: id, From: to, To: to, Name: "n", Sealed: []byte{1}, SentAt: at, ExpiresAt: at.AddDate(0, 1, 0)}))
}

func ids(due []store.Due) []string {
	var out []string
	for _, d := range due {
		out = append(out, d.ID)
	}
	return out
}

// TestParcelsThatFailDoNotStarveOthers: a hundred that nobody takes come first, and
// the others get their turn in the next round all the same.
func TestParcelsThatFailDoNotStarveOthers(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	for i := range 130 {
		w.parcel(fmt.Sprintf("p%03d", i), w.newCase(noon).ID, noon.Add(time.Duration(i)*time.Second))
	}
	now := noon.Add(time.Hour)
	round := func() []store.Due {
		t.Helper()
		return must[[]store.Due](t)(w.DueParcels(ctx, now, 100, ""))
	}
	first := round()
	if len(first) != 100 || first[0].ID != "p000" || first[99].ID != "p099" || first[0].Release != w.hash {
		t.Fatalf("the first round is %v", ids(first))
	}
	for _, d := range first {
		w.do(w.ParcelFailed(ctx, d.ID, now))
	}
	if second := round(); len(second) != 30 || second[0].ID != "p100" {
		t.Fatalf("the second round is %v", ids(second))
	}
	now = now.Add(3 * time.Second) // the failed ones are due again, after what nobody has failed
	if third := round(); len(third) != 100 || third[0].Tries != 2 {
		t.Errorf("the third round has %d", len(third))
	}
	for range 20 {
		w.do(w.ParcelFailed(ctx, "p000", now))
		now = now.Add(11 * time.Minute)
		if again := must[[]store.Due](t)(w.DueParcels(ctx, now, 1, "p000")); len(again) != 1 {
			t.Fatal("a parcel that has failed often is not tried within eleven minutes")
		}
	}
}

// TestParcelsOfACaseComeOneAfterAnother: between two tries of a parcel no other one
// comes to its case, and who has taken one up has it to themselves.
func TestParcelsOfACaseComeOneAfterAnother(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	c := w.newCase(noon).ID
	for i := range 3 {
		w.parcel(fmt.Sprintf("p%d", i), c, noon.Add(time.Duration(i)*time.Second))
	}
	now := noon.Add(time.Minute)
	due := func(only string) []string {
		t.Helper()
		return ids(must[[]store.Due](t)(w.DueParcels(ctx, now, 100, only)))
	}
	if got := due("p1"); got != nil {
		t.Errorf("%v goes before the one that came first", got)
	}
	if got := due(""); len(got) != 1 || got[0] != "p0" {
		t.Fatalf("due: %v, want p0", got)
	}
	if got := due(""); got != nil {
		t.Errorf("another one gets %v too", got)
	}
	now = now.Add(2 * time.Minute) // whoever had it is gone
	if got := due(""); len(got) != 1 || got[0] != "p0" {
		t.Fatalf("due again: %v, want p0", got)
	}
	w.do(w.ParcelDelivered(ctx, "p0", now))
	if got := due(""); len(got) != 1 || got[0] != "p1" {
		t.Errorf("due after that: %v, want p1", got)
	}
}

// TestInterventionsAreOnRecord writes who changed a case with the change, or neither.
func TestInterventionsAreOnRecord(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	c := w.newCase(noon)
	w.project(first(c.ID))
	answer := models.Answer{ID: models.NewID(), Case: c.ID, Person: w.applicant, Field: "level", Sealed: []byte{7}, GivenBy: w.clerk, GivenAt: noon, Draft: true}
	w.do(w.SetByHand(ctx, answer))
	w.project(models.Burst{Case: c.ID, Sequence: 2, Release: w.publish("language-course", "bundle two"),
		Interventions: []models.Intervention{{Action: "modifyCase", By: w.clerk, Answers: []string{answer.ID}}},
		Bindings:      []models.Binding{{Role: "course-provider", Agency: office}, {Role: "test-centre", Agency: provider}},
		Relent:        []models.Relent{{Key: 2, Role: "immigration-office", Lends: []models.Lending{{Item: "another", Purpose: "p", LegalBasis: "b"}}}}})
	entries := must[store.List[models.Access]](t)(w.Accesses(ctx, c.ID, store.Page{}))
	if len(entries.Items) != 1 || entries.Items[0].Outcome != models.AccessChanged || entries.Items[0].Action != "modifyCase" || entries.Items[0].By != w.clerk {
		t.Errorf("the access log says %+v", entries.Items)
	}
	answers := must[[]models.Answer](t)(w.Answers(ctx, c.ID))
	if len(answers) != 1 || answers[0].Task != "" || answers[0].Draft {
		t.Errorf("the answers are %+v", answers)
	}
	roles := map[models.AgencyRole]models.AgencyID{}
	for _, b := range must[[]models.Binding](t)(w.Bindings(ctx, c.ID)) {
		roles[b.Role] = b.Agency
	}
	if roles["course-provider"] != provider || roles["test-centre"] != provider {
		t.Errorf("the agencies are %v: a role keeps its own, a new one gets the one named", roles)
	}
	grants := must[[]models.Grant](t)(w.GrantsOfTask(ctx, office, models.NewTaskID(c.ID, 2), noon.Add(time.Second)))
	if len(grants) != 1 || grants[0].Item != "another" {
		t.Errorf("the open task is lent %+v", grants)
	}
}
