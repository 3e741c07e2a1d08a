package casework

import (
	"bytes"
	"context"
	"time"

	"handinhand/models"
	"handinhand/process/draft"
	"handinhand/process/merge"
	"handinhand/store"
)

// DraftContent is a file of a draft, whole.
type DraftContent struct {
	DraftFile
	Content []byte
}

// Save is a file that somebody wants to be so. Version is the one that they began with:
// 0 for a new file.
type Save struct {
	Draft   models.DraftID
	Path    string
	Version int64
	Content []byte // nil removes it
}

// Saved is what became of it. Content is there when it was merged with what others did.
type Saved struct {
	Version int64  `json:"version"`
	Merged  bool   `json:"merged"`
	Content []byte `json:"-"`
}

// Clash is the error of a save that is in the way of what others did: the file as it is
// now, and what both changed. Kept is the revision under which the refused bytes are.
type Clash struct {
	*models.Problem
	Version   int64
	Content   []byte // nil: the file was removed
	Conflicts []merge.Conflict
	Kept      int64
}

// Unwrap makes a Clash a Problem.
func (c *Clash) Unwrap() error { return c.Problem }

// DraftFile is one file of a draft.
func (c *Casework) DraftFile(ctx context.Context, a Actor, id models.DraftID, path string) (DraftContent, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return DraftContent{}, err
	}
	row, err := c.Store.DraftFile(ctx, id, path)
	return DraftContent{DraftFile{row.Path, row.Version, row.ChangedName, row.ChangedAt}, row.Content}, err
}

// SaveDraftFile saves a file. Where others have changed it meanwhile both changes are joined; where they changed the same
// the error is a *Clash, and what was to be saved is kept as a revision.
func (c *Casework) SaveDraftFile(ctx context.Context, a Actor, in Save) (Saved, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return Saved{}, err
	}
	if in.Content != nil {
		if err := draft.Fit(in.Path, in.Content); err != nil {
			return Saved{}, unfit(err)
		}
	}
	var saved Saved
	var clash *Clash
	err = c.Store.Tx(ctx, func(tx *store.Store) error {
		row, err := tx.LockDraft(ctx, in.Draft)
		if err != nil {
			return err
		}
		saved, clash, err = save(ctx, tx, a, &row, in)
		return err
	})
	if err == nil && clash != nil {
		return Saved{}, clash // what was kept is committed
	}
	return saved, err
}

// save changes a file of a locked draft.
func save(ctx context.Context, tx *store.Store, a Actor, row *models.Draft, in Save) (Saved, *Clash, error) {
	now, err := tx.DraftFile(ctx, row.ID, in.Path)
	if err != nil && models.KindOf(err) != models.KindNotFound {
		return Saved{}, nil, err
	}
	there := err == nil
	switch {
	case in.Content == nil && !there:
		return Saved{}, nil, err
	case there && in.Content != nil && bytes.Equal(now.Content, in.Content):
		return Saved{Version: now.Version}, nil, nil
	case now.Version == in.Version && in.Content == nil:
		version, err := revise(ctx, tx, a, row, in.Path, models.RevisionRemoved, nil)
		return Saved{Version: version}, nil, err
	case now.Version == in.Version:
		version, err := revise(ctx, tx, a, row, in.Path, models.RevisionSaved, in.Content)
		return Saved{Version: version}, nil, err
	case in.Content == nil || !there || in.Version == 0:
		clash, err := keep(ctx, tx, a, row, in, now, nil)
		return Saved{}, clash, err
	}
	return join(ctx, tx, a, row, in, now)
}

// join merges a save with what others did since its version.
func join(ctx context.Context, tx *store.Store, a Actor, row *models.Draft, in Save, now models.DraftFile) (Saved, *Clash, error) {
	base, err := tx.DraftRevision(ctx, row.ID, in.Version)
	if err != nil && models.KindOf(err) != models.KindNotFound {
		return Saved{}, nil, err
	}
	if err != nil || base.Path != in.Path || base.Content == nil {
		clash, err := keep(ctx, tx, a, row, in, now, []merge.Conflict{{What: "base"}}) // too old to know what was changed
		return Saved{}, clash, err
	}
	merged, conflicts, err := merge.Files(in.Path, base.Content, now.Content, in.Content)
	if err != nil {
		conflicts = []merge.Conflict{{What: "unreadable", Yours: err.Error()}}
	}
	if len(conflicts) > 0 {
		clash, err := keep(ctx, tx, a, row, in, now, conflicts)
		return Saved{}, clash, err
	}
	version, err := revise(ctx, tx, a, row, in.Path, models.RevisionMerged, merged)
	return Saved{version, true, merged}, nil, err
}

