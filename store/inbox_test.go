package store_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"handinhand/models"
	"handinhand/store"
)

// fill gives the office n open tasks in n cases: due dates in a circle with every
// fourth without, openings in order.
func (w *world) fill(n int) {
	w.t.Helper()
	w.do(w.DB.WithContext(everyone(w.t)).Exec(`
		INSERT INTO cases (id, number, case_type, release, person_id, state, outcome, sequence, started_at)
		SELECT 'bulk-' || to_char(i, 'FM000000'), 'LC-' || i, 'language-course', ?, ?, 'running', '', 1, ?::timestamptz + i * interval '1 s'
		FROM generate_series(1, ?::int) i`, w.hash, w.applicant, noon, n).Error)
	w.do(w.DB.WithContext(everyone(w.t)).Exec(`
		INSERT INTO tasks (id, case_id, key, case_type, number, element, role, agency_id, state, claimed_by, due_at, opened_at, version)
		SELECT id || '.1', id, 1, case_type, number, CASE WHEN i % 2 = 0 THEN 'confirm' ELSE 'check' END, 'immigration-office', ?, 'open',
		       CASE WHEN i % 10 = 0 THEN ? END, CASE WHEN i % 4 > 0 THEN started_at + (i * 7919 % 1000) * interval '1 h' END, started_at, 1
		FROM (SELECT *, row_number() OVER (ORDER BY id) AS i FROM cases WHERE id LIKE 'bulk-%') c`, office, w.clerk).Error)
	w.analyze()
}

func (w *world) inbox(q store.InboxQuery) []models.Task {
	w.t.Helper()
	var out []models.Task
	q.Agency = office
	for {
		got := must[store.List[models.Task]](w.t)(w.Inbox(everyone(w.t), q))
		out = append(out, got.Items...)
		if got.Next == "" {
			return out
		}
		q.Cursor = got.Next
	}
}

func TestInboxOrdersAndFilters(t *testing.T) {
	w := newWorld(t)
	w.fill(60)
	for _, sort := range []store.InboxSort{store.InboxDue, store.InboxNewest, store.InboxOldest} {
		got := w.inbox(store.InboxQuery{Sort: sort, Page: store.Page{Size: 7}})
		seen := map[models.TaskID]bool{}
		for i, task := range got {
			seen[task.ID] = true
			if i > 0 && !inOrder(sort, got[i-1], task) {
				t.Errorf("%s: %v comes before %v", sort, got[i-1], task)
			}
		}
		if len(seen) != 60 || len(got) != 60 {
			t.Errorf("%s: %d rows, %d different, want 60", sort, len(got), len(seen))
		}
	}
	before := noon.Add(200 * time.Hour)
	for name, c := range map[string]struct {
		query store.InboxQuery
		keep  func(models.Task) bool
	}{
		"element":   {store.InboxQuery{Element: "confirm"}, func(t models.Task) bool { return t.Element == "confirm" }},
		"number":    {store.InboxQuery{Number: "LC-7"}, func(t models.Task) bool { return t.Number == "LC-7" }},
		"mine":      {store.InboxQuery{ClaimedBy: w.clerk}, func(t models.Task) bool { return t.ClaimedBy == w.clerk }},
		"unclaimed": {store.InboxQuery{Unclaimed: true}, func(t models.Task) bool { return t.ClaimedBy == "" }},
		"overdue":   {store.InboxQuery{DueBefore: &before}, func(t models.Task) bool { return t.DueAt != nil && t.DueAt.Before(before) }},
		"case type": {store.InboxQuery{CaseType: "none"}, func(models.Task) bool { return false }},
	} {
		wanted := 0
		for _, task := range w.inbox(store.InboxQuery{}) {
			if c.keep(task) {
				wanted++
			}
		}
		got := w.inbox(c.query)
		for _, task := range got {
			if !c.keep(task) {
				t.Errorf("%s: %v should be filtered out", name, task)
			}
		}
		if len(got) != wanted {
			t.Errorf("%s: %d tasks, want %d", name, len(got), wanted)
		}
	}
	if n := must[int](t)(w.InboxSize(everyone(t), office, 50)); n != 50 {
		t.Errorf("size %d, want it counted to 50", n)
	}
}

func inOrder(sort store.InboxSort, a, b models.Task) bool {
	switch {
	case sort == store.InboxNewest:
		return !a.OpenedAt.Before(b.OpenedAt)
	case sort == store.InboxOldest:
		return !b.OpenedAt.Before(a.OpenedAt)
	case b.DueAt == nil:
		return true
	}
	return a.DueAt != nil && !b.DueAt.Before(*a.DueAt)
}

