package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"handinhand/casework"
	"handinhand/models"
)

// NewMandate says what a helper may do in a case, and for how long.
type NewMandate struct {
	Scopes []models.Scope `json:"scopes" minItems:"1" maxItems:"3" doc:"view: see the case; act: answer, hand in, complete; read: read its papers."`
	Days   int            `json:"days" minimum:"1" maximum:"180"`
}

type giveMandateIn struct {
	KeyedBody
	CaseIn
	Body NewMandate
}

func (m *mount) giveMandate(ctx context.Context, a casework.Actor, in *giveMandateIn) (*result[casework.Mandate], error) {
	given, err := m.Casework.GiveMandate(ctx, a, in.Case, in.Body.Scopes, in.Body.Days)
	if err != nil {
		return nil, err
	}
	return &result[casework.Mandate]{Value: given, Location: created("/mandates/" + string(given.ID))}, nil
}

func (m *mount) mandates(ctx context.Context, a casework.Actor, in *CaseIn) (*body[casework.List[casework.Mandate]], error) {
	return whole(m.Casework.Mandates(ctx, a, in.Case))
}

func (m *mount) heldMandates(ctx context.Context, a casework.Actor, _ *none) (*body[casework.List[casework.Mandate]], error) {
	return whole(m.Casework.HeldMandates(ctx, a))
}

// MandateCode is what an applicant gave to their helper.
type MandateCode struct {
	Code string `json:"code" minLength:"20" maxLength:"40"`
}

type acceptMandateIn struct {
	KeyedBody
	Body MandateCode
}

func (m *mount) acceptMandate(ctx context.Context, a casework.Actor, in *acceptMandateIn) (*result[casework.Mandate], error) {
	held, err := m.Casework.AcceptMandate(ctx, a, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return &result[casework.Mandate]{Value: held}, nil
}

type mandateIn struct {
	Mandate models.MandateID `path:"mandate" format:"uuid" doc:"Id of a mandate."`
}

func (m *mount) revokeMandate(ctx context.Context, a casework.Actor, in *mandateIn) (*none, error) {
	return noneOf(m.Casework.RevokeMandate(ctx, a, in.Mandate))
}

// EmergencyReason says why a paper must be read without a grant.
type EmergencyReason struct {
	Reason string `json:"reason" minLength:"10" maxLength:"1000" doc:"The applicant is told."`
}

type breakGlassIn struct {
	KeyedBody
	CaseIn
	Item string `path:"item" maxLength:"100"`
	Body EmergencyReason
}

func (m *mount) breakGlass(ctx context.Context, a casework.Actor, in *breakGlassIn) (*result[casework.Emergency], error) {
	open, err := m.Casework.BreakGlass(ctx, a, in.Case, in.Item, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &result[casework.Emergency]{Value: open, Location: created("/emergencies/" + string(open.ID) + "/paper")}, nil
}

type emergencyIn struct {
	Emergency models.GrantID `path:"emergency" format:"uuid" doc:"Id of an emergency."`
}

func (m *mount) emergencyPaper(ctx context.Context, a casework.Actor, in *emergencyIn) (*huma.StreamResponse, error) {
	return stream(m.Casework.EmergencyPaper(ctx, a, in.Emergency))
}

type logEntriesIn struct {
	Paging
	Outcome string          `query:"outcome" enum:"read,refused,emergency,changed,audit,expired"`
	Agency  models.AgencyID `query:"agency" maxLength:"100"`
	Case    models.CaseID   `query:"case" maxLength:"64"`
}

func (m *mount) logEntries(ctx context.Context, a casework.Actor, in *logEntriesIn) (*paged[casework.List[casework.LogEntry]], error) {
	list, err := m.Casework.LogEntries(ctx, a, casework.LogQuery{Page: in.page(), Outcome: in.Outcome, Agency: in.Agency, Case: in.Case})
	return listOf(ctx, list, err)
}
