package store

import (
	"context"
	"time"

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

// ConcernsOfAgency are what an agency has to answer, oldest first.
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

// AnswerConcern closes a concern with an answer, once: a second time it is closed.
func (s *Store) AnswerConcern(ctx context.Context, id models.ConcernID, by models.PersonID, sealedAnswer []byte, now time.Time) error {
	done := s.db(ctx).Exec(`UPDATE concerns SET closed_at = ?, closed_by = ?, sealed_answer = ? WHERE id = ? AND closed_at IS NULL`, now, by, sealedAnswer, id)
	if done.Error == nil && done.RowsAffected == 0 {
		return models.Problemf(models.KindClosed, "concern.closed", "a colleague has answered it")
	}
	return problem(done.Error, "answer a concern")
}
