package engine_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"handinhand/process/engine"
)

// world is what a shell knows from the commands alone. It must agree with the state at any time.
type world struct {
	t         testing.TB
	program   *engine.Program
	state     engine.State
	now       time.Time
	tasks     map[engine.Key]string
	timers    map[engine.Key]time.Time
	jobs      map[engine.Key]string
	waits     map[engine.Key]engine.Subscribe
	incidents map[engine.Key]string
	tokens    map[engine.Key]string
	hears     map[engine.Key]string
	children  map[engine.Key]string
	ended     int
}

func newWorld(t testing.TB, p *engine.Program) *world {
	return &world{
		t: t, program: p, state: engine.New(), now: morning,
		tasks: map[engine.Key]string{}, timers: map[engine.Key]time.Time{}, jobs: map[engine.Key]string{},
		waits: map[engine.Key]engine.Subscribe{}, incidents: map[engine.Key]string{}, tokens: map[engine.Key]string{},
		hears: map[engine.Key]string{}, children: map[engine.Key]string{},
	}
}

func encode(t testing.TB, s engine.State) string {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatalf("the state cannot be written: %v", err)
	}
	return string(data)
}

// step takes an event, and checks that the old state is untouched and that a state read back from JSON does the same.
func (w *world) step(e engine.Event) {
	before := encode(w.t, w.state)
	next, commands, err := engine.Step(w.program, w.state, e, w.now)
	if encode(w.t, w.state) != before {
		w.t.Fatalf("%T changed the state it was given", e)
	}
	var read engine.State
	if err := json.Unmarshal([]byte(before), &read); err != nil {
		w.t.Fatal(err)
	}
	again, sameCommands, sameErr := engine.Step(w.program, read, e, w.now)
	if after, diff := encode(w.t, next), cmp.Diff(commands, sameCommands); encode(w.t, again) != after || diff != "" || (err == nil) != (sameErr == nil) {
		w.t.Fatalf("%T on the state read back differs: %s\n%s\n%s", e, diff, after, encode(w.t, again))
	}
	if err != nil {
		if encode(w.t, next) != before || commands != nil {
			w.t.Fatalf("the rejected %T has effects", e)
		}
		return
	}
	w.state = next
	switch e := e.(type) { // what is over by having happened
	case engine.FinishService:
		delete(w.jobs, e.Job)
	case engine.FailService:
		delete(w.jobs, e.Job)
	case engine.FireTimer:
		delete(w.timers, e.Timer)
	case engine.RaiseError:
		delete(w.jobs, e.Key)
	case engine.FinishChild:
		delete(w.children, e.Child)
	}
	for _, c := range commands {
		w.obey(c)
	}
	w.agree()
}

// obey carries a command out; what it takes away must have been there.
func (w *world) obey(c engine.Command) {
	if w.ended > 0 {
		w.t.Fatalf("%T after the end", c)
	}
	switch c := c.(type) {
	case engine.OpenTask:
		w.tasks[c.Task] = c.Element
	case engine.CloseTask:
		take(w, w.tasks, c.Task, c)
	case engine.ArmTimer:
		w.timers[c.Timer] = c.Due
	case engine.DisarmTimer:
		take(w, w.timers, c.Timer, c)
	case engine.CallService:
		w.jobs[c.Job] = c.Element
	case engine.CancelService:
		take(w, w.jobs, c.Job, c)
	case engine.Subscribe:
		w.waits[c.Subscription] = c
	case engine.Unsubscribe:
		take(w, w.waits, c.Subscription, c)
	case engine.Listen:
		w.hears[c.Listener] = c.Signal
	case engine.Unlisten:
		take(w, w.hears, c.Listener, c)
	case engine.StartChild:
		w.children[c.Child] = c.Element
	case engine.CancelChild:
		take(w, w.children, c.Child, c)
	case engine.Enter:
		w.tokens[c.Key] = c.Element
	case engine.Leave:
		take(w, w.tokens, c.Key, c)
	case engine.OpenIncident:
		w.incidents[c.Incident] = c.Element
	case engine.CloseIncident:
		take(w, w.incidents, c.Incident, c)
	case engine.EndCase:
		w.ended++
	}
}

