package conformance

import (
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

// deviations are models of the benchmark whose expectation contradicts BPMN 2.0.2, with the section that says so. They
// are run and told, and count neither way.
var deviations = map[string]string{
	"Timer_IntermediateTimeCycleEvent.bpmn": "13.5.2: an intermediate event waits for its trigger to occur once for each token that reaches it; " +
		"the benchmark wants four tokens out of one",
}

// betsyStart is when each run begins.
var betsyStart = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// betsyTest is a model of behaviour.json with its runs.
type betsyTest struct {
	File  string     `json:"file"`
	Group string     `json:"group"`
	Runs  []betsyRun `json:"runs"`
}

// betsyRun is one case of a model: its variables and what must be seen.
type betsyRun struct {
	Test      string       `json:"test"`
	Integer   *json.Number `json:"integerVariable"`
	Two       bool         `json:"start_two_instances"`
	Trace     []string     `json:"trace_multiset"`
	Asserts   []string     `json:"assert"`
	WaitAtMos int64        `json:"wait_ms_at_most"`
}

// betsyBehaviour runs every run of every model of behaviour.json.
func betsyBehaviour(suite fs.FS, report *Report) error {
	data, err := fs.ReadFile(suite, "behaviour.json")
	if err != nil {
		return err
	}
	var list struct {
		Tests []betsyTest `json:"tests"`
	}
	if err := json.Unmarshal(data, &list); err != nil {
		return fmt.Errorf("conformance: behaviour.json: %w", err)
	}
	for _, test := range list.Tests {
		xml, err := fs.ReadFile(suite, path.Join("behaviour", test.File))
		for i, run := range test.Runs {
			f := betsyResult(xml, err, run)
			if why, deviates := deviations[test.File]; deviates {
				report.Deviations = append(report.Deviations, Deviation{test.File, why})
				continue
			}
			if f != nil {
				f.Folder, f.Case, f.Node = "behaviour", strings.TrimSuffix(test.File, ".bpmn"), fmt.Sprintf("run %d", i+1)
				report.Failures = append(report.Failures, *f)
			}
			report.verdict(test.Group, f == nil)
		}
	}
	return nil
}

// Betsy runs the behaviour models of the betsy benchmark. The totals are its groups.
func Betsy(suite fs.FS) (*Report, error) {
	report := &Report{Suite: "betsy", Failures: []Failure{}}
	err := betsyConstraints(suite, report)
	if err == nil {
		err = betsyBehaviour(suite, report)
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = errors.New("conformance: no behaviour.json here: this is not the benchmark")
	}
	return report, err
}

// betsyResult runs one case; nil if all is as it must be.
func betsyResult(xml []byte, unreadable error, run betsyRun) *Failure {
	want := slices.Sorted(slices.Values(run.Trace))
	expected := fmt.Sprintf("trace %v", want)
	if len(run.Asserts) > 0 {
		expected += " and " + strings.Join(run.Asserts, ", ")
	}
	if unreadable != nil {
		return &Failure{Expected: expected, Got: unreadable.Error()}
	}
	play := &betsyPlay{run: run}
	if err := play.all(xml); err != nil {
		if refused := slices.Contains(run.Asserts, "assertGenericError"); refused && len(run.Trace) == 0 {
			return nil
		}
		return &Failure{Expected: expected, Got: err.Error()}
	}
	got := fmt.Sprintf("trace %v", play.sorted())
	missing := slices.DeleteFunc(slices.Clone(run.Asserts), play.holds)
	if !slices.Equal(play.sorted(), want) || len(missing) > 0 {
		if len(missing) > 0 {
			got += ", without " + strings.Join(missing, ", ")
		}
		return &Failure{Expected: expected, Got: got + play.incidents()}
	}
	return nil
}

// betsyPlay is a run under way.
type betsyPlay struct {
	run    betsyRun
	world  *world.World
	trace  []string
	marker bool
	data   bool         // the data that was written came back
	stamps [2]time.Time // of CREATE_TIMESTAMP_LOG_1 and _2
}

// all starts the model's process, with two instances every process that begins by itself, and lets time go by.
func (p *betsyPlay) all(xml []byte) error {
	xml, err := inFEEL(xml)
	if err != nil {
		return err
	}
	model, programs, err := compileAll(xml)
	if err != nil {
		return err
	}
	p.world = world.New(betsyStart, programs...)
	p.world.Services = p.serve
	starts := startable(model)
	if len(starts) == 0 {
		return errors.New("no process can be started")
	}
	if !p.run.Two {
		starts = starts[:1]
	}
	slices.Reverse(starts) // who catches must be there when it is thrown
	vars := engine.Variables{"test": p.run.Test}
	if p.run.Integer != nil {
		vars["integerVariable"] = *p.run.Integer
	}
	for _, id := range starts {
		if _, err := p.world.Start(id, vars); err != nil {
			return err
		}
	}
	return p.world.Advance(time.Duration(p.run.WaitAtMos) * time.Millisecond)
}

// startable are the executable processes that do not need an event to begin.
func startable(model *bpmn.Model) []string {
	var out []string
	for _, d := range model.Executable() {
		starts := d.Body.Starts()
		if len(starts) == 0 && !slices.ContainsFunc(d.Elements, func(e *bpmn.Element) bool { return e.Instantiate }) ||
			slices.ContainsFunc(starts, func(e *bpmn.Element) bool { return len(e.Triggers) == 0 }) {
			out = append(out, d.ID)
		}
	}
	return out
}

func (p *betsyPlay) sorted() []string { return slices.Sorted(slices.Values(p.trace)) }

func (p *betsyPlay) incidents() string {
	var out strings.Builder
	for _, c := range p.world.Cases {
		for _, in := range c.State.Incidents() {
			fmt.Fprintf(&out, "; incident at %s: %s", in.Element, in.Cause)
		}
	}
	return out.String()
}
