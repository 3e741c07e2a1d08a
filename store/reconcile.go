package store

import (
	"context"

	"gorm.io/gorm/clause"

	"handinhand/models"
)

// Reconcile makes the rows of a case equal to its workflow, in one transaction,
// after Project found models.ErrDiverged. It gives the sequence under which it
// did, which is above all that were there. Doing it again leaves the same rows
// under a higher sequence.
//
// Final answers stay: what a person has handed in is not taken back. Transfers
// and notices stay too, they belong to activities.
func (s *Store) Reconcile(ctx context.Context, in models.Snapshot) (sequence int64, err error) {
	ctx = asPart(ctx, PartWorker)
	err = s.Tx(ctx, func(tx *Store) error {
		p, _, err := tx.projection(ctx, in.Burst)
		if err != nil {
			return err
		}
		p.b.Sequence = max(p.c.Sequence+1, in.Burst.Sequence)
		sequence = p.b.Sequence
		r := reconciliation{p, in}
		if err := r.undo(); err != nil {
			return problem(err, "undo what the workflow does not know of")
		}
		if err := p.write(); err != nil {
			return err
		}
		return problem(r.sweep(), "close what the workflow does not have open")
	})
	return sequence, err
}

// reconciliation undoes what the database alone was told, writes the burst as
// ever, and sweeps away what is open beyond the snapshot.
type reconciliation struct {
	projection
	in models.Snapshot
}

// undo brings back what was open before the burst: what it closes, and what is
// open still. A grant belongs to the task that was opened in the same moment.
func (r reconciliation) undo() error {
	var opened, closed []int64
	for _, task := range r.b.Opened {
		opened = append(opened, task.Key)
	}
	for _, task := range r.b.Closed {
		closed = append(closed, task.Key)
	}
	return r.run(map[string]any{
		"id": r.c.ID, "at": r.b.At, "from": r.in.Burst.Sequence, "opened": keys(opened),
		"tasks":         keys(r.in.Tasks, closed),
		"subscriptions": keys(r.in.Subscriptions, r.b.Unsubscribed),
		"incidents":     keys(r.in.Incidents, r.b.Resolved),
	},
		`DELETE FROM journal_entries WHERE case_id = @id AND sequence >= @from`,
		`DELETE FROM explanations WHERE case_id = @id AND sequence >= @from`,
		`DELETE FROM milestones WHERE case_id = @id AND sequence >= @from`,
		`UPDATE cases SET state = 'running', outcome = '', ended_at = NULL WHERE id = @id`,
		`UPDATE tasks SET state = 'open', closed_at = NULL, closed_by = NULL, closed_with = '', version = version + 1
			WHERE case_id = @id AND key IN @tasks AND state <> 'open'`,
		`UPDATE grants SET closed_at = NULL FROM tasks
			WHERE grants.case_id = @id AND NOT transfer AND revoked_by IS NULL AND tasks.case_id = @id AND tasks.key = grants.key
			AND tasks.key IN @tasks AND tasks.opened_at = grants.opened_at`,
		`UPDATE grants SET closed_at = @at WHERE case_id = @id AND key IN @opened AND NOT transfer AND closed_at IS NULL`,
		`UPDATE subscriptions SET closed_at = NULL WHERE case_id = @id AND key IN @subscriptions`,
		`UPDATE incidents SET closed_at = NULL WHERE case_id = @id AND key IN @incidents`,
	)
}

func (r reconciliation) sweep() error {
	var standing []int64
	var tokens []models.Token
	for _, t := range r.in.Tokens {
		standing = append(standing, t.Key)
		tokens = append(tokens, models.Token{Case: r.c.ID, Key: t.Key, Element: t.Element, Since: r.b.At})
	}
	err := r.run(map[string]any{
		"id": r.c.ID, "at": r.b.At, "tasks": keys(r.in.Tasks), "tokens": keys(standing),
		"subscriptions": keys(r.in.Subscriptions), "incidents": keys(r.in.Incidents),
	},
		`UPDATE tasks SET state = 'cancelled', closed_at = @at, version = version + 1
			WHERE case_id = @id AND state = 'open' AND key NOT IN @tasks`,
		`UPDATE grants SET closed_at = @at WHERE case_id = @id AND NOT transfer AND closed_at IS NULL AND key NOT IN @tasks`,
		`DELETE FROM answers USING tasks WHERE tasks.case_id = @id AND answers.task_id = tasks.id AND answers.draft AND tasks.state <> 'open'`,
		`UPDATE subscriptions SET closed_at = @at WHERE case_id = @id AND closed_at IS NULL AND key NOT IN @subscriptions`,
		`UPDATE incidents SET closed_at = @at WHERE case_id = @id AND closed_at IS NULL AND key NOT IN @incidents`,
		`DELETE FROM tokens WHERE case_id = @id AND key NOT IN @tokens`,
	)
	if err != nil {
		return err
	}
	// A token that is there has its element from the burst that entered it.
	return insert(r.db.Clauses(clause.OnConflict{DoNothing: true}), tokens)
}

func (r reconciliation) run(values map[string]any, statements ...string) error {
	for _, statement := range statements {
		if err := r.db.Exec(statement, values).Error; err != nil {
			return err
		}
	}
	return nil
}

// keys joins lists of keys. 0 is no key; it keeps "IN" and "NOT IN" true to their
// words when there is none.
func keys(lists ...[]int64) []int64 {
	out := []int64{0}
	for _, list := range lists {
		out = append(out, list...)
	}
	return out
}
