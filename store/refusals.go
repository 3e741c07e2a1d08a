package store

import (
	"context"
	"time"

	"handinhand/models"
)

// Refusals is how often a person was refused a read within an hour.
type Refusals struct {
	By    models.PersonID `gorm:"column:read_by"`
	Hour  time.Time
	Asked int64
}

// CountRefusal counts one more refused read of a person and tells how many there
// were in the hour.
func (s *Store) CountRefusal(ctx context.Context, by models.PersonID, now time.Time) (asked int64, err error) {
	err = s.db(ctx).Raw(`
		INSERT INTO refusals (read_by, hour, asked) VALUES (?, ?, 1)
		ON CONFLICT (read_by, hour) DO UPDATE SET asked = refusals.asked + 1 RETURNING asked`, by, now.Truncate(time.Hour)).Scan(&asked).Error
	return asked, problem(err, "count a refusal")
}

// TakeRefusals takes the counts of hours that are over, at most limit.
func (s *Store) TakeRefusals(ctx context.Context, now time.Time, limit int) ([]Refusals, error) {
	var out []Refusals
	err := s.db(ctx).Raw(`
		DELETE FROM refusals WHERE (read_by, hour) IN (
			SELECT read_by, hour FROM refusals WHERE hour < ? ORDER BY hour, read_by LIMIT ? FOR UPDATE SKIP LOCKED)
		RETURNING *`, now.Truncate(time.Hour), limit).Scan(&out).Error
	return out, problem(err, "take the counts of refusals")
}
