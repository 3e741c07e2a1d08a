package store

import (
	"context"

	"gorm.io/gorm/clause"

	"handinhand/models"
)

// UpsertAgencies adds agencies, or brings them to what is given.
func (s *Store) UpsertAgencies(ctx context.Context, agencies ...models.Agency) error {
	if len(agencies) == 0 {
		return nil
	}
	err := s.db(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(agencies).Error
	return problem(err, "save agencies")
}

// Agencies are all bodies, by role and id.
func (s *Store) Agencies(ctx context.Context) ([]models.Agency, error) {
	var out []models.Agency
	err := s.db(ctx).Order("role, id").Find(&out).Error
	return out, problem(err, "list agencies")
}

// Agency is one body.
func (s *Store) Agency(ctx context.Context, id models.AgencyID) (models.Agency, error) {
	var out models.Agency
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find an agency")
}

// AgenciesByRole are the bodies that can play a role, by id.
func (s *Store) AgenciesByRole(ctx context.Context, role models.AgencyRole) ([]models.Agency, error) {
	var out []models.Agency
	err := s.db(ctx).Where("role = ?", role).Order("id").Find(&out).Error
	return out, problem(err, "list the agencies of a role")
}
