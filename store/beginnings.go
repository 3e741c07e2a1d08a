package store

import (
	"context"

	"gorm.io/gorm/clause"

	"handinhand/models"
)

// SetBeginnings says what begins cases of a type from now on. What began them under
// the same release already goes on as it was.
func (s *Store) SetBeginnings(ctx context.Context, caseType, release string, rows ...models.Beginning) error {
	err := s.db(ctx).Exec(`DELETE FROM beginnings WHERE case_type = ? AND release <> ?`, caseType, release).Error
	if err == nil {
		err = insert(s.db(ctx).Clauses(clause.OnConflict{DoNothing: true}), rows)
	}
	return problem(err, "say what begins cases")
}

// Beginnings are those of a kind; name "" is any.
func (s *Store) Beginnings(ctx context.Context, kind, name string) ([]models.Beginning, error) {
	var out []models.Beginning
	rows := s.db(ctx).Where("kind = ?", kind)
	if name != "" {
		rows = rows.Where("name = ?", name)
	}
	err := rows.Order("case_type, element, trigger").Find(&out).Error
	return out, problem(err, "list what begins cases")
}
