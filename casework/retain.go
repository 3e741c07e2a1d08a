package casework

import (
	"context"
	"errors"

	"handinhand/activities"
	"handinhand/models"
	"handinhand/workflows"
)

// retainAtOnce is how many cases one Retain looks at.
const retainAtOnce = 200

// Retain begins the retention of cases that have ended. A case that the clock of
// Temporal does not know yet is found again at the next call, so none is forgotten.
func (c *Casework) Retain(ctx context.Context) error {
	rows, err := c.Store.EndedCases(ctx, retainAtOnce)
	for _, row := range rows {
		if row.EndedAt == nil {
			continue // cannot be: the table has it so
		}
		err = errors.Join(err, c.eraseGranted(ctx, row))
		begun := c.Workflows.Retain(ctx, workflows.Ended{Case: row.ID, Release: row.Release, At: *row.EndedAt})
		if begun == nil {
			begun = c.Store.RetentionBegun(ctx, row.ID, now())
		}
		err = errors.Join(err, begun)
	}
	return err
}

// Expire deletes what is due of a case, for the worker and for who asks for erasure.
// Objects that stay behind when it is interrupted belong to no document then, and are
// collected. With the last that an ended case holds goes its key.
func (c *Casework) Expire(ctx context.Context, e activities.Expiry) error {
	gone, err := c.Store.Expire(ctx, e.Case, e.Items, now())
	for _, d := range gone {
		err = errors.Join(err, c.Vault.Remove(ctx, d))
	}
	if err != nil {
		return err
	}
	return c.shred(ctx, e.Case)
}

func expired() error {
	return models.Problemf(models.KindNotFound, "document.expired", "the law's time to keep the paper is over; it was deleted")
}
