package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"handinhand/models"
)

// Project writes everything that one drain of a case changed, in one transaction,
// once for each (case, sequence): a repeated burst changes nothing. Another burst
// under a sequence that is taken is models.ErrDiverged. A burst that comes before
// its predecessor is an error, because nothing would ever fill the gap.
func (s *Store) Project(ctx context.Context, b models.Burst) error {
	ctx = asPart(ctx, PartWorker)
	sum, err := digest(b)
	if err != nil {
		return err
	}
	return s.Tx(ctx, func(tx *Store) error {
		p, last, err := tx.projection(ctx, b)
		if err != nil {
			return err
		}
		switch {
		case p.c.Sequence == b.Sequence && bytes.Equal(last, sum):
			return nil
		case p.c.Sequence >= b.Sequence:
			return fmt.Errorf("store: burst %d of case %s, which is at %d: %w", b.Sequence, b.Case, p.c.Sequence, models.ErrDiverged)
		case p.c.Sequence+1 != b.Sequence:
			return fmt.Errorf("store: burst %d of case %s arrived after %d: the ones between are missing", b.Sequence, b.Case, p.c.Sequence)
		}
		p.digest = sum
		return p.write()
	})
}

// digest tells two bursts under one sequence apart. The time is left out, which is
// another one when a workflow task is tried again, and what is sealed, which is
// another one each time: the mark of an explanation stands for it.
func digest(b models.Burst) ([]byte, error) {
	b.At = time.Time{}
	b.Explained = slices.Clone(b.Explained)
	for i := range b.Explained {
		b.Explained[i].Sealed = nil
	}
	plain, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("store: burst %d of case %s: %w", b.Sequence, b.Case, err)
	}
	sum := sha256.Sum256(plain)
	return sum[:], nil
}

// projection is one burst on its way into the tables of one case.
type projection struct {
	db     *gorm.DB
	c      models.Case
	b      models.Burst
	bound  bound
	digest []byte // nil when the burst is not all that is written under the sequence
}

// projection locks the case of a burst. last is the digest of the burst before.
func (s *Store) projection(ctx context.Context, b models.Burst) (p projection, last []byte, err error) {
	var row struct {
		models.Case
		Digest []byte
	}
	err = s.db(ctx).Table("cases").Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Take(&row, "id = ?", b.Case).Error
	if err != nil {
		return projection{}, nil, problem(err, "find the case of a burst")
	}
	p = projection{db: s.db(ctx), c: row.Case, b: b}
	p.bound, err = s.bound(ctx, b.Case)
	return p, row.Digest, err
}

// write opens before it closes: what opened and closed in one burst is closed.
func (p projection) write() error {
	steps := []struct {
		what string
		do   func() error
	}{
		{"bind agencies", p.bind}, {"keep consents", p.consents}, {"open tasks", p.openTasks}, {"lend anew", p.lendAgain}, {"close tasks", p.closeTasks}, {"note what agencies brought", p.brought},
		{"record milestones", p.reachMilestones}, {"record the journal", p.record}, {"keep explanations", p.explain},
		{"move tokens", p.moveTokens},
		{"open subscriptions", p.subscribe}, {"close subscriptions", p.unsubscribe},
		{"open incidents", p.openIncidents}, {"close incidents", p.closeIncidents},
		{"note what was done by hand", p.intervene}, {"end the case", p.end}, {"advance the case", p.advance},
	}
	for _, step := range steps {
		if err := step.do(); err != nil {
			return problem(err, step.what)
		}
	}
	return nil
}

func (p projection) openTasks() error {
	var tasks []models.Task
	var grants []models.Grant
	for _, opened := range p.b.Opened {
		agency, err := p.bound.agency(opened.Role)
		if err != nil {
			return err
		}
		tasks = append(tasks, models.Task{
			ID: models.NewTaskID(p.c.ID, opened.Key), Case: p.c.ID, Key: opened.Key,
			CaseType: p.c.CaseType, Number: p.c.Number, Element: opened.Element, Role: opened.Role, Agency: agency,
			State: models.TaskOpen, DueAt: opened.DueAt, OpenedAt: p.b.At, Version: 1,
		})
		if agency != "" {
			grants = append(grants, newGrants(p.c, agency, opened.Key, opened.Lends, p.b.At)...)
		}
	}
	if err := insert(p.db.Clauses(overTasks), tasks); err != nil {
		return err
	}
	return insert(p.db.Clauses(overGrants), grants)
}

