package api

import (
	"context"

	"handinhand/casework"
)

func (m *mount) agencyNotices(ctx context.Context, a casework.Actor, in *Paging) (*paged[casework.List[casework.NoticeLine]], error) {
	list, err := m.Casework.AgencyNotices(ctx, a, in.page())
	return listOf(ctx, list, err)
}
