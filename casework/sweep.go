package casework

import (
	"context"
	"time"
)

// How often the documents are looked after, whoever of the servers does it.
const (
	collectPace = 24 * time.Hour
	verifyPace  = 7 * 24 * time.Hour
)

// Sweep collects, once a day, what the S3 store keeps for nobody, and reads every
// document again once a week. Asking more often does nothing. What is damaged is
// logged as an error, by id.
func (c *Casework) Sweep(ctx context.Context) error {
	due, err := c.Store.BeginChore(ctx, "documents.collect", collectPace)
	if err != nil {
		return err
	}
	if due {
		swept, err := c.Vault.Collect(ctx, c.Store)
		if err != nil {
			return err
		}
		c.Log.Info("objects that belong to no document were collected", "removed", swept.Removed, "orphans", len(swept.Orphans))
	}
	if due, err = c.Store.BeginChore(ctx, "documents.verify", verifyPace); err != nil || !due {
		return err
	}
	sweep, err := c.Vault.Verify(ctx, c.Store)
	for _, id := range sweep.Damaged {
		c.Log.Error("a document is not what came in, or is gone from the store", "document", id)
	}
	c.Log.Info("every document was read again", "whole", sweep.Whole, "shredded", sweep.Shredded, "damaged", len(sweep.Damaged))
	return err
}
