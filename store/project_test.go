package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handinhand/models"
	"handinhand/store"
)

var lend = []models.Lending{{Item: "residence-title", Purpose: "hih:entitlement", LegalBasis: "eu-gdpr:A6-1-e", Statute: "IntV § 8(1)"}}

// first is what a case's first drain brings: a task each for applicant and office.
func first(id models.CaseID) models.Burst {
	due := noon.Add(14 * 24 * time.Hour)
	return models.Burst{
		Case: id, Sequence: 1, At: noon,
		Opened: []models.TaskOpened{
			{Key: 1, Element: "apply", Role: models.RoleApplicant},
			{Key: 2, Element: "confirm", Role: "immigration-office", DueAt: &due, Lends: lend},
		},
		Milestones: []string{"applied", "received"},
		Journal:    []models.JournalLine{{Kind: "entered", Element: "apply"}, {Kind: "entered", Element: "confirm"}},
		Entered:    []models.TokenEntered{{Key: 1, Element: "apply"}, {Key: 2, Element: "confirm"}},
		Subscribed: []models.Subscribed{{Key: 3, Element: "started", Message: "course-started", CorrelationKey: "n", Role: "course-provider"}},
		Incidents:  []models.IncidentOpened{{Key: 4, Element: "notify", Cause: "no route", Attempts: 3}},
	}
}

// snapshot is all that a case's projection says, for comparing.
type snapshot struct {
	Case       models.Case
	Tasks      []models.Task
	Grants     []models.Grant
	Milestones []models.Milestone
	Journal    []models.JournalEntry
	Tokens     []models.Token
	Awaited    []models.Subscription
	Incidents  []models.Incident
	Answers    []models.Answer
}

func (w *world) snapshot(id models.CaseID) snapshot {
	w.t.Helper()
	ctx := everyone(w.t)
	s := snapshot{
		Case:       must[models.Case](w.t)(w.Case(ctx, id)),
		Tasks:      must[[]models.Task](w.t)(w.TasksOfCase(ctx, id)),
		Milestones: must[[]models.Milestone](w.t)(w.Milestones(ctx, id)),
		Journal:    must[[]models.JournalEntry](w.t)(w.Journal(ctx, id)),
		Tokens:     must[[]models.Token](w.t)(w.Tokens(ctx, id)),
		Answers:    must[[]models.Answer](w.t)(w.Answers(ctx, id)),
	}
	w.do(w.DB.WithContext(everyone(w.t)).Order("key").Find(&s.Awaited, "case_id = ?", id).Error)
	w.do(w.DB.WithContext(everyone(w.t)).Order("key").Find(&s.Incidents, "case_id = ?", id).Error)
	w.do(w.DB.WithContext(everyone(w.t)).Order("key, item").Find(&s.Grants, "case_id = ?", id).Error)
	return s
}

func TestProjectTwiceIsOnce(t *testing.T) {
	w := newWorld(t)
	c := w.newCase(noon)
	w.project(first(c.ID))
	once := w.snapshot(c.ID)
	if len(once.Tasks) != 2 || len(once.Grants) != 1 || len(once.Tokens) != 2 || len(once.Journal) != 2 || len(once.Awaited) != 1 {
		t.Fatalf("the burst is not all there: %+v", once)
	}
	if once.Case.State != models.CaseRunning || once.Tasks[0].Agency != "" || once.Tasks[1].Agency != office || once.Awaited[0].Agency != provider {
		t.Errorf("states or agencies are wrong: %+v", once)
	}
	if once.Milestones[0].Key != "applied" || once.Milestones[1].Key != "received" {
		t.Errorf("milestones lost their order: %+v", once.Milestones)
	}
	w.project(first(c.ID))
	if diff := cmp.Diff(once, w.snapshot(c.ID)); diff != "" {
		t.Errorf("the second time changed something:\n%s", diff)
	}
}

func TestMigrationMovesTheCase(t *testing.T) {
	w := newWorld(t)
	c := w.newCase(noon)
	w.project(first(c.ID))
	second := w.publish("language-course", "bundle two")
	w.project(models.Burst{Case: c.ID, Sequence: 2, At: noon, Release: second})
	w.project(models.Burst{Case: c.ID, Sequence: 3, At: noon})
	if got := w.snapshot(c.ID).Case.Release; got != second {
		t.Errorf("the case runs under %s, want %s", got, second)
	}
}

