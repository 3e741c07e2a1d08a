package casework

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/draft"
	"handinhand/process/release"
	"handinhand/store"
)

// DraftLine is a draft in a list.
type DraftLine struct {
	ID          models.DraftID `json:"id"`
	Title       string         `json:"title"`
	CaseType    string         `json:"caseType,omitempty"`    // as its data.yaml says
	BaseRelease string         `json:"baseRelease,omitempty"` // the release that it began as
	Version     int64          `json:"version"`               // counts its changes
	ChangedBy   string         `json:"changedBy"`
	ChangedAt   time.Time      `json:"changedAt"`
}

// ProcessDraft is a draft with its files.
type ProcessDraft struct {
	DraftLine
	CreatedBy string      `json:"createdBy"`
	CreatedAt time.Time   `json:"createdAt"`
	Files     []DraftFile `json:"files"`
}

// DraftFile is a file of a draft without its content.
type DraftFile struct {
	Path      string    `json:"path"`
	Version   int64     `json:"version"` // the number of the change that made it
	ChangedBy string    `json:"changedBy"`
	ChangedAt time.Time `json:"changedAt"`
}

// DraftUpload is a file as it was sent, DraftItemText what data.yaml says of an item.
type (
	DraftUpload   = draft.Upload
	DraftItemText = draft.Item
)

// NewDraft says what a draft begins as: what was uploaded, else a release (its hash or
// the beginning of it), else the current release of a case type.
type NewDraft struct {
	Title    string
	CaseType string
	Release  string
	Uploads  []draft.Upload
}

// maxDrafts is how many drafts a list has at most, and how many there may be.
const maxDrafts = 500

// ListDrafts are all drafts of the platform's process owners, the one changed last first.
func (c *Casework) ListDrafts(ctx context.Context, a Actor) ([]DraftLine, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return nil, err
	}
	rows, err := c.Store.ListDrafts(ctx, maxDrafts)
	if err != nil {
		return nil, err
	}
	lines := make([]DraftLine, len(rows))
	for i, row := range rows {
		lines[i] = draftLine(row)
	}
	return lines, nil
}

// drafting asks policy, and makes statements work for a process owner.
func (c *Casework) drafting(ctx context.Context, a Actor) (context.Context, error) {
	return acting(ctx, a), c.may(a, policy.EditDrafts, policy.Platform())
}

func draftLine(row models.Draft) DraftLine {
	line := DraftLine{ID: row.ID, Title: row.Title, CaseType: row.CaseType, Version: row.Version, ChangedBy: row.ChangedName, ChangedAt: row.ChangedAt}
	if row.BaseRelease != nil {
		line.BaseRelease = *row.BaseRelease
	}
	return line
}

// ProcessDraft is one draft.
func (c *Casework) ProcessDraft(ctx context.Context, a Actor, id models.DraftID) (ProcessDraft, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return ProcessDraft{}, err
	}
	row, err := c.Store.Draft(ctx, id)
	if err != nil {
		return ProcessDraft{}, err
	}
	files, err := c.Store.DraftFiles(ctx, id)
	out := ProcessDraft{DraftLine: draftLine(row), CreatedBy: row.CreatedName, CreatedAt: row.CreatedAt, Files: []DraftFile{}}
	for _, f := range files {
		out.Files = append(out.Files, DraftFile{f.Path, f.Version, f.ChangedName, f.ChangedAt})
	}
	return out, err
}

