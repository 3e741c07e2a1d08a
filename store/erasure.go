package store

import (
	"context"
	"time"

	"handinhand/models"
)

// unsent tells that a paper was never sent: its task is open, or it was taken out again
// before the task was done.
const unsent = `agency_id IS NULL AND EXISTS (
	SELECT 1 FROM tasks t WHERE t.id = "references".task_id AND t.role = '` + string(models.RoleApplicant) + `'
		AND (t.state = 'open' OR replaced_at IS NOT NULL AND replaced_at <= coalesce(t.closed_at, replaced_at)))`

// Unsent are the items of which a case holds something that its applicant has not sent
// to anybody: papers, and the fields of drafts.
func (s *Store) Unsent(ctx context.Context, id models.CaseID) (items, fields []string, err error) {
	err = s.db(ctx).Raw(`SELECT DISTINCT item FROM "references" WHERE case_id = ? AND expired_at IS NULL AND `+unsent+` ORDER BY item`, id).Scan(&items).Error
	if err == nil {
		err = s.db(ctx).Raw(`
			SELECT DISTINCT field FROM answers a JOIN tasks t ON t.id = a.task_id
			WHERE a.case_id = ? AND a.draft AND t.role = ? ORDER BY field`, id, models.RoleApplicant).Scan(&fields).Error
	}
	return items, fields, problem(err, "list what was not sent")
}

// NeverSent tells whether a person has begun a case that runs, and nothing of it has
// gone to anybody: no task was done, no agency has one or was lent anything, and no other
// case was told.
func (s *Store) NeverSent(ctx context.Context, id models.CaseID) (bool, error) {
	var never bool
	err := s.db(asPart(ctx, PartWorker)).Raw(`
		SELECT EXISTS (SELECT 1 FROM cases WHERE id = @id AND state = 'running' AND begun_by = '')
			AND NOT EXISTS (SELECT 1 FROM tasks WHERE case_id = @id AND (state = 'completed' OR agency_id IS NOT NULL))
			AND NOT EXISTS (SELECT 1 FROM grants WHERE case_id = @id)
			AND NOT EXISTS (SELECT 1 FROM parcels WHERE from_case_id = @id)
			AND NOT EXISTS (SELECT 1 FROM answers WHERE case_id = @id AND NOT draft)`, map[string]any{"id": id}).Scan(&never).Error
	return never, problem(err, "look for what was sent of a case")
}

// EraseUnsent deletes what Unsent tells, with an entry in the access log for each item.
// It gives the documents that nobody holds any more, as Expire does.
func (s *Store) EraseUnsent(ctx context.Context, id models.CaseID, items []models.ExpiredItem, at time.Time) ([]models.Document, error) {
	erase := func(tx *Store, c models.Case, item models.ExpiredItem) ([]models.Document, error) {
		return tx.eraseUnsent(c, item, at)
	}
	// A field that belongs to no item is about nobody, and goes with the others.
	return s.letGo(ctx, id, items, erase, func(tx *Store) error {
		done := tx.DB.Exec(`DELETE FROM answers a USING tasks t WHERE t.id = a.task_id AND a.case_id = ? AND a.draft AND t.role = ?`, id, models.RoleApplicant)
		return problem(done.Error, "delete drafts")
	})
}

func (s *Store) eraseUnsent(c models.Case, item models.ExpiredItem, at time.Time) ([]models.Document, error) {
	papers, err := s.dropPapers(c, item.Item, unsent, at)
	if err != nil {
		return nil, err
	}
	drafts := int64(0)
	if len(item.Fields) > 0 {
		done := s.DB.Exec(`DELETE FROM answers a USING tasks t WHERE t.id = a.task_id AND a.case_id = ? AND a.draft AND t.role = ? AND a.field IN ?`,
			c.ID, models.RoleApplicant, item.Fields)
		if drafts = done.RowsAffected; done.Error != nil {
			return nil, problem(done.Error, "delete drafts")
		}
	}
	return s.noteExpired(c, item, at, papers, drafts)
}

// Empty tells whether an ended case holds nothing of anybody any more. It deletes what
// is left of why tables decided: nobody may look at that then.
func (s *Store) Empty(ctx context.Context, id models.CaseID) (empty bool, err error) {
	err = s.Tx(asPart(ctx, PartWorker), func(tx *Store) error {
		err := tx.DB.Raw(`
			SELECT EXISTS (SELECT 1 FROM cases WHERE id = ? AND state = 'ended')
				AND NOT EXISTS (SELECT 1 FROM "references" WHERE case_id = ? AND expired_at IS NULL)
				AND NOT EXISTS (SELECT 1 FROM answers WHERE case_id = ?)`, id, id, id).Scan(&empty).Error
		if err == nil && empty {
			err = tx.DB.Exec(`DELETE FROM explanations WHERE case_id = ?`, id).Error
		}
		return problem(err, "look for what a case holds")
	})
	return empty, err
}
