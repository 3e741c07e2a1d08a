package draft

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"handinhand/process/bpmn"
	"handinhand/process/calls"
	"handinhand/process/engine"
	"handinhand/process/feel"
	"handinhand/process/form"
	"handinhand/process/release"
)

// Limits of a trial, so that none can exhaust its server.
const (
	MaxEvents = 1000
	maxTimers = 5000 // that fire in it
)

// Event is one thing that happens in a trial. Which of the fields count depends on Kind: complete (a task is done), message and
// signal (one arrives), advance (time goes by), service (a service step comes to its end), retry (an incident is tried again),
// raise and escalate (an error or escalation at a task), choose (a step of an ad-hoc sub-process begins).
type Event struct {
	Kind     string
	Element  string         // the task, service step, stuck element, or step to begin; the oldest one of it
	Key      int64          // which of several, as the state gives it; of choose: the sub-process
	Values   map[string]any // answers of a task, which its form checks; variables of a message, signal or service
	Name     string         // of the message or signal
	Duration string         // ISO 8601: how much time goes by; empty: until the next timer fires
	Result   string         // of a service step: ok, failed or error; empty is ok
	Code     string         // of an error or escalation
}

// Start is how a trial begins.
type Start struct {
	At        string // a start event; empty is the one by hand
	Variables map[string]any
	Now       time.Time // what the clock says until time goes by; zero is a Monday in January 2026
}

// Rejection says which event could not happen, and why. The state is the one before it.
type Rejection struct {
	Event   int     `json:"event"` // its index; -1 is the start
	Message string  `json:"message"`
	Fields  []Unfit `json:"fields,omitempty"` // what the form of a task says of its answers
}

// Unfit is an answer that a form does not take.
type Unfit struct {
	Field  string         `json:"field"`
	Rule   string         `json:"rule"`
	Params map[string]any `json:"params,omitempty"`
}

// trial is a case on the bare engine: no Temporal, no clock.
type trial struct {
	release  *release.Release
	state    calls.State
	now      time.Time
	answers  map[string]any // all that was handed in, as the case's database would keep it
	services []Service
	fired    int // timers
	seen     State
}

var monday = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// Run tries a release that can run (it has Programs): it begins a case, lets the events happen one after another and gives
// what stands then. It keeps nothing: the same events give the same state.
func Run(r *release.Release, start Start, events []Event) State {
	t := &trial{release: r, state: calls.New(), now: start.Now.UTC(), answers: map[string]any{}}
	if start.Now.IsZero() {
		t.now = monday
	}
	variables := engine.Variables{"caseNumber": "TEST-1"}
	for name, v := range t.read(start.Variables) {
		variables[name] = v
	}
	begin := engine.Start{Variables: variables, At: start.At}
	for _, b := range r.Programs.Own().Beginnings() {
		if b.Element == start.At {
			begin.Trigger = b.Trigger
			break
		}
	}
	if err := t.step(begin); err != nil {
		return t.rejected(-1, err)
	}
	for i, e := range events {
		if err := t.happen(e); err != nil {
			return t.rejected(i, err)
		}
	}
	return t.view()
}

func (t *trial) rejected(event int, err error) State {
	out := t.view()
	out.Rejected = &Rejection{Event: event, Message: err.Error()}
	var unfit *unfitAnswers
	if errors.As(err, &unfit) {
		for _, p := range unfit.problems {
			out.Rejected.Fields = append(out.Rejected.Fields, Unfit(p))
		}
	}
	return out
}

type unfitAnswers struct{ problems []form.Problem }

func (u *unfitAnswers) Error() string {
	return fmt.Sprintf("the form does not take the answers: %d fields", len(u.problems))
}

// read leaves of variables what the process reads: nothing else enters a case.
func (t *trial) read(values map[string]any) engine.Variables {
	out := engine.Variables{}
	for name, v := range values {
		if t.release.Reads(name) {
			out[name] = v
		}
	}
	return out
}

func (t *trial) happen(e Event) error {
	switch e.Kind {
	case "complete":
		return t.complete(e)
	case "message":
		return t.message(e)
	case "signal":
		return t.step(engine.Signal{Signal: e.Name, Variables: t.read(e.Values)})
	case "advance":
		return t.advance(e.Duration)
	case "service":
		return t.service(e)
	}
	key, err := t.find(e)
	if err != nil {
		return err
	}
	switch e.Kind {
	case "retry":
		return t.step(engine.Retry{Incident: key})
	case "raise":
		return t.step(engine.RaiseError{Key: key, Code: e.Code, Variables: t.read(e.Values)})
	case "escalate":
		return t.step(engine.RaiseEscalation{Key: key, Code: e.Code, Variables: t.read(e.Values)})
	case "choose":
		return t.step(engine.ChooseStep{Scope: engine.Key(e.Key), Element: e.Element})
	}
	return fmt.Errorf("there is no event %q", e.Kind)
}

// find gives the key of what an event is about.
func (t *trial) find(e Event) (engine.Key, error) {
	if e.Key != 0 {
		return engine.Key(e.Key), nil
	}
	switch e.Kind {
	case "retry":
		for _, in := range t.state.Incidents() {
			if in.Element == e.Element {
				return in.Key, nil
			}
		}
	case "choose":
		return 0, errors.New("say in which sub-process the step begins (key)")
	default:
		for _, task := range t.state.Tasks() {
			if task.Element == e.Element {
				return task.Key, nil
			}
		}
	}
	return 0, fmt.Errorf("%q has nothing of that kind open", e.Element)
}

