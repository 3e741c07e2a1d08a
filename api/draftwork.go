package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/process/draft"
)

type revisionsIn struct {
	DraftIn
	Path string `query:"path" maxLength:"200" doc:"Only of this file."`
}

func (m *mount) draftRevisions(ctx context.Context, a casework.Actor, in *revisionsIn) (*body[casework.List[casework.DraftRevision]], error) {
	return whole(m.Casework.DraftRevisions(ctx, a, in.Draft, in.Path))
}

type revisionIn struct {
	DraftIn
	Keyed
	Number int64 `path:"number" minimum:"1" doc:"Number of a revision."`
}

func (m *mount) restoreRevision(ctx context.Context, a casework.Actor, in *revisionIn) (*result[casework.DraftFile], error) {
	file, err := m.Casework.RestoreRevision(ctx, a, in.Draft, in.Number)
	if err != nil {
		return nil, err
	}
	return &result[casework.DraftFile]{Value: file}, nil
}

func (m *mount) draftFindings(ctx context.Context, a casework.Actor, in *DraftIn) (*body[casework.DraftFindings], error) {
	return bodyOf(m.Casework.CheckDraft(ctx, a, in.Draft))
}

// Trial is a case of a draft that is tried: how it begins, and all that happened so far.
type Trial struct {
	At        string       `json:"at,omitempty" maxLength:"200" doc:"Id of a start event; the one by hand if left out."`
	Now       *time.Time   `json:"now,omitempty" doc:"What the clock says until time goes by; a Monday in January 2026 if left out."`
	Variables Values       `json:"variables,omitempty"`
	Events    []TrialEvent `json:"events,omitempty" maxItems:"1000"`
}

// TrialEvent is one thing that happens in a trial. Which of the fields count depends on kind.
type TrialEvent struct {
	Kind     string `json:"kind" enum:"complete,message,signal,advance,service,retry,raise,escalate,choose" doc:"complete: a task is done. message, signal: one arrives. advance: time goes by. service: a service step comes to its end. retry: an incident is tried again. raise, escalate: an error or escalation at a task. choose: a step of an ad-hoc sub-process begins."`
	Element  string `json:"element,omitempty" maxLength:"200" doc:"The task, service step, stuck element, or step to begin; the oldest one of it."`
	Key      int64  `json:"key,omitempty" doc:"Which of several, as the state gives it; of choose: the sub-process."`
	Values   Values `json:"values,omitempty"`
	Name     string `json:"name,omitempty" maxLength:"200" doc:"Of the message or signal."`
	Duration string `json:"duration,omitempty" maxLength:"50" doc:"ISO 8601: how much time goes by. Left out: until the next timer fires."`
	Result   string `json:"result,omitempty" enum:"ok,failed,error" doc:"Of a service step; ok if left out."`
	Code     string `json:"code,omitempty" maxLength:"200" doc:"Of an error or escalation."`
}

type trialIn struct {
	DraftIn
	Body Trial
}

func (m *mount) tryDraft(ctx context.Context, a casework.Actor, in *trialIn) (*body[draft.State], error) {
	trial := casework.Trial{Start: draft.Start{At: in.Body.At, Variables: in.Body.Variables}}
	if in.Body.Now != nil {
		trial.Start.Now = *in.Body.Now
	}
	for _, e := range in.Body.Events {
		trial.Events = append(trial.Events, e.event())
	}
	return bodyOf(m.Casework.TryDraft(ctx, a, in.Draft, trial))
}

func (e TrialEvent) event() draft.Event {
	return draft.Event{Kind: e.Kind, Element: e.Element, Key: e.Key, Values: e.Values, Name: e.Name, Duration: e.Duration, Result: e.Result, Code: e.Code}
}

func (m *mount) draftComments(ctx context.Context, a casework.Actor, in *DraftIn) (*body[casework.List[casework.DraftComment]], error) {
	return whole(m.Casework.DraftComments(ctx, a, in.Draft))
}

// NewComment is something that an owner has to say about a place in a draft.
type NewComment struct {
	DraftSpot
	Text string `json:"text" minLength:"1" maxLength:"4000"`
}

// DraftSpot is a place in a draft: a file, and an element of it.
type DraftSpot struct {
	Path    string `json:"path,omitempty" maxLength:"200"`
	Element string `json:"element,omitempty" maxLength:"200"`
}

type commentIn struct {
	DraftIn
	KeyedBody
	Body NewComment
}

func (m *mount) commentDraft(ctx context.Context, a casework.Actor, in *commentIn) (*result[casework.DraftComment], error) {
	made, err := m.Casework.CommentDraft(ctx, a, in.Draft, casework.DraftPlace(in.Body.DraftSpot), in.Body.Text)
	if err != nil {
		return nil, err
	}
	return &result[casework.DraftComment]{Value: made}, nil
}

func (m *mount) resolveComment(ctx context.Context, a casework.Actor, in *revisionIn) (*result[casework.DraftComment], error) {
	resolved, err := m.Casework.ResolveDraftComment(ctx, a, in.Draft, in.Number)
	if err != nil {
		return nil, err
	}
	return &result[casework.DraftComment]{Value: resolved}, nil
}

type hereIn struct {
	DraftIn
	Body DraftSpot
}

