package casework

import (
	"context"
	"time"
)

// How often the documents are looked after, whoever of the servers does it.
const (
	collectPace = 24 * time.Hour
	copyPace    = 24 * time.Hour
	verifyPace  = 7 * 24 * time.Hour
)

// Sweep collects, once a day, what the S3 store keeps for nobody, makes the copies that
// older documents lack, and reads every document again once a week. Asking more often does
// nothing. What is damaged is logged as an error, by id.
func (c *Casework) Sweep(ctx context.Context) error {
	for _, look := range []func(context.Context) error{c.collectDocuments, c.copyDocuments, c.verifyDocuments} {
		if err := look(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (c *Casework) collectDocuments(ctx context.Context) error {
	due, err := c.Store.BeginChore(ctx, "documents.collect", collectPace)
	if err != nil || !due {
		return err
	}
	swept, err := c.Vault.Collect(ctx, c.Store)
	if err != nil {
		return err
	}
	c.Log.Info("objects that belong to no document were collected", "removed", swept.Removed, "orphans", len(swept.Orphans))
	return nil
}

func (c *Casework) copyDocuments(ctx context.Context) error {
	due, err := c.Store.BeginChore(ctx, "documents.copy", copyPace)
	if err != nil || !due {
		return err
	}
	copies, err := c.Vault.Copy(ctx, c.Store)
	for _, failed := range copies.Failed {
		c.Log.Warn("a document has no safe copy, so that no agency can read it", "document", failed.Document, "why", failed.Why)
	}
	if copies.Made > 0 || len(copies.Failed) > 0 {
		c.Log.Info("copies of older documents were made", "made", copies.Made, "failed", len(copies.Failed))
	}
	return err
}

func (c *Casework) verifyDocuments(ctx context.Context) error {
	due, err := c.Store.BeginChore(ctx, "documents.verify", verifyPace)
	if err != nil || !due {
		return err
	}
	sweep, err := c.Vault.Verify(ctx, c.Store)
	for _, id := range sweep.Damaged {
		c.Log.Error("a document is not what came in, or is gone from the store", "document", id)
	}
	c.Log.Info("every document was read again", "whole", sweep.Whole, "shredded", sweep.Shredded, "damaged", len(sweep.Damaged))
	return err
}
