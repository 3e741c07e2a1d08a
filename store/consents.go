package store

import (
	"context"
	"time"

	"handinhand/models"
)

// consents keeps what somebody has allowed by the answers that they submit, once while
// it holds. It comes before tasks open, which may be lent something on it.
func (p projection) consents() error {
	for _, closed := range p.b.Closed {
		for _, asked := range closed.Consents {
			if len(closed.Answers) == 0 {
				continue
			}
			err := p.db.Exec(`
				INSERT INTO consents (id, case_id, person_id, item, purpose, release, given_by, given_at)
				SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM answers WHERE task_id = ? AND field IN ? AND id IN ?)
				ON CONFLICT (case_id, item) WHERE withdrawn_at IS NULL DO NOTHING`,
				models.NewID(), p.c.ID, p.c.Person, asked.Item, asked.Purpose, p.c.Release, closed.By, p.b.At,
				models.NewTaskID(p.c.ID, closed.Key), asked.Fields, closed.Answers).Error
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Consents are all that was ever allowed in a case, oldest first.
func (s *Store) Consents(ctx context.Context, id models.CaseID) ([]models.Consent, error) {
	var out []models.Consent
	err := s.db(ctx).Where("case_id = ?", id).Order("given_at, item, id").Find(&out).Error
	return out, problem(err, "list consents")
}

// WithdrawConsent takes a consent back and closes what was lent on it. Doing it again
// changes nothing; one that was never given is absent.
func (s *Store) WithdrawConsent(ctx context.Context, id models.CaseID, item string, at time.Time) error {
	return s.Tx(asPart(ctx, PartWorker), func(tx *Store) error {
		done := tx.DB.Exec(`UPDATE consents SET withdrawn_at = coalesce(withdrawn_at, ?) WHERE case_id = ? AND item = ?`, at, id, item)
		if done.Error != nil {
			return problem(done.Error, "withdraw a consent")
		}
		if done.RowsAffected == 0 {
			return absent("find a consent")
		}
		err := tx.DB.Exec(`UPDATE grants SET closed_at = ? WHERE case_id = ? AND item = ? AND closed_at IS NULL`, at, id, item).Error
		return problem(err, "close what was lent on a consent")
	})
}
