package workflows

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.temporal.io/sdk/temporal"

	"handinhand/activities"
	"handinhand/models"
	"handinhand/process/engine"
	"handinhand/process/release"
	"handinhand/process/scenario"
)

// stage is where a scenario is played under Temporal: in the test environment or
// on a real server. Every method returns when the case rests.
type stage interface {
	start(in Input) error
	update(name, id string, in any) error
	signal(m Message) error
	advance(d time.Duration) error
}

// player plays a scenario on a stage, and sees of the case what the ledger has.
type player struct {
	stage
	*ledger
	id      models.CaseID
	release *release.Release
	count   int // of Updates and messages, for their ids
}

func (p *player) Start(variables engine.Variables) error {
	in := Input{Case: p.id, Release: p.release.Hash, Variables: Variables{"caseNumber": "TEST-1"}}
	for name, v := range variables {
		in.Variables[name] = v
	}
	return p.start(in)
}

func (p *player) Complete(element string, values engine.Variables) error {
	key := p.task(element)
	if key == 0 {
		return fmt.Errorf("no task is open at %s", element)
	}
	return p.update(CompleteName, p.next(), CompleteTask{Task: key, Variables: Variables(values), By: "person-1"})
}

func (p *player) Deliver(message string, variables engine.Variables) error {
	m := Message{ID: p.next(), Name: message, Variables: Variables(variables)}
	for _, b := range p.seen() {
		for _, s := range b.Subscribed {
			if s.Message == message {
				m.CorrelationKey = s.CorrelationKey
			}
		}
	}
	return p.signal(m)
}

func (p *player) Advance(d time.Duration) error { return p.advance(d) }

// FailNext lets the next attempt fail for good: how Temporal counts attempts is
// not what scenarios are about.
func (p *player) FailNext(element, cause string) error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.failNext[element] = temporal.NewNonRetryableApplicationError(cause, "spent", nil)
	return nil
}

func (p *player) Retry(element string) error {
	i, open := p.incident(element)
	if !open {
		return fmt.Errorf("no incident is open at %s", element)
	}
	return p.update(RetryName, p.next(), RetryIncident{Key: i.Key})
}

func (p *player) next() string {
	p.count++
	return fmt.Sprintf("event-%d", p.count)
}

func (p *player) Observe() (scenario.Observation, error) {
	var o scenario.Observation
	incidents := map[int64]string{}
	var order []int64
	for _, b := range p.seen() {
		for _, i := range b.Incidents {
			incidents[i.Key] = i.Element
			order = append(order, i.Key)
		}
		for _, key := range b.Resolved {
			delete(incidents, key)
		}
		for _, m := range b.Milestones {
			if !slices.Contains(o.Milestones, m) {
				o.Milestones = append(o.Milestones, m)
			}
		}
		for _, l := range b.Journal {
			o.Trace = append(o.Trace, l.Kind+" "+l.Element)
		}
		if b.Ended {
			o.Ended, o.Outcome = true, b.Outcome
		}
	}
	for _, key := range order {
		if element, open := incidents[key]; open {
			o.Incidents = append(o.Incidents, element)
		}
	}
	for _, t := range p.openTasks() {
		o.Tasks = append(o.Tasks, scenario.Task{Element: t.Element, Role: string(t.Role)})
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, n := range p.notices {
		o.Notices = append(o.Notices, n.Text)
	}
	return o, nil
}

// failing gives the error that a call was told to fail with. The element is in
// the middle of the idempotency key.
func (l *ledger) failing(id string) error {
	parts := strings.Split(id, "/")
	element := parts[len(parts)-2]
	err := l.failNext[element]
	delete(l.failNext, element)
	return err
}

// rehearsal is a stage in Temporal's test environment. Its clock stands still
// while the script thinks: pull, a callback of the environment's own loop,
// blocks the loop until the next command.
type rehearsal struct {
	*bench
	commands chan func() time.Duration // what to do, and when to pull again
	rested   chan struct{}
	over     chan struct{}
}

// pause is how long, in virtual time, the case may work on one command. The
// environment lets it pass only when no activity runs.
const pause = 10 * time.Second

func newRehearsal(b *bench) *rehearsal {
	return &rehearsal{bench: b, commands: make(chan func() time.Duration), rested: make(chan struct{}), over: make(chan struct{})}
}

func (r *rehearsal) pull() {
	r.rested <- struct{}{}
	r.at((<-r.commands)(), r.pull)
}

func (r *rehearsal) rest() error {
	select {
	case <-r.rested:
	case <-r.over:
	}
	return nil
}

func (r *rehearsal) do(command func() time.Duration) error {
	select {
	case r.commands <- command:
		return r.rest()
	case <-r.over:
		return fmt.Errorf("the case is over: %v", r.GetWorkflowError())
	}
}

func (r *rehearsal) start(in Input) error {
	r.at(pause, r.pull)
	go func() {
		defer close(r.over)
		r.ExecuteWorkflow(CaseName, in)
	}()
	return r.rest()
}

func (r *rehearsal) update(name, id string, in any) error {
	answer := &reply{}
	err := r.do(func() time.Duration {
		r.UpdateWorkflow(name, id, answer, in)
		return pause
	})
	switch {
	case err != nil:
		return err
	case answer.rejected != nil:
		return answer.rejected
	case !answer.answered:
		return fmt.Errorf("the Update %s was not answered", id)
	}
	return answer.failed
}

func (r *rehearsal) signal(m Message) error {
	return r.do(func() time.Duration {
		r.SignalWorkflow(MessageSignal, m)
		return pause
	})
}

func (r *rehearsal) advance(d time.Duration) error {
	return r.do(func() time.Duration { return d })
}

// Ports of the ledger.

func (l *ledger) Notify(_ context.Context, n activities.Notice) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.attempts = append(l.attempts, n.ID)
	if err := l.failing(n.ID); err != nil {
		return err
	}
	if err := l.fail[n.Text]; err != nil {
		return err
	}
	l.notices = append(l.notices, n)
	return nil
}

func (l *ledger) Transfer(_ context.Context, t activities.Transfer) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.attempts = append(l.attempts, t.ID)
	if err := l.failing(t.ID); err != nil {
		return err
	}
	l.transfers = append(l.transfers, t)
	return nil
}
