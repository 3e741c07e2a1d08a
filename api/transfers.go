package api

import (
	"context"

	"handinhand/casework"
)

func (m *mount) transfers(ctx context.Context, a casework.Actor, in *Paging) (*paged[casework.List[casework.TransferLine]], error) {
	list, err := m.Casework.Transfers(ctx, a, in.page())
	return listOf(ctx, list, err)
}

type TransferIn struct {
	Transfer string `path:"transfer" maxLength:"64" doc:"Id of a transfer."`
}

func (m *mount) transfer(ctx context.Context, a casework.Actor, in *TransferIn) (*body[casework.Transfer], error) {
	return bodyOf(m.Casework.Transfer(ctx, a, in.Transfer))
}
