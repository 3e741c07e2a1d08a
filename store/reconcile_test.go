package store_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handinhand/models"
)

// course is what a case can become after first: a burst, and what is open after
// it.
type course struct {
	burst models.Burst
	after models.Snapshot // without its Burst
}

// courses all begin with the second burst of one case. They give the same keys
// to different things, as two courses of one case do.
func courses(w *world) map[string]course {
	due := noon.Add(time.Hour)
	stands := func(keys ...int64) (out []models.TokenEntered) {
		for _, key := range keys {
			out = append(out, models.TokenEntered{Key: key, Element: map[int64]string{1: "apply", 2: "confirm", 5: "test"}[key]})
		}
		return out
	}
	return map[string]course{
		"applicant is done": {
			models.Burst{
				Closed: []models.TaskClosed{{Key: 1, By: w.applicant, Request: "r1"}}, Left: []int64{1},
				Opened:  []models.TaskOpened{{Key: 5, Element: "test", Role: "course-provider", DueAt: &due, Lends: []models.Lending{{Item: "title", Purpose: "p", LegalBasis: "b"}}}},
				Entered: stands(5), Milestones: []string{"entitled"}, Journal: []models.JournalLine{{Kind: "completed", Element: "apply"}, {Kind: "entered", Element: "test"}},
			},
			models.Snapshot{Tasks: []int64{2, 5}, Tokens: stands(2, 5), Subscriptions: []int64{3}, Incidents: []int64{4}},
		},
		"office is done": {
			models.Burst{
				Closed: []models.TaskClosed{{Key: 2, By: w.clerk}}, Left: []int64{2}, Resolved: []int64{4},
				Opened:     []models.TaskOpened{{Key: 5, Element: "test", Role: "immigration-office", Lends: lend}},
				Entered:    stands(5),
				Subscribed: []models.Subscribed{{Key: 6, Element: "x", Message: "other", CorrelationKey: "n", Role: "immigration-office"}},
				Journal:    []models.JournalLine{{Kind: "completed", Element: "confirm"}},
			},
			models.Snapshot{Tasks: []int64{1, 5}, Tokens: stands(1, 5), Subscriptions: []int64{3, 6}},
		},
		"deadline passes": {
			models.Burst{
				Closed: []models.TaskClosed{{Key: 1, Cancelled: true}}, Left: []int64{1}, Unsubscribed: []int64{3},
				Incidents: []models.IncidentOpened{{Key: 6, Element: "late", Cause: "down", Attempts: 1}}, Journal: []models.JournalLine{{Kind: "cancelled", Element: "apply"}},
			},
			models.Snapshot{Tasks: []int64{2}, Tokens: stands(2), Incidents: []int64{4, 6}},
		},
		"message comes": {
			models.Burst{Unsubscribed: []int64{3}, Milestones: []string{"started", "received"}, Journal: []models.JournalLine{{Kind: "completed", Element: "started"}}},
			models.Snapshot{Tasks: []int64{1, 2}, Tokens: stands(1, 2), Incidents: []int64{4}},
		},
		"case ends": {
			models.Burst{
				Closed: []models.TaskClosed{{Key: 1, By: w.applicant}, {Key: 2, Cancelled: true}}, Left: []int64{1, 2}, Unsubscribed: []int64{3}, Resolved: []int64{4},
				Ended: true, Outcome: "refused", Milestones: []string{"refused"},
			},
			models.Snapshot{},
		},
	}
}

