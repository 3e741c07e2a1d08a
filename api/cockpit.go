package api

import (
	"context"

	"handinhand/casework"
	"handinhand/models"
)

type cockpitIn struct {
	Cursor string          `query:"cursor" maxLength:"1000" doc:"Where to go on: next of an earlier answer."`
	Agency models.AgencyID `query:"agency" maxLength:"100" doc:"Only what this agency has to do with."`
}

func (m *mount) cockpit(ctx context.Context, a casework.Actor, in *cockpitIn) (*body[casework.Cockpit], error) {
	return bodyOf(m.Casework.Cockpit(ctx, a, casework.CockpitQuery{Cursor: in.Cursor, Agency: in.Agency}))
}

func (m *mount) export(ctx context.Context, a casework.Actor, _ *none) (*body[casework.Export], error) {
	return bodyOf(m.Casework.Export(ctx, a))
}

type accessIn struct {
	CaseIn
	Access string `path:"access" format:"uuid" doc:"Id of a read."`
}

func (m *mount) proof(ctx context.Context, a casework.Actor, in *accessIn) (*body[AccessProof], error) {
	proof, err := m.Casework.ProveAccess(ctx, a, in.Case, in.Access)
	if err != nil {
		return nil, err
	}
	p := proof.Inclusion
	return &body[AccessProof]{Body: AccessProof{
		proof.Says, inclusion(p.Entry, p.Index, p.Size, p.Digest.String(), p.KeepUntil, texts(p.Proof)), proof.Checkpoint}}, nil
}

// AccessProof is a line of who read what with the proof that it stands in the log.
type AccessProof struct {
	Says       casework.AccessLine `json:"says"`
	Inclusion  LogInclusion        `json:"inclusion"`
	Checkpoint casework.Checkpoint `json:"checkpoint"`
}
