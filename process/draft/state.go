package draft

import (
	"time"

	"handinhand/process/bpmn"
	"handinhand/process/dmn"
	"handinhand/process/engine"
	"handinhand/process/feel"
)

// State is where a trial stands.
type State struct {
	Now        time.Time        `json:"now"`
	Over       bool             `json:"over"`
	Outcome    string           `json:"outcome,omitempty"` // key of hih:outcome
	Tokens     []Place          `json:"tokens"`
	Taken      []string         `json:"taken"` // sequence flows, in the order of their first use
	Tasks      []Task           `json:"tasks"`
	Services   []Service        `json:"services"`
	Timers     []Timer          `json:"timers"`
	Messages   []Awaited        `json:"messages"`
	Signals    []string         `json:"signals"`
	Choices    []Choice         `json:"choices"`
	Incidents  []Stuck          `json:"incidents"`
	Decisions  []Decided        `json:"decisions"`
	Milestones []string         `json:"milestones"`
	Sent       []Sent           `json:"sent"`
	Variables  engine.Variables `json:"variables"` // what the workflow knows: only what the process reads
	Answers    map[string]any   `json:"answers"`   // all that was handed in
	Journal    []Line           `json:"journal"`
	Rejected   *Rejection       `json:"rejected,omitempty"`
}

// Place is a token.
type Place struct {
	Key     int64  `json:"key"`
	Element string `json:"element"`
	Name    string `json:"name,omitempty"`
}

// Task is an open task: whose it is, its form, and the values that the form shows and does not ask.
type Task struct {
	Key      int64          `json:"key"`
	Element  string         `json:"element"`
	Name     string         `json:"name,omitempty"`
	Role     string         `json:"role,omitempty"`
	Form     string         `json:"form,omitempty"`
	Shown    map[string]any `json:"shown,omitempty"`
	Raisable []Raisable     `json:"raisable,omitempty"`
}

// Raisable is an error or escalation that somebody around the task catches.
type Raisable struct {
	Escalation bool   `json:"escalation,omitempty"`
	Code       string `json:"code,omitempty"`
}

// Service is a service step that runs until an event ends it.
type Service struct {
	Key     int64             `json:"key"`
	Element string            `json:"element"`
	Type    string            `json:"type"`
	Headers map[string]string `json:"headers,omitempty"`
	Input   engine.Variables  `json:"input,omitempty"`
}

// Timer is one that runs.
type Timer struct {
	Element string    `json:"element"`
	Due     time.Time `json:"due"`
}

// Awaited is a message that the case waits for.
type Awaited struct {
	Element string `json:"element"`
	Name    string `json:"name"`
}

// Choice is an ad-hoc sub-process with the steps that can begin in it.
type Choice struct {
	Key     int64    `json:"key"`
	Element string   `json:"element"`
	Steps   []string `json:"steps"`
}

// Stuck is a token that cannot go on.
type Stuck struct {
	Key     int64  `json:"key"`
	Element string `json:"element"`
	Cause   string `json:"cause"`
}

// Decided is what a table came to, and why.
type Decided struct {
	Element  string           `json:"element"`
	Decision string           `json:"decision"`
	Given    engine.Variables `json:"given"`
	Value    any              `json:"value"`
	Tables   []dmn.TableTrace `json:"tables"` // one for each table that took part: its inputs, and the rules that matched
	Why      []string         `json:"why"`    // why expressions came to nothing
}

func decided(c engine.Decided) Decided {
	out := Decided{Element: c.Element, Decision: c.Decision, Given: c.Given, Value: feel.ToJSON(c.Result.Value), Tables: c.Result.Trace}
	for _, d := range c.Result.Diagnostics {
		out.Why = append(out.Why, d.Element+": "+d.Diagnostic.String())
	}
	return out
}

// Sent is a message or signal that left the case.
type Sent struct {
	Element        string `json:"element"`
	Name           string `json:"name"`
	CorrelationKey string `json:"correlationKey,omitempty"`
}

// Line is a line of the case's journal.
type Line struct {
	Kind    string `json:"kind"`
	Element string `json:"element"`
}

// view gives what can be seen of the trial.
func (t *trial) view() State {
	out := t.seen
	out.Now, out.Over = t.now, t.state.Ended()
	out.Services = append(out.Services, t.services...)
	for _, token := range t.release.Programs.Tokens(t.state) {
		out.Tokens = append(out.Tokens, Place{int64(token.Key), token.Element, t.name(token.Element)})
	}
	taken := map[string]bool{}
	for _, line := range out.Journal {
		if line.Kind == string(engine.RecordTaken) && !taken[line.Element] {
			taken[line.Element] = true
			out.Taken = append(out.Taken, line.Element)
		}
	}
	for _, task := range t.state.Tasks() {
		out.Tasks = append(out.Tasks, t.task(task))
	}
	for _, timer := range t.state.Timers() {
		out.Timers = append(out.Timers, Timer{timer.Element, timer.Due})
	}
	for _, s := range t.state.Subscriptions() {
		out.Messages = append(out.Messages, Awaited{s.Element, s.Message})
	}
	for _, l := range t.state.Listeners() {
		out.Signals = append(out.Signals, l.Signal)
	}
	for _, in := range t.state.Incidents() {
		out.Incidents = append(out.Incidents, Stuck{int64(in.Key), in.Element, in.Cause})
	}
	for _, running := range t.state.Running() {
		if steps := t.release.StepsOf(running.Element); steps != nil {
			out.Choices = append(out.Choices, Choice{int64(running.Key), running.Element, steps})
		}
	}
	out.Variables, out.Answers = t.state.Own.Variables(), t.answers
	return out
}

func (t *trial) name(element string) string {
	if e, ok := t.release.Element(element); ok {
		return e.Name
	}
	return ""
}

// task says whose an open task is and what its form shows.
func (t *trial) task(open engine.Task) Task {
	out := Task{Key: int64(open.Key), Element: open.Element, Name: t.name(open.Element)}
	e, ok := t.release.Element(open.Element)
	if !ok {
		return out
	}
	out.Role = t.release.Role(e)
	if e.Kind == bpmn.UserTask {
		out.Form = e.Ext.Form
	}
	if f := t.release.Forms[e.Ext.Form]; f != nil {
		out.Shown = map[string]any{}
		for key, readonly := range f.Readonly(nil, feel.Scope{Vars: feel.Vars(t.answers), Now: t.now}) {
			if value, known := t.answers[key]; readonly && known {
				out.Shown[key] = value
			}
		}
	}
	for _, raisable := range t.release.Raisable(open.Element) {
		out.Raisable = append(out.Raisable, Raisable{raisable.Escalation, raisable.Code})
	}
	return out
}
