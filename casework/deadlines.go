package casework

import (
	"context"
	"errors"
	"time"

	"handinhand/models"
	"handinhand/store"
)

const (
	concernDue    = "concern-due"
	concernLapsed = "concern-lapsed"
	// remindedBefore is how long before its time is over an agency is reminded.
	remindedBefore = 7 * 24 * time.Hour
	// concernsAtOnce is how many concerns one Remind looks at.
	concernsAtOnce = 200
)

// Remind tells agencies which answers are due in a week, and, when the time is over,
// them and the person who waits. Each is told once of each deadline.
func (c *Casework) Remind(ctx context.Context) error {
	at := now()
	return errors.Join(c.tellDue(ctx, at, false), c.tellDue(ctx, at, true))
}

func (c *Casework) tellDue(ctx context.Context, at time.Time, lapsed bool) error {
	before, text := at.Add(remindedBefore), concernDue
	if lapsed {
		before, text = at, concernLapsed
	}
	ctx = store.As(ctx, asWorker)
	return c.Store.Tx(ctx, func(tx *store.Store) error {
		due, err := tx.ConcernsDue(ctx, before, at, lapsed, concernsAtOnce)
		for _, row := range due {
			notice := models.Notice{ID: text + "/" + string(row.ID) + "/" + row.DueAt.Format(time.DateOnly), Case: row.Case, Text: text, At: at}
			if !row.Officer {
				err = errors.Join(err, tx.AddAgencyNotice(ctx, notice, row.Agency))
			}
			if lapsed && row.Kind != models.ConcernWithdrawn {
				notice.ID += "/person"
				err = errors.Join(err, tx.AddNotice(ctx, notice, models.RoleApplicant))
			}
		}
		return err
	})
}
