package workflows

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"handinhand/activities"
	"handinhand/internal/stacktest"
	"handinhand/keys"
	"handinhand/models"
	"handinhand/process/release"
	"handinhand/store"
)

const canary = "Canary Person"

// town is the whole way of a case on real parts: Temporal with the codec of
// package keys, and PostgreSQL with the projection of package store.
type town struct {
	*server
	store   *store.Store
	release *release.Release
	id      models.CaseID
	person  models.PersonID
	client  *Client
	hold    *hold
}

// hold is a Store that dies after its work is done: what a worker looks like
// that is killed between a projection and telling Temporal of it.
type hold struct {
	*store.Store
	mutex sync.Mutex
	lose  int
	calls map[string]int
	after func(models.Burst) // what happens when a burst is in the database; nil for nothing
}

func (h *hold) SealTrace(_ context.Context, plain []byte, _ models.Explanation) (sealed, mark []byte, err error) {
	return plain, plain, nil
}

func (h *hold) Project(ctx context.Context, b models.Burst) error {
	if err := h.Store.Project(ctx, b); err != nil {
		return err
	}
	if h.after != nil {
		h.after(b)
	}
	return h.lost(fmt.Sprintf("burst %d", b.Sequence))
}

func (h *hold) Reconcile(ctx context.Context, in models.Snapshot) (int64, error) {
	sequence, err := h.Store.Reconcile(ctx, in)
	return sequence, errors.Join(err, h.lost("reconcile"))
}

func (h *hold) Notify(ctx context.Context, n activities.Notice) error {
	err := h.AddNotice(ctx, models.Notice{ID: n.ID, Case: n.Case, Text: n.Text, At: time.Now()}, n.Role)
	return errors.Join(err, h.lost(n.ID))
}

func (h *hold) Transfer(context.Context, activities.Transfer) error {
	return errors.New("no transfer here")
}

// lost gives an error although the work is done, the first time for each.
func (h *hold) lost(what string) error {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.calls[what]++
	if h.lose > 0 && h.calls[what] <= h.lose {
		return errors.New("the answer got lost")
	}
	return nil
}

func newTown(t *testing.T, rel *release.Release) *town {
	t.Helper()
	stack := stacktest.Stack(t)
	db, err := store.Open(t.Context(), stacktest.Database(t, stack, store.Migrate))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	root := make([]byte, 32)
	_, _ = rand.Read(root)
	ring, err := keys.OpenRing(t.Context(), "base64key://"+base64.URLEncoding.EncodeToString(root), db.Shelf())
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(t, client.Options{DataConverter: keys.DataConverter(ring), FailureConverter: keys.NewFailureConverter(ring)})
	w := &town{server: s, store: db, release: rel, id: models.CaseID(models.NewID()), client: &Client{Temporal: s, Patience: time.Minute}}
	w.hold = &hold{Store: db, calls: map[string]int{}}
	w.found()
	return w
}

