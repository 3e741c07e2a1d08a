package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"handinhand/models"
)

// attemptPatience is how long a begun request keeps its idempotency key when it
// neither finished nor was abandoned: its process has died by then.
const attemptPatience = 2 * time.Minute

// BeginAttempt takes an idempotency key for an actor. The answer is the earlier
// attempt when that is done (DoneAt set: replay its Response), else this one: run
// the request and call FinishAttempt or AbandonAttempt. Problems of KindConflict:
// "idempotency.reused" (another fingerprint), "idempotency.running".
func (s *Store) BeginAttempt(ctx context.Context, a models.Attempt) (models.Attempt, error) {
	var kept models.Attempt
	err := s.Tx(ctx, func(tx *Store) error {
		done := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&a)
		if done.Error != nil || done.RowsAffected == 1 {
			kept = a
			return problem(done.Error, "begin an attempt")
		}
		err := tx.DB.Clauses(clause.Locking{Strength: "UPDATE"}).Take(&kept, "actor = ? AND key = ?", a.Actor, a.Key).Error
		if err != nil {
			return problem(err, "find an attempt")
		}
		switch {
		case kept.Fingerprint != a.Fingerprint:
			return models.Problemf(models.KindConflict, "idempotency.reused", "this idempotency key was used for another request")
		case kept.DoneAt != nil:
			return nil
		case a.BegunAt.Sub(kept.BegunAt) < attemptPatience:
			return models.Problemf(models.KindConflict, "idempotency.running", "the first request with this idempotency key still runs")
		}
		kept.BegunAt = a.BegunAt
		return problem(tx.DB.Model(&kept).Update("begun_at", a.BegunAt).Error, "take over an attempt")
	})
	return kept, err
}

// FinishAttempt keeps the response that every replay gets.
func (s *Store) FinishAttempt(ctx context.Context, actor models.PersonID, key string, response []byte, now time.Time) error {
	err := s.db(ctx).Model(&models.Attempt{}).Where("actor = ? AND key = ?", actor, key).
		Updates(map[string]any{"response": response, "done_at": now}).Error
	return problem(err, "finish an attempt")
}

// AbandonAttempt gives the key back after a failure that a retry may mend.
func (s *Store) AbandonAttempt(ctx context.Context, actor models.PersonID, key string) error {
	err := s.db(ctx).Delete(&models.Attempt{}, "actor = ? AND key = ? AND done_at IS NULL", actor, key).Error
	return problem(err, "abandon an attempt")
}

// PurgeAttempts deletes the attempts begun before a time and tells how many.
func (s *Store) PurgeAttempts(ctx context.Context, before time.Time) (int64, error) {
	ctx = asPart(ctx, PartChores)
	done := s.db(ctx).Delete(&models.Attempt{}, "begun_at < ?", before)
	return done.RowsAffected, problem(done.Error, "purge attempts")
}