// BeginDraft makes a draft.
func (c *Casework) BeginDraft(ctx context.Context, a Actor, in NewDraft) (ProcessDraft, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return ProcessDraft{}, err
	}
	files, base, err := c.draftContent(ctx, in)
	if err != nil {
		return ProcessDraft{}, err
	}
	row := models.Draft{ID: models.DraftID(models.NewID()), Title: in.Title, BaseRelease: base, CreatedBy: a.Person, CreatedName: a.Name, CreatedAt: now(), ChangedName: a.Name, ChangedAt: now()}
	if row.Title == "" {
		row.Title = titleOf(files, a)
	}
	if base == nil {
		files = draft.Complete(files, row.Title)
	}
	err = c.Store.Tx(ctx, func(tx *store.Store) error {
		others, err := tx.ListDrafts(ctx, maxDrafts)
		if err != nil {
			return err
		}
		if len(others) >= maxDrafts {
			return models.Problemf(models.KindConflict, "draft.many", "there are %d drafts already: remove what nobody needs", maxDrafts)
		}
		if err := tx.AddDraft(ctx, row); err != nil {
			return err
		}
		for _, path := range slices.Sorted(maps.Keys(files)) {
			if _, err := revise(ctx, tx, a, &row, path, models.RevisionBegun, files[path]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return ProcessDraft{}, err
	}
	return c.ProcessDraft(ctx, a, row.ID)
}

// draftContent are the files that a draft begins with, and the release that they are of.
func (c *Casework) draftContent(ctx context.Context, in NewDraft) (map[string][]byte, *string, error) {
	if len(in.Uploads) > 0 {
		files, err := draft.Open(in.Uploads...)
		return files, nil, unfit(err)
	}
	hash := ""
	switch {
	case in.Release != "":
		found, err := c.releaseNamed(ctx, in.Release)
		if err != nil {
			return nil, nil, err
		}
		hash = found
	case in.CaseType != "":
		t, err := c.Store.CaseType(ctx, in.CaseType)
		if err != nil {
			return nil, nil, err
		}
		hash = t.Release
	default:
		return nil, nil, models.Problemf(models.KindInvalid, "draft.from", "say which process or release the draft begins as, or send its files")
	}
	files, err := c.releaseFiles(ctx, hash)
	return files, &hash, err
}

// releaseFiles are the parts of a published release.
func (c *Casework) releaseFiles(ctx context.Context, hash string) (map[string][]byte, error) {
	bundle, err := c.Store.Bundle(ctx, hash)
	if err != nil {
		return nil, err
	}
	files, err := release.Unpack(bundle)
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		out[name], err = fs.ReadFile(files, name)
		return err
	})
	return out, err
}

// titleOf is what a draft is called when nobody says it.
func titleOf(files map[string][]byte, a Actor) string {
	r, _, _ := release.Sketch(files)
	if name := r.Text(a.Locale, "process.name"); name != "process.name" && name != "" {
		return name
	}
	if r.Definition != nil && r.Definition.Name != "" {
		return r.Definition.Name
	}
	if r.Definition != nil && r.Definition.ID != "" {
		return r.Definition.ID
	}
	return "Entwurf"
}

// unfit makes a Problem of what is not taken into a draft.
func unfit(err error) error {
	var refused *draft.Refused
	if !errors.As(err, &refused) {
		return faulty(err)
	}
	kind := models.KindInvalid
	if refused.Rule == "size" || refused.Rule == "zip-size" || refused.Rule == "xml-size" {
		kind = models.KindTooLarge
	}
	problem := models.Problemf(kind, "draft."+refused.Rule, "%s", refused.Error())
	params := map[string]any{"message": refused.Message}
	if refused.Line > 0 {
		params["line"] = refused.Line
	}
	problem.Fields = []models.FieldProblem{{Field: refused.File, Rule: refused.Rule, Params: params}}
	return problem
}

// RemoveDraft removes a draft with all its revisions and comments.
func (c *Casework) RemoveDraft(ctx context.Context, a Actor, id models.DraftID) error {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return err
	}
	return c.Store.RemoveDraft(ctx, id)
}

// DraftPackage is a draft as a zip file, which Publish takes: equal drafts give equal bytes.
func (c *Casework) DraftPackage(ctx context.Context, a Actor, id models.DraftID) (Content, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return Content{}, err
	}
	row, err := c.Store.Draft(ctx, id)
	if err != nil {
		return Content{}, err
	}
	files, err := c.draftFiles(ctx, id)
	if err != nil {
		return Content{}, err
	}
	packed, err := zipped(files)
	if err != nil {
		return Content{}, err
	}
	name := cmp.Or(row.CaseType, "process") + ".zip"
	return Content{ReadCloser: io.NopCloser(bytes.NewReader(packed)), Name: name, MediaType: "application/zip", Size: int64(len(packed))}, nil
}

// draftFiles are the files of a draft, whole.
func (c *Casework) draftFiles(ctx context.Context, id models.DraftID) (map[string][]byte, error) {
	rows, err := c.Store.DraftContents(ctx, id)
	files := map[string][]byte{}
	for _, row := range rows {
		files[row.Path] = row.Content
	}
	return files, err
}

// zipped packs files as release.Pack does: stored, sorted, without times.
func zipped(files map[string][]byte) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: path.Clean(name), Method: zip.Store})
		if err == nil {
			_, err = f.Write(files[name])
		}
		if err != nil {
			return nil, fmt.Errorf("casework: pack a draft: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("casework: pack a draft: %w", err)
	}
	return out.Bytes(), nil
}

// caseTypeOf is what a data.yaml says of whose process it is.
func caseTypeOf(data []byte) string {
	var head struct {
		CaseType string `yaml:"caseType"`
	}
	if yaml.Unmarshal(data, &head) != nil {
		return ""
	}
	return strings.TrimSpace(head.CaseType)
}
