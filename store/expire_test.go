package store_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"handinhand/models"
	"handinhand/store"
)

// TestADocumentGoesWithItsLastHolder: two cases hold one document, one of them for two
// items. It stays as long as one of them does.
func TestADocumentGoesWithItsLastHolder(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	one, two := w.newCase(noon), w.newCase(noon)
	w.project(first(one.ID))
	w.project(first(two.ID))
	digest := sha256.Sum256([]byte("a"))
	add := func() models.Document {
		d, _, err := w.AddDocument(ctx, models.Document{ID: models.DocumentID(models.NewID()), Person: w.applicant, Digest: digest[:],
			SealedName: []byte{1}, MediaType: "application/pdf", Size: 1, Object: "documents/" + models.NewID(), SealedKey: []byte{1}, AddedAt: noon, AddedBy: w.applicant})
		w.do(err)
		return d
	}
	d := add()
	refer := func(c models.Case, item string) models.Reference {
		r := models.Reference{ID: models.NewID(), Case: c.ID, Item: item, Document: &d.ID, Task: models.NewTaskID(c.ID, 1), AddedAt: noon, AddedBy: w.applicant}
		w.do(w.AddReference(ctx, r))
		return r
	}
	refer(one, "title")
	refer(one, "title") // replaces the first, which the case holds all the same
	refer(one, "proof")
	refer(two, "title")
	w.do(w.AddReference(ctx, models.Reference{ID: models.NewID(), Case: two.ID, Item: "proof", SealedReason: []byte("sealed"), Task: models.NewTaskID(two.ID, 1), AddedAt: noon, AddedBy: w.applicant}))
	w.do(w.SaveDraft(ctx, w.draft(models.NewTaskID(one.ID, 1), "name", "sealed", noon)))
	w.do(w.AddAttestation(ctx, models.Attestation{ID: "a", Person: w.applicant, Document: &d.ID, Digest: digest[:], Item: "title", Case: one.ID,
		Task: models.NewTaskID(one.ID, 1), Agency: office, By: w.clerk, Verdict: models.VerdictValid, Sealed: []byte("says"), At: noon, Note: "n"}))
	said := func() bool {
		a, err := w.Attestation(ctx, "a")
		w.do(err)
		return len(a.Sealed) > 0
	}
	later := noon.AddDate(5, 0, 0)
	for i, c := range []struct {
		from  models.Case
		item  models.ExpiredItem
		gone  int
		notes int64
	}{
		{one, models.ExpiredItem{Item: "title", Fields: []string{"name"}, Statute: "IntV § 8(6)"}, 0, 3},
		{one, models.ExpiredItem{Item: "title", Fields: []string{"name"}}, 0, 0}, // once more
		{two, models.ExpiredItem{Item: "proof"}, 0, 1},
		{two, models.ExpiredItem{Item: "title"}, 0, 1},
		{one, models.ExpiredItem{Item: "nothing"}, 0, 0},
		{one, models.ExpiredItem{Item: "proof"}, 1, 1},
	} {
		before := w.expired()
		gone, err := w.Expire(ctx, c.from.ID, []models.ExpiredItem{c.item}, later)
		if err != nil || len(gone) != c.gone || w.expired()-before != c.notes {
			t.Errorf("step %d: %d documents went (%v), %d entries; want %d and %d", i, len(gone), err, w.expired()-before, c.gone, c.notes)
		}
		if held := i < 3; said() != held {
			t.Errorf("step %d: the word on the title is there: %v, want %v", i, !held, held)
		}
		for _, left := range gone {
			if left.Object != d.Object {
				t.Errorf("step %d: %s went", i, left.Object)
			}
		}
	}
	left := must[models.Document](t)(w.Document(ctx, d.ID))
	if left.ExpiredAt == nil || len(left.SealedKey)+len(left.SealedName) != 0 {
		t.Errorf("what is left of the document still opens: %+v", left)
	}
	if all := must[[]models.Document](t)(w.AllDocuments(ctx, "", 10)); len(all) != 0 {
		t.Errorf("a sweep still looks for %v", all)
	}
	var answers int64
	w.do(w.DB.WithContext(ctx).Raw(`SELECT count(*) FROM answers`).Scan(&answers).Error)
	if answers != 0 {
		t.Errorf("%d answers are left", answers)
	}
	if onHand := must[[]models.Reference](t)(w.OnHand(ctx, w.applicant, "title", "")); len(onHand) != 0 {
		t.Errorf("%v are offered for reuse", onHand)
	}
	// The same bytes come in again: they are a new document; the old one takes no reference.
	err := w.AddReference(ctx, models.Reference{ID: models.NewID(), Case: one.ID, Item: "title", Document: &d.ID, Task: models.NewTaskID(one.ID, 1), AddedAt: later, AddedBy: w.applicant})
	if models.KindOf(err) != models.KindConflict {
		t.Errorf("an expired document was taken into a case: %v", err)
	}
	if again := add(); again.ID == d.ID {
		t.Error("an expired document is taken for a new one")
	}
}

// TestExplanationsGoWithWhatTheyHold: why a table decided goes with the first item that
// it holds something of, and with no other.
func TestExplanationsGoWithWhatTheyHold(t *testing.T) {
	w := newWorld(t)
	c := w.newCase(noon)
	w.project(models.Burst{Case: c.ID, Sequence: 1, At: noon, Explained: []models.Explained{
		{Element: "e", Decision: "one", Items: []string{"title", "name"}, Sealed: []byte{1}}, {Element: "e", Decision: "two", Items: []string{"title-group"}, Sealed: []byte{1}},
	}})
	left := func() (n int) {
		rows, err := w.Explanations(everyone(t), c.ID)
		w.do(err)
		return len(rows)
	}
	for _, step := range []struct {
		item string
		left int
	}{{"contact", 2}, {"name", 1}, {"title", 1}, {"title-group", 0}} {
		_, err := w.Expire(everyone(t), c.ID, []models.ExpiredItem{{Item: step.item}}, noon.AddDate(5, 0, 0))
		if w.do(err); left() != step.left {
			t.Errorf("after %s there are %d explanations, want %d", step.item, left(), step.left)
		}
	}
}

func (w *world) expired() (n int64) {
	w.t.Helper()
	ctx := store.As(w.t.Context(), store.Identity{Parts: []store.Part{store.PartLog}})
	w.do(w.DB.WithContext(ctx).Raw(`SELECT count(*) FROM accesses WHERE outcome = 'expired'`).Scan(&n).Error)
	return n
}

func TestChoresComeAtTheirPace(t *testing.T) {
	w := newWorld(t)
	for i, c := range []struct {
		pace time.Duration
		due  bool
	}{{time.Hour, true}, {time.Hour, false}, {0, true}} {
		if due, err := w.BeginChore(t.Context(), "sweep", c.pace); err != nil || due != c.due {
			t.Errorf("call %d: due is %v, %v", i, due, err)
		}
	}
}
