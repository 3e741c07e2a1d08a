package store

import (
	"context"
	"time"

	"handinhand/models"
)

// The pauses of AwaitBegun: half of what was waited so far, so that a busy
// machine is asked less often and nobody waits much longer than it takes.
const (
	shortestPause = 10 * time.Millisecond
	longestPause  = 250 * time.Millisecond
)

// AwaitBegun waits until the first projection of a case is there, or for that long.
// Only the start of a case is waited for like this: whatever comes later answers when
// its projection can be read.
func (s *Store) AwaitBegun(ctx context.Context, id models.CaseID, patience time.Duration) error {
	begun := time.Now()
	for {
		row, err := s.Case(ctx, id)
		waited := time.Since(begun)
		if err != nil || row.State != models.CaseStarting || waited >= patience {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(max(waited/2, shortestPause), longestPause)):
		}
	}
}