func TestClaims(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	c := w.newCase(noon)
	w.project(first(c.ID))
	theirs, own := models.NewTaskID(c.ID, 2), models.NewTaskID(c.ID, 1)

	_, err := w.Claim(ctx, own, w.clerk, 0)
	want(t, err, models.KindForbidden)
	_, err = w.Claim(ctx, theirs, w.clerk, 7)
	want(t, err, models.KindStale)
	task := must[models.Task](t)(w.Claim(ctx, theirs, w.clerk, 1))
	if task.ClaimedBy != w.clerk || task.Version != 2 {
		t.Errorf("claimed task %+v", task)
	}
	if again := must[models.Task](t)(w.Claim(ctx, theirs, w.clerk, 1)); again.Version != 2 {
		t.Errorf("claiming again gave version %d", again.Version)
	}
	_, err = w.Claim(ctx, theirs, w.colleague, 2)
	want(t, err, models.KindStale)
	_, err = w.Unclaim(ctx, theirs, w.colleague, 2)
	want(t, err, models.KindStale)
	if free := must[models.Task](t)(w.Unclaim(ctx, theirs, w.clerk, 2)); free.ClaimedBy != "" || free.Version != 3 {
		t.Errorf("released task %+v", free)
	}
	var group sync.WaitGroup
	winners := make(chan models.PersonID, 2)
	for _, person := range []models.PersonID{w.clerk, w.colleague} {
		group.Go(func() {
			if _, err := w.Claim(ctx, theirs, person, 3); err == nil {
				winners <- person
			}
		})
	}
	group.Wait()
	if len(winners) != 1 {
		t.Errorf("%d clerks claimed one task", len(winners))
	}
	w.project(models.Burst{Case: c.ID, Sequence: 2, Closed: []models.TaskClosed{{Key: 2, Cancelled: true}}})
	_, err = w.Claim(ctx, theirs, w.clerk, 0)
	want(t, err, models.KindClosed)
	_, err = w.Claim(ctx, "nonsense", w.clerk, 0)
	want(t, err, models.KindNotFound)
}

// A page must cost the same with 100 cases and with 10,000. Time is a poor judge
// on a shared machine; the pages that PostgreSQL touches are a fair one.
func TestPagesCostTheSameAtTenThousandCases(t *testing.T) {
	w := newWorld(t)
	w.fill(10_000)
	ctx := everyone(t)
	due := noon.Add(50 * time.Hour)
	for name, read := range map[string]func(*store.Store) error{
		"inbox by due":     inboxRead(t, store.InboxQuery{}),
		"inbox, newest":    inboxRead(t, store.InboxQuery{Sort: store.InboxNewest}),
		"inbox, mine":      inboxRead(t, store.InboxQuery{ClaimedBy: w.clerk, Sort: store.InboxOldest}),
		"inbox, free":      inboxRead(t, store.InboxQuery{Unclaimed: true}),
		"inbox, overdue":   inboxRead(t, store.InboxQuery{DueBefore: &due}),
		"inbox, by number": inboxRead(t, store.InboxQuery{Number: "LC-77"}),
		"inbox, deep":      inboxRead(t, store.InboxQuery{Page: store.Page{Cursor: w.deep()}}),
		"case by number":   func(s *store.Store) error { _, err := s.CaseByNumber(ctx, "LC-77"); return err },
		"cases of type":    func(s *store.Store) error { _, err := s.CasesOfType(ctx, "language-course", store.Page{}); return err },
		"tasks of a case":  func(s *store.Store) error { _, err := s.TasksOfCase(ctx, "bulk-000077"); return err },
		"starting cases":   func(s *store.Store) error { _, err := s.StartingCases(ctx, noon, 10); return err },
	} {
		blocks := w.blocks(read)
		t.Logf("%-18s %4d blocks", name, blocks)
		if blocks > 150 { // 26 rows, each on a page of its own, and the index above them
			t.Errorf("%s touches %d blocks of 8 kB: an index is missing", name, blocks)
		}
	}
}

func inboxRead(t *testing.T, q store.InboxQuery) func(*store.Store) error {
	q.Agency = office
	return func(s *store.Store) error { _, err := s.Inbox(everyone(t), q); return err }
}

// deep is a cursor far into the inbox.
func (w *world) deep() string {
	cursor := ""
	for range 60 {
		got := must[store.List[models.Task]](w.t)(w.Inbox(everyone(w.t), store.InboxQuery{Agency: office, Page: store.Page{Size: 100, Cursor: cursor}}))
		cursor = got.Next
	}
	return cursor
}

// blocks is how many 8 kB blocks PostgreSQL touches for the statements of read.
func (w *world) blocks(read func(*store.Store) error) int {
	w.t.Helper()
	var statements []string
	dry := w.DB.WithContext(everyone(w.t)).Session(&gorm.Session{NewDB: true})
	w.do(dry.Callback().Query().After("gorm:query").Register("capture", func(db *gorm.DB) {
		statements = append(statements, db.Dialector.Explain(db.Statement.SQL.String(), db.Statement.Vars...))
	}))
	err := read(w.Store)
	w.do(dry.Callback().Query().Remove("capture"))
	if err != nil && models.KindOf(err) != models.KindNotFound {
		w.t.Fatal(err)
	}
	total := 0
	for _, statement := range statements {
		total += w.explain(statement)
	}
	if len(statements) == 0 {
		w.t.Fatal("no statement was captured")
	}
	return total
}

func (w *world) explain(statement string) int {
	w.t.Helper()
	var raw string
	w.do(w.DB.WithContext(everyone(w.t)).Raw(strings.ReplaceAll(fmt.Sprintf("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) %s", statement), "?", "??")).Scan(&raw).Error)
	var plans []struct {
		Plan struct {
			Hit  int `json:"Shared Hit Blocks"`
			Read int `json:"Shared Read Blocks"`
		}
	}
	w.do(json.Unmarshal([]byte(raw), &plans))
	return plans[0].Plan.Hit + plans[0].Plan.Read
}
