package draft_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"handinhand/process/draft"
	"handinhand/process/engine"
	"handinhand/process/release"
	"handinhand/process/scenario"
)

// player plays scenarios by trials: after each step it replays everything from the beginning. Services come out at once.
type player struct {
	release *release.Release
	start   draft.Start
	events  []draft.Event
	now     draft.State
	failing map[string]bool
	notices []string
}

func (p *player) Start(variables engine.Variables) error {
	p.start.Variables = variables
	return p.rest()
}

func (p *player) happen(e draft.Event) error {
	p.events = append(p.events, e)
	return p.rest()
}

// rest replays, and lets services come out until none runs.
func (p *player) rest() error {
	for {
		p.now = draft.Run(p.release, p.start, p.events)
		if p.now.Rejected != nil {
			return fmt.Errorf("event %d: %s %v", p.now.Rejected.Event, p.now.Rejected.Message, p.now.Rejected.Fields)
		}
		if len(p.now.Services) == 0 {
			return nil
		}
		s := p.now.Services[0]
		e := draft.Event{Kind: "service", Element: s.Element, Key: s.Key}
		if p.failing[s.Element] {
			delete(p.failing, s.Element)
			e.Result = "failed"
		} else if s.Type == "notice" {
			p.notices = append(p.notices, s.Headers["text"])
		}
		p.events = append(p.events, e)
	}
}

func (p *player) Complete(element string, values engine.Variables) error {
	return p.happen(draft.Event{Kind: "complete", Element: element, Values: values})
}

func (p *player) Deliver(message string, variables engine.Variables) error {
	return p.happen(draft.Event{Kind: "message", Name: message, Values: variables})
}

func (p *player) Advance(d time.Duration) error {
	until := p.now.Now.Add(d)
	for {
		next := until
		for _, timer := range p.now.Timers {
			if !timer.Due.After(next) {
				next = timer.Due
			}
		}
		if !slices.ContainsFunc(p.now.Timers, func(t draft.Timer) bool { return !t.Due.After(until) }) {
			return p.happen(draft.Event{Kind: "advance", Duration: fmt.Sprintf("PT%dS", int64(until.Sub(p.now.Now)/time.Second))})
		}
		if err := p.happen(draft.Event{Kind: "advance"}); err != nil {
			return err
		}
	}
}

func (p *player) FailNext(element, _ string) error {
	p.failing[element] = true
	return nil
}

func (p *player) Retry(element string) error {
	return p.happen(draft.Event{Kind: "retry", Element: element})
}

func (p *player) Observe() (scenario.Observation, error) {
	out := scenario.Observation{Milestones: p.now.Milestones, Notices: p.notices, Ended: p.now.Over, Outcome: p.now.Outcome, Variables: p.now.Variables}
	for _, task := range p.now.Tasks {
		out.Tasks = append(out.Tasks, scenario.Task{Element: task.Element, Role: task.Role})
	}
	for _, stuck := range p.now.Incidents {
		out.Incidents = append(out.Incidents, stuck.Element)
	}
	return out, nil
}

// TestTrialsLiveAsCasesDo plays every scenario of the library by trials: what is tried while drawing is what happens.
func TestTrialsLiveAsCasesDo(t *testing.T) {
	r, _, findings := release.Sketch(shipped(t))
	if len(r.Programs) == 0 {
		t.Fatal(findings)
	}
	scripts, err := filepath.Glob("../../library/language-course/scenarios/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no scenarios", err)
	}
	decided := 0
	for _, file := range scripts {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		script, err := scenario.Parse(filepath.Base(file), data)
		if err != nil {
			t.Fatal(err)
		}
		p := &player{release: r, failing: map[string]bool{}}
		if _, err := scenario.Run(script, p); err != nil {
			t.Error(err)
		}
		for _, d := range p.now.Decisions {
			if d.Value == nil || len(d.Tables) == 0 {
				t.Errorf("%s: the decision at %s is not explained", file, d.Element)
			}
			decided++
		}
	}
	if decided == 0 {
		t.Error("no scenario decided anything")
	}
}

// TestTrialsSayWhatCannotHappen: the state is the one before, and the event is named.
func TestTrialsSayWhatCannotHappen(t *testing.T) {
	r, _, _ := release.Sketch(shipped(t))
	for name, events := range map[string][]draft.Event{
		"no such task":    {{Kind: "complete", Element: "proof"}},
		"half a form":     {{Kind: "complete", Element: "apply", Values: map[string]any{"givenNames": "A"}}},
		"no such message": {{Kind: "message", Name: "none"}},
		"no service":      {{Kind: "service", Element: "apply"}},
		"no incident":     {{Kind: "retry", Element: "apply"}},
		"no duration":     {{Kind: "advance", Duration: "soon"}},
		"nothing":         {{Kind: "dance"}},
		"an error":        {{Kind: "raise", Element: "none", Code: "x"}},
	} {
		s := draft.Run(r, draft.Start{}, events)
		if s.Rejected == nil || s.Rejected.Event != 0 || s.Rejected.Message == "" || len(s.Tasks) != 1 {
			t.Errorf("%s: %+v", name, s.Rejected)
		}
	}
	if s := draft.Run(r, draft.Start{At: "nowhere"}, nil); s.Rejected == nil || s.Rejected.Event != -1 {
		t.Errorf("it begins nowhere: %+v", s.Rejected)
	}
	var refused *draft.Refused
	if err := draft.Fit("../x", nil); !errors.As(err, &refused) {
		t.Error(err)
	}
}
