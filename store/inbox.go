package store

import (
	"context"
	"time"

	"handinhand/models"
)

// InboxSort is the order of an inbox.
type InboxSort string

const (
	InboxDue    InboxSort = "due" // the most urgent first, tasks without a due date last
	InboxNewest InboxSort = "newest"
	InboxOldest InboxSort = "oldest"
)

// InboxQuery says which open tasks of an agency are wanted. Zero values filter
// nothing; a zero Sort is InboxDue.
type InboxQuery struct {
	Page
	Agency    models.AgencyID
	CaseType  string
	Element   string
	Number    string          // case number in its proper form
	ClaimedBy models.PersonID // only this clerk's
	Unclaimed bool            // only what nobody has claimed
	DueBefore *time.Time      // only what was due before, i.e. overdue at that time
	Sort      InboxSort
}

// Each order is that of a partial index, named beside it.
var inboxOrders = map[InboxSort]order{
	InboxDue:    {name: "inbox.due", columns: []string{"due_order", "opened_at", "id"}, times: 2}, // tasks_due
	InboxOldest: {name: "inbox.oldest", columns: []string{"opened_at", "id"}},                     // tasks_opened
	InboxNewest: {name: "inbox.newest", columns: []string{"opened_at", "id"}, newest: true},       // tasks_opened
}

// Inbox is an agency's open tasks.
func (s *Store) Inbox(ctx context.Context, q InboxQuery) (List[models.Task], error) {
	if q.Sort == "" {
		q.Sort = InboxDue
	}
	sorted, ok := inboxOrders[q.Sort]
	if !ok {
		return List[models.Task]{}, models.Problemf(models.KindInvalid, "inbox.sort", "an inbox sorts by due, newest or oldest")
	}
	// The state is a literal: with a parameter the partial indexes would not serve.
	rows := s.db(ctx).Where("agency_id = ? AND state = 'open'", q.Agency)
	for _, filter := range [][2]string{{"case_type = ?", q.CaseType}, {"element = ?", q.Element}, {"number = ?", q.Number}} {
		if filter[1] != "" {
			rows = rows.Where(filter[0], filter[1])
		}
	}
	if q.ClaimedBy != "" {
		rows = rows.Where("claimed_by = ?", q.ClaimedBy)
	}
	if q.Unclaimed {
		rows = rows.Where("claimed_by IS NULL")
	}
	if q.DueBefore != nil {
		rows = rows.Where("due_order < ?", *q.DueBefore)
	}
	return list(rows, q.Page, sorted, func(t models.Task) []string {
		if q.Sort != InboxDue {
			return []string{keyTime(t.OpenedAt), string(t.ID)}
		}
		due := "infinity"
		if t.DueAt != nil {
			due = keyTime(*t.DueAt)
		}
		return []string{due, keyTime(t.OpenedAt), string(t.ID)}
	})
}

// InboxSize is how many open tasks an agency has, counted to limit at most: a
// page shows "1000+" without reading them all.
func (s *Store) InboxSize(ctx context.Context, agency models.AgencyID, limit int) (int, error) {
	var n int
	err := s.db(ctx).Raw(`SELECT count(*) FROM (SELECT 1 FROM tasks WHERE agency_id = ? AND state = 'open' LIMIT ?) t`,
		agency, limit).Scan(&n).Error
	return n, problem(err, "count an inbox")
}