// standing is what a case's rows say to a reader, without what may differ
// between two ways to the same end: ids, versions, sequences, and closed rows
// that nothing shows.
func (w *world) standing(id models.CaseID, tasks []int64) []string {
	w.t.Helper()
	s := w.snapshot(id)
	out := []string{fmt.Sprintf("case %s %q ended %v", s.Case.State, s.Case.Outcome, s.Case.EndedAt)}
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, t := range s.Tasks {
		if slices.Contains(tasks, t.Key) || t.State == models.TaskOpen {
			add("task %d %s %s %q %s by %q %q due %v since %v to %v", t.Key, t.Element, t.Role, t.Agency, t.State, t.ClosedBy, t.ClosedWith, t.DueAt, t.OpenedAt, t.ClosedAt)
		}
	}
	for _, g := range s.Grants {
		if g.ClosedAt == nil {
			add("grant %d %s to %q for %s since %v", g.Key, g.Item, g.Agency, g.Purpose, g.OpenedAt)
		}
	}
	for _, m := range s.Milestones {
		add("milestone %s at %v", m.Key, m.ReachedAt)
	}
	for _, l := range s.Journal {
		add("journal %d %s %s", l.Line, l.Kind, l.Element)
	}
	for _, m := range s.Awaited {
		if m.ClosedAt == nil {
			add("awaits %d %s from %q at %s", m.Key, m.Message, m.Agency, m.Element)
		}
	}
	for _, i := range s.Incidents {
		if i.ClosedAt == nil {
			add("incident %d %s %s", i.Key, i.Element, i.Cause)
		}
	}
	tokens := map[int64]string{}
	for _, t := range s.Tokens {
		tokens[t.Key] = t.Element
	}
	for _, key := range slices.Sorted(maps.Keys(tokens)) {
		add("token %d %s", key, tokens[key])
	}
	return out
}

func (c course) as(id models.CaseID, sequence int64, at time.Time) models.Burst {
	b := c.burst
	b.Case, b.Sequence, b.At = id, sequence, at
	return b
}

// TestReconcile: whatever the database was told, afterwards it says what it
// would say had it been told the truth alone. And the case goes on.
func TestReconcile(t *testing.T) {
	w := newWorld(t)
	all := courses(w)
	tasks := []int64{1, 2, 5}
	for told, lost := range all {
		for became, truth := range all {
			if told == became {
				continue
			}
			t.Run(told+", but "+became, func(t *testing.T) {
				plain, split := w.newCase(noon).ID, w.newCase(noon).ID
				for _, id := range []models.CaseID{plain, split} {
					w.project(first(id))
				}
				w.project(lost.as(split, 2, noon.Add(time.Minute)))
				later := noon.Add(2 * time.Minute)
				w.project(truth.as(plain, 2, later))

				in := truth.after
				in.Burst = truth.as(split, 2, later)
				if err := w.Project(everyone(t), in.Burst); !errors.Is(err, models.ErrDiverged) {
					t.Fatalf("another burst under the same sequence: %v", err)
				}
				for want := int64(3); want <= 4; want++ { // its answer got lost, too
					if got := must[int64](t)(w.Reconcile(everyone(t), in)); got != want {
						t.Errorf("reconciled under %d, want %d", got, want)
					}
				}
				shown := tasks
				if len(truth.burst.Opened) == 0 {
					shown = tasks[:2] // the other course's third is closed, and stays as a row
				}
				if diff := cmp.Diff(w.standing(plain, shown), w.standing(split, shown)); diff != "" {
					t.Errorf("(-told the truth alone +reconciled):\n%s", diff)
				}
				if truth.burst.Ended {
					return
				}
				next := models.Burst{At: later.Add(time.Minute), Opened: []models.TaskOpened{{Key: 7, Element: "on", Role: models.RoleApplicant}}}
				next.Case, next.Sequence = split, 5
				w.project(next)
				w.project(next)
			})
		}
	}
}

func TestDivergedOnlyWhenItDiffers(t *testing.T) {
	w := newWorld(t)
	c := w.newCase(noon)
	w.project(first(c.ID))
	again := first(c.ID)
	again.At = noon.Add(time.Second)
	w.do(w.Project(everyone(t), again))
	again.Opened[1].Element = "other"
	if err := w.Project(everyone(t), again); !errors.Is(err, models.ErrDiverged) {
		t.Errorf("another burst: %v", err)
	}
	w.project(models.Burst{Case: c.ID, Sequence: 2})
	if err := w.Project(everyone(t), first(c.ID)); !errors.Is(err, models.ErrDiverged) {
		t.Errorf("a burst that is not the last: %v: nobody can tell whether it is the same", err)
	}
}

