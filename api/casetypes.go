package api

import (
	"context"

	"handinhand/casework"
)

func (m *mount) caseTypes(ctx context.Context, a casework.Actor, _ *none) (*body[casework.List[casework.CaseType]], error) {
	return whole(m.Casework.CaseTypes(ctx, a))
}
