package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"handinhand/models"
)

// Send keeps a parcel, once for each ID, and finds who it is for. A message goes
// to the oldest subscription that takes it, and waits for one until it expires; a
// signal goes to every other case that waits for it now, and to nobody later
// (BPMN 2.0.2, 10.5.1). To is not looked at.
func (s *Store) Send(ctx context.Context, p models.Parcel) error {
	return s.Tx(asPart(ctx, PartWorker), func(tx *Store) error {
		db := tx.DB
		if err := alone(db, p.Name); err != nil {
			return problem(err, "send a parcel")
		}
		p.To = ""
		kept := db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoNothing: true}).Create(&p)
		if kept.Error != nil || kept.RowsAffected == 0 {
			return problem(kept.Error, "send a parcel")
		}
		if p.Signal {
			return problem(spread(db, p), "spread a signal")
		}
		return problem(address(db, p), "address a message")
	})
}

// alone lets nobody else match messages of a name until the transaction ends:
// otherwise a message and its subscription, each not seeing the other, would miss
// one another.
func alone(db *gorm.DB, name string) error {
	return db.Exec(`SELECT pg_advisory_xact_lock(hashtextextended('parcels/' || ?, 0))`, name).Error
}

func address(db *gorm.DB, p models.Parcel) error {
	return db.Exec(`UPDATE parcels SET to_case_id = (
			SELECT case_id FROM subscriptions
			WHERE message = @name AND NOT signal AND closed_at IS NULL AND correlation_key IN ('', @key)
			ORDER BY opened_at, case_id, key LIMIT 1)
		WHERE id = @id`, map[string]any{"name": p.Name, "key": p.CorrelationKey, "id": p.ID}).Error
}

func spread(db *gorm.DB, p models.Parcel) error {
	return db.Exec(`INSERT INTO parcels (id, from_case_id, to_case_id, signal, name, correlation_key, sealed, sent_at, expires_at)
		SELECT DISTINCT @id || '/' || case_id, @from, case_id, true, @name, '', CAST(@sealed AS bytea), CAST(@at AS timestamptz), CAST(@until AS timestamptz)
		FROM subscriptions WHERE message = @name AND signal AND closed_at IS NULL AND case_id <> @from`,
		map[string]any{"id": p.ID, "from": p.From, "name": p.Name, "sealed": p.Sealed, "at": p.SentAt, "until": p.ExpiresAt}).Error
}

// awaited gives the oldest message that waits for a subscription to the case that
// has just opened it.
func awaited(db *gorm.DB, s models.Subscription) error {
	if s.Signal {
		return nil
	}
	if err := alone(db, s.Message); err != nil {
		return err
	}
	return db.Exec(`UPDATE parcels SET to_case_id = @case WHERE id = (
			SELECT id FROM parcels WHERE to_case_id IS NULL AND NOT signal AND name = @name AND expires_at > @at
			AND (@key = '' OR correlation_key = @key) ORDER BY sent_at, id LIMIT 1)`,
		map[string]any{"case": s.Case, "name": s.Message, "key": s.CorrelationKey, "at": s.OpenedAt}).Error
}

// Due is a parcel that can be handed over, with the release of the case that it
// is for.
type Due struct {
	models.Parcel
	Release string
}

// DueParcels are parcels to hand over, oldest first, at most limit.
func (s *Store) DueParcels(ctx context.Context, limit int) ([]Due, error) {
	var out []Due
	err := s.db(asPart(ctx, PartWorker)).Table("parcels").Select("parcels.*, cases.release").Joins("JOIN cases ON cases.id = parcels.to_case_id").
		Where("delivered_at IS NULL").Order("sent_at, parcels.id").Limit(limit).Find(&out).Error
	return out, problem(err, "list due parcels")
}

// ParcelDelivered closes a parcel that has been handed over.
func (s *Store) ParcelDelivered(ctx context.Context, id string, at time.Time) error {
	return problem(s.db(asPart(ctx, PartWorker)).Exec(`UPDATE parcels SET delivered_at = ? WHERE id = ?`, at, id).Error, "close a parcel")
}

// PurgeParcels drops messages that nobody came for in time, and tells how many.
func (s *Store) PurgeParcels(ctx context.Context, now time.Time) (int64, error) {
	done := s.db(asPart(ctx, PartChores)).Exec(`DELETE FROM parcels WHERE expires_at < ? AND (to_case_id IS NULL OR delivered_at IS NOT NULL)`, now)
	return done.RowsAffected, problem(done.Error, "drop old parcels")
}
