package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"handinhand/models"
	"handinhand/store"
)

// draftOf puts a row into every table of drafts.
func (w *world) draftOf(ctx context.Context) models.Draft {
	w.t.Helper()
	draft := models.Draft{ID: models.DraftID(models.NewID()), Title: "t", CreatedBy: w.clerk, CreatedName: "n", CreatedAt: noon, ChangedAt: noon}
	w.do(w.AddDraft(ctx, draft))
	w.do(w.Tx(ctx, func(tx *store.Store) error {
		locked, err := tx.LockDraft(ctx, draft.ID)
		w.do(err)
		_, err = tx.Revise(ctx, &locked, models.DraftRevision{Path: "data.yaml", How: models.RevisionSaved, Content: []byte("a"), ChangedBy: w.clerk, ChangedName: "n", ChangedAt: noon})
		w.do(err)
		_, err = tx.AddDraftComment(ctx, models.DraftComment{Draft: draft.ID, Body: "why?", WrittenBy: w.clerk, WrittenAt: noon})
		return err
	}))
	w.do(w.SeeInDraft(ctx, models.DraftPresence{Draft: draft.ID, Person: w.clerk, Name: "n", SeenAt: noon}, noon.Add(-time.Minute)))
	return draft
}

// TestOnlyOwnersSeeDrafts: not even operators and auditors do.
func TestOnlyOwnersSeeDrafts(t *testing.T) {
	w := newWorld(t)
	owner := store.As(t.Context(), store.Identity{Person: w.clerk, Parts: []store.Part{store.PartDrafts}})
	draft := w.draftOf(owner)
	others := store.As(t.Context(), store.Identity{Person: w.clerk, Agency: office, Parts: []store.Part{store.PartOperations, store.PartAuditor, store.PartWorker}})
	if _, err := w.Draft(others, draft.ID); models.KindOf(err) != models.KindNotFound {
		t.Errorf("others see the draft: %v", err)
	}
	if files, err := w.DraftFiles(others, draft.ID); err != nil || len(files) != 0 {
		t.Errorf("others see %v, %v", files, err)
	}
	if files, err := w.DraftContents(owner, draft.ID); err != nil || len(files) != 1 || string(files[0].Content) != "a" || files[0].Version != 1 {
		t.Errorf("an owner sees %+v, %v", files, err)
	}
}

// TestOldRevisionsAreForgotten: the newest stay, whatever their size; the file itself is never touched.
func TestOldRevisionsAreForgotten(t *testing.T) {
	w := newWorld(t)
	ctx := store.As(t.Context(), store.Identity{Person: w.clerk, Parts: []store.Part{store.PartDrafts}})
	draft := w.draftOf(ctx)
	revise := func(path, content string) {
		w.do(w.Tx(ctx, func(tx *store.Store) error {
			locked, err := tx.LockDraft(ctx, draft.ID)
			w.do(err)
			_, err = tx.Revise(ctx, &locked, models.DraftRevision{Path: path, How: models.RevisionSaved, Content: []byte(content), ChangedBy: w.clerk, ChangedAt: noon})
			return err
		}))
	}
	for range 105 {
		revise("a.form", "x")
	}
	for range 12 {
		revise("b.form", strings.Repeat("x", 8<<20))
	}
	for path, want := range map[string]int{"a.form": 100, "b.form": 10, "data.yaml": 1} {
		if got, err := w.DraftRevisions(ctx, draft.ID, path, 1000); err != nil || len(got) != want {
			t.Errorf("%s: %d revisions, want %d (%v)", path, len(got), want, err)
		}
	}
	if _, err := w.DraftRevision(ctx, draft.ID, 2); models.KindOf(err) != models.KindNotFound {
		t.Errorf("the oldest revision is still there: %v", err)
	}
}