func (m *mount) hereInDraft(ctx context.Context, a casework.Actor, in *hereIn) (*body[casework.List[casework.DraftGuest]], error) {
	return whole(m.Casework.HereInDraft(ctx, a, in.Draft, casework.DraftPlace(in.Body)))
}

type proposeDraftIn struct {
	DraftIn
	Keyed
}

func (m *mount) proposeDraft(ctx context.Context, a casework.Actor, in *proposeDraftIn) (*result[Proposed], error) {
	p, findings, err := m.Casework.ProposeDraft(ctx, a, in.Draft, casework.Terms{})
	if err != nil {
		return nil, unfit(err, findings)
	}
	return &result[Proposed]{Value: Proposed{p, findings}, Location: created("/proposals/" + p.ID)}, nil
}

// draftOperations are what process owners do before they publish.
func (m *mount) draftOperations() []operation {
	const absent, stale = models.KindNotFound, models.KindStale
	const file = "/drafts/{draft}/files/{path}"
	begin := once(m, "/drafts", "beginDraft", "drafts", "Begin a draft: from a process, a release, or files of any modeler", http.StatusCreated, m.beginDraft, absent, models.KindConflict)
	begin.MaxBodyBytes, begin.SkipValidateBody = draftLimit, true // draftOrigin reads it
	begin.RequestBody = &huma.RequestBody{Required: true, Description: "What the draft begins as, a zip file of a package, or files (.zip, .bpmn, .dmn, .form, …).", Content: map[string]*huma.MediaType{
		"application/zip": {}, "multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{
			"title": {Type: huma.TypeString}, "file": {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}},
		"application/json": {Schema: &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{
			"caseType": {Type: huma.TypeString}, "release": {Type: huma.TypeString}, "title": {Type: huma.TypeString}}}},
	}}
	save := plain(http.MethodPut, file, "saveDraftFile", "drafts", "Save a file; what others changed meanwhile is joined, or the save is refused and its bytes kept", m.saveDraftFile, absent, stale)
	save.MaxBodyBytes = draftLimit
	return []operation{
		read("/drafts", "listDrafts", "drafts", "Drafts, the one changed last first", m.drafts),
		begin,
		read("/drafts/{draft}", "getDraft", "drafts", "A draft with its files", m.draft, absent, models.KindInvalid),
		plain(http.MethodDelete, "/drafts/{draft}", "removeDraft", "drafts", "Remove a draft with all that is remembered of it", m.removeDraft, absent),
		draftDownload("/drafts/{draft}/package", "getDraftPackage", "The draft as a zip file, which proposeRelease takes", "application/zip", m.draftPackage),
		draftDownload(file, "getDraftFile", "A file; its ETag is its version", "text/plain", m.draftFile),
		save,
		plain(http.MethodDelete, file, "removeDraftFile", "drafts", "Remove a file", m.removeDraftFile, absent, stale),
		read("/drafts/{draft}/revisions", "listDraftRevisions", "drafts", "Changes of a draft, newest first; also those that were refused and kept", m.draftRevisions, absent, models.KindInvalid),
		once(m, "/drafts/{draft}/revisions/{number}/restore", "restoreDraftRevision", "drafts", "Make a file what it was in a revision", http.StatusOK, m.restoreRevision, absent),
		once(m, "/drafts/{draft}/revisions/{number}/settle", "settleDraftFile", "drafts", "End a clash: join a refused save with the file, choosing for each thing that both changed", http.StatusOK, m.settleDraftFile, absent, stale),
		read("/drafts/{draft}/findings", "getDraftFindings", "drafts", "All that stands in the way of publication", m.draftFindings, absent, models.KindInvalid),
		plain(http.MethodPost, "/drafts/{draft}/run", "tryDraft", "drafts", "Try the draft on the engine; nothing is kept, so no Idempotency-Key is needed", m.tryDraft, absent),
		once(m, "/drafts/{draft}/proposal", "proposeDraft", "drafts", "Propose the draft as a release, for another process owner to decide about", http.StatusCreated, m.proposeDraft, absent, models.KindConflict),
		read("/drafts/{draft}/comments", "listDraftComments", "drafts", "What was said about a draft, oldest first", m.draftComments, absent, models.KindInvalid),
		once(m, "/drafts/{draft}/comments", "commentDraft", "drafts", "Say something about an element of a draft", http.StatusCreated, m.commentDraft, absent, models.KindConflict),
		once(m, "/drafts/{draft}/comments/{number}/resolve", "resolveDraftComment", "drafts", "Say that a comment is done with", http.StatusOK, m.resolveComment, absent),
		plain(http.MethodPost, "/drafts/{draft}/here", "hereInDraft", "drafts", "Say where in the draft I am, and learn who else is here; may be repeated, so no Idempotency-Key is needed", m.hereInDraft, absent),
	}
}

// draftDownload is a GET of a file of a draft.
func draftDownload[I any](path, id, summary, media string, do call[I, huma.StreamResponse]) operation {
	o := read(path, id, "drafts", summary, do, models.KindNotFound, models.KindInvalid)
	o.Responses = map[string]*huma.Response{"200": {
		Description: "The file", Content: map[string]*huma.MediaType{media: {}},
		Headers: map[string]*huma.Param{"ETag": {Schema: &huma.Schema{Type: huma.TypeString}, Description: "The version of the file."}},
	}}
	return o
}
