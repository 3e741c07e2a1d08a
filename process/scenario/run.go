package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"handinhand/process/engine"
)

// Player carries one case out. Every method returns when everything that follows at once from the step has happened.
type Player interface {
	Start(variables engine.Variables) error
	Complete(element string, values engine.Variables) error
	Deliver(message string, variables engine.Variables) error
	Advance(d time.Duration) error
	FailNext(element, cause string) error
	Retry(element string) error
	Observe() (Observation, error)
}

// Observation is what can be seen of a case.
type Observation struct {
	Tasks      []Task   // open
	Incidents  []string // elements with an open incident
	Milestones []string // reached, in order
	Notices    []string // keys of the texts sent, in order
	Ended      bool
	Outcome    string
	Trace      Trace
}

// Task is an open task and whose it is.
type Task struct{ Element, Role string }

// Trace is the journal of a case, one line each: "entered apply", "taken flow_1". It is the same under every player.
type Trace []string

// Run plays a script to its end or to the first step that fails; the error names its line. The trace goes as far as the
// case came.
func Run(s Script, p Player) (Trace, error) {
	var failure error
	for _, step := range s.steps {
		if err := step.play(p); err != nil {
			failure = fmt.Errorf("%s:%d: %s: %w", s.Name, step.line, step.text, err)
			break
		}
	}
	seen, err := p.Observe()
	if failure == nil {
		failure = err
	}
	return seen.Trace, failure
}

func (s step) play(p Player) error {
	switch s.verb {
	case "start":
		return p.Start(s.variables)
	case "complete":
		return p.Complete(s.words[0], s.variables)
	case "message":
		return p.Deliver(s.words[0], s.variables)
	case "advance":
		return p.Advance(s.duration)
	case "fail":
		return p.FailNext(s.words[0], strings.Join(s.words[1:], " "))
	case "retry":
		return p.Retry(s.words[0])
	}
	seen, err := p.Observe()
	if err != nil {
		return err
	}
	return s.expect(seen)
}

// expect compares what is seen with what the step says.
func (s step) expect(seen Observation) error {
	switch s.verb {
	case "expect tasks":
		return s.compare(s.openTasks(seen.Tasks), true)
	case "expect incident":
		return s.compare(seen.Incidents, true)
	case "expect milestones":
		return s.compare(seen.Milestones, false)
	case "expect notices":
		return s.compare(seen.Notices, false)
	case "expect running":
		if seen.Ended {
			return fmt.Errorf("the case has ended with the outcome %q", seen.Outcome)
		}
	case "expect outcome":
		if !seen.Ended {
			return fmt.Errorf("the case still runs; open are %v, incidents at %v", seen.Tasks, seen.Incidents)
		}
		return s.compare([]string{seen.Outcome}, false)
	}
	return nil
}

// openTasks writes tasks the way the step does: with their role only where the step asks for roles.
func (s step) openTasks(tasks []Task) []string {
	roles := slices.ContainsFunc(s.words, func(w string) bool { return strings.Contains(w, "@") })
	var out []string
	for _, t := range tasks {
		if roles {
			out = append(out, t.Element+"@"+t.Role)
		} else {
			out = append(out, t.Element)
		}
	}
	return out
}

func (s step) compare(got []string, anyOrder bool) error {
	want := s.words
	if anyOrder {
		want, got = slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))
	}
	if !slices.Equal(want, got) {
		return fmt.Errorf("got %s", orNone(got))
	}
	return nil
}

func orNone(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, " ")
}
