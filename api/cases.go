package api

import (
	"context"

	"handinhand/casework"
	"handinhand/models"
)

// NewCase says which procedure to start and, where more than one agency could play
// a role, which shall.
type NewCase struct {
	CaseType string                                `json:"caseType" minLength:"1" maxLength:"100" example:"language-course"`
	Agencies map[models.AgencyRole]models.AgencyID `json:"agencies,omitempty" doc:"Agency by role, for each choice of the case type."`
}

type startCaseIn struct {
	KeyedBody
	Body NewCase
}

func (m *mount) startCase(ctx context.Context, a casework.Actor, in *startCaseIn) (*result[casework.Case], error) {
	started, err := m.Casework.Start(ctx, a, casework.Start{CaseType: in.Body.CaseType, Agencies: in.Body.Agencies, Key: in.Key})
	if err != nil {
		return nil, err
	}
	return &result[casework.Case]{Value: started, Location: created("/cases/" + string(started.ID))}, nil
}

func (m *mount) cases(ctx context.Context, a casework.Actor, in *Paging) (*paged[casework.List[casework.CaseLine]], error) {
	list, err := m.Casework.Cases(ctx, a, in.page())
	return listOf(ctx, list, err)
}

func (m *mount) theCase(ctx context.Context, a casework.Actor, in *CaseIn) (*body[casework.Case], error) {
	return bodyOf(m.Casework.Case(ctx, a, in.Case))
}

type caseListIn struct {
	CaseIn
	Paging
}

func (m *mount) accesses(ctx context.Context, a casework.Actor, in *caseListIn) (*paged[casework.List[casework.AccessLine]], error) {
	list, err := m.Casework.Accesses(ctx, a, in.Case, in.page())
	return listOf(ctx, list, err)
}

func (m *mount) readNotices(ctx context.Context, a casework.Actor, in *CaseIn) (*none, error) {
	return noneOf(m.Casework.ReadNotices(ctx, a, in.Case))
}