// complete does a task, if its form takes the answers.
func (t *trial) complete(e Event) error {
	key, err := t.find(e)
	if err != nil {
		return err
	}
	open, ok := t.state.Task(key)
	if !ok {
		return fmt.Errorf("the task %d is not open", key)
	}
	clean := map[string]any{}
	if task, ok := t.release.Task(open.Element); ok && task.Form != nil {
		var problems []form.Problem
		if clean, problems = task.Form.Validate(e.Values, feel.Scope{Vars: feel.Vars(t.answers), Now: t.now}); len(problems) > 0 {
			return &unfitAnswers{problems}
		}
	} else if len(e.Values) > 0 {
		return errors.New("the task has no form, so it takes no answers")
	}
	if err := t.step(engine.CompleteTask{Task: key, Variables: t.read(clean)}); err != nil {
		return err
	}
	maps.Copy(t.answers, clean)
	return nil
}

// message brings a message with the key that the case waits for.
func (t *trial) message(e Event) error {
	for _, s := range t.state.Subscriptions() {
		if s.Message == e.Name && (e.Element == "" || s.Element == e.Element) {
			return t.step(engine.Deliver{Message: e.Name, CorrelationKey: s.CorrelationKey, Variables: t.read(e.Values)})
		}
	}
	return fmt.Errorf("nothing waits for the message %q", e.Name)
}

// service lets a service step come to its end.
func (t *trial) service(e Event) error {
	i := slices.IndexFunc(t.services, func(s Service) bool { return s.Element == e.Element && (e.Key == 0 || s.Key == e.Key) })
	if i < 0 {
		return fmt.Errorf("no service runs at %q", e.Element)
	}
	key := engine.Key(t.services[i].Key)
	switch e.Result {
	case "failed":
		return t.ended(i, engine.FailService{Job: key, Cause: "it failed in the trial", Attempts: 1})
	case "error":
		return t.ended(i, engine.RaiseError{Key: key, Code: e.Code, Variables: t.read(e.Values)})
	}
	return t.ended(i, engine.FinishService{Job: key, Variables: t.read(e.Values)})
}

func (t *trial) ended(i int, e engine.Event) error {
	one := t.services[i]
	t.services = slices.Delete(t.services, i, i+1)
	err := t.step(e)
	if err != nil {
		t.services = slices.Insert(t.services, i, one)
	}
	return err
}

// advance lets time go by; what falls due happens at its own time, the earliest first.
func (t *trial) advance(duration string) error {
	until := time.Time{}
	if duration != "" {
		span, err := bpmn.ParseSpan(duration)
		if err != nil {
			return err
		}
		until = span.After(t.now)
	}
	for ; t.fired < maxTimers; t.fired++ {
		next, ok := t.nextTimer()
		switch {
		case !ok && duration == "":
			return errors.New("no timer runs")
		case !ok || duration != "" && next.Due.After(until):
			t.now = until
			return nil
		}
		if next.Due.After(t.now) {
			t.now = next.Due.UTC()
		}
		if err := t.step(engine.FireTimer{Timer: next.Key}); err != nil {
			return err
		}
		if duration == "" {
			t.fired++
			return nil
		}
	}
	return fmt.Errorf("more than %d timers fire in the trial", maxTimers)
}

func (t *trial) nextTimer() (next engine.Timer, ok bool) {
	for _, timer := range t.state.Timers() {
		if !ok || timer.Due.Before(next.Due) {
			next, ok = timer, true
		}
	}
	return next, ok
}

// step gives an event to the engine and writes down what follows.
func (t *trial) step(e engine.Event) error {
	state, commands, err := calls.Step(t.release.Programs, t.state, e, t.now)
	if err != nil {
		return err
	}
	t.state = state
	for _, c := range commands {
		t.watch(c)
	}
	return nil
}

func (t *trial) watch(c engine.Command) {
	switch c := c.(type) {
	case engine.CallService:
		t.services = append(t.services, Service{int64(c.Job), c.Element, c.Type, c.Headers, c.Input})
	case engine.CancelService:
		t.services = slices.DeleteFunc(t.services, func(s Service) bool { return s.Key == int64(c.Job) })
	case engine.SendMessage:
		t.seen.Sent = append(t.seen.Sent, Sent{c.Element, c.Message, c.CorrelationKey})
	case engine.Broadcast:
		t.seen.Sent = append(t.seen.Sent, Sent{c.Element, c.Signal, ""})
	case engine.Decided:
		t.seen.Decisions = append(t.seen.Decisions, decided(c))
	case engine.ReachMilestone:
		if !slices.Contains(t.seen.Milestones, c.Milestone) {
			t.seen.Milestones = append(t.seen.Milestones, c.Milestone)
		}
	case engine.Record:
		t.seen.Journal = append(t.seen.Journal, Line{string(c.Kind), c.Element})
	case engine.EndCase:
		t.seen.Outcome = c.Outcome
	}
}
