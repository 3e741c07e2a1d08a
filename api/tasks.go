package api

import (
	"context"

	"handinhand/casework"
)

type inboxIn struct {
	Paging
	CaseType string `query:"caseType" maxLength:"100"`
	Element  string `query:"element" maxLength:"200" doc:"Id of a step."`
	Number   string `query:"number" maxLength:"40" doc:"A case number, exactly."`
	Claim    string `query:"claim" enum:"mine,free" doc:"Only those that I have, or that nobody has."`
	Overdue  bool   `query:"overdue"`
	Sort     string `query:"sort" enum:"due,newest,oldest" default:"due"`
}

func (m *mount) inbox(ctx context.Context, a casework.Actor, in *inboxIn) (*paged[casework.Inbox], error) {
	inbox, err := m.Casework.Inbox(ctx, a, casework.InboxQuery{
		Page: in.page(), CaseType: in.CaseType, Element: in.Element, Number: in.Number,
		Claim: in.Claim, Overdue: in.Overdue, Sort: in.Sort,
	})
	return pagedOf(ctx, inbox, inbox.Next, err)
}

func (m *mount) task(ctx context.Context, a casework.Actor, in *TaskIn) (*body[casework.Task], error) {
	return bodyOf(m.Casework.Task(ctx, a, in.Task))
}

// Version is the state of a task that the sender has seen.
type Version struct {
	Version int64 `json:"version" minimum:"1" doc:"The task's version as last seen; another is refused as stale."`
}

type claimIn struct {
	TaskIn
	Body Version
}

func (m *mount) claim(ctx context.Context, a casework.Actor, in *claimIn) (*body[casework.TaskLine], error) {
	return bodyOf(m.Casework.Claim(ctx, a, in.Task, in.Body.Version))
}

type releaseIn struct {
	TaskIn
	Version int64 `query:"version" minimum:"1" required:"true" doc:"The task's version as last seen; another is refused as stale."`
}

func (m *mount) release(ctx context.Context, a casework.Actor, in *releaseIn) (*body[casework.TaskLine], error) {
	return bodyOf(m.Casework.Release(ctx, a, in.Task, in.Version))
}

// Draft is what has been filled in so far.
type Draft struct {
	Values Values `json:"values"`
}

type draftIn struct {
	TaskIn
	Body Draft
}

func (m *mount) saveDraft(ctx context.Context, a casework.Actor, in *draftIn) (*none, error) {
	return noneOf(m.Casework.SaveDraft(ctx, a, casework.Draft{Task: in.Task, Values: in.Body.Values}))
}

// Completion is a submission of a task's form.
type Completion struct {
	Version int64  `json:"version,omitempty" minimum:"0" doc:"The task's version as last seen; another is refused as stale. 0 = whatever it is now."`
	Values  Values `json:"values"`
}

type completionIn struct {
	TaskIn
	KeyedBody
	Body Completion
}

func (m *mount) complete(ctx context.Context, a casework.Actor, in *completionIn) (*result[casework.Completed], error) {
	done, err := m.Casework.Complete(ctx, a, casework.Completion{
		Task: in.Task, Version: in.Body.Version, Values: in.Body.Values, Key: in.Key,
	})
	if err != nil {
		return nil, err
	}
	return &result[casework.Completed]{Value: done}, nil
}
