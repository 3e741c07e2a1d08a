package store

import (
	"context"

	"handinhand/audit"
	"handinhand/models"
)

// AddReminder keeps what an agency is told of a concern that it has not answered in time,
// with what stands of it in the access log. A new deadline becomes the concern's, of which
// everybody is told anew; a second one is a conflict.
func (s *Store) AddReminder(ctx context.Context, r models.Reminder, entries ...models.Access) error {
	return s.Tx(ctx, func(tx *Store) error {
		if err := tx.DB.Create(&r).Error; err != nil {
			return problem(err, "remind of a concern")
		}
		if r.DueAt != nil {
			done := tx.DB.Exec(`UPDATE concerns SET due_at = ?, reminded_at = NULL, lapsed_at = NULL WHERE id = ? AND closed_at IS NULL`, r.DueAt, r.Concern)
			if done.Error != nil {
				return problem(done.Error, "give a concern a new deadline")
			}
		}
		return audit.Append(tx.DB, entries...)
	})
}

// Reminders are what an agency was told of a concern, oldest first.
func (s *Store) Reminders(ctx context.Context, id models.ConcernID) ([]models.Reminder, error) {
	var out []models.Reminder
	err := s.db(ctx).Where("concern_id = ?", id).Order("said_at, id").Find(&out).Error
	return out, problem(err, "list the reminders of a concern")
}
