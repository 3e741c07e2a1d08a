package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"reflect"
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/engine"
	"handinhand/process/world"
)

// expect compares what is seen with what must be.
func (p *scenarioPlay) expect(e *expectation) *Failure {
	if p.main == nil {
		if e.Tasks != nil && len(*e.Tasks) == 0 {
			return nil
		}
		return &Failure{Expected: "a case", Got: "none runs"}
	}
	if e.Tasks != nil {
		want := slices.Sorted(slices.Values(*e.Tasks))
		if got := p.tasks(); !slices.Equal(want, got) {
			return p.failure(fmt.Sprintf("tasks %q", want), fmt.Sprintf("tasks %q", got))
		}
	}
	if e.Ended != nil && *e.Ended != p.main.State.Ended() {
		return p.failure(fmt.Sprintf("ended %v", *e.Ended), fmt.Sprintf("ended %v with open tasks %q", !*e.Ended, p.tasks()))
	}
	for _, name := range slices.Sorted(maps.Keys(e.Variables)) {
		if got := p.main.State.Variables()[name]; !sameValue(e.Variables[name], got) {
			return p.failure(fmt.Sprintf("%s = %v", name, e.Variables[name]), fmt.Sprint(got))
		}
	}
	if e.Incident != "" && !slices.Contains(p.incidents(), e.Incident) {
		return p.failure("an incident at "+e.Incident, fmt.Sprintf("incidents at %q", p.incidents()))
	}
	if e.Ran != nil {
		want := slices.Sorted(slices.Values(*e.Ran))
		if got := p.executed(); !slices.Equal(want, got) {
			return p.failure(fmt.Sprintf("ran %q", want), fmt.Sprintf("ran %q", got))
		}
	}
	return nil
}

// failure adds to what was seen the incidents, because they tell why.
func (p *scenarioPlay) failure(expected, got string) *Failure {
	for _, c := range p.family() {
		for _, in := range c.State.Incidents() {
			got += fmt.Sprintf("; incident at %s: %s", in.Element, in.Cause)
		}
	}
	return &Failure{Expected: expected, Got: got}
}

func (p *scenarioPlay) incidents() []string {
	out := []string{}
	for _, c := range p.family() {
		for _, in := range c.State.Incidents() {
			out = append(out, in.Element)
		}
	}
	return out
}

// watch notes tasks that run without a person: services when they are called, the others when they are done.
func (p *scenarioPlay) watch(c *world.Case, command engine.Command) {
	switch command := command.(type) {
	case engine.CallService:
		p.done = append(p.done, execution{c, command.Element})
	case engine.Record:
		if command.Kind == engine.RecordCompleted && byEngine(c, command.Element) {
			p.done = append(p.done, execution{c, command.Element})
		}
	}
}

// executed are those tasks of the case and of those that it called.
func (p *scenarioPlay) executed() []string {
	out := []string{}
	for _, x := range p.done {
		if slices.Contains(p.family(), x.by) {
			out = append(out, x.element)
		}
	}
	slices.Sort(out)
	return out
}

// byEngine tells whether the engine itself does the work of a task.
func byEngine(c *world.Case, id string) bool {
	e, ok := c.Program.Definition().Element(id)
	if !ok || e.Ext.Service != nil {
		return false
	}
	return e.Kind == bpmn.ScriptTask || e.Kind == bpmn.SendTask || e.Kind == bpmn.BusinessRuleTask
}

// sameValue compares JSON values; numbers by what they mean.
func sameValue(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		n, ok := b.(json.Number)
		if !ok {
			return false
		}
		x, okX := new(big.Rat).SetString(a.String())
		y, okY := new(big.Rat).SetString(n.String())
		return okX && okY && x.Cmp(y) == 0
	case []any:
		list, ok := b.([]any)
		return ok && slices.EqualFunc(a, list, sameValue)
	case map[string]any:
		object, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, object, sameValue)
	}
	return reflect.DeepEqual(a, b)
}
