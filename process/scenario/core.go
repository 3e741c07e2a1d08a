package scenario

import (
	"fmt"
	"slices"
	"time"

	"handinhand/process/engine"
	"handinhand/process/world"
)

// Core plays a case on the bare engine: a virtual clock, services that finish at once without a result.
type Core struct {
	program *engine.Program
	world   *world.World
	main    *world.Case
	seen    Observation
	failing map[string]world.Answer // element -> how its next run comes out
}

// NewCore makes a player whose clock stands at now. Others are processes that the case may call or write to.
func NewCore(p *engine.Program, now time.Time, others ...*engine.Program) *Core {
	c := &Core{program: p, failing: map[string]world.Answer{}}
	c.world = world.New(now, append([]*engine.Program{p}, others...)...)
	c.world.Services, c.world.Watch = c.serve, c.watch
	return c
}

// State is the case as it stands.
func (c *Core) State() engine.State {
	if c.main == nil {
		return engine.New()
	}
	return c.main.State
}

// Start begins the case. A caseNumber is given to it if the variables name none, as every real case has one.
func (c *Core) Start(variables engine.Variables) error {
	vars := engine.Variables{"caseNumber": "TEST-1"}
	for name, v := range variables {
		vars[name] = v
	}
	if c.main != nil {
		return c.world.Do(c.main, engine.Start{Variables: vars})
	}
	c.main = c.world.New(c.program)
	return c.world.Do(c.main, engine.Start{Variables: vars})
}

// Complete does the oldest open task at the element.
func (c *Core) Complete(element string, values engine.Variables) error {
	for _, one := range c.cases() {
		for _, t := range one.State.Tasks() {
			if t.Element == element {
				return c.world.Do(one, engine.CompleteTask{Task: t.Key, Variables: values})
			}
		}
	}
	return fmt.Errorf("no task is open at %s; open are %v", element, c.tasks())
}

// Deliver brings a message with the key that the case waits for: the one that its sender was given. It may begin the
// case.
func (c *Core) Deliver(message string, variables engine.Variables) error {
	for _, one := range c.cases() {
		for _, s := range one.State.Subscriptions() {
			if s.Message == message {
				e := engine.Deliver{Message: message, CorrelationKey: s.CorrelationKey, Variables: variables}
				return c.world.Do(one, e)
			}
		}
	}
	if c.main != nil {
		return c.world.Do(c.main, engine.Deliver{Message: message, Variables: variables})
	}
	taken, err := c.world.Message(engine.SendMessage{Message: message, Variables: variables})
	if err == nil && !taken {
		err = fmt.Errorf("nobody waits for the message %q", message)
	}
	if len(c.world.Cases) > 0 {
		c.main = c.world.Cases[0]
	}
	return err
}

// Advance lets time go by; what falls due happens at its own time.
func (c *Core) Advance(d time.Duration) error { return c.world.Advance(d) }

// FailNext makes the next run of a service fail.
func (c *Core) FailNext(element, cause string) error {
	c.failing[element] = world.Answer{Failure: cause}
	return nil
}

// Retry retries the oldest incident at the element.
func (c *Core) Retry(element string) error {
	for _, one := range c.cases() {
		for _, in := range one.State.Incidents() {
			if in.Element == element {
				return c.world.Do(one, engine.Retry{Incident: in.Key})
			}
		}
	}
	return fmt.Errorf("no incident is open at %s", element)
}

// Signal brings a signal to whoever waits for it.
func (c *Core) Signal(name string, variables engine.Variables) error {
	err := c.world.Signal(name, variables)
	if c.main == nil && len(c.world.Cases) > 0 {
		c.main = c.world.Cases[0]
	}
	return err
}

// Set sets variables of the case from outside.
func (c *Core) Set(variables engine.Variables) error {
	return c.world.Do(c.main, engine.Modify{Set: []engine.Assignment{{Variables: variables}}})
}

// ThrowNext makes the next run of a service end with a BPMN error.
func (c *Core) ThrowNext(element, code string) error {
	c.failing[element] = world.Answer{Error: code}
	return nil
}

// Choose begins a step of an ad-hoc sub-process.
func (c *Core) Choose(scope, element string) error {
	for _, one := range c.cases() {
		for _, r := range one.State.Running() {
			if r.Element == scope {
				return c.world.Do(one, engine.ChooseStep{Scope: r.Key, Element: element})
			}
		}
	}
	return fmt.Errorf("%s does not run", scope)
}

// Cancel ends the oldest running instance of an element; the process's own id ends the case.
func (c *Core) Cancel(element string) error {
	for _, r := range c.State().Running() {
		if r.Element == element {
			return c.world.Do(c.main, engine.Modify{Cancel: []engine.Key{r.Key}})
		}
	}
	return fmt.Errorf("%s does not run", element)
}

// Observe tells what can be seen of the case.
func (c *Core) Observe() (Observation, error) {
	seen := c.seen
	seen.Tasks = c.tasks()
	for _, one := range c.cases() {
		for _, in := range one.State.Incidents() {
			seen.Incidents = append(seen.Incidents, in.Element)
		}
	}
	seen.Ended, seen.Outcome = c.State().Ended(), c.State().Outcome()
	seen.Variables = c.State().Variables()
	return seen, nil
}

// cases are the case and those that it called or that it wrote to.
func (c *Core) cases() []*world.Case {
	if c.main == nil {
		return nil
	}
	return c.world.Cases
}

func (c *Core) tasks() []Task {
	var out []Task
	for _, one := range c.cases() {
		for _, t := range one.State.Tasks() {
			out = append(out, Task{t.Element, roleAt(one, t.Element)})
		}
	}
	return out
}

// roleAt is the role in the lane of an element; a global task stands in that of its caller.
func roleAt(c *world.Case, element string) string {
	if c.Program.Definition().Global && c.Parent != nil {
		return roleAt(c.Parent, c.CalledAt)
	}
	if e, ok := c.Program.Definition().Element(element); ok {
		return e.Role()
	}
	return ""
}

// serve is how a service comes out.
func (c *Core) serve(_ *world.Case, call engine.CallService) world.Answer {
	if a, ok := c.failing[call.Element]; ok {
		delete(c.failing, call.Element)
		return a
	}
	if call.Type == "notice" {
		c.seen.Notices = append(c.seen.Notices, call.Headers["text"])
	}
	return world.Answer{}
}

// watch writes down what can be seen.
func (c *Core) watch(_ *world.Case, command engine.Command) {
	switch command := command.(type) {
	case engine.ReachMilestone:
		if !slices.Contains(c.seen.Milestones, command.Milestone) {
			c.seen.Milestones = append(c.seen.Milestones, command.Milestone)
		}
	case engine.Record:
		c.seen.Trace = append(c.seen.Trace, string(command.Kind)+" "+command.Element)
	}
}
