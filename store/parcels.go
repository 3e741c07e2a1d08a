package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"handinhand/models"
)

const (
	// parcelLease is how long whoever takes a parcel up has it to themselves. It is
	// well above the time that handing it over may take.
	parcelLease = time.Minute
	// parcelPatience bounds how much later a parcel that cannot be handed over is
	// tried again.
	parcelPatience = 10 * time.Minute
)

// Send keeps a parcel, once for each ID, and finds who it is for. A message goes to
// the oldest subscription that takes it, else it begins a case where a start event
// takes it, else it waits for a subscription until it expires. A signal goes to every
// other case that waits for it now and begins a case at every start event that does,
// and goes to nobody later (BPMN 2.0.2, 10.5.1). A message that names whom it is for
// (To, Begins) goes there.
func (s *Store) Send(ctx context.Context, p models.Parcel) error {
	return s.Tx(asPart(ctx, PartWorker), func(tx *Store) error {
		db := tx.DB
		if err := alone(db, p.Name); err != nil {
			return problem(err, "send a parcel")
		}
		if p.TryAt.IsZero() {
			p.TryAt = p.SentAt
		}
		kept := db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoNothing: true}).Create(&p)
		if kept.Error != nil || kept.RowsAffected == 0 {
			return problem(kept.Error, "send a parcel")
		}
		switch {
		case p.To != "" || p.Begins != "":
			return nil
		case p.Signal:
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
	values := map[string]any{"name": p.Name, "key": p.CorrelationKey, "id": p.ID}
	err := db.Exec(`UPDATE parcels SET to_case_id = (
			SELECT case_id FROM subscriptions
			WHERE message = @name AND NOT signal AND closed_at IS NULL AND correlation_key IN ('', @key)
			ORDER BY opened_at, case_id, key LIMIT 1)
		WHERE id = @id`, values).Error
	if err != nil {
		return err
	}
	return db.Exec(`UPDATE parcels SET begins = coalesce((SELECT case_type FROM beginnings WHERE kind = 'message' AND name = @name ORDER BY case_type LIMIT 1), '')
		WHERE id = @id AND to_case_id IS NULL`, values).Error
}

func spread(db *gorm.DB, p models.Parcel) error {
	values := map[string]any{"id": p.ID, "from": p.From, "name": p.Name, "sealed": p.Sealed, "at": p.SentAt, "until": p.ExpiresAt}
	for _, who := range []struct{ columns, from string }{
		{`@id || '/' || case_id, @from, case_id, ''`, `subscriptions WHERE message = @name AND signal AND closed_at IS NULL AND case_id <> @from`},
		{`@id || '/' || case_type, @from, NULL::text, case_type`, `beginnings WHERE kind = 'signal' AND name = @name`},
	} {
		err := db.Exec(`INSERT INTO parcels (id, from_case_id, to_case_id, begins, signal, name, correlation_key, sealed, sent_at, try_at, expires_at)
			SELECT DISTINCT `+who.columns+`, true, @name, '', CAST(@sealed AS bytea), CAST(@at AS timestamptz), CAST(@at AS timestamptz), CAST(@until AS timestamptz)
			FROM `+who.from, values).Error
		if err != nil {
			return err
		}
	}
	return nil
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
			SELECT id FROM parcels WHERE to_case_id IS NULL AND begins = '' AND NOT signal AND name = @name AND expires_at > @at
			AND (@key = '' OR correlation_key = @key) ORDER BY sent_at, id LIMIT 1)`,
		map[string]any{"case": s.Case, "name": s.Message, "key": s.CorrelationKey, "at": s.OpenedAt}).Error
}

// Due is a parcel that can be handed over, with the release of the case that it
// is for; "" where it begins one.
type Due struct {
	models.Parcel
	Release string
}

// DueParcels takes up parcels to hand over, at most limit: those first that have
// waited longest for their turn. Nobody else gets them for a minute, and of those
// for one case only the oldest is given, so that between two tries of a parcel no
// other one comes to its case. only is the ID of the one that is wanted; "" is any.
func (s *Store) DueParcels(ctx context.Context, now time.Time, limit int, only string) ([]Due, error) {
	var out []Due
	err := s.Tx(asPart(ctx, PartWorker), func(tx *Store) error {
		return tx.DB.Raw(`WITH taken AS (
				UPDATE parcels SET try_at = @until, tries = tries + 1 WHERE id IN (
					SELECT id FROM parcels p
					WHERE (to_case_id IS NOT NULL OR begins <> '') AND delivered_at IS NULL AND try_at <= @now AND (@only = '' OR id = @only)
					AND NOT EXISTS (SELECT 1 FROM parcels q WHERE q.to_case_id = p.to_case_id AND q.delivered_at IS NULL AND (q.sent_at, q.id) < (p.sent_at, p.id))
					ORDER BY try_at, id LIMIT @limit FOR UPDATE SKIP LOCKED)
				RETURNING *)
			SELECT taken.*, coalesce(cases.release, '') AS release FROM taken LEFT JOIN cases ON cases.id = taken.to_case_id ORDER BY taken.sent_at, taken.id`,
			map[string]any{"now": now, "until": now.Add(parcelLease), "limit": limit, "only": only}).Scan(&out).Error
	})
	return out, problem(err, "take up due parcels")
}

// Parcel is one parcel.
func (s *Store) Parcel(ctx context.Context, id string) (models.Parcel, error) {
	var out models.Parcel
	err := s.db(asPart(ctx, PartWorker)).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a parcel")
}

// ParcelDelivered closes a parcel that has been handed over.
func (s *Store) ParcelDelivered(ctx context.Context, id string, at time.Time) error {
	return problem(s.db(asPart(ctx, PartWorker)).Exec(`UPDATE parcels SET delivered_at = ? WHERE id = ?`, at, id).Error, "close a parcel")
}

// ParcelFailed puts a parcel back that cannot be handed over now: the oftener it has
// failed, the later it is tried again.
func (s *Store) ParcelFailed(ctx context.Context, id string, now time.Time) error {
	err := s.db(asPart(ctx, PartWorker)).Exec(`UPDATE parcels SET try_at = CAST(@now AS timestamptz) + least(@most, power(2, least(tries, 20))) * interval '1 second'
		WHERE id = @id AND delivered_at IS NULL`, map[string]any{"id": id, "now": now, "most": parcelPatience.Seconds()}).Error
	return problem(err, "put a parcel back")
}

// ParcelBeginsNothing lets a message wait for a subscription again, because the start
// event that would have taken it is gone.
func (s *Store) ParcelBeginsNothing(ctx context.Context, id string) error {
	return problem(s.db(asPart(ctx, PartWorker)).Exec(`UPDATE parcels SET begins = '' WHERE id = ?`, id).Error, "keep a parcel")
}

// PurgeParcels drops messages that nobody came for in time, and tells how many.
func (s *Store) PurgeParcels(ctx context.Context, now time.Time) (int64, error) {
	done := s.db(asPart(ctx, PartChores)).Exec(`DELETE FROM parcels WHERE expires_at < ? AND (to_case_id IS NULL OR delivered_at IS NOT NULL)`, now)
	return done.RowsAffected, problem(done.Error, "drop old parcels")
}
