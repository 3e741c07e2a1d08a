package store

import (
	"context"

	"handinhand/models"
)

// Explanations are what the decision tables of a case came to, oldest first.
func (s *Store) Explanations(ctx context.Context, id models.CaseID) ([]models.Explanation, error) {
	var out []models.Explanation
	err := s.db(ctx).Where("case_id = ?", id).Order("sequence, line").Find(&out).Error
	return out, problem(err, "list the explanations of a case")
}