func take[V any](w *world, from map[engine.Key]V, key engine.Key, c engine.Command) {
	if _, there := from[key]; !there {
		w.t.Fatalf("%+v takes away what is not there", c)
	}
	delete(from, key)
}

// agree compares the state's queries with what the commands said.
func (w *world) agree() {
	s := w.state
	tasks, timers, jobs, incidents := map[engine.Key]string{}, map[engine.Key]time.Time{}, map[engine.Key]string{}, map[engine.Key]string{}
	for _, task := range s.Tasks() {
		tasks[task.Key] = task.Element
	}
	for _, timer := range s.Timers() {
		timers[timer.Key] = timer.Due
	}
	for _, job := range s.Jobs() {
		jobs[job.Key] = job.Element
		if _, ok := w.program.Call(s, job.Key); !ok {
			w.t.Fatalf("the job %d cannot be called again", job.Key)
		}
	}
	for _, in := range s.Incidents() {
		incidents[in.Key] = in.Element
	}
	hears, children := map[engine.Key]string{}, map[engine.Key]string{}
	for _, l := range s.Listeners() {
		hears[l.Key] = l.Signal
	}
	for _, c := range s.Children() {
		children[c.Key] = c.Element
		if _, ok := w.program.Child(s, c.Key); !ok {
			w.t.Fatalf("the child %d cannot be started again", c.Key)
		}
	}
	diff := cmp.Diff(w.tasks, tasks) + cmp.Diff(w.timers, timers) + cmp.Diff(w.jobs, jobs) + cmp.Diff(w.incidents, incidents) +
		cmp.Diff(w.hears, hears) + cmp.Diff(w.children, children)
	if diff != "" || len(w.waits) != len(s.Subscriptions()) {
		w.t.Fatalf("state and commands disagree (-commands +state):\n%s", diff)
	}
	resting := len(w.tokens) + len(w.timers) + len(w.waits) + len(w.jobs) + len(w.tasks) + len(w.incidents) + len(w.hears) + len(w.children)
	if s.Ended() != (w.ended == 1) || s.Ended() && resting != 0 || s.Started() && !s.Ended() && len(w.tokens) == 0 {
		w.t.Fatalf("ended %v, %d EndCase, %d things left, %d tokens", s.Ended(), w.ended, resting, len(w.tokens))
	}
}

// events are all that can happen now, in the order in which a patient world would let them happen: people and services
// first, then incidents, messages and time.
func (w *world) events(fail bool) []engine.Event {
	var out []engine.Event
	for _, t := range w.state.Tasks() {
		out = append(out, engine.CompleteTask{Task: t.Key, Variables: engine.Variables{"n": 2}})
	}
	for _, j := range w.state.Jobs() {
		if fail {
			out = append(out, engine.FailService{Job: j.Key, Cause: "away", Attempts: 3})
		}
		out = append(out, engine.FinishService{Job: j.Key})
	}
	for _, c := range w.state.Children() {
		if fail {
			out = append(out, engine.FinishChild{Child: c.Key, Error: &engine.Fault{Code: "x"}}, engine.EscalateChild{Child: c.Key, Code: "x"})
		}
		out = append(out, engine.FinishChild{Child: c.Key})
	}
	for _, in := range w.state.Incidents() {
		out = append(out, engine.Retry{Incident: in.Key})
	}
	for _, s := range w.state.Subscriptions() {
		out = append(out, engine.Deliver{Message: s.Message, CorrelationKey: s.CorrelationKey, Variables: engine.Variables{"n": 1.5}})
	}
	for _, l := range w.state.Listeners() {
		out = append(out, engine.Signal{Signal: l.Signal})
	}
	for _, t := range w.state.Timers() {
		out = append(out, engine.FireTimer{Timer: t.Key})
	}
	return out
}

