package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"handinhand/audit"
	"handinhand/models"
)

// AddAttestation keeps a competent body's word, with what of it stands in the access log.
func (s *Store) AddAttestation(ctx context.Context, a models.Attestation, entries ...models.Access) error {
	return s.Tx(ctx, func(tx *Store) error {
		if err := tx.DB.Create(&a).Error; err != nil {
			return problem(err, "add an attestation")
		}
		return audit.Append(tx.DB, entries...)
	})
}

// Attestation is one attestation, withdrawn or not.
func (s *Store) Attestation(ctx context.Context, id models.AttestationID) (models.Attestation, error) {
	var out models.Attestation
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find an attestation")
}

// AttestationsOfItem are those on any of a person's papers that are one item, newest
// first. An item has few.
func (s *Store) AttestationsOfItem(ctx context.Context, person models.PersonID, item string) ([]models.Attestation, error) {
	var out []models.Attestation
	err := s.db(ctx).Where("person_id = ? AND item = ?", person, item).Order("at DESC, id DESC").Limit(maximumPageSize).Find(&out).Error
	return out, problem(err, "list the attestations of an item")
}

// AttestationsOfAgency are those that an agency has given, newest first.
func (s *Store) AttestationsOfAgency(ctx context.Context, agency models.AgencyID, p Page) (List[models.Attestation], error) {
	newest := order{name: "attestations", columns: []string{"at", "id"}, newest: true}
	return list(s.db(ctx).Where("agency_id = ?", agency), p, newest, func(a models.Attestation) []string {
		return []string{keyTime(a.At), string(a.ID)}
	})
}

// Rely writes down that tasks are done on the strength of attestations; what is
// written already stays.
func (s *Store) Rely(ctx context.Context, rows []models.Reliance) error {
	if len(rows) == 0 {
		return nil
	}
	return problem(s.db(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(rows).Error, "rely on an attestation")
}

// Reliances are who relied on an attestation, oldest first.
func (s *Store) Reliances(ctx context.Context, id models.AttestationID) ([]models.Reliance, error) {
	var out []models.Reliance
	err := s.db(ctx).Where("attestation_id = ?", id).Order("at, task_id").Find(&out).Error
	return out, problem(err, "list who relied on an attestation")
}

// WithdrawAttestation ends an attestation, once: a second time is a conflict.
func (s *Store) WithdrawAttestation(ctx context.Context, id models.AttestationID, sealedReason []byte, now time.Time) error {
	done := s.db(ctx).Exec(`UPDATE attestations SET withdrawn_at = ?, sealed_reason = ? WHERE id = ? AND withdrawn_at IS NULL`, now, sealedReason, id)
	if done.Error == nil && done.RowsAffected == 0 {
		return models.Problemf(models.KindConflict, "attestation.withdrawn", "the attestation is withdrawn already")
	}
	return problem(done.Error, "withdraw an attestation")
}
