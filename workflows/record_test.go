package workflows

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"testing"
	"time"

	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/sdk/client"

	"handinhand/models"
	"handinhand/process/release"
	"handinhand/process/scenario"
)

// record makes new histories: go test ./workflows -run TestRecordHistories -record.
// It takes three minutes. A recorded history stands for the cases that run
// somewhere: add to them when the shell learns something new, and replace one
// only together with a decision on what becomes of those cases.
var record = flag.Bool("record", false, "record the histories of testdata/histories anew")

func TestRecordHistories(t *testing.T) {
	if !*record {
		return
	}
	s := newServer(t, client.Options{})
	recordShipped(t, s)
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
		"diverged": func(p *player) error {
			p.diverge = 2
			return errors.Join(p.Start(nil), p.Complete("apply", nil), p.Deliver("paid", nil), p.Complete("check", nil))
		},
		"repeated-message": func(p *player) error {
			err := errors.Join(p.Start(nil), p.Complete("apply", nil))
			m := Message{ID: "once", Name: "paid", CorrelationKey: "TEST-1"}
			return errors.Join(err, p.signal(m), p.signal(m), p.Complete("check", nil))
		},
	}
	for name, live := range l {
		keep(t, s, histories+"/"+name, permit(t), 0, live)
	}
	keep(t, s, histories+"/deadlines", hurried(t), 0, func(p *player) error {
		err := errors.Join(p.Start(nil), p.Complete("apply", nil))
		s.until("both deadlines", func(context.Context) (bool, error) { return len(p.seen()) == 5, nil })
		return errors.Join(err, p.Deliver("paid", nil))
	})
	keep(t, s, histories+"/continued", permit(t), 8, func(p *player) error {
		return errors.Join(p.Start(nil), p.Complete("apply", nil), p.Deliver("paid", nil), p.Complete("check", nil))
	})
}

// recordShipped plays the shipped process's own scenarios, and keeps the releases.
func recordShipped(t *testing.T, s *server) {
	t.Helper()
	packed, err := release.Pack(os.DirFS("../library/language-course"))
	if err == nil {
		err = os.WriteFile(bundle, packed, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	releases := bundled(t)
	asShipped, quick := releases[0], releases[1]
	for _, r := range []struct {
		name, script string
		release      *release.Release
		maxHistory   int
	}{
		{"obliged", "obliged", asShipped, 0},
		{"refused", "refused", asShipped, 0},
		{"paper-missing", "paper-missing", asShipped, 0},
		{"service-failure", "service-failure", asShipped, 0},
		{"continued", "obliged", asShipped, 20},
		{"deadlines", "deadlines", quick, 0},
	} {
		script := readScript(t, "../library/language-course/scenarios/"+r.script+".txtar", r.release)
		keep(t, s, shipped+"/"+r.name, r.release, r.maxHistory, func(p *player) error {
			p.stage = realTime{p.stage.(premiere)}
			_, err := scenario.Run(script.Script, p)
			return err
		})
	}
}

// realTime is a premiere whose days last a second.
type realTime struct{ premiere }

func (r realTime) advance(d time.Duration) error {
	const slack = 300 * time.Millisecond // to take up what is due
	time.Sleep(time.Duration(d.Hours()/24)*time.Second + slack)
	r.rest(r.id)
	return nil
}

// keep plays a case and writes the histories of all its runs. A case that has not
// ended stands for those that wait.
func keep(t *testing.T, s *server, name string, rel *release.Release, maxHistory int, live func(*player) error) {
	t.Helper()
	l := newLedger()
	w := s.work(l.activities(), rel)
	defer w.Stop()
	id := models.CaseID(models.NewID())
	if err := live(&player{stage: premiere{s, id, maxHistory}, ledger: l, id: id, release: rel}); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if bursts := l.seen(); bursts[len(bursts)-1].Ended {
		s.outcome(id)
	}
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
	if err := os.WriteFile(name+".json", append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
