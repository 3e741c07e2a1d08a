package store

import (
	"context"
	"time"
)

// BeginChore tells whether a chore is due, and that whoever asks does it now: nobody
// else is told so until the pace has passed. It survives restarts.
func (s *Store) BeginChore(ctx context.Context, name string, pace time.Duration) (bool, error) {
	done := s.db(asPart(ctx, PartChores)).Exec(`
		INSERT INTO chores (name, begun_at) VALUES (?, now())
		ON CONFLICT (name) DO UPDATE SET begun_at = now() WHERE chores.begun_at < now() - ? * interval '1 second'`, name, pace.Seconds())
	return done.RowsAffected == 1, problem(done.Error, "begin a chore")
}
