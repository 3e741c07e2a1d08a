package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"handinhand/process/engine"
)

// maxEvents stops a process whose timers or services never come to rest.
const maxEvents = 100_000

// Core plays a case on the bare engine: a virtual clock, services that finish at once without a result.
type Core struct {
	program *engine.Program
	state   engine.State
	now     time.Time
	seen    Observation
	pending []engine.CallService
	failing map[string]string // element -> cause of its next run
}

// NewCore makes a player whose clock stands at now.
func NewCore(p *engine.Program, now time.Time) *Core {
	return &Core{program: p, state: engine.New(), now: now, failing: map[string]string{}}
}

// State is the case as it stands.
func (c *Core) State() engine.State { return c.state }

// Start begins the case. A caseNumber is given to it if the variables name none, as every real case has one.
func (c *Core) Start(variables engine.Variables) error {
	vars := engine.Variables{"caseNumber": "TEST-1"}
	for name, v := range variables {
		vars[name] = v
	}
	return c.happen(engine.Start{Variables: vars})
}

// Complete does the oldest open task at the element.
func (c *Core) Complete(element string, values engine.Variables) error {
	tasks := c.state.Tasks()
	i := slices.IndexFunc(tasks, func(t engine.Task) bool { return t.Element == element })
	if i < 0 {
		return fmt.Errorf("no task is open at %s; open are %v", element, c.tasks())
	}
	return c.happen(engine.CompleteTask{Task: tasks[i].Key, Variables: values})
}

// Deliver brings a message with the key that the case waits for: the one that its sender was given.
func (c *Core) Deliver(message string, variables engine.Variables) error {
	e := engine.Deliver{Message: message, Variables: variables}
	for _, s := range c.state.Subscriptions() {
		if s.Message == message {
			e.CorrelationKey = s.CorrelationKey
			break
		}
	}
	return c.happen(e)
}

// Advance lets time go by; what falls due happens at its own time.
func (c *Core) Advance(d time.Duration) error {
	until := c.now.Add(d)
	if err := c.rest(until); err != nil {
		return err
	}
	c.now = until
	return nil
}

// FailNext makes the next run of a service fail.
func (c *Core) FailNext(element, cause string) error {
	c.failing[element] = cause
	return nil
}

// Retry retries the oldest incident at the element.
func (c *Core) Retry(element string) error {
	incidents := c.state.Incidents()
	i := slices.IndexFunc(incidents, func(in engine.Incident) bool { return in.Element == element })
	if i < 0 {
		return fmt.Errorf("no incident is open at %s", element)
	}
	return c.happen(engine.Retry{Incident: incidents[i].Key})
}

// Observe tells what can be seen of the case.
func (c *Core) Observe() (Observation, error) {
	seen := c.seen
	seen.Tasks = c.tasks()
	for _, in := range c.state.Incidents() {
		seen.Incidents = append(seen.Incidents, in.Element)
	}
	seen.Ended, seen.Outcome = c.state.Ended(), c.state.Outcome()
	return seen, nil
}

func (c *Core) tasks() []Task {
	var out []Task
	for _, t := range c.state.Tasks() {
		role := ""
		if e, ok := c.program.Definition().Element(t.Element); ok {
			role = e.Role()
		}
		out = append(out, Task{t.Element, role})
	}
	return out
}

// happen takes one event and everything that follows from it at once.
func (c *Core) happen(e engine.Event) error {
	if err := c.step(e); err != nil {
		return err
	}
	return c.rest(c.now)
}

// rest lets services finish and timers fire until nothing is left that is due by then.
func (c *Core) rest(until time.Time) error {
	for range maxEvents {
		var next engine.Event
		if len(c.pending) > 0 {
			next, c.pending = c.answer(c.pending[0]), c.pending[1:]
		} else if timer, ok := c.due(until); ok {
			if timer.Due.After(c.now) {
				c.now = timer.Due
			}
			next = engine.FireTimer{Timer: timer.Key}
		} else {
			return nil
		}
		if err := c.step(next); err != nil {
			return err
		}
	}
	return fmt.Errorf("the case does not come to rest: %d events in one step of the scenario", maxEvents)
}

// answer is how a service comes out.
func (c *Core) answer(call engine.CallService) engine.Event {
	if cause, fails := c.failing[call.Element]; fails {
		delete(c.failing, call.Element)
		return engine.FailService{Job: call.Job, Cause: cause, Attempts: max(call.Retries, 1)}
	}
	if call.Type == "notice" {
		c.seen.Notices = append(c.seen.Notices, call.Headers["text"])
	}
	return engine.FinishService{Job: call.Job}
}

// due finds the timer that fires next; of several at one time the oldest.
func (c *Core) due(until time.Time) (engine.Timer, bool) {
	timers := c.state.Timers()
	if len(timers) == 0 {
		return engine.Timer{}, false
	}
	next := slices.MinFunc(timers, func(a, b engine.Timer) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Key, b.Key))
	})
	return next, !next.Due.After(until)
}

func (c *Core) step(e engine.Event) error {
	state, commands, err := engine.Step(c.program, c.state, e, c.now)
	if err != nil {
		return err
	}
	c.state = state
	for _, command := range commands {
		switch command := command.(type) {
		case engine.CallService:
			c.pending = append(c.pending, command)
		case engine.CancelService:
			c.pending = slices.DeleteFunc(c.pending, func(p engine.CallService) bool { return p.Job == command.Job })
		case engine.ReachMilestone:
			if !slices.Contains(c.seen.Milestones, command.Milestone) {
				c.seen.Milestones = append(c.seen.Milestones, command.Milestone)
			}
		case engine.Record:
			c.seen.Trace = append(c.seen.Trace, string(command.Kind)+" "+command.Element)
		}
	}
	return nil
}
