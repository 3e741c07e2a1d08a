package store

import (
	"context"
	"fmt"

	"handinhand/models"
)

// bound is which agency plays which role in a case.
type bound map[models.AgencyRole]models.AgencyID

func (s *Store) bound(ctx context.Context, id models.CaseID) (bound, error) {
	rows, err := s.Bindings(ctx, id)
	if err != nil {
		return nil, err
	}
	out := bound{}
	for _, row := range rows {
		out[row.Role] = row.Agency
	}
	return out, nil
}

// agency is who plays a role; the applicant is no agency.
func (b bound) agency(role models.AgencyRole) (models.AgencyID, error) {
	if role == models.RoleApplicant {
		return "", nil
	}
	agency, ok := b[role]
	if !ok {
		return "", fmt.Errorf("store: the case has no agency for role %q: it was started without", role)
	}
	return agency, nil
}
