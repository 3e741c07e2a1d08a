package documents_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handinhand/documents"
	"handinhand/keys"
	"handinhand/models"
	"handinhand/store"
)

// strip takes from documents what programs before copies or previews did not make.
func (w *world) strip(columns string, documents ...models.Document) {
	w.t.Helper()
	vault := store.As(w.t.Context(), store.Identity{Parts: []store.Part{store.PartVault}})
	for _, d := range documents {
		if err := w.store.DB.WithContext(vault).Exec("UPDATE documents SET "+columns+" WHERE id = ?", d.ID).Error; err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) row(d models.Document) models.Document {
	w.t.Helper()
	row, err := w.store.Document(store.As(w.t.Context(), store.Identity{Parts: []store.Part{store.PartVault}}), d.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return row
}

// TestOlderDocumentsGetTheirCopies: a PDF and a HEIC from before there were copies of
// them, and a picture from before there were previews.
func TestOlderDocumentsGetTheirCopies(t *testing.T) {
	w := newWorld(t)
	const noPreview = "preview_object = '', preview_size = 0, pages = 0"
	const noCopy = noPreview + ", copy_object = '', copy_type = '', copy_size = 0"
	paper, photo, seen, whole := w.put(w.anna, pdf(1000)), w.put(w.anna, heic()), w.put(w.anna, jpegOf(40, 30)), w.put(w.anna, pdf(1001))
	damaged, gone := w.put(w.anna, pdf(1002)), w.put(w.omar, pdf(1000))
	w.strip(noCopy, paper, photo, damaged, gone)
	w.strip(noPreview, seen)
	w.overwrite(damaged, []byte("nothing"))
	if err := w.ring.Destroy(t.Context(), keys.PersonOwner(w.omar)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.OpenCopy(t.Context(), w.row(paper)); models.KindOf(err) != models.KindUnavailable {
		t.Errorf("before: %v", err)
	}
	failed := []documents.CopyFailure{{Document: damaged.ID, Why: "damaged"}}
	for _, want := range []documents.Copies{{Made: 3, Shredded: 1, Failed: failed}, {Shredded: 1, Failed: failed}} {
		if got, err := w.Copy(t.Context(), w.store); err != nil || !cmp.Equal(got, want) {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	}
	for _, d := range []models.Document{paper, photo, seen} {
		now := w.row(d)
		if copied := w.all(w.OpenCopy(t.Context(), now)); int64(len(copied)) != now.CopySize || now.CopyType != d.CopyType || now.Pages != d.Pages {
			t.Errorf("the copy of %s is %+v, was %+v", d.MediaType, now, d)
		}
		if preview := w.all(w.OpenPreview(t.Context(), now)); !bytes.HasPrefix(preview, []byte("\xff\xd8")) {
			t.Errorf("the preview of %s is no JPEG", d.MediaType)
		}
	}
	if now := w.row(whole); !cmp.Equal(now, whole) {
		t.Errorf("a document that had its copy is another one now: %s", cmp.Diff(whole, now))
	}
	for _, object := range w.objects() {
		if object == seen.CopyObject {
			t.Error("the copy before is still in the store")
		}
	}
	sweep, err := w.Verify(t.Context(), w.store)
	if err != nil || sweep.Whole != 4 || len(sweep.Damaged) != 1 || sweep.Shredded != 1 {
		t.Errorf("the sweep after says %+v %v", sweep, err)
	}
}
