package store

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"handinhand/models"
)

// AddMandate records a mandate that nobody has accepted yet.
func (s *Store) AddMandate(ctx context.Context, m models.Mandate) error {
	return problem(s.db(ctx).Create(&m).Error, "add a mandate")
}

// Mandates are those of a case, newest first.
func (s *Store) Mandates(ctx context.Context, id models.CaseID) ([]models.Mandate, error) {
	var out []models.Mandate
	err := s.db(ctx).Where("case_id = ?", id).Order("opened_at DESC, id DESC").Find(&out).Error
	return out, problem(err, "list the mandates of a case")
}

// MandatesOfHelper are those that a helper can act under at a time, newest first.
func (s *Store) MandatesOfHelper(ctx context.Context, helper models.PersonID, now time.Time) ([]models.Mandate, error) {
	var out []models.Mandate
	err := s.db(ctx).Where("helper_id = ? AND revoked_at IS NULL AND expires_at > ?", helper, now).
		Order("opened_at DESC, id DESC").Find(&out).Error
	return out, problem(err, "list the mandates of a helper")
}

// MandateFor is the mandate under which a helper may act in a case at a time; nil
// when there is none.
func (s *Store) MandateFor(ctx context.Context, id models.CaseID, helper models.PersonID, now time.Time) (*models.Mandate, error) {
	var out models.Mandate
	err := s.db(ctx).Order("opened_at DESC, id DESC").
		Take(&out, "case_id = ? AND helper_id = ? AND revoked_at IS NULL AND expires_at > ?", id, helper, now).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &out, problem(err, "find a mandate")
}

// AcceptMandate gives a mandate to whoever has its code, once.
func (s *Store) AcceptMandate(ctx context.Context, codeHash []byte, helper models.PersonID, now time.Time) (models.Mandate, error) {
	ctx = asPart(ctx, PartSignIn)
	var out models.Mandate
	done := s.db(ctx).Raw(`
		UPDATE mandates SET helper_id = @helper, accepted_at = @now
		WHERE code_hash = @hash AND helper_id IS NULL AND person_id <> @helper AND revoked_at IS NULL AND expires_at > @now
		RETURNING *`, map[string]any{"helper": helper, "now": now, "hash": codeHash}).Scan(&out)
	if done.Error == nil && done.RowsAffected == 0 {
		return out, absent("accept a mandate")
	}
	return out, problem(done.Error, "accept a mandate")
}

// RevokeMandate ends a mandate at once. Its case's applicant may, and its helper;
// revoking twice is fine.
func (s *Store) RevokeMandate(ctx context.Context, id models.MandateID, now time.Time) error {
	done := s.db(ctx).Exec(`UPDATE mandates SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?`, now, id)
	if done.Error == nil && done.RowsAffected == 0 {
		return absent("find a mandate")
	}
	return problem(done.Error, "revoke a mandate")
}

// OpenEmergency opens a grant that no task came with.
func (s *Store) OpenEmergency(ctx context.Context, g models.Grant) error {
	return problem(s.db(ctx).Create(&g).Error, "open an emergency")
}

// Grant is one grant, open or not.
func (s *Store) Grant(ctx context.Context, id models.GrantID) (models.Grant, error) {
	var out models.Grant
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a grant")
}

// LogQuery filters the access log; zero values filter nothing.
type LogQuery struct {
	Page
	Outcome models.AccessOutcome
	Agency  models.AgencyID
	Case    models.CaseID
}

// LogEntries are entries of the whole access log, newest first.
func (s *Store) LogEntries(ctx context.Context, q LogQuery) (List[models.Access], error) {
	newest := order{name: "log", columns: []string{"at", "id"}, newest: true}
	rows := s.db(ctx)
	for _, filter := range [][2]string{{"outcome = ?", string(q.Outcome)}, {"agency_id = ?", string(q.Agency)}, {"case_id = ?", string(q.Case)}} {
		if filter[1] != "" {
			rows = rows.Where(filter[0], filter[1])
		}
	}
	return list(rows, q.Page, newest, func(a models.Access) []string { return []string{keyTime(a.At), a.ID} })
}
