package store

import (
	"context"

	"gorm.io/gorm/clause"

	"handinhand/models"
)

// AddBeginnings says what begins cases while a release is the current one.
func (s *Store) AddBeginnings(ctx context.Context, rows ...models.Beginning) error {
	err := insert(s.db(ctx).Omit("Since").Clauses(clause.OnConflict{DoNothing: true}), rows)
	return problem(err, "say what begins cases")
}

// Beginnings are those of the current releases, of a kind; name "" is any.
func (s *Store) Beginnings(ctx context.Context, kind, name string) ([]models.Beginning, error) {
	var out []models.Beginning
	rows := s.db(ctx).Table("beginnings AS b").Select("b.*, current_releases.since").
		Joins("JOIN "+currentReleases+" ON current_releases.id = b.case_type AND current_releases.release = b.release").Where("b.kind = ?", kind)
	if name != "" {
		rows = rows.Where("b.name = ?", name)
	}
	err := rows.Order("b.case_type, b.element, b.trigger").Find(&out).Error
	return out, problem(err, "list what begins cases")
}

// RivalBeginnings are the case types, other than one, of which a message begins a case
// now or will.
func (s *Store) RivalBeginnings(ctx context.Context, message, caseType string) ([]string, error) {
	var out []string
	err := s.db(ctx).Raw(`
		SELECT DISTINCT b.case_type FROM beginnings b WHERE b.kind = ? AND b.name = ? AND b.case_type <> ? AND (
			EXISTS (SELECT 1 FROM `+currentReleases+` WHERE id = b.case_type AND release = b.release)
			OR EXISTS (SELECT 1 FROM publications p WHERE p.case_type = b.case_type AND p.release = b.release AND p.rolled_back_at IS NULL AND p.valid_from > now()))
		ORDER BY b.case_type`, models.ByMessage, message, caseType).Scan(&out).Error
	return out, problem(err, "look for other processes that a message begins")
}
