package workflows

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.temporal.io/sdk/client"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"handinhand/models"
)

// TestSequenceAfterDivergence: an Update is answered with the sequence that shows
// it, and the case goes on from there.
func TestSequenceAfterDivergence(t *testing.T) {
	b := newBench(t)
	b.diverge = 2
	var apply, check *reply
	b.run(b.input(), func() {
		apply = b.complete(time.Hour, "apply", "u1")
		check = b.complete(2*time.Hour, "check", "u2")
		b.signal(3*time.Hour, "m1", "T-1")
	})
	if got := b.outcome(); got != "permitted" || apply.done.Sequence != 3 || check.done.Sequence != 4 {
		t.Errorf("outcome %q, answers %d and %d, want 3 and 4", got, apply.done.Sequence, check.done.Sequence)
	}
	if len(b.snapshots) != 1 {
		t.Fatalf("reconciled %d times, want once", len(b.snapshots))
	}
	s := b.snapshots[0]
	opened, subscribed, entered := s.Burst.Opened[0].Key, s.Burst.Subscribed[0].Key, s.Burst.Entered
	s.Burst = models.Burst{}
	if diff := cmp.Diff(models.Snapshot{Tasks: []int64{opened}, Subscriptions: []int64{subscribed}, Tokens: entered}, s); diff != "" {
		t.Errorf("what is open (-want +got):\n%s", diff)
	}
}

// line is a network that can be cut: nothing goes out, and what comes in is lost.
type line struct{ cut atomic.Bool }

func (l *line) carry(ctx context.Context, method string, in, out any, c *grpc.ClientConn, invoke grpc.UnaryInvoker, o ...grpc.CallOption) error {
	if !l.cut.Load() {
		if err := invoke(ctx, method, in, out, c, o...); !l.cut.Load() {
			return err
		}
	}
	return status.Error(codes.Unavailable, "the line is cut")
}

// connected is the same server over a line.
func (s *server) connected(l *line) *server {
	s.t.Helper()
	options := s.options
	options.ConnectionOptions.DialOptions = append(options.ConnectionOptions.DialOptions, grpc.WithChainUnaryInterceptor(l.carry))
	c, err := client.NewLazyClient(options)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(c.Close)
	return &server{c, s.t, options}
}

// begin starts the case with a task timeout that a test can wait for.
func (w *town) begin() {
	w.t.Helper()
	in := Input{Case: w.id, Release: w.release.Hash, Variables: Variables{"caseNumber": "T-1"}}
	_, err := w.ExecuteWorkflow(w.t.Context(), client.StartWorkflowOptions{
		ID: w.id.WorkflowID(), TaskQueue: TaskQueue, WorkflowTaskTimeout: 2 * time.Second,
	}, CaseName, in)
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) paid() {
	w.t.Helper()
	if err := w.client.Deliver(w.t.Context(), w.id, Message{ID: "m1", Name: "paid", CorrelationKey: "T-1"}); err != nil {
		w.t.Fatal(err)
	}
}

// TestWorkerDiesBetweenDatabaseAndTemporal: it has written what a message changed
// and cannot tell Temporal so. Before another worker takes the case up, a person
// has done a task: the same sequence now holds something else.
func TestWorkerDiesBetweenDatabaseAndTemporal(t *testing.T) {
	w := newTown(t, permit(t))
	first := &line{}
	written := make(chan struct{})
	w.hold.after = func(b models.Burst) {
		if b.Sequence == 3 && !first.cut.Swap(true) {
			close(written)
		}
	}
	doomed := w.connected(first).work(w.activities(), w.release)
	w.begin()
	w.complete("apply")
	check := CompleteTask{Task: w.task("check").Key, By: w.person}
	w.paid()
	<-written
	answer := make(chan Done, 1)
	go func() {
		done, err := w.client.Complete(context.Background(), w.id, "complete-check", check)
		if err != nil {
			t.Errorf("complete check: %v", err)
		}
		answer <- done
	}()
	doomed.Stop()
	defer w.hire().Stop()
	done := <-answer
	w.ended()
	wrote := w.wrote("completed wait", "completed check", "completed tell")
	if at := wrote["completed check"]; at != done.Sequence || at < 4 {
		t.Errorf("the Update was answered with sequence %d, but it is shown by %d", done.Sequence, at)
	}
	if w.hold.calls["reconcile"] == 0 {
		t.Error("the worker's death left no trace: the test looks at the wrong thing")
	}
}

// TestForgottenCourse: the database was told of what Temporal has lost. With the
// next thing that happens it follows the case again: the task is open again.
func TestForgottenCourse(t *testing.T) {
	w := newTown(t, permit(t))
	w.hold.lose = 1
	defer w.hire().Stop()
	w.begin()
	w.complete("apply")
	check := w.task("check")
	forgotten := []models.Burst{
		{Closed: []models.TaskClosed{{Key: check.Key, By: w.person}}, Left: []int64{check.Key}, Journal: []models.JournalLine{{Kind: "completed", Element: "check"}}},
		{Ended: true, Outcome: "nudged", Milestones: []string{"nudged"}},
	}
	for i, b := range forgotten {
		b.Case, b.Sequence, b.At = w.id, int64(3+i), time.Now()
		if err := w.store.Project(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	w.paid()
	if again := w.task("check"); again.ClosedAt != nil || again.ClosedBy != "" || again.Version <= check.Version {
		t.Errorf("the task that is open again: %+v", again)
	}
	tokens, err := w.store.Tokens(asWorker(t.Context()), w.id)
	var at []string
	for _, token := range tokens {
		at = append(at, token.Element)
	}
	if diff := cmp.Diff([]string{"check", "join"}, at); diff != "" || err != nil {
		t.Errorf("tokens (-want +got):\n%s%v", diff, err)
	}
	w.complete("check")
	w.ended()
	w.wrote("completed wait", "completed check")
	milestones, err := w.store.Milestones(asWorker(t.Context()), w.id)
	if err != nil || len(milestones) != 1 || milestones[0].Key != "applied" {
		t.Errorf("milestones %v, %v, want applied alone", milestones, err)
	}
}

// wrote looks for lines of the case's journal, and gives the sequence of each.
func (w *town) wrote(lines ...string) map[string]int64 {
	w.t.Helper()
	journal, err := w.store.Journal(asWorker(w.t.Context()), w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	seen := map[string]int64{}
	for _, line := range journal {
		seen[line.Kind+" "+line.Element] = line.Sequence
	}
	for _, line := range lines {
		if seen[line] == 0 {
			w.t.Errorf("the journal does not say: %s", line)
		}
	}
	return seen
}
