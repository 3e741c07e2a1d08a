package store

import (
	"context"
	"time"

	"handinhand/audit"
	"handinhand/models"
)

// AddConcerns puts concerns into the inboxes of their agencies.
func (s *Store) AddConcerns(ctx context.Context, rows []models.Concern) error {
	if len(rows) == 0 {
		return nil
	}
	return problem(s.db(ctx).Create(rows).Error, "add concerns")
}

// Concern is one concern.
func (s *Store) Concern(ctx context.Context, id models.ConcernID) (models.Concern, error) {
	var out models.Concern
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a concern")
}

// ConcernsOfAgency are what an agency has to answer, oldest first. The wall leaves out
// what is for the data-protection officer.
func (s *Store) ConcernsOfAgency(ctx context.Context, agency models.AgencyID, p Page) (List[models.Concern], error) {
	oldest := order{name: "concerns", columns: []string{"opened_at", "id"}}
	return list(s.db(ctx).Where("agency_id = ? AND closed_at IS NULL", agency), p, oldest, func(c models.Concern) []string {
		return []string{keyTime(c.OpenedAt), string(c.ID)}
	})
}

// ConcernsOfPerson are what somebody has raised about their data, newest first, at
// most limit.
func (s *Store) ConcernsOfPerson(ctx context.Context, person models.PersonID, limit int) ([]models.Concern, error) {
	var out []models.Concern
	err := s.db(ctx).Where("person_id = ? AND kind <> 'withdrawn'", person).Order("opened_at DESC, id DESC").Limit(limit).Find(&out).Error
	return out, problem(err, "list a person's concerns")
}

// ConcernsOpen are all concerns that wait for an answer, the most urgent first: for the
// data-protection officer.
func (s *Store) ConcernsOpen(ctx context.Context, p Page) (List[models.Concern], error) {
	urgent := order{name: "concerns.due", columns: []string{"due_at", "id"}}
	return list(s.db(ctx).Where("closed_at IS NULL"), p, urgent, func(c models.Concern) []string {
		return []string{keyTime(c.DueAt), string(c.ID)}
	})
}

// ConcernsOfCase are those of a kind about a case, oldest first.
func (s *Store) ConcernsOfCase(ctx context.Context, id models.CaseID, kind models.ConcernKind) ([]models.Concern, error) {
	var out []models.Concern
	err := s.db(ctx).Where("case_id = ? AND kind = ?", id, kind).Order("opened_at, id").Find(&out).Error
	return out, problem(err, "list the concerns about a case")
}

// ConcernsDue takes up to limit open concerns that are due before a time and about which
// nobody was told yet, and notes that they are told now.
func (s *Store) ConcernsDue(ctx context.Context, before, at time.Time, lapsed bool, limit int) ([]models.Concern, error) {
	told := "reminded_at"
	if lapsed {
		told = "lapsed_at"
	}
	var out []models.Concern
	err := s.db(asPart(ctx, PartWorker)).Raw(`
		UPDATE concerns SET `+told+` = ? WHERE id IN (
			SELECT id FROM concerns WHERE closed_at IS NULL AND due_at <= ? AND `+told+` IS NULL
			ORDER BY due_at, id LIMIT ? FOR UPDATE SKIP LOCKED) RETURNING *`, at, before, limit).Scan(&out).Error
	return out, problem(err, "find concerns that are due")
}

// AnswerConcern closes a concern with an answer, once: a second time it is closed.
func (s *Store) AnswerConcern(ctx context.Context, c models.Concern) error {
	done := s.db(ctx).Exec(`UPDATE concerns SET closed_at = ?, closed_by = ?, sealed_answer = ?, fulfilled = ?, applied_at = ? WHERE id = ? AND closed_at IS NULL`,
		c.ClosedAt, c.ClosedBy, c.SealedAnswer, c.Fulfilled, c.AppliedAt, c.ID)
	if done.Error == nil && done.RowsAffected == 0 {
		return models.Problemf(models.KindClosed, "concern.closed", "a colleague has answered it")
	}
	return problem(done.Error, "answer a concern")
}

// Applied tells whether what a correction says, or a later one of the same item, has
// gone into the case already.
func (s *Store) Applied(ctx context.Context, c models.Concern) (bool, error) {
	var n int64
	err := s.db(ctx).Model(&models.Concern{}).Where("case_id = ? AND item = ? AND applied_at IS NOT NULL AND opened_at >= ?", c.Case, c.Item, c.OpenedAt).Count(&n).Error
	return n > 0, problem(err, "look for a correction")
}

// PutRight makes answers count that correct those of a case, with what stands of it in
// the access log.
func (s *Store) PutRight(ctx context.Context, answers []models.Answer, entry models.Access) error {
	return s.Tx(ctx, func(tx *Store) error {
		if err := insert(tx.DB, answers); err != nil {
			return problem(err, "correct answers")
		}
		return audit.Append(tx.DB, entry)
	})
}
