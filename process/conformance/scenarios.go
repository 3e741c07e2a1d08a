package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"handinhand/process/bpmn"
	"handinhand/process/engine"
	"handinhand/process/world"
)

// Scenarios runs engine-neutral behaviour scenarios: every */*.json with the models that stand beside it. The totals are
// the folders. The error tells that the folder holds none.
func Scenarios(suite fs.FS) (*Report, error) {
	files, err := fs.Glob(suite, "*/*.json")
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errors.New("conformance: no */*.json here: these are no scenarios")
	}
	slices.Sort(files)
	report := &Report{Suite: "scenarios", Failures: []Failure{}}
	for _, file := range files {
		folder := path.Dir(file)
		name := strings.TrimSuffix(path.Base(file), ".json")
		failed := playScenario(suite, file)
		if failed != nil {
			failed.Folder, failed.Case = folder, name
			report.Failures = append(report.Failures, *failed)
		}
		report.verdict(folder, failed == nil)
	}
	return report, nil
}

// scenarioFile is one behaviour.
type scenarioFile struct {
	Name      string                     `json:"name"`
	Models    []string                   `json:"models"`
	Process   string                     `json:"process"`
	Now       time.Time                  `json:"now"`
	Variables engine.Variables           `json:"variables"`
	Services  map[string]json.RawMessage `json:"services"`
	Steps     []scenarioStep             `json:"steps"`
}

// scenarioStep is one of its steps; exactly one of the verbs is set.
type scenarioStep struct {
	Expect    *expectation     `json:"expect"`
	Complete  string           `json:"complete"`
	Advance   string           `json:"advance"`
	Message   string           `json:"message"`
	Key       string           `json:"key"`
	Signal    string           `json:"signal"`
	Set       engine.Variables `json:"set"`
	Variables engine.Variables `json:"variables"`
}

// expectation is what must be seen; what is not set is not looked at.
type expectation struct {
	Tasks     *[]string        `json:"tasks"`
	Ended     *bool            `json:"ended"`
	Variables engine.Variables `json:"variables"`
	Incident  string           `json:"incident"`
	Ran       *[]string        `json:"ran"`
}

// serviceAnswer is how one execution of a service comes out.
type serviceAnswer struct {
	Variables engine.Variables `json:"variables"`
	Error     *string          `json:"error"`
	Fail      *string          `json:"fail"`
}

// playScenario gives what went wrong, nil if nothing did.
func playScenario(suite fs.FS, file string) *Failure {
	s, err := readScenario(suite, file)
	if err != nil {
		return &Failure{Expected: "a scenario", Got: err.Error()}
	}
	p := &scenarioPlay{file: s, ran: map[string]int{}}
	if err := p.begin(suite, path.Dir(file)); err != nil {
		return &Failure{Expected: "the process starts", Got: err.Error()}
	}
	for i, step := range s.Steps {
		if f := p.play(step); f != nil {
			f.Node = fmt.Sprintf("step %d", i+1)
			return f
		}
	}
	return nil
}

func readScenario(suite fs.FS, file string) (*scenarioFile, error) {
	data, err := fs.ReadFile(suite, file)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	s := &scenarioFile{}
	return s, d.Decode(s)
}

// scenarioPlay is a scenario under way.
type scenarioPlay struct {
	file  *scenarioFile
	world *world.World
	main  *world.Case
	ran   map[string]int // executions of each service so far
	done  []execution
}

// execution is one run of a task that needs no person.
type execution struct {
	by      *world.Case
	element string
}

func (p *scenarioPlay) begin(suite fs.FS, folder string) error {
	var programs []*engine.Program
	for _, name := range p.file.Models {
		xml, err := fs.ReadFile(suite, path.Join(folder, name))
		if err != nil {
			return err
		}
		_, more, err := compileAll(xml)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		programs = append(programs, more...)
	}
	p.world = world.New(p.file.Now, programs...)
	p.world.Services, p.world.Watch = p.serve, p.watch
	if p.file.Process == "" {
		return nil
	}
	var err error
	p.main, err = p.world.Start(p.file.Process, p.file.Variables)
	return err
}

// serve gives the answer that the scenario names, else success. Of a list each execution has its own; the last one stays.
func (p *scenarioPlay) serve(_ *world.Case, call engine.CallService) world.Answer {
	n := p.ran[call.Element]
	p.ran[call.Element]++
	raw, named := p.file.Services[call.Element]
	if !named {
		return world.Answer{}
	}
	var list []serviceAnswer
	if json.Unmarshal(raw, &list) != nil {
		list = make([]serviceAnswer, 1)
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		_ = d.Decode(&list[0]) // what is no answer is the empty one
	}
	if len(list) == 0 {
		return world.Answer{}
	}
	a := list[min(n, len(list)-1)]
	out := world.Answer{Variables: a.Variables}
	if a.Error != nil {
		out.Error = *a.Error
	}
	if a.Fail != nil {
		out.Failure = *a.Fail + " "
	}
	return out
}

// play does one step.
func (p *scenarioPlay) play(s scenarioStep) *Failure {
	var err error
	switch {
	case s.Expect != nil:
		return p.expect(s.Expect)
	case s.Message != "":
		cases := len(p.world.Cases)
		_, err = p.world.Message(engine.SendMessage{Message: s.Message, CorrelationKey: s.Key, Variables: s.Variables})
		p.adopt(cases)
	case s.Signal != "":
		cases := len(p.world.Cases)
		err = p.world.Signal(s.Signal, s.Variables)
		p.adopt(cases)
	case p.main == nil:
		err = errors.New("no case runs")
	case s.Complete != "":
		err = p.complete(s.Complete, s.Variables)
	case s.Advance != "":
		var span bpmn.Span
		if span, err = bpmn.ParseSpan(s.Advance); err == nil {
			err = p.world.Advance(span.After(p.world.Now).Sub(p.world.Now))
		}
	case s.Set != nil:
		err = p.world.Do(p.main, engine.Modify{Set: []engine.Assignment{{Variables: s.Set}}})
	}
	if err != nil {
		return &Failure{Expected: "the step applies", Got: err.Error()}
	}
	return nil
}

// adopt takes the first case that began as the one to look at, if there was none.
func (p *scenarioPlay) adopt(before int) {
	if p.main == nil && len(p.world.Cases) > before {
		p.main = p.world.Cases[before]
	}
}

// family are the case and those that it called, at any depth.
func (p *scenarioPlay) family() []*world.Case {
	var out []*world.Case
	for _, c := range p.world.Cases {
		root := c
		for root.Parent != nil {
			root = root.Parent
		}
		if root == p.main {
			out = append(out, c)
		}
	}
	return out
}

func (p *scenarioPlay) complete(name string, variables engine.Variables) error {
	for _, c := range p.family() {
		for _, t := range c.State.Tasks() {
			if t.Element == name || elementName(c, t.Element) == name {
				return p.world.Do(c, engine.CompleteTask{Task: t.Key, Variables: variables})
			}
		}
	}
	return fmt.Errorf("no task %q is open; open are %v", name, p.tasks())
}

func elementName(c *world.Case, id string) string {
	if e, ok := c.Program.Definition().Element(id); ok && e.Name != "" {
		return e.Name
	}
	return id
}

func (p *scenarioPlay) tasks() []string {
	out := []string{}
	for _, c := range p.family() {
		for _, t := range c.State.Tasks() {
			out = append(out, elementName(c, t.Element))
		}
	}
	slices.Sort(out)
	return out
}
