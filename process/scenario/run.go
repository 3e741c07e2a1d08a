package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
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

// Director is a Player that can do more than what happens to a real case from outside.
type Director interface {
	Player
	Signal(name string, variables engine.Variables) error
	Set(variables engine.Variables) error
	ThrowNext(element, code string) error
	Choose(scope, element string) error
	Cancel(element string) error
}

// Observation is what can be seen of a case.
type Observation struct {
	Tasks      []Task   // open
	Incidents  []string // elements with an open incident
	Milestones []string // reached, in order
	Notices    []string // keys of the texts sent, in order
	Ended      bool
	Outcome    string
	Variables  engine.Variables // of the case; a player that cannot see them leaves them nil
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
	if d, ok := p.(Director); ok && directed[s.verb] {
		return s.direct(d)
	} else if directed[s.verb] {
		return fmt.Errorf("this player cannot do that")
	}
	seen, err := p.Observe()
	if err != nil {
		return err
	}
	return s.expect(seen)
}

// directed are the verbs that need a Director.
var directed = map[string]bool{"signal": true, "set": true, "throw": true, "choose": true, "cancel": true}

func (s step) direct(d Director) error {
	switch s.verb {
	case "signal":
		return d.Signal(s.words[0], s.variables)
	case "set":
		return d.Set(s.variables)
	case "throw":
		return d.ThrowNext(s.words[0], s.words[1])
	case "choose":
		return d.Choose(s.words[0], s.words[1])
	}
	return d.Cancel(s.words[0])
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
	case "expect variables":
		return s.compareVariables(seen.Variables)
	case "expect running":
		if seen.Ended {
			return fmt.Errorf("the case has ended with the outcome %q", seen.Outcome)
		}
	case "expect ended":
		if !seen.Ended {
			return fmt.Errorf("the case still runs; open are %v, incidents at %v", seen.Tasks, seen.Incidents)
		}
	case "expect outcome":
		if !seen.Ended {
			return fmt.Errorf("the case still runs; open are %v, incidents at %v", seen.Tasks, seen.Incidents)
		}
		return s.compare([]string{seen.Outcome}, false)
	}
	return nil
}

// compareVariables looks at the variables that the step names, no others; null is also one that is not there.
func (s step) compareVariables(got engine.Variables) error {
	for _, name := range slices.Sorted(maps.Keys(s.variables)) {
		want, _ := json.Marshal(s.variables[name])
		have, _ := json.Marshal(got[name])
		if !bytes.Equal(want, have) {
			return fmt.Errorf("%s is %s, not %s", name, have, want)
		}
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
