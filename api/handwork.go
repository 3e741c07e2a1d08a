package api

import (
	"context"

	"handinhand/casework"
	"handinhand/models"
)

func (m *mount) levers(ctx context.Context, a casework.Actor, in *CaseIn) (*body[casework.Levers], error) {
	return bodyOf(m.Casework.Levers(ctx, a, in.Case))
}

// Modification changes a case by hand, as a whole or not at all.
type Modification struct {
	Begin  []string `json:"begin,omitempty" maxItems:"50" doc:"Ids of elements to begin."`
	Cancel []int64  `json:"cancel,omitempty" maxItems:"50" doc:"Keys of tokens to cancel, as getLevers gives them."`
	Set    Values   `json:"set,omitempty" doc:"Variables to set: only what the release's data declaration names."`
}

type modifyIn struct {
	CaseIn
	KeyedBody
	Body Modification
}

func (m *mount) modify(ctx context.Context, a casework.Actor, in *modifyIn) (*result[casework.Changed], error) {
	return changed(m.Casework.Modify(ctx, a, in.Case, casework.Modification{
		Begin: in.Body.Begin, Cancel: in.Body.Cancel, Set: in.Body.Set, Key: in.Key,
	}))
}

// Migration takes a case over to another release of its process.
type Migration struct {
	Release   string                                `json:"release" minLength:"8" maxLength:"64" doc:"Hash of the release, or its beginning."`
	Elements  map[string]string                     `json:"elements,omitempty" doc:"New ids of elements that are called otherwise there; the others keep theirs."`
	Recompute bool                                  `json:"recompute,omitempty" doc:"Timers that run get their time from the new release."`
	DryRun    bool                                  `json:"dryRun,omitempty" doc:"Only tell what would happen."`
	Agencies  map[models.AgencyRole]models.AgencyID `json:"agencies,omitempty" doc:"Agency by role, for roles that only the new release has."`
}

type migrateIn struct {
	CaseIn
	KeyedBody
	Body Migration
}

func (m *mount) migrate(ctx context.Context, a casework.Actor, in *migrateIn) (*result[casework.MigrationReport], error) {
	b := in.Body
	report, err := m.Casework.Migrate(ctx, a, in.Case, casework.Migration{
		Release: b.Release, Elements: b.Elements, Recompute: b.Recompute, DryRun: b.DryRun, Agencies: b.Agencies, Key: in.Key,
	})
	if err != nil {
		return nil, err
	}
	return &result[casework.MigrationReport]{Value: report}, nil
}

func (m *mount) choices(ctx context.Context, a casework.Actor, in *CaseIn) (*body[casework.List[casework.StepChoice]], error) {
	return whole(m.Casework.Choices(ctx, a, in.Case))
}

// ChosenStep is a step of an ad-hoc sub-process to begin.
type ChosenStep struct {
	Scope   int64  `json:"scope" minimum:"1" doc:"Key of the sub-process, as listChoices gives it."`
	Element string `json:"element" minLength:"1" maxLength:"200"`
}

type chooseIn struct {
	CaseIn
	KeyedBody
	Body ChosenStep
}

func (m *mount) choose(ctx context.Context, a casework.Actor, in *chooseIn) (*result[casework.Changed], error) {
	return changed(m.Casework.Choose(ctx, a, in.Case, casework.StepChosen{Scope: in.Body.Scope, Element: in.Body.Element, Key: in.Key}))
}

func changed(c casework.Changed, err error) (*result[casework.Changed], error) {
	if err != nil {
		return nil, err
	}
	return &result[casework.Changed]{Value: c}, nil
}

// Raised is an error or an escalation at a task.
type Raised struct {
	Code string `json:"code" maxLength:"200" doc:"One of the task's raisable codes."`
}

type raiseIn struct {
	TaskIn
	KeyedBody
	Body Raised
}

func (m *mount) raiseError(ctx context.Context, a casework.Actor, in *raiseIn) (*result[casework.Completed], error) {
	return m.raise(ctx, a, in, false)
}

func (m *mount) raiseEscalation(ctx context.Context, a casework.Actor, in *raiseIn) (*result[casework.Completed], error) {
	return m.raise(ctx, a, in, true)
}

func (m *mount) raise(ctx context.Context, a casework.Actor, in *raiseIn, escalation bool) (*result[casework.Completed], error) {
	done, err := m.Casework.Raise(ctx, a, casework.Raised{Task: in.Task, Escalation: escalation, Code: in.Body.Code, Key: in.Key})
	if err != nil {
		return nil, err
	}
	return &result[casework.Completed]{Value: done}, nil
}