// newGrants lets an agency read the items that a task or a transfer needs. What
// the applicant's own tasks show needs no grant.
func newGrants(c models.Case, agency models.AgencyID, key int64, lends []models.Lending, at time.Time) []models.Grant {
	grants := make([]models.Grant, len(lends))
	for i, lend := range lends {
		grants[i] = models.Grant{
			ID: models.GrantID(models.NewID()), Case: c.ID, Person: c.Person, Agency: agency, Item: lend.Item, Key: key,
			Purpose: lend.Purpose, LegalBasis: lend.LegalBasis, Statute: lend.Statute, OpenedAt: at, Attested: lend.FactOnly,
		}
		if lend.Lasts != nil {
			until := lend.Lasts.After(at)
			grants[i].ExpiresAt = &until
		}
	}
	return grants
}

func (p projection) closeTasks() error {
	var keys []int64
	var dropped []models.TaskID
	for _, closed := range p.b.Closed {
		keys = append(keys, closed.Key)
		if closed.Cancelled {
			dropped = append(dropped, models.NewTaskID(p.c.ID, closed.Key))
		} else if err := p.completeTask(closed); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(dropped, 1000) {
		err := p.db.Exec(`UPDATE tasks SET state = ?, closed_at = ?, version = version + 1 WHERE id IN ? AND state = 'open'`,
			models.TaskCancelled, p.b.At, some).Error
		if err == nil {
			err = p.db.Exec(`DELETE FROM answers WHERE task_id IN ? AND draft`, some).Error
		}
		if err != nil {
			return err
		}
	}
	for some := range slices.Chunk(keys, 1000) {
		err := p.db.Exec(`UPDATE grants SET closed_at = ? WHERE case_id = ? AND key IN ? AND NOT transfer AND closed_at IS NULL`,
			p.b.At, p.c.ID, some).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// completeTask makes the drafts that the completion submitted final and drops the
// others.
func (p projection) completeTask(closed models.TaskClosed) error {
	task := models.NewTaskID(p.c.ID, closed.Key)
	err := p.db.Exec(`UPDATE tasks SET state = ?, closed_at = ?, closed_by = ?, closed_with = ?, version = version + 1
		WHERE id = ? AND state = 'open'`, models.TaskCompleted, p.b.At, closed.By, closed.Request, task).Error
	if err != nil {
		return err
	}
	if len(closed.Answers) > 0 {
		err := p.db.Exec(`UPDATE answers SET draft = false, given_at = ? WHERE id IN ? AND task_id = ? AND draft`,
			p.b.At, closed.Answers, task).Error
		if err != nil {
			return err
		}
	}
	return p.db.Exec(`DELETE FROM answers WHERE task_id = ? AND draft`, task).Error
}

// reachMilestones keeps the first time of a milestone that a loop reaches again.
func (p projection) reachMilestones() error {
	var rows []models.Milestone
	for i, key := range p.b.Milestones {
		// A microsecond apart, so that those of one burst keep their order.
		rows = append(rows, models.Milestone{Case: p.c.ID, Key: key, Sequence: p.b.Sequence, ReachedAt: p.b.At.Add(time.Duration(i) * time.Microsecond)})
	}
	return insert(p.db.Clauses(clause.OnConflict{DoNothing: true}), rows)
}

func (p projection) record() error {
	var rows []models.JournalEntry
	for i, line := range p.b.Journal {
		rows = append(rows, models.JournalEntry{
			Case: p.c.ID, Sequence: p.b.Sequence, Line: i, At: p.b.At, Kind: line.Kind, Element: line.Element,
		})
	}
	return insert(p.db, rows)
}

func (p projection) explain() error {
	var rows []models.Explanation
	for i, e := range p.b.Explained {
		rows = append(rows, models.Explanation{
			Case: p.c.ID, Sequence: p.b.Sequence, Line: i, At: p.b.At,
			Element: e.Element, Decision: e.Decision, Version: e.Version, Release: e.Release, Items: itemList(e.Items), Sealed: e.Sealed,
		})
	}
	return insert(p.db, rows)
}

// itemList joins ids so that each can be looked for with a space around it.
func itemList(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return " " + strings.Join(ids, " ") + " "
}

func (p projection) moveTokens() error {
	var rows []models.Token
	for _, entered := range p.b.Entered {
		rows = append(rows, models.Token{Case: p.c.ID, Key: entered.Key, Element: entered.Element, Since: p.b.At})
	}
	if err := insert(p.db.Clauses(overTokens), rows); err != nil || len(p.b.Left) == 0 {
		return err
	}
	return p.db.Exec(`DELETE FROM tokens WHERE case_id = ? AND key IN ?`, p.c.ID, p.b.Left).Error
}

func (p projection) subscribe() error {
	var rows []models.Subscription
	for _, opened := range p.b.Subscribed {
		agency, err := p.sender(opened)
		if err != nil {
			return err
		}
		rows = append(rows, models.Subscription{
			Case: p.c.ID, Key: opened.Key, CaseType: p.c.CaseType, Number: p.c.Number, Element: opened.Element,
			Message: opened.Message, Signal: opened.Signal, CorrelationKey: opened.CorrelationKey, Agency: agency, OpenedAt: p.b.At,
		})
	}
	if err := insert(p.db.Clauses(overSubscriptions), rows); err != nil {
		return err
	}
	// In one order everywhere, since each takes a lock.
	slices.SortStableFunc(rows, func(x, y models.Subscription) int { return cmp.Compare(x.Message, y.Message) })
	for _, row := range rows {
		if err := awaited(p.db, row); err != nil {
			return err
		}
	}
	return nil
}

// sender is the agency that may send an awaited message. A signal is no agency's,
// and a message to a lane that no agency plays comes from another case.
func (p projection) sender(opened models.Subscribed) (models.AgencyID, error) {
	if opened.Signal || opened.Role == "" {
		return "", nil
	}
	return p.bound.agency(opened.Role)
}

func (p projection) unsubscribe() error {
	return p.closeKeys("subscriptions", p.b.Unsubscribed)
}

func (p projection) openIncidents() error {
	var rows []models.Incident
	for _, opened := range p.b.Incidents {
		rows = append(rows, models.Incident{
			Case: p.c.ID, Key: opened.Key, Element: opened.Element, Cause: opened.Cause, Attempts: opened.Attempts, OpenedAt: p.b.At,
		})
	}
	return insert(p.db.Clauses(overIncidents), rows)
}

func (p projection) closeIncidents() error { return p.closeKeys("incidents", p.b.Resolved) }

func (p projection) closeKeys(table string, keys []int64) error {
	if len(keys) == 0 {
		return nil
	}
	return p.db.Exec(`UPDATE `+table+` SET closed_at = ? WHERE case_id = ? AND key IN ? AND closed_at IS NULL`,
		p.b.At, p.c.ID, keys).Error
}

// end closes whatever a case still has open. Transfers stay: their recipient
// reads them after the case, until acknowledged or expired.
func (p projection) end() error {
	if !p.b.Ended {
		return nil
	}
	at, id := p.b.At, p.c.ID
	for _, statement := range []string{
		`UPDATE tasks SET state = 'cancelled', closed_at = @at, version = version + 1 WHERE case_id = @id AND state = 'open'`,
		`UPDATE grants SET closed_at = @at WHERE case_id = @id AND NOT transfer AND closed_at IS NULL`,
		`UPDATE subscriptions SET closed_at = @at WHERE case_id = @id AND closed_at IS NULL`,
		`UPDATE incidents SET closed_at = @at WHERE case_id = @id AND closed_at IS NULL`,
		`DELETE FROM answers USING tasks WHERE tasks.case_id = @id AND answers.task_id = tasks.id AND answers.draft`,
		`DELETE FROM answers WHERE case_id = @id AND task_id IS NULL AND draft`,
		`DELETE FROM tokens WHERE case_id = @id`,
	} {
		if err := p.db.Exec(statement, map[string]any{"at": at, "id": id}).Error; err != nil {
			return err
		}
	}
	return nil
}

func (p projection) advance() error {
	changed := map[string]any{"sequence": p.b.Sequence, "digest": p.digest, "state": models.CaseRunning}
	if p.b.Release != "" {
		changed["release"] = p.b.Release
	}
	if p.b.Ended {
		changed["state"], changed["outcome"], changed["ended_at"] = models.CaseEnded, p.b.Outcome, p.b.At
	}
	return p.db.Model(&models.Case{}).Where("id = ?", p.c.ID).Updates(changed).Error
}

// insert adds rows; none is fine. A statement has at most 65,535 parameters, so many rows go in several ones.
func insert[T any](db *gorm.DB, rows []T) error {
	for some := range slices.Chunk(rows, 1000) {
		if err := db.Create(some).Error; err != nil {
			return err
		}
	}
	return nil
}
