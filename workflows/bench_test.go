package workflows

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"handinhand/activities"
	"handinhand/models"
	"handinhand/process/bpmn"
	"handinhand/process/calls"
	"handinhand/process/dmn"
	"handinhand/process/engine"
	"handinhand/process/finding"
	"handinhand/process/release"
)

const testCase = models.CaseID("0198a000-0000-7000-8000-000000000001")

// permit is the process of the tests that need all kinds of waiting at once.
func permit(t testing.TB) *release.Release {
	t.Helper()
	return compiled(t, permitFile(t))
}

// visit is a process that calls another one and a global task.
func visit(t testing.TB) *release.Release {
	t.Helper()
	xml, err := os.ReadFile("testdata/processes/visit.bpmn")
	if err != nil {
		t.Fatal(err)
	}
	return compiled(t, xml)
}

// hurried is the same as permit with deadlines of seconds, for a real clock.
func hurried(t testing.TB) *release.Release {
	t.Helper()
	return compiled(t, []byte(strings.NewReplacer("P3D", "PT1S", "P14D", "PT2S").Replace(string(permitFile(t)))))
}

func permitFile(t testing.TB) []byte {
	t.Helper()
	xml, err := os.ReadFile("testdata/processes/permit.bpmn")
	if err != nil {
		t.Fatal(err)
	}
	return xml
}

func compiled(t testing.TB, xml []byte) *release.Release {
	t.Helper()
	model, findings := bpmn.Parse(xml)
	if finding.AnyError(findings) {
		t.Fatal(findings)
	}
	definitions := append(model.Executable(), model.GlobalTasks...)
	var programs calls.Programs
	for _, d := range definitions {
		program, findings := engine.Compile(d, tables(t))
		if program == nil {
			t.Fatal(findings)
		}
		programs = append(programs, program)
	}
	hash := sha256.Sum256(xml)
	return &release.Release{Hash: hex.EncodeToString(hash[:]), Definition: definitions[0], Called: definitions[1:], Programs: programs, BPMN: xml}
}

