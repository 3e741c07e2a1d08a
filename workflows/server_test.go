package workflows

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	enums "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/types/known/durationpb"

	"handinhand/activities"
	"handinhand/internal/stacktest"
	"handinhand/models"
	"handinhand/process/release"
	"handinhand/process/scenario"
)

// server is a namespace of its own on a real Temporal server, so that no other
// test's worker takes its cases.
type server struct {
	client.Client
	t       *testing.T
	options client.Options
}

func newServer(t *testing.T, options client.Options) *server {
	t.Helper()
	options.HostPort = stacktest.Stack(t).TemporalAddress
	options.Namespace = "test-" + models.NewID()
	options.Logger = quiet{}
	options.Identity = "test" // the default names the machine, which is nobody's business in a recorded history
	c, err := client.NewLazyClient(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	_, err = c.WorkflowService().RegisterNamespace(t.Context(), &workflowservice.RegisterNamespaceRequest{
		Namespace: options.Namespace, WorkflowExecutionRetentionPeriod: durationpb.New(24 * time.Hour),
	})
	if err != nil {
		t.Fatalf("register a namespace: %v", err)
	}
	s := &server{c, t, options}
	s.until("the namespace answers", func(ctx context.Context) (bool, error) {
		_, err := c.DescribeWorkflowExecution(ctx, "nobody", "")
		return err != nil && !strings.Contains(err.Error(), "amespace"), nil
	})
	return s
}

// until waits for something that the server does in its own time.
func (s *server) until(what string, holds func(context.Context) (bool, error)) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		ok, err := holds(ctx)
		if err != nil {
			s.t.Fatalf("%s: %v", what, err)
		}
		if ok {
			return
		}
		select {
		case <-ctx.Done():
			s.t.Fatalf("waited a minute in vain: %s", what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// work lets a worker run; the caller may stop it before the test ends. Package
// worker is not used here, since it imports this one: its own test covers it.
func (s *server) work(acts *activities.Activities, releases ...*release.Release) worker.Worker {
	s.t.Helper()
	w := worker.New(s.Client, TaskQueue, worker.Options{WorkerStopTimeout: time.Second, DeadlockDetectionTimeout: Patience})
	w.RegisterWorkflowWithOptions((&Cases{Releases: shelf(releases)}).Case, workflow.RegisterOptions{Name: CaseName})
	w.RegisterActivityWithOptions(acts.Project, activity.RegisterOptions{Name: activities.ProjectName})
	w.RegisterActivityWithOptions(acts.Reconcile, activity.RegisterOptions{Name: activities.ReconcileName})
	w.RegisterActivityWithOptions(acts.Call, activity.RegisterOptions{Name: activities.CallName})
	if err := w.Start(); err != nil {
		s.t.Fatal(err)
	}
	return w
}

// rest waits until nothing of the case is on its way.
func (s *server) rest(id models.CaseID) {
	s.t.Helper()
	s.until("the case rests", func(ctx context.Context) (bool, error) {
		d, err := s.DescribeWorkflowExecution(ctx, id.WorkflowID(), "")
		if err != nil {
			return false, err
		}
		ended := d.WorkflowExecutionInfo.Status != enums.WORKFLOW_EXECUTION_STATUS_RUNNING
		// A history of fewer than four events has not seen its first task end.
		return ended || len(d.PendingActivities) == 0 && d.PendingWorkflowTask == nil && d.WorkflowExecutionInfo.HistoryLength > 3, nil
	})
}

// history is that of the case's last run, or of the run named.
func (s *server) history(id models.CaseID, run string) *historypb.History {
	s.t.Helper()
	h := &historypb.History{}
	events := s.GetWorkflowHistory(context.Background(), id.WorkflowID(), run, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			s.t.Fatal(err)
		}
		h.Events = append(h.Events, e)
	}
	return h
}

// outcome waits for the end of the case.
func (s *server) outcome(id models.CaseID) string {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var end Ending
	if err := s.GetWorkflow(ctx, id.WorkflowID(), "").Get(ctx, &end); err != nil {
		s.t.Fatalf("the case failed: %v", err)
	}
	return end.Outcome
}

// premiere is a stage on a real server, whose clock no script can advance.
type premiere struct {
	*server
	id         models.CaseID
	maxHistory int
}

func (p premiere) client() *Client { return &Client{Temporal: p.server, Patience: time.Minute} }

func (p premiere) start(in Input) error {
	in.MaxHistory = p.maxHistory
	err := p.client().Start(context.Background(), in)
	if err == nil {
		p.rest(p.id)
	}
	return err
}

func (p premiere) update(name, id string, in any) error {
	var err error
	switch in := in.(type) {
	case CompleteTask:
		_, err = p.client().Complete(context.Background(), p.id, id, in)
	case RetryIncident:
		_, err = p.client().Retry(context.Background(), p.id, id, in)
	default:
		err = fmt.Errorf("no Update %s", name)
	}
	if err == nil {
		p.rest(p.id)
	}
	return err
}

func (p premiere) signal(m Message) error {
	err := p.client().Deliver(context.Background(), p.id, m)
	if err == nil {
		p.rest(p.id)
	}
	return err
}

func (p premiere) advance(time.Duration) error {
	return fmt.Errorf("a real server's clock cannot be advanced")
}

func TestScenariosOnARealServer(t *testing.T) {
	s := newServer(t, client.Options{})
	for _, script := range scripts(t) {
		if strings.Contains(script.text, "\nadvance ") {
			continue // played in the test environment, whose clock can skip
		}
		t.Run(filepath.Base(script.Name), func(t *testing.T) {
			want := script.core(t)
			on := &server{s.Client, t, s.options}
			l := newLedger()
			w := on.work(l.activities(), script.release)
			defer w.Stop()
			id := models.CaseID(models.NewID())
			got, err := scenario.Run(script.Script, &player{stage: premiere{on, id, 0}, ledger: l, id: id, release: script.release})
			if err != nil {
				t.Errorf("under Temporal: %v", err)
			}
			if diff := script.compare(want, got); diff != "" {
				t.Errorf("trace (-core +Temporal):\n%s", diff)
			}
		})
	}
}

// TestHistoryCost counts what a step costs. The floor of a workflow written by
// hand is 5 events for an Update, 1 for a projection, 6 for an activity and 5 for
// a timer that fires.
func TestHistoryCost(t *testing.T) {
	s := newServer(t, client.Options{})
	l, rel := newLedger(), hurried(t)
	defer s.work(l.activities(), rel).Stop()
	id := models.CaseID(models.NewID())
	p := &player{stage: premiere{s, id, 0}, ledger: l, id: id, release: rel}
	var length int
	step := func(what string, most int, do func() error) {
		t.Helper()
		if err := do(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		now := len(s.history(id, "").Events)
		t.Logf("%-46s %2d events", what, now-length)
		if now-length > most {
			t.Errorf("%s took %d events, at most %d are meant", what, now-length, most)
		}
		length = now
	}
	projected := func(n int) func() error {
		return func() error {
			s.until("the deadline passes", func(context.Context) (bool, error) { return len(l.seen()) >= n, nil })
			s.rest(id)
			return nil
		}
	}
	step("start, projected", 5, func() error { return p.Start(nil) })
	step("human step, which arms a timer", 7, func() error { return p.Complete("apply", nil) })
	step("timer fires, next one is armed", 6, projected(3))
	step("timer fires, service runs, both projected", 12, projected(5))
	step("message, projected, end", 7, func() error { return p.Deliver("paid", nil) })
	if got := s.outcome(id); got != "permitted" {
		t.Errorf("outcome %q", got)
	}
}

func TestClientTellsWhatIsWrong(t *testing.T) {
	s := newServer(t, client.Options{})
	l, rel := newLedger(), permit(t)
	w := s.work(l.activities(), rel)
	id := models.CaseID(models.NewID())
	p := &player{stage: premiere{s, id, 0}, ledger: l, id: id, release: rel}
	c := &Client{Temporal: s, Patience: time.Minute}
	ctx := t.Context()
	kind := func(what string, want models.Kind, err error) {
		t.Helper()
		if err == nil || models.KindOf(err) != want {
			t.Errorf("%s: %v, want kind %s", what, err, want)
		}
	}
	if err := p.Start(nil); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(ctx, Input{Case: id, Release: rel.Hash}); err != nil {
		t.Errorf("starting a started case: %v, want nothing to happen", err)
	}
	apply := p.task("apply")
	one, err := c.Complete(ctx, id, "same", CompleteTask{Task: apply, By: "person-1"})
	if err != nil {
		t.Fatal(err)
	}
	two, err := c.Complete(ctx, id, "same", CompleteTask{Task: apply, By: "person-1"})
	if err != nil || one != two {
		t.Errorf("the same Update again: %v, %v, want %v", two, err, one)
	}
	_, err = c.Complete(ctx, id, "other", CompleteTask{Task: apply, By: "person-1"})
	kind("a closed task", models.KindClosed, err)
	_, err = c.Complete(ctx, id, "nobody", CompleteTask{Task: apply})
	kind("by nobody", models.KindInvalid, err)
	_, err = c.Retry(ctx, id, "retry", RetryIncident{Key: 12345})
	kind("no incident", models.KindClosed, err)
	_, err = c.Complete(ctx, models.CaseID(models.NewID()), "absent", CompleteTask{Task: 1, By: "person-1"})
	kind("no such case", models.KindNotFound, err)
	kind("a message to no case", models.KindNotFound, c.Deliver(ctx, models.CaseID(models.NewID()), Message{ID: "m", Name: "paid"}))
	kind("a message without id", models.KindInvalid, c.Deliver(ctx, id, Message{Name: "paid"}))
	if err := p.Deliver("paid", nil); err != nil {
		t.Fatal(err)
	}
	w.Stop()
	hasty := &Client{Temporal: s, Patience: time.Second}
	_, err = hasty.Complete(ctx, id, "check", CompleteTask{Task: p.task("check"), By: "person-1"})
	kind("no worker", models.KindUnavailable, err)
	defer s.work(l.activities(), rel).Stop()
	if _, err := c.Complete(ctx, id, "check", CompleteTask{Task: p.task("check"), By: "person-1"}); err != nil {
		t.Fatalf("the same Update once a worker is back: %v", err)
	}
	if got := s.outcome(id); got != "permitted" {
		t.Errorf("outcome %q", got)
	}
	_, err = c.Complete(ctx, id, "late", CompleteTask{Task: apply, By: "person-1"})
	kind("an ended case", models.KindClosed, err)
}
