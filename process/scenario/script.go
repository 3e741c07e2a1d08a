package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/txtar"

	"handinhand/process/bpmn"
	"handinhand/process/engine"
)

// Script is a parsed scenario.
type Script struct {
	Name  string
	steps []step
}

// step is one line. Only the fields of its verb are set.
type step struct {
	line      int
	text      string // as written, for messages
	verb      string
	words     []string
	variables engine.Variables
	duration  time.Duration
}

// grammar says how many words a verb takes and whether the last of them names a file.
var grammar = map[string]struct {
	least, most int
	file        bool
}{
	"start":    {0, 1, true},
	"complete": {1, 2, true},
	"message":  {1, 2, true},
	"advance":  {1, 1, false},
	"fail":     {2, 1000, false},
	"retry":    {1, 1, false},
	"signal":   {1, 2, true},
	"set":      {1, 1, true},
	"throw":    {2, 2, false},
	"choose":   {2, 2, false},
	"cancel":   {1, 1, false},
	"expect":   {1, 1000, false},
}

// expectations says how many words an expectation takes.
var expectations = map[string]struct{ least, most int }{
	"tasks": {0, 1000}, "incident": {1, 1000}, "milestones": {0, 1000}, "notices": {0, 1000}, "running": {0, 0}, "outcome": {1, 1},
	"ended": {0, 0}, "variables": {1, 1},
}

// Parse reads a script. Errors name the file and line.
func Parse(name string, data []byte) (Script, error) {
	archive := txtar.Parse(data)
	script := Script{Name: name}
	for i, line := range strings.Split(string(archive.Comment), "\n") {
		text, _, _ := strings.Cut(line, "#")
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		s := step{line: i + 1, text: strings.Join(words, " "), verb: words[0], words: words[1:]}
		if err := s.read(archive); err != nil {
			return Script{}, fmt.Errorf("%s:%d: %s: %w", name, s.line, s.text, err)
		}
		script.steps = append(script.steps, s)
	}
	if len(script.steps) == 0 {
		return Script{}, fmt.Errorf("%s: the scenario has no steps", name)
	}
	return script, nil
}

func (s *step) read(archive *txtar.Archive) error {
	form, known := grammar[s.verb]
	if !known {
		return fmt.Errorf("%q is no step; steps are start, complete, message, advance, fail, retry, signal, set, throw, choose, cancel, expect", s.verb)
	}
	if n := len(s.words); n < form.least || n > form.most {
		return fmt.Errorf("%s takes %d to %d words, not %d", s.verb, form.least, form.most, n)
	}
	switch s.verb {
	case "advance":
		return s.readDuration()
	case "expect":
		return s.readExpectation(archive)
	}
	if form.file && len(s.words) == form.most {
		return s.readFile(archive)
	}
	return nil
}

func (s *step) readDuration() error {
	span, err := bpmn.ParseSpan(s.words[0])
	switch {
	case err != nil:
		return err
	case span.Months != 0:
		return fmt.Errorf("say how many days: months have different lengths")
	case !span.Positive():
		return fmt.Errorf("time goes forward only")
	}
	s.duration = time.Duration(span.Days)*24*time.Hour + span.Exact
	return nil
}

func (s *step) readExpectation(archive *txtar.Archive) error {
	what := s.words[0]
	form, known := expectations[what]
	if !known {
		return fmt.Errorf("%q cannot be expected; tasks, incident, milestones, notices, variables, running, ended and outcome can", what)
	}
	s.verb, s.words = "expect "+what, s.words[1:]
	if n := len(s.words); n < form.least || n > form.most {
		return fmt.Errorf("takes %d to %d words, not %d", form.least, form.most, n)
	}
	if what == "variables" {
		return s.readFile(archive)
	}
	return nil
}

// readFile takes the last word as the name of a file with the variables.
func (s *step) readFile(archive *txtar.Archive) error {
	file := s.words[len(s.words)-1]
	s.words = s.words[:len(s.words)-1]
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == file })
	if i < 0 {
		return fmt.Errorf("the scenario has no file %q", file)
	}
	dec := json.NewDecoder(bytes.NewReader(archive.Files[i].Data))
	dec.UseNumber()
	if err := dec.Decode(&s.variables); err != nil {
		return fmt.Errorf("the file %q is not a JSON object: %w", file, err)
	}
	return nil
}
