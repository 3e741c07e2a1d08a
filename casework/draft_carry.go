package casework

import (
	"bytes"
	"context"
	"maps"

	"handinhand/models"
	"handinhand/process/draft"
	"handinhand/process/release"
)

// ExportPackage gives the files of a draft (its id), of the current release of a process (its case type), or of a release (its
// hash or the beginning of it).
func (c *Casework) ExportPackage(ctx context.Context, a Actor, name string) (map[string][]byte, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return nil, err
	}
	if models.ValidID(name) {
		if _, err := c.Store.Draft(ctx, models.DraftID(name)); err != nil {
			return nil, err
		}
		return c.draftFiles(ctx, models.DraftID(name))
	}
	t, err := c.Store.CaseType(ctx, name)
	if err == nil {
		return c.releaseFiles(ctx, t.Release)
	}
	if models.KindOf(err) != models.KindNotFound {
		return nil, err
	}
	hash, err := c.releaseNamed(ctx, name)
	if err != nil {
		return nil, err
	}
	return c.releaseFiles(ctx, hash)
}

// ImportPackage makes a draft of files, or brings a draft to where the files are. Importing the same twice changes nothing: it
// is the draft that holds them already. Fresh tells whether anything was changed.
func (c *Casework) ImportPackage(ctx context.Context, a Actor, into models.DraftID, in NewDraft) (d ProcessDraft, fresh bool, err error) {
	drafting, err := c.drafting(ctx, a)
	if err != nil {
		return ProcessDraft{}, false, err
	}
	files, err := draft.Open(in.Uploads...)
	if err != nil {
		return ProcessDraft{}, false, unfit(err)
	}
	if into != "" {
		return c.importInto(ctx, a, into, files)
	}
	title := in.Title
	if title == "" {
		title = titleOf(files, a)
	}
	whole := draft.Complete(files, title)
	known, err := c.Store.ListDrafts(drafting, maxDrafts)
	if err != nil {
		return ProcessDraft{}, false, err
	}
	for _, one := range known {
		has, err := c.draftFiles(drafting, one.ID)
		if err != nil {
			return ProcessDraft{}, false, err
		}
		if maps.EqualFunc(has, whole, bytes.Equal) {
			d, err = c.ProcessDraft(ctx, a, one.ID)
			return d, false, err
		}
	}
	d, err = c.BeginDraft(ctx, a, in)
	return d, true, err
}

// importInto saves the files that differ and removes those that are not there. Each is a change that can be undone.
func (c *Casework) importInto(ctx context.Context, a Actor, id models.DraftID, files map[string][]byte) (d ProcessDraft, fresh bool, err error) {
	if d, err = c.ProcessDraft(ctx, a, id); err != nil {
		return d, false, err
	}
	versions := map[string]int64{}
	for _, f := range d.Files {
		versions[f.Path] = f.Version
	}
	before := d.Version
	for _, path := range sortedKeys(files) {
		if _, err := c.SaveDraftFile(ctx, a, Save{Draft: id, Path: path, Version: versions[path], Content: append([]byte{}, files[path]...)}); err != nil {
			return d, false, err
		}
		delete(versions, path)
	}
	for _, path := range sortedKeys(versions) {
		if _, err := c.SaveDraftFile(ctx, a, Save{Draft: id, Path: path, Version: versions[path]}); err != nil {
			return d, false, err
		}
	}
	d, err = c.ProcessDraft(ctx, a, id)
	return d, d.Version != before, err
}

// ZipPackage packs files as publishRelease takes them: equal files give equal bytes.
func ZipPackage(files map[string][]byte) ([]byte, error) { return zipped(files) }

// IsPackageFile tells whether a path is one that a package can have.
func IsPackageFile(path string) bool { return release.IsPart(path) }