// keep remembers what could not be saved.
func keep(ctx context.Context, tx *store.Store, a Actor, row *models.Draft, in Save, now models.DraftFile, conflicts []merge.Conflict) (*Clash, error) {
	problem := models.Problemf(models.KindStale, "draft.clash", "others have changed %s since version %d, in the same places: the file is at version %d now", in.Path, in.Version, now.Version)
	clash := &Clash{Problem: problem, Version: now.Version, Content: now.Content, Conflicts: conflicts}
	if in.Content == nil {
		clash.Conflicts = append(clash.Conflicts, merge.Conflict{What: "removed", Theirs: "changed", Yours: "removed"})
		return clash, nil
	}
	if len(conflicts) == 0 {
		clash.Conflicts = []merge.Conflict{{What: "removed", Theirs: "removed", Yours: "changed"}}
		if now.Version > 0 {
			clash.Conflicts = []merge.Conflict{{What: "added", Theirs: "added", Yours: "added"}}
		}
	}
	again, err := keptAlready(ctx, tx, in)
	if err != nil || again > 0 {
		clash.Kept = again
		return clash, err
	}
	clash.Kept, err = revise(ctx, tx, a, row, in.Path, models.RevisionKept, in.Content)
	return clash, err
}

// keptAlready is the revision that holds the same bytes, if it is the newest of the file: a browser that tries again must not
// push everything else out of what is remembered.
func keptAlready(ctx context.Context, tx *store.Store, in Save) (int64, error) {
	newest, err := tx.DraftRevisions(ctx, in.Draft, in.Path, 1)
	if err != nil || len(newest) == 0 || newest[0].How != models.RevisionKept {
		return 0, err
	}
	last, err := tx.DraftRevision(ctx, in.Draft, newest[0].Number)
	if err != nil || !bytes.Equal(last.Content, in.Content) {
		return 0, err
	}
	return last.Number, nil
}

// revise writes a change of a file down.
func revise(ctx context.Context, tx *store.Store, a Actor, row *models.Draft, path string, how models.RevisionHow, content []byte) (int64, error) {
	if how != models.RevisionRemoved && how != models.RevisionKept {
		files, size, err := tx.DraftSize(ctx, row.ID, path)
		if err != nil {
			return 0, err
		}
		if files >= draft.MaxFiles || size+int64(len(content)) > draft.MaxBytes {
			return 0, models.Problemf(models.KindTooLarge, "draft.size", "a draft has at most %d files and %d MB", draft.MaxFiles, draft.MaxBytes>>20)
		}
		if path == "data.yaml" {
			row.CaseType = caseTypeOf(content)
		}
		if content == nil {
			content = []byte{}
		}
	}
	return tx.Revise(ctx, row, models.DraftRevision{Path: path, How: how, Content: content, ChangedBy: a.Person, ChangedName: a.Name, ChangedAt: now()})
}

// DraftRevision is a change of a file of a draft.
type DraftRevision struct {
	Number    int64              `json:"number"`
	Path      string             `json:"path"`
	How       models.RevisionHow `json:"how"`
	ChangedBy string             `json:"changedBy"`
	ChangedAt time.Time          `json:"changedAt"`
}

// maxRevisions is how many revisions are listed.
const maxRevisions = 200

// DraftRevisions are the changes of a draft, or of one file of it, newest first.
func (c *Casework) DraftRevisions(ctx context.Context, a Actor, id models.DraftID, path string) ([]DraftRevision, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return nil, err
	}
	if _, err := c.Store.Draft(ctx, id); err != nil {
		return nil, err
	}
	rows, err := c.Store.DraftRevisions(ctx, id, path, maxRevisions)
	out := make([]DraftRevision, len(rows))
	for i, r := range rows {
		out[i] = DraftRevision{r.Number, r.Path, r.How, r.ChangedName, r.ChangedAt}
	}
	return out, err
}

// RestoreRevision makes a file what it was in a revision, or what somebody wanted it to be: a change as every other, so that
// what it was before can be restored too.
func (c *Casework) RestoreRevision(ctx context.Context, a Actor, id models.DraftID, number int64) (DraftFile, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return DraftFile{}, err
	}
	var out DraftFile
	err = c.Store.Tx(ctx, func(tx *store.Store) error {
		row, err := tx.LockDraft(ctx, id)
		if err != nil {
			return err
		}
		old, err := tx.DraftRevision(ctx, id, number)
		if err != nil {
			return err
		}
		if old.How == models.RevisionRemoved {
			return models.Problemf(models.KindInvalid, "draft.removed", "in revision %d the file was removed: there is nothing to restore", number)
		}
		version, err := revise(ctx, tx, a, &row, old.Path, models.RevisionRestored, old.Content)
		out = DraftFile{old.Path, version, row.ChangedName, row.ChangedAt}
		return err
	})
	return out, err
}
