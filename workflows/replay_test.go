package workflows

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"

	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"handinhand/models"
	"handinhand/process/release"
)

// record makes new histories: go test ./workflows -run TestRecordHistories -record.
// A recorded history stands for the cases that run somewhere: add to them when
// the shell learns something new, and replace one only together with a decision
// on what becomes of those cases.
var record = flag.Bool("record", false, "record the histories of testdata/histories anew")

const histories = "testdata/histories"

// TestReplay: the code of today makes the same commands of every recorded
// history. What fails here would block running cases.
func TestReplay(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(histories, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no histories in %s: %v", histories, err)
	}
	cases := &Cases{Releases: shelf{permit(t), hurried(t)}}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			r := worker.NewWorkflowReplayer()
			r.RegisterWorkflowWithOptions(cases.Case, workflow.RegisterOptions{Name: CaseName})
			if err := r.ReplayWorkflowHistoryFromJSONFile(quiet{}, file); err != nil {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestReplaySeesChanges: a history that does not fit fails, so that TestReplay
// means something. The other release has other deadlines.
func TestReplaySeesChanges(t *testing.T) {
	// Under the hash that the history names: no deadlines at all within it.
	changed := *permit(t)
	changed.Hash = hurried(t).Hash
	r := worker.NewWorkflowReplayer()
	r.RegisterWorkflowWithOptions((&Cases{Releases: shelf{&changed}}).Case, workflow.RegisterOptions{Name: CaseName})
	if err := r.ReplayWorkflowHistoryFromJSONFile(quiet{}, filepath.Join(histories, "deadlines.json")); err == nil {
		t.Error("a history replayed on another process")
	}
}

func TestRecordHistories(t *testing.T) {
	if !*record {
		return
	}
	s := newServer(t, client.Options{})
	l := map[string]func(*player) error{
		"straight": func(p *player) error {
			return errors.Join(p.Start(nil), p.Complete("apply", nil), p.Deliver("paid", nil), p.Complete("check", nil))
		},
		"incident": func(p *player) error {
			return errors.Join(p.Start(nil), p.Complete("apply", nil), p.FailNext("tell", "down"), p.Complete("check", nil),
				p.Retry("tell"), p.Deliver("paid", nil))
		},
		"retries": func(p *player) error {
			p.fail["checked"] = errors.New("down")
			err := errors.Join(p.Start(nil), p.Complete("apply", nil), p.Complete("check", nil))
			s.until("the incident", func(context.Context) (bool, error) { _, open := p.incident("tell"); return open, nil })
			delete(p.fail, "checked")
			return errors.Join(err, p.Retry("tell"), p.Deliver("paid", nil))
		},
		"database-down": func(p *player) error {
			err := p.Start(nil)
			p.failStore = 3
			return errors.Join(err, p.Complete("apply", nil), p.Deliver("paid", nil), p.Complete("check", nil))
		},
		"repeated-message": func(p *player) error {
			err := errors.Join(p.Start(nil), p.Complete("apply", nil))
			m := Message{ID: "once", Name: "paid", CorrelationKey: "TEST-1"}
			return errors.Join(err, p.signal(m), p.signal(m), p.Complete("check", nil))
		},
	}
	for name, live := range l {
		keep(t, s, name, permit(t), 0, live)
	}
	keep(t, s, "deadlines", hurried(t), 0, func(p *player) error {
		err := errors.Join(p.Start(nil), p.Complete("apply", nil))
		s.until("both deadlines", func(context.Context) (bool, error) { return len(p.seen()) == 5, nil })
		return errors.Join(err, p.Deliver("paid", nil))
	})
	keep(t, s, "continued", permit(t), 8, func(p *player) error {
		return errors.Join(p.Start(nil), p.Complete("apply", nil), p.Deliver("paid", nil), p.Complete("check", nil))
	})
}

// keep plays a case and writes the histories of all its runs.
func keep(t *testing.T, s *server, name string, rel *release.Release, maxHistory int, live func(*player) error) {
	t.Helper()
	l := newLedger()
	w := s.work(l.activities(), rel)
	defer w.Stop()
	id := models.CaseID(models.NewID())
	if err := live(&player{stage: premiere{s, id, maxHistory}, ledger: l, id: id, release: rel}); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	s.outcome(id)
	for run := ""; ; name += "-before" {
		h := s.history(id, run)
		if len(h.Events) == 0 {
			return
		}
		write(t, name, h)
		if run = h.Events[0].GetWorkflowExecutionStartedEventAttributes().GetContinuedExecutionRunId(); run == "" {
			return
		}
	}
}

func write(t *testing.T, name string, h *historypb.History) {
	t.Helper()
	text, err := temporalproto.CustomJSONMarshalOptions{Indent: " "}.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	// The names of workers' own queues hold the machine's name.
	if machine, err := os.Hostname(); err == nil {
		text = bytes.ReplaceAll(text, []byte(machine+":"), []byte("machine:"))
	}
	if err := os.WriteFile(filepath.Join(histories, name+".json"), append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