// TestReconcileKeepsWhatPeopleDid: answers that were final stay, and what a clerk
// has claimed is still claimed.
func TestReconcileKeepsWhatPeopleDid(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	c := w.newCase(noon)
	w.project(first(c.ID))
	apply, confirm := models.NewTaskID(c.ID, 1), models.NewTaskID(c.ID, 2)
	must[models.Task](t)(w.Claim(ctx, confirm, w.clerk, 0))
	w.do(w.SaveDraft(ctx, w.draft(apply, "name", "a1", noon)))
	w.project(models.Burst{Case: c.ID, Sequence: 2, Closed: []models.TaskClosed{
		{Key: 1, By: w.applicant, Answers: []string{"a1"}}, {Key: 2, Cancelled: true}}})

	// The workflow knows of neither; a message came instead.
	got := must[int64](t)(w.Reconcile(ctx, models.Snapshot{
		Burst: models.Burst{Case: c.ID, Sequence: 2, At: noon, Unsubscribed: []int64{3}},
		Tasks: []int64{1, 2}, Incidents: []int64{4},
	}))
	s := w.snapshot(c.ID)
	if len(s.Answers) != 1 || s.Answers[0].ID != "a1" {
		t.Errorf("final answers %+v", s.Answers)
	}
	if s.Tasks[1].State != models.TaskOpen || s.Tasks[1].ClaimedBy != w.clerk || s.Tasks[1].DueAt == nil {
		t.Errorf("the clerk's task: %+v", s.Tasks[1])
	}
	// The applicant's completion comes again: it counts now, with the same answers.
	w.project(models.Burst{Case: c.ID, Sequence: got + 1, Closed: []models.TaskClosed{{Key: 1, By: w.applicant, Answers: []string{"a1"}}}})
	s = w.snapshot(c.ID)
	if len(s.Answers) != 1 || s.Tasks[0].State != models.TaskCompleted || s.Tasks[0].ClosedBy != w.applicant {
		t.Errorf("completed again: %+v, %+v", s.Answers, s.Tasks[0])
	}
}

// TestKeysOfAForgottenCourse: the workflow gives keys again that another course
// has left in the database.
func TestKeysOfAForgottenCourse(t *testing.T) {
	w := newWorld(t)
	c := w.newCase(noon)
	w.project(first(c.ID))
	lost := models.Burst{Case: c.ID, Sequence: 2, At: noon,
		Opened:     []models.TaskOpened{{Key: 8, Element: "x", Role: "immigration-office", Lends: lend}},
		Subscribed: []models.Subscribed{{Key: 9, Element: "x", Message: "m", Role: "immigration-office"}},
		Incidents:  []models.IncidentOpened{{Key: 10, Element: "x", Cause: "c"}}, Entered: []models.TokenEntered{{Key: 8, Element: "x"}}}
	w.project(lost)
	at := must[int64](t)(w.Reconcile(everyone(t), models.Snapshot{Burst: models.Burst{Case: c.ID, Sequence: 2, At: noon}, Tasks: []int64{1, 2}}))
	other := []models.Lending{{Item: "title", Purpose: "p", LegalBasis: "b"}}
	w.project(models.Burst{Case: c.ID, Sequence: at + 1, At: noon.Add(time.Hour),
		Opened:     []models.TaskOpened{{Key: 8, Element: "y", Role: "course-provider", Lends: other}},
		Subscribed: []models.Subscribed{{Key: 9, Element: "y", Message: "n", Role: "course-provider"}},
		Incidents:  []models.IncidentOpened{{Key: 10, Element: "y", Cause: "d"}}, Entered: []models.TokenEntered{{Key: 8, Element: "y"}}})
	task := must[models.Task](t)(w.Task(everyone(t), models.NewTaskID(c.ID, 8)))
	if task.Element != "y" || task.Agency != provider || task.State != models.TaskOpen || task.Version < 3 {
		t.Errorf("task %+v", task)
	}
	grants := func(agency models.AgencyID) int {
		return len(must[[]models.Grant](t)(w.GrantsOfTask(everyone(t), agency, task.ID, noon)))
	}
	if grants(provider) != 1 || grants(office) != 0 {
		t.Errorf("%d grants to the provider and %d to the office, want 1 and none", grants(provider), grants(office))
	}
}
