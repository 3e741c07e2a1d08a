package api

import (
	"context"

	"handinhand/casework"
)

func (m *mount) consents(ctx context.Context, a casework.Actor, in *CaseIn) (*body[casework.Consents], error) {
	return bodyOf(m.Casework.Consents(ctx, a, in.Case))
}

type consentIn struct {
	CaseIn
	Item string `path:"item" maxLength:"100" doc:"Id of an item that rests on consent."`
}

func (m *mount) consentReceipt(ctx context.Context, a casework.Actor, in *consentIn) (*body[casework.ConsentReceipt], error) {
	return bodyOf(m.Casework.ConsentReceipt(ctx, a, in.Case, in.Item))
}

func (m *mount) withdrawConsent(ctx context.Context, a casework.Actor, in *consentIn) (*none, error) {
	return noneOf(m.Casework.WithdrawConsent(ctx, a, in.Case, in.Item))
}