// TestEveryCaseEnds runs generated processes: some random events, then a patient world. Along the way every step is
// checked by world.step.
func TestEveryCaseEnds(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		xml, vars := generate(drawn(r), false)
		w := newWorld(fatal{t, r}, compile(fatal{t, r}, xml))
		w.step(engine.Start{Variables: vars})
		w.random(drawn(r), 40)
		turn := 0
		for range 2_000 {
			if w.state.Ended() {
				return
			}
			events := w.events(false)
			if len(events) == 0 {
				break
			}
			next := events[0]
			if !urgent(next) {
				next = events[turn%len(events)] // nothing that can come for ever keeps the others out
				turn++
			}
			w.step(next)
		}
		r.Fatalf("the case does not end: %s\n%s", encode(t, w.state), xml)
	})
}

// urgent tells whether an event is work that waits to be done.
func urgent(e engine.Event) bool {
	switch e.(type) {
	case engine.CompleteTask, engine.FinishService, engine.FinishChild, engine.Retry:
		return true
	}
	return false
}

// TestFaultyProcesses lets expressions fail: tokens get stuck, nothing breaks.
func TestFaultyProcesses(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		xml, vars := generate(drawn(r), true)
		w := newWorld(fatal{t, r}, compile(fatal{t, r}, xml))
		w.step(engine.Start{Variables: vars})
		w.random(drawn(r), 60)
	})
}

func (w *world) random(choose chooser, steps int) {
	for range choose(steps) {
		events := w.events(true)
		if len(events) == 0 || w.state.Ended() {
			return
		}
		w.now = w.now.Add(time.Hour)
		w.step(events[choose(len(events))])
	}
}

func drawn(r *rapid.T) chooser {
	return func(n int) int { return rapid.IntRange(0, n-1).Draw(r, "choice") }
}

// fatal lets helpers written for testing.TB stop a rapid case.
type fatal struct {
	testing.TB
	r *rapid.T
}

func (f fatal) Fatal(args ...any)                 { f.r.Fatal(args...) }
func (f fatal) Fatalf(format string, args ...any) { f.r.Fatalf(format, args...) }

// FuzzStep lets bytes choose a process and throw events at it, most of which do not apply.
func FuzzStep(f *testing.F) {
	f.Add([]byte{4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
	f.Add([]byte("parallel choices and loops"))
	f.Fuzz(func(t *testing.T, data []byte) {
		choose := func(n int) int {
			if len(data) == 0 {
				return 0
			}
			v := int(data[0]) % n
			data = data[1:]
			return v
		}
		xml, vars := generate(choose, true)
		w := newWorld(t, compile(t, xml))
		w.step(engine.Start{Variables: vars})
		for i := 0; len(data) > 0 && i < 200; i++ {
			w.step(anyEvent(choose, w))
		}
	})
}

func anyEvent(choose chooser, w *world) engine.Event {
	key := engine.Key(choose(40) - 2)
	vars := []engine.Variables{nil, {"n": json.Number("1e3")}, {"n": "\xff"}, {"n": json.Number("x")}, {"n": []any{nil, map[string]any{"a": 1.0}}}, {"n": fmt.Errorf("no JSON")}}[choose(6)]
	events := w.events(true)
	events = append(events,
		engine.Start{Variables: vars}, engine.CompleteTask{Task: key, Variables: vars}, engine.FireTimer{Timer: key},
		engine.Deliver{ID: fmt.Sprint(key), Message: fmt.Sprintf("m%d", key), CorrelationKey: "C-1", Variables: vars},
		engine.FinishService{Job: key, Variables: vars}, engine.FailService{Job: key, Cause: "\xff"}, engine.Retry{Incident: key},
		engine.RaiseError{Key: key, Code: "x1", Variables: vars}, engine.RaiseEscalation{Key: key, Code: "x1"}, engine.Signal{ID: "s", Signal: "sig1", Variables: vars},
		engine.FinishChild{Child: key, Variables: vars}, engine.ChooseStep{Scope: key, Element: "u3"}, engine.Modify{Cancel: []engine.Key{key}},
		engine.Modify{Set: []engine.Assignment{{Scope: key, Variables: vars}}}, engine.Modify{Begin: []engine.Activation{{Element: fmt.Sprintf("u%d", key)}}}, nil)
	return events[choose(len(events))]
}
