package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/process/draft"
)

// draftLimit is the largest upload: a whole draft, and what wraps it.
const draftLimit = draft.MaxBytes + 1<<20

// DraftIn names a draft.
type DraftIn struct {
	Draft models.DraftID `path:"draft" format:"uuid" doc:"Id of a draft."`
}

func (m *mount) drafts(ctx context.Context, a casework.Actor, _ *none) (*body[casework.List[casework.DraftLine]], error) {
	return whole(m.Casework.ListDrafts(ctx, a))
}

func (m *mount) draft(ctx context.Context, a casework.Actor, in *DraftIn) (*body[casework.ProcessDraft], error) {
	return bodyOf(m.Casework.ProcessDraft(ctx, a, in.Draft))
}

// DraftOrigin says what a draft begins as.
type DraftOrigin struct {
	CaseType string `json:"caseType,omitempty" maxLength:"100" doc:"A process, whose current release it begins as."`
	Release  string `json:"release,omitempty" maxLength:"64" doc:"Hash of a release, or its beginning."`
	Title    string `json:"title,omitempty" maxLength:"200" doc:"The process's name if left out."`
}

type beginDraftIn struct {
	KeyedBody
	ContentType string `header:"Content-Type"`
}

func (m *mount) beginDraft(ctx context.Context, a casework.Actor, in *beginDraftIn) (*result[casework.ProcessDraft], error) {
	origin, err := draftOrigin(in.ContentType, in.RawBody)
	if err != nil {
		return nil, err
	}
	made, err := m.Casework.BeginDraft(ctx, a, origin)
	if err != nil {
		return nil, err
	}
	return &result[casework.ProcessDraft]{Value: made, Location: created("/drafts/" + string(made.ID))}, nil
}

// draftOrigin reads JSON, a zip file, or files of a form (RFC 7578).
func draftOrigin(contentType string, body []byte) (casework.NewDraft, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	switch {
	case err == nil && kind == "multipart/form-data":
		return draftForm(multipart.NewReader(bytes.NewReader(body), params["boundary"]))
	case err == nil && kind == "application/zip":
		return casework.NewDraft{Uploads: []draft.Upload{{Name: "upload.zip", Content: body}}}, nil
	case err == nil && kind != "application/json":
		return casework.NewDraft{}, models.Problemf(models.KindUnsupported, "unsupported", "send JSON, a zip file or multipart/form-data, not %s", kind)
	}
	var origin DraftOrigin
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&origin); err != nil || depth(body) > depthLimit {
		return casework.NewDraft{}, models.Problemf(models.KindInvalid, "invalid", "the body is no JSON object with caseType, release or title")
	}
	return casework.NewDraft{Title: origin.Title, CaseType: origin.CaseType, Release: origin.Release}, nil
}

// draftForm reads the files of a form, and the title.
func draftForm(form *multipart.Reader) (casework.NewDraft, error) {
	out := casework.NewDraft{}
	for {
		part, err := form.NextRawPart()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, models.Problemf(models.KindInvalid, "invalid", "the form is broken: %w", err)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return out, models.Problemf(models.KindInvalid, "invalid", "the form is broken: %w", err)
		}
		if name := part.FileName(); name != "" {
			out.Uploads = append(out.Uploads, draft.Upload{Name: name, Content: content})
		} else if part.FormName() == "title" {
			out.Title = string(content)
		}
	}
}

func (m *mount) removeDraft(ctx context.Context, a casework.Actor, in *DraftIn) (*none, error) {
	return noneOf(m.Casework.RemoveDraft(ctx, a, in.Draft))
}

func (m *mount) draftPackage(ctx context.Context, a casework.Actor, in *DraftIn) (*huma.StreamResponse, error) {
	return stream(m.Casework.DraftPackage(ctx, a, in.Draft))
}

// DraftFileIn names a file of a draft.
type DraftFileIn struct {
	DraftIn
	Path string `path:"path" maxLength:"200" doc:"Path of a file of the draft, e.g. process.bpmn or i18n/de.json; slashes as they are."`
}

func (in DraftFileIn) file() string { return strings.TrimPrefix(in.Path, "/") }

