package workflows

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"handinhand/activities"
	"handinhand/models"
	"handinhand/process/release"
)

// shredder notes what is due, and fails the first time.
type shredder struct {
	mu     sync.Mutex
	now    func() time.Time
	failed bool
	at     []time.Time // when it was asked
	items  []string
}

func (s *shredder) Expire(_ context.Context, e activities.Expiry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.failed {
		s.failed = true
		return errors.New("the store is away")
	}
	s.at = append(s.at, s.now())
	for _, i := range e.Items {
		s.items = append(s.items, i.Item)
	}
	return nil
}

func (s *shredder) done() int { s.mu.Lock(); defer s.mu.Unlock(); return len(s.items) }

// kept is the shipped release with the periods 1, 5 and 10 years replaced.
func kept(t *testing.T, one, five, ten string) *release.Release {
	t.Helper()
	const dir = "../library/language-course"
	files := fstest.MapFS{}
	if err := filepath.WalkDir(dir, func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(file)
		if filepath.Base(file) == "data.yaml" {
			for was, is := range map[string]string{"P1Y": one, "P5Y": five, "P10Y": ten} {
				content = bytes.ReplaceAll(content, []byte("period: "+was+","), []byte("period: "+is+","))
			}
		}
		name, _ := filepath.Rel(dir, file)
		files[filepath.ToSlash(name)] = &fstest.MapFile{Data: content}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	r, findings := release.Load(files)
	if r == nil {
		t.Fatal(findings)
	}
	return r
}

// TestRetentionTakesTenYears skips them.
func TestRetentionTakesTenYears(t *testing.T) {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(quiet{})
	env := suite.NewTestWorkflowEnvironment()
	rel := kept(t, "P1Y", "P5Y", "P10Y")
	gone := &shredder{now: env.Now}
	env.RegisterWorkflowWithOptions((&Cases{Releases: shelf{rel}}).Retention, workflow.RegisterOptions{Name: RetentionName})
	env.RegisterActivityWithOptions((&activities.Activities{Expiries: gone}).Expire, activity.RegisterOptions{Name: activities.ExpireName})
	env.SetStartTime(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC))
	env.SetWorkflowRunTimeout(30 * 365 * 24 * time.Hour)
	ended := env.Now().Add(-time.Hour).UTC()
	env.ExecuteWorkflow(RetentionName, Ended{Case: testCase, Release: rel.Hash, At: ended})
	if err := env.GetWorkflowError(); err != nil {
		t.Fatal(err)
	}
	want := []time.Time{ended.AddDate(1, 0, 0), ended.AddDate(5, 0, 0), ended.AddDate(10, 0, 0)}
	if len(gone.at) != 3 || len(gone.items) != len(rel.Data.Items) {
		t.Fatalf("%d items were due, at %v", len(gone.items), gone.at)
	}
	for i, at := range gone.at {
		if late := at.Sub(want[i]); late < 0 || late > time.Minute {
			t.Errorf("deletion %d came %v after its time", i, late)
		}
	}
}

// TestRetentionOutlivesItsWorker runs on a real server, with seconds for years: the
// worker is stopped while the retention sleeps, and another one goes on.
func TestRetentionOutlivesItsWorker(t *testing.T) {
	rel := kept(t, "PT1S", "PT4S", "PT5S")
	s := newServer(t, client.Options{})
	gone := &shredder{now: time.Now, failed: true}
	work := func() worker.Worker {
		w := worker.New(s.Client, TaskQueue, worker.Options{})
		w.RegisterWorkflowWithOptions((&Cases{Releases: shelf{rel}}).Retention, workflow.RegisterOptions{Name: RetentionName})
		w.RegisterActivityWithOptions((&activities.Activities{Expiries: gone}).Expire, activity.RegisterOptions{Name: activities.ExpireName})
		if err := w.Start(); err != nil {
			t.Fatal(err)
		}
		return w
	}
	id, c := models.CaseID(models.NewID()), &Client{Temporal: s.Client}
	first := work()
	for range 2 { // asked twice, begun once
		if err := c.Retain(t.Context(), Ended{Case: id, Release: rel.Hash, At: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	s.until("the first deletion", func(context.Context) (bool, error) { return gone.done() > 0, nil })
	first.Stop()
	before := gone.done()
	time.Sleep(5 * time.Second) // the others become due while nobody works
	if gone.done() != before {
		t.Fatal("somebody still works")
	}
	defer work().Stop()
	if err := s.GetWorkflow(t.Context(), id.RetentionID(), "").Get(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, item := range gone.items {
		seen[item]++
	}
	want := map[string]int{}
	for item := range rel.Data.Items {
		want[item] = 1
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("what was deleted, and how often:\n%s", diff)
	}
	if err := c.Retain(t.Context(), Ended{Case: id, Release: rel.Hash, At: time.Now()}); err != nil {
		t.Errorf("after the end: %v", err)
	}
}