func TestProjectAtOnceAndCrashing(t *testing.T) {
	w := newWorld(t)
	c := w.newCase(noon)
	crash := errors.New("the process died before the commit")
	err := w.Tx(everyone(t), func(tx *store.Store) error {
		if err := tx.Project(everyone(t), first(c.ID)); err != nil {
			return err
		}
		return crash
	})
	if !errors.Is(err, crash) {
		t.Fatal(err)
	}
	if s := w.snapshot(c.ID); len(s.Tasks) != 0 || s.Case.Sequence != 0 {
		t.Fatalf("half a burst was kept: %+v", s)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if err := w.Project(context.Background(), first(c.ID)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if s := w.snapshot(c.ID); len(s.Tasks) != 2 || len(s.Grants) != 1 || len(s.Journal) != 2 {
		t.Errorf("eight at once left %+v", s)
	}
}

func TestProjectRefusesAGapAndAnUnboundRole(t *testing.T) {
	w := newWorld(t)
	c := w.newCase(noon)
	if err := w.Project(everyone(t), models.Burst{Case: c.ID, Sequence: 2, At: noon}); err == nil {
		t.Error("a burst whose predecessor is missing was taken")
	}
	b := models.Burst{Case: c.ID, Sequence: 1, At: noon, Opened: []models.TaskOpened{{Key: 1, Element: "x", Role: "test-centre"}}}
	if err := w.Project(everyone(t), b); err == nil {
		t.Error("a task was opened for a role that nobody plays")
	}
	want(t, w.Project(everyone(t), models.Burst{Case: models.CaseID(models.NewID()), Sequence: 1}), models.KindNotFound)
}

func (w *world) draft(task models.TaskID, field, id string, at time.Time) models.Answer {
	c, _, err := task.Parse()
	w.do(err)
	return models.Answer{
		ID: id, Case: c, Person: w.applicant, Task: task, Field: field, Sealed: []byte(id), GivenBy: w.applicant, GivenAt: at, Draft: true,
	}
}

func TestClosingATaskSubmitsWhatWasChecked(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	c := w.newCase(noon)
	w.project(first(c.ID))
	task := models.NewTaskID(c.ID, 1)
	w.do(w.SaveDraft(ctx, w.draft(task, "name", "a1", noon), w.draft(task, "city", "a2", noon)))
	w.do(w.SaveDraft(ctx, w.draft(task, "name", "a3", noon.Add(time.Second))))
	drafts := must[[]models.Answer](t)(w.Drafts(ctx, task))
	if len(drafts) != 2 || drafts[0].ID != "a2" || drafts[1].ID != "a3" {
		t.Fatalf("drafts %+v, want a2 and a3", drafts)
	}
	// Someone saves again after the completion has checked a2 and a3.
	w.do(w.SaveDraft(ctx, w.draft(task, "name", "a4", noon.Add(2*time.Second))))
	later := noon.Add(time.Minute)
	w.project(models.Burst{Case: c.ID, Sequence: 2, At: later,
		Closed: []models.TaskClosed{{Key: 1, Answers: []string{"a2", "a3"}, By: w.applicant}}, Left: []int64{1}})
	s := w.snapshot(c.ID)
	if len(s.Answers) != 2 || s.Answers[0].ID != "a2" || s.Answers[1].ID != "a3" || !s.Answers[1].GivenAt.Equal(later) {
		t.Errorf("submitted answers %+v, want a2 and a3", s.Answers)
	}
	if s.Tasks[0].State != models.TaskCompleted || s.Tasks[0].ClosedBy != w.applicant || s.Tasks[1].State != models.TaskOpen {
		t.Errorf("tasks %+v", s.Tasks)
	}
	if len(must[[]models.Answer](t)(w.Drafts(ctx, task))) != 0 {
		t.Error("the closed task still has drafts")
	}
	want(t, w.SaveDraft(ctx, w.draft(task, "name", "a5", later)), models.KindClosed)
}

func TestOldDraftsGo(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	c := w.newCase(noon)
	w.project(first(c.ID))
	task := models.NewTaskID(c.ID, 1)
	for i := range 5 {
		w.do(w.SaveDraft(ctx, w.draft(task, "name", fmt.Sprint("n", i), noon.Add(time.Duration(i)*2*time.Hour))))
	}
	var kept int64
	w.do(w.DB.WithContext(everyone(w.t)).Model(&models.Answer{}).Where("task_id = ?", task).Count(&kept).Error)
	if kept != 2 {
		t.Errorf("%d drafts of one field are kept, want the newest and the one it replaced", kept)
	}
}

func TestGrantsLiveWithTheirTask(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	c := w.newCase(noon)
	w.project(first(c.ID))
	task := models.NewTaskID(c.ID, 2)
	grants := func(agency models.AgencyID, at time.Time) int {
		return len(must[[]models.Grant](t)(w.GrantsOfTask(ctx, agency, task, at)))
	}
	if grants(office, noon) != 1 || grants(provider, noon) != 0 {
		t.Error("an open task must lend to its agency and to no other")
	}
	w.do(w.DB.WithContext(everyone(w.t)).Exec("UPDATE grants SET expires_at = ?", noon.Add(time.Hour)).Error)
	if grants(office, noon.Add(2*time.Hour)) != 0 {
		t.Error("an expired grant still lends")
	}
	w.project(models.Burst{Case: c.ID, Sequence: 2, At: noon.Add(time.Minute), Closed: []models.TaskClosed{{Key: 2, By: w.clerk}}})
	if grants(office, noon) != 0 {
		t.Error("the grant outlived its task")
	}
}

func TestEndClosesEverythingButTransfers(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	c := w.newCase(noon)
	w.project(first(c.ID))
	w.do(w.SaveDraft(ctx, w.draft(models.NewTaskID(c.ID, 1), "name", "a1", noon)))
	expires := noon.Add(30 * 24 * time.Hour)
	opening := store.TransferOpening{Case: c.ID, Key: 9, Recipient: "course-provider", Lends: lend, OpenedAt: noon, ExpiresAt: &expires}
	w.do(w.OpenTransfer(ctx, opening))
	w.do(w.OpenTransfer(ctx, opening))
	w.project(models.Burst{Case: c.ID, Sequence: 2, At: noon.Add(time.Hour), Ended: true, Outcome: "registered"})
	s := w.snapshot(c.ID)
	if s.Case.State != models.CaseEnded || s.Case.Outcome != "registered" || s.Case.EndedAt == nil {
		t.Errorf("case %+v", s.Case)
	}
	for _, task := range s.Tasks {
		if task.State != models.TaskCancelled {
			t.Errorf("task %s is %s", task.Element, task.State)
		}
	}
	if len(s.Tokens) != 0 || s.Awaited[0].ClosedAt == nil || s.Incidents[0].ClosedAt == nil {
		t.Errorf("something is still open: %+v", s)
	}
	got := must[store.List[store.Transfer]](t)(w.Transfers(ctx, provider, noon, store.Page{}))
	if len(got.Items) != 1 || len(got.Items[0].Grants) != 1 || got.Items[0].Number != c.Number || got.Items[0].Release != w.hash {
		t.Fatalf("transfers %+v, want one with one grant", got.Items)
	}
	_, err := w.Transfer(ctx, office, c.ID, 9, noon)
	want(t, err, models.KindNotFound)
	_, err = w.Transfer(ctx, provider, c.ID, 9, expires)
	want(t, err, models.KindNotFound)
	w.do(w.CloseTransfers(ctx, provider, c.ID, noon))
	_, err = w.Transfer(ctx, provider, c.ID, 9, noon)
	want(t, err, models.KindNotFound)
}

func TestMessagesAndIncidentsFindTheirCase(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	c := w.newCase(noon)
	w.project(first(c.ID))
	if got := must[models.Subscription](t)(w.Subscription(ctx, provider, "course-started", "n")); got.Case != c.ID {
		t.Errorf("subscription of %s, want %s", got.Case, c.ID)
	}
	_, err := w.Subscription(ctx, office, "course-started", "n")
	want(t, err, models.KindNotFound)
	if got := must[store.List[models.Subscription]](t)(w.Subscriptions(ctx, provider, store.Page{})); len(got.Items) != 1 {
		t.Errorf("awaited messages %+v", got.Items)
	}
	open := must[store.List[store.OpenIncident]](t)(w.OpenIncidents(ctx, store.Page{}))
	if len(open.Items) != 1 || open.Items[0].Number != c.Number || open.Items[0].Cause != "no route" {
		t.Errorf("incidents %+v", open.Items)
	}
	if got := must[store.Counts](t)(w.Counts(ctx)); got != (store.Counts{OpenTasks: 2, OpenIncidents: 1}) {
		t.Errorf("counts %+v", got)
	}
	w.project(models.Burst{Case: c.ID, Sequence: 2, Resolved: []int64{4}, Unsubscribed: []int64{3}})
	_, err = w.Subscription(ctx, provider, "course-started", "n")
	want(t, err, models.KindNotFound)
	if got := must[[]store.CaseTypeCounts](t)(w.CountsByCaseType(ctx)); !cmp.Equal(got, []store.CaseTypeCounts{{CaseType: "language-course", Running: 1}}) {
		t.Errorf("counts by type %+v", got)
	}
}

func TestNotices(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	c := w.newCase(noon)
	for _, n := range []struct {
		id   string
		role models.AgencyRole
	}{{"n1", models.RoleApplicant}, {"n1", models.RoleApplicant}, {"n2", "course-provider"}} {
		w.do(w.AddNotice(ctx, models.Notice{ID: n.id, Case: c.ID, Text: "startDelayed", At: noon}, n.role))
	}
	mine := must[store.List[models.Notice]](t)(w.NoticesOfCase(ctx, c.ID, store.Page{}))
	theirs := must[store.List[store.CaseNotice]](t)(w.NoticesOfAgency(ctx, provider, store.Page{}))
	if len(mine.Items) != 1 || len(theirs.Items) != 1 || theirs.Items[0].ID != "n2" || theirs.Items[0].Number != c.Number {
		t.Errorf("notices %+v and %+v", mine.Items, theirs.Items)
	}
	w.do(w.ReadNotices(ctx, c.ID, noon))
	mine = must[store.List[models.Notice]](t)(w.NoticesOfCase(ctx, c.ID, store.Page{}))
	if mine.Items[0].ReadAt == nil {
		t.Error("the notice was not marked as read")
	}
}