// fee is a decision table for processes that have no package.
const fee = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="fees" name="Fees" namespace="https://handinhand.example/test/fees">
  <decision id="fee" name="Fee"><variable name="fee" typeRef="string"/><decisionTable id="table" hitPolicy="FIRST">
    <input id="who" label="Who"><inputExpression><text>caseNumber</text></inputExpression></input><output id="fee-out" name="fee"/>
    <rule id="nobody"><inputEntry><text>null</text></inputEntry><outputEntry><text>"all"</text></outputEntry></rule>
    <rule id="everybody"><inputEntry><text>-</text></inputEntry><outputEntry><text>"none"</text></outputEntry></rule>
  </decisionTable></decision></definitions>`

func tables(t testing.TB) func(string) (*dmn.Decision, bool) {
	t.Helper()
	d, findings := dmn.Parse([]byte(fee))
	if finding.AnyError(findings) {
		t.Fatal(findings)
	}
	return d.Decision
}

// shelf gives the releases that a test knows.
type shelf []*release.Release

func (s shelf) Get(hash string) (*release.Release, error) {
	for _, r := range s {
		if r.Hash == hash {
			return r, nil
		}
	}
	return nil, fmt.Errorf("the test knows no release %s", hash)
}

// ledger keeps what a case did to the world. It is the ports of activities for
// tests that need no database.
type ledger struct {
	mutex     sync.Mutex
	bursts    []models.Burst
	snapshots []models.Snapshot
	notices   []activities.Notice
	transfers []activities.Transfer
	sequence  int64            // of the last burst
	failStore int              // next attempts of Project that fail
	diverge   int64            // the sequence that another burst has taken; 0 for none
	attempts  []string         // ids of all service calls, also of those that failed
	fail      map[string]error // by notice text, until it is taken away
	failNext  map[string]error // by element, once
}

func newLedger() *ledger {
	return &ledger{fail: map[string]error{}, failNext: map[string]error{}}
}

func (l *ledger) Project(_ context.Context, b models.Burst) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.failStore > 0 {
		l.failStore--
		return errors.New("the database is down, and Canary Person is in this text")
	}
	switch {
	case b.Sequence == l.diverge:
		return models.ErrDiverged
	case b.Sequence == l.sequence+1:
		l.bursts, l.sequence = append(l.bursts, b), b.Sequence
	case b.Sequence > l.sequence+1:
		return fmt.Errorf("burst %d came after %d", b.Sequence, l.sequence)
	}
	return nil
}

// Reconcile takes the burst under the next sequence but one, as if another had
// its own.
func (l *ledger) Reconcile(_ context.Context, in models.Snapshot) (int64, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.bursts, l.sequence = append(l.bursts, in.Burst), in.Burst.Sequence+1
	l.snapshots = append(l.snapshots, in)
	return l.sequence, nil
}

// SealTrace seals nothing: what a ledger gets stays in the test.
func (l *ledger) SealTrace(_ context.Context, plain []byte, _ models.Explanation) (sealed, mark []byte, err error) {
	return plain, plain, nil
}

func (l *ledger) activities() *activities.Activities {
	return &activities.Activities{Store: l, Notices: l, Transfers: l, Traces: l}
}

// seen gives the bursts so far.
func (l *ledger) seen() []models.Burst {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return append([]models.Burst(nil), l.bursts...)
}

// openTasks are the open tasks, oldest first.
func (l *ledger) openTasks() []models.TaskOpened {
	var open []models.TaskOpened
	for _, b := range l.seen() {
		open = append(open, b.Opened...)
		for _, c := range b.Closed {
			open = slices.DeleteFunc(open, func(o models.TaskOpened) bool { return o.Key == c.Key })
		}
	}
	return open
}

// task is the key of the oldest open task at an element; 0 when there is none.
func (l *ledger) task(element string) int64 {
	for _, o := range l.openTasks() {
		if o.Element == element {
			return o.Key
		}
	}
	return 0
}

// incident is the open incident at an element.
func (l *ledger) incident(element string) (models.IncidentOpened, bool) {
	var found models.IncidentOpened
	for _, b := range l.seen() {
		for _, o := range b.Incidents {
			if o.Element == element {
				found = o
			}
		}
		for _, key := range b.Resolved {
			if found.Key == key {
				found = models.IncidentOpened{}
			}
		}
	}
	return found, found.Key != 0
}

// bench is a case in Temporal's test environment, whose clock skips what nobody
// waits for.
type bench struct {
	*testsuite.TestWorkflowEnvironment
	*ledger
	t       *testing.T
	release *release.Release
}

func newBench(t *testing.T) *bench { return benchOf(t, permit(t)) }

func benchOf(t *testing.T, rel *release.Release, others ...*release.Release) *bench {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(quiet{})
	b := &bench{TestWorkflowEnvironment: suite.NewTestWorkflowEnvironment(), ledger: newLedger(), t: t, release: rel}
	cases := &Cases{Releases: append(shelf{b.release}, others...)}
	b.RegisterWorkflowWithOptions(cases.Case, workflow.RegisterOptions{Name: CaseName})
	acts := b.activities()
	b.RegisterActivityWithOptions(acts.Project, activity.RegisterOptions{Name: activities.ProjectName})
	b.RegisterActivityWithOptions(acts.Reconcile, activity.RegisterOptions{Name: activities.ReconcileName})
	b.RegisterActivityWithOptions(acts.Call, activity.RegisterOptions{Name: activities.CallName})
	b.SetTestTimeout(time.Minute)
	return b
}

func (b *bench) input() Input {
	return Input{Case: testCase, Release: b.release.Hash, Variables: Variables{"caseNumber": "T-1"}}
}

// run plays the case; script adds what happens and when.
func (b *bench) run(in Input, script func()) {
	b.t.Helper()
	script()
	b.ExecuteWorkflow(CaseName, in)
}

// at lets something happen at a virtual time after the start.
func (b *bench) at(after time.Duration, do func()) { b.RegisterDelayedCallback(do, after) }

// complete does a task at a time; the answer ends up in reply.
func (b *bench) complete(after time.Duration, element, update string) *reply {
	r := &reply{}
	b.at(after, func() {
		b.UpdateWorkflow(CompleteName, update, r, CompleteTask{Task: b.task(element), By: "person-1", Answers: []string{"answer-1"}})
	})
	return r
}

func (b *bench) signal(after time.Duration, id, key string) {
	b.at(after, func() { b.SignalWorkflow(MessageSignal, Message{ID: id, Name: "paid", CorrelationKey: key}) })
}

// outcome is how the case ended.
func (b *bench) outcome() string {
	b.t.Helper()
	if !b.IsWorkflowCompleted() {
		b.t.Fatal("the case has not ended")
	}
	var end Ending
	if err := b.GetWorkflowResult(&end); err != nil {
		b.t.Fatalf("the case failed: %v", err)
	}
	return end.Outcome
}

// reply is the answer to an Update.
type reply struct {
	rejected, failed error
	done             Done
	answered         bool
}

func (r *reply) Accept()          {}
func (r *reply) Reject(err error) { r.rejected = err }
func (r *reply) Complete(result any, err error) {
	r.answered, r.failed = true, err
	if done, ok := result.(Done); ok {
		r.done = done
	}
}

// quiet swallows the test environment's log.
type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}
