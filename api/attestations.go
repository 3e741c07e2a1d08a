package api

import (
	"context"
	"time"

	"handinhand/casework"
	"handinhand/models"
)

// NewAttestation is an agency's word on a paper.
type NewAttestation struct {
	Verdict    models.Verdict `json:"verdict" enum:"valid,invalid,unobtainable"`
	Says       string         `json:"says,omitempty" maxLength:"500" doc:"The fact that the paper proves, or what may lawfully stand for one that cannot be had."`
	Statute    string         `json:"statute,omitempty" maxLength:"500"`
	ValidUntil *time.Time     `json:"validUntil,omitempty"`
}

type attestIn struct {
	ItemIn
	Body NewAttestation
}

func (m *mount) attest(ctx context.Context, a casework.Actor, in *attestIn) (*body[casework.Attested], error) {
	return bodyOf(m.Casework.Attest(ctx, a, casework.Attest{
		Task: in.Task, Item: in.Item, Verdict: in.Body.Verdict, Says: in.Body.Says, Statute: in.Body.Statute, ValidUntil: in.Body.ValidUntil,
	}))
}

func (m *mount) attestations(ctx context.Context, a casework.Actor, in *Paging) (*paged[casework.List[casework.Attestation]], error) {
	list, err := m.Casework.Attestations(ctx, a, in.page())
	return listOf(ctx, list, err)
}

type AttestationIn struct {
	Attestation models.AttestationID `path:"attestation" format:"uuid" doc:"Id of an attestation."`
}

func (m *mount) attestation(ctx context.Context, a casework.Actor, in *AttestationIn) (*body[casework.Attestation], error) {
	return bodyOf(m.Casework.Attestation(ctx, a, in.Attestation))
}

// Withdrawal says why an attestation no longer holds.
type Withdrawal struct {
	Reason string `json:"reason" minLength:"10" maxLength:"1000" doc:"Everybody who relied on it reads this."`
}

type withdrawIn struct {
	AttestationIn
	Body Withdrawal
}

func (m *mount) withdraw(ctx context.Context, a casework.Actor, in *withdrawIn) (*none, error) {
	return noneOf(m.Casework.Withdraw(ctx, a, in.Attestation, in.Body.Reason))
}