// found makes the rows that a case needs.
func (w *town) found() {
	w.t.Helper()
	ctx := w.t.Context()
	person, err := w.store.EnsurePerson(ctx, "issuer", "subject", "de")
	if err != nil {
		w.t.Fatal(err)
	}
	w.person = person.ID
	err = errors.Join(
		w.store.UpsertAgencies(ctx, models.Agency{ID: "office-1", Role: "office", Zone: models.ZoneService, Name: models.Texts{"de": "Amt"}}),
		w.store.Publish(ctx, models.Release{Hash: w.release.Hash, CaseType: "permit", Bundle: []byte("bundle"), PublishedAt: time.Now(), PublishedBy: "test"}, models.Publication{ValidFrom: time.Now().Add(-time.Minute)}))
	if err != nil {
		w.t.Fatal(err)
	}
	c := models.Case{ID: w.id, CaseType: "permit", Release: w.release.Hash, Person: person.ID, State: models.CaseStarting, StartedAt: time.Now()}
	if _, err := w.store.CreateCase(asWorker(ctx), c, []models.Binding{{Case: w.id, Role: "office", Agency: "office-1"}}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) hire() worker.Worker {
	return w.work(w.activities(), w.release)
}

func (w *town) activities() *activities.Activities {
	return &activities.Activities{Store: w.hold, Notices: w.hold, Transfers: w.hold, Traces: w.hold}
}

// task waits for the open task at an element, as a clerk does.
func (w *town) task(element string) models.Task {
	w.t.Helper()
	var found models.Task
	w.until("the task "+element, func(ctx context.Context) (bool, error) {
		tasks, err := w.store.TasksOfCase(asWorker(ctx), w.id)
		for _, task := range tasks {
			if task.Element == element && task.State == models.TaskOpen {
				found = task
			}
		}
		return found.ID != "", err
	})
	return found
}

func (w *town) closedTask(element string) int64 {
	tasks, err := w.store.TasksOfCase(asWorker(w.t.Context()), w.id)
	for _, task := range tasks {
		if task.Element == element {
			return task.Key
		}
	}
	w.t.Fatalf("no task was at %s: %v", element, err)
	return 0
}

func (w *town) complete(element string) {
	w.t.Helper()
	in := CompleteTask{Task: w.task(element).Key, By: w.person, Variables: Variables{"name": canary}}
	if _, err := w.client.Complete(w.t.Context(), w.id, "complete-"+element, in); err != nil {
		w.t.Fatalf("complete %s: %v", element, err)
	}
}

// ended compares what is left in the database with what must be.
func (w *town) ended() {
	w.t.Helper()
	if got := w.outcome(w.id); got != "permitted" {
		w.t.Errorf("outcome %q", got)
	}
	ctx := w.t.Context()
	c, err := w.store.Case(asWorker(ctx), w.id)
	if err != nil || c.State != models.CaseEnded || c.Outcome != "permitted" {
		w.t.Errorf("the case in the database: %+v, %v", c, err)
	}
	tasks, err := w.store.TasksOfCase(asWorker(ctx), w.id)
	var elements []string
	for _, task := range tasks {
		elements = append(elements, task.Element+" "+string(task.State))
	}
	if diff := cmp.Diff([]string{"apply completed", "check completed"}, elements); diff != "" || err != nil {
		w.t.Errorf("tasks (-want +got):\n%s%v", diff, err)
	}
	notices, err := w.store.NoticesOfCase(asWorker(ctx), w.id, store.Page{})
	if err != nil || len(notices.Items) != 1 {
		w.t.Errorf("%d notices, %v, want one", len(notices.Items), err)
	}
	journal, err := w.store.Journal(asWorker(ctx), w.id)
	seen := map[string]int{}
	for _, line := range journal {
		seen[line.Kind+" "+line.Element]++
	}
	for line, times := range seen {
		if times != 1 {
			w.t.Errorf("the journal says %d times: %s", times, line)
		}
	}
	if len(journal) == 0 || err != nil {
		w.t.Errorf("journal: %d lines, %v", len(journal), err)
	}
}

// TestWorkersComeAndGo: a new worker for every step, and none in between.
func TestWorkersComeAndGo(t *testing.T) {
	w := newTown(t, permit(t))
	in := Input{Case: w.id, Release: w.release.Hash, Variables: Variables{"caseNumber": canary}}
	for range 2 {
		if err := w.client.Start(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []func(){
		func() { w.complete("apply") },
		func() { // the same Update again, to another worker: the same answer
			in := CompleteTask{Task: w.closedTask("apply"), By: w.person}
			if done, err := w.client.Complete(t.Context(), w.id, "complete-apply", in); err != nil || done.Sequence != 2 {
				t.Errorf("a repeated Update: %+v, %v", done, err)
			}
		},
		func() {
			for range 2 {
				if err := w.client.Deliver(t.Context(), w.id, Message{ID: "m1", Name: "paid", CorrelationKey: canary}); err != nil {
					t.Fatal(err)
				}
			}
		},
		func() { w.complete("check") },
	} {
		worker := w.hire()
		step()
		w.rest(w.id)
		worker.Stop()
	}
	w.ended()
	w.sealed()
}

// sealed: nothing that a person said is readable in the history.
func (w *town) sealed() {
	w.t.Helper()
	text, err := temporalproto.CustomJSONMarshalOptions{}.Marshal(w.history(w.id, ""))
	if err != nil {
		w.t.Fatal(err)
	}
	plain := string(text)
	for _, word := range []string{canary, base64.StdEncoding.EncodeToString([]byte(canary)), "caseNumber", base64.StdEncoding.EncodeToString([]byte(`{"case`))} {
		if strings.Contains(plain, word) {
			w.t.Errorf("the history holds %q in the clear", word)
		}
	}
	if !strings.Contains(plain, base64.StdEncoding.EncodeToString([]byte("binary/sealed"))) {
		w.t.Error("the history holds no sealed payload: the test looks at the wrong thing")
	}
}

// TestLostAnswers: everything has its effect and then seems to have failed.
func TestLostAnswers(t *testing.T) {
	w := newTown(t, permit(t))
	w.hold.lose = 1
	defer w.hire().Stop()
	if err := w.client.Start(t.Context(), Input{Case: w.id, Release: w.release.Hash, Variables: Variables{"caseNumber": "T-1"}}); err != nil {
		t.Fatal(err)
	}
	w.complete("apply")
	if err := w.client.Deliver(t.Context(), w.id, Message{ID: "m1", Name: "paid", CorrelationKey: "T-1"}); err != nil {
		t.Fatal(err)
	}
	w.complete("check")
	w.ended()
}

// asWorker lets the test see what the worker sees.
func asWorker(ctx context.Context) context.Context {
	return store.As(ctx, store.Identity{Parts: []store.Part{store.PartWorker}})
}