func (m *mount) draftFile(ctx context.Context, a casework.Actor, in *DraftFileIn) (*huma.StreamResponse, error) {
	file, err := m.Casework.DraftFile(ctx, a, in.Draft, in.file())
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", "text/plain; charset=utf-8")
		ctx.SetHeader("ETag", etag(file.Version))
		ctx.SetHeader("X-Content-Type-Options", "nosniff")
		ctx.SetHeader("Cache-Control", "no-store")
		ctx.SetHeader("Content-Security-Policy", "sandbox; default-src 'none'")
		_, _ = ctx.BodyWriter().Write(file.Content)
	}}, nil
}

func etag(version int64) string { return strconv.Quote(itoa(version)) }

// Matching says which version of a file a change begins with.
type Matching struct {
	IfMatch string `header:"If-Match" maxLength:"40" doc:"ETag of the version that the change begins with."`
}

// version is that of If-Match.
func (in Matching) version() (int64, error) {
	text := strings.Trim(strings.TrimPrefix(in.IfMatch, "W/"), `"`)
	version, err := strconv.ParseInt(text, 10, 64)
	if err != nil || version <= 0 {
		return 0, models.Problemf(models.KindInvalid, "invalid", "say in If-Match which version of the file the change begins with, as its ETag said, or If-None-Match: * for a new file")
	}
	return version, nil
}

type saveDraftFileIn struct {
	DraftFileIn
	Matching
	IfNoneMatch string `header:"If-None-Match" maxLength:"40" doc:"* for a file that is new."`
	RawBody     []byte
}

// SavedFile is what became of a save. Content is there when others changed the file meanwhile and both changes were joined.
type SavedFile struct {
	Version int64   `json:"version"`
	Merged  bool    `json:"merged"`
	Content *string `json:"content,omitempty"`
}

type savedFile struct {
	ETag string `header:"ETag"`
	Body SavedFile
}

func (m *mount) saveDraftFile(ctx context.Context, a casework.Actor, in *saveDraftFileIn) (*savedFile, error) {
	save := casework.Save{Draft: in.Draft, Path: in.file(), Content: append([]byte{}, in.RawBody...)}
	if in.IfNoneMatch != "*" {
		var err error
		if save.Version, err = in.version(); err != nil {
			return nil, err
		}
	}
	return savedAs(m.Casework.SaveDraftFile(ctx, a, save))
}

func savedAs(saved casework.Saved, err error) (*savedFile, error) {
	if err != nil {
		return nil, err
	}
	out := &savedFile{ETag: etag(saved.Version), Body: SavedFile{Version: saved.Version, Merged: saved.Merged}}
	if saved.Merged {
		content := string(saved.Content)
		out.Body.Content = &content
	}
	return out, nil
}

// Settled says whose is to stand of each thing that two owners changed.
type Settled struct {
	Base int64                  `json:"base" minimum:"1" doc:"The version that the refused save began with."`
	Over int64                  `json:"over" minimum:"1" doc:"The version of the file that the clash was about; if it is another now, the answer is a clash again."`
	Mine []casework.ClashChoice `json:"mine" maxItems:"2000" doc:"The conflicts in which the refused save is to stand; in all others the file stays as it is."`
}

type settleIn struct {
	DraftIn
	KeyedBody
	Number int64 `path:"number" minimum:"1" doc:"The revision that keeps the refused save."`
	Body   Settled
}

func (m *mount) settleDraftFile(ctx context.Context, a casework.Actor, in *settleIn) (*result[SavedFile], error) {
	saved, err := savedAs(m.Casework.SettleDraftFile(ctx, a, casework.Settlement{Draft: in.Draft, Kept: in.Number, Base: in.Body.Base, Over: in.Body.Over, Mine: in.Body.Mine}))
	if err != nil {
		return nil, err
	}
	return &result[SavedFile]{Value: saved.Body}, nil
}

type removeDraftFileIn struct {
	DraftFileIn
	Matching
}

func (m *mount) removeDraftFile(ctx context.Context, a casework.Actor, in *removeDraftFileIn) (*none, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	_, err = m.Casework.SaveDraftFile(ctx, a, casework.Save{Draft: in.Draft, Path: in.file(), Version: version})
	return noneOf(err)
}
