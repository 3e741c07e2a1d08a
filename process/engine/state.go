package engine

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Schema is the version of the state's JSON form that this code writes.
const Schema = 1

// State is one case between two events. It is a value: Step gives a new one and leaves the old one as it was. It
// round-trips through JSON without loss.
type State struct {
	Schema int
	memory memory
}

// New is the state of a case that has not begun.
func New() State { return State{Schema: Schema} }

// memory is what State keeps, in its JSON form. Lists are sorted by key, because keys rise and are appended.
type memory struct {
	Next          Key            `json:"next"` // the last key given
	Phase         phase          `json:"phase,omitempty"`
	Outcome       string         `json:"outcome,omitempty"`
	Instances     []instance     `json:"instances,omitempty"` // the tree; the process itself is the first
	Tokens        []token        `json:"tokens,omitempty"`
	Timers        []timer        `json:"timers,omitempty"`
	Subscriptions []Subscription `json:"subscriptions,omitempty"`
	Incidents     []Incident     `json:"incidents,omitempty"`
	Seen          []string       `json:"seen,omitempty"` // ids of the last messages, oldest first
}

type phase string

const (
	phaseNew     phase = ""
	phaseRunning phase = "running"
	phaseEnded   phase = "ended"
)

// instance is one run of an element (or of the process: Parent 0). Its variables are the scope of everything below it.
type instance struct {
	Key       Key       `json:"key"`
	Parent    Key       `json:"parent,omitempty"`
	Element   string    `json:"element"`
	Stage     stage     `json:"stage"`
	Work      work      `json:"work,omitempty"`
	Shown     bool      `json:"shown,omitempty"` // the diagram shows a token here
	Flow      string    `json:"flow,omitempty"`  // the flow it came by, where that still matters
	Variables Variables `json:"variables,omitempty"`
	Result    Variables `json:"result,omitempty"` // what a task or message brought, until it is mapped out
}

// stage is where an instance is in its life. A stuck instance tells by its stage what a Retry has to do again.
type stage string

const (
	stageArriving stage = "arriving" // it was stopped before it came in, on its way over Flow
	stageEntering stage = "entering" // its inputs, timers or subscriptions could not be evaluated
	stageActive   stage = "active"   // it waits for an event or has children
	stageFailed   stage = "failed"   // its service has failed
	stageLeaving  stage = "leaving"  // its work is done, its output mappings could not be evaluated
	stageRouting  stage = "routing"  // its outputs are mapped, its way out could not be found
)

// work tells, without the program at hand, who has to do something for an active instance.
type work string

const (
	workNone  work = ""      // nobody: a timer or a message will come
	workScope work = "scope" // the process itself; later a sub-process
	workTask  work = "task"  // a person
	workJob   work = "job"   // a service
)

// token waits at a join: Flow is the sequence flow that it came by.
type token struct {
	Key   Key    `json:"key"`
	Scope Key    `json:"scope"`
	Flow  string `json:"flow"`
}

// timer is an armed timer of an instance: its own (a catch event) or of an event on its boundary.
type timer struct {
	Key      Key       `json:"key"`
	Instance Key       `json:"instance"`
	Element  string    `json:"element"` // the event
	Due      time.Time `json:"due"`
	Repeat   int       `json:"repeat,omitempty"` // firings left after this one; -1 without end
	Every    string    `json:"every,omitempty"`  // ISO 8601 period of a cycle
}

// instance finds an instance; nil if there is none. Instances are sorted by key.
func (m *memory) instance(key Key) *instance {
	i, ok := slices.BinarySearchFunc(m.Instances, key, func(in instance, k Key) int { return cmp.Compare(in.Key, k) })
	if !ok {
		return nil
	}
	return &m.Instances[i]
}

// Job is a service that runs. Program.Call gives it as it was called.
type Job struct {
	Key     Key
	Element string
}

// Task is an open task.
type Task struct {
	Key     Key
	Element string
}

// Timer is an armed timer.
type Timer struct {
	Key     Key
	Element string
	Due     time.Time
}

// Subscription is a message that the case waits for. Instance is the element instance that waits, or whose boundary
// the event Element is on.
type Subscription struct {
	Key            Key    `json:"key"`
	Instance       Key    `json:"instance"`
	Element        string `json:"element"`
	Message        string `json:"message"`
	CorrelationKey string `json:"correlationKey,omitempty"`
}

// Incident is a stuck token.
type Incident struct {
	Key      Key    `json:"key"`
	Instance Key    `json:"instance"`
	Element  string `json:"element"`
	Cause    string `json:"cause"`
	Attempts int    `json:"attempts"`
}

// stateJSON is the written form of State.
type stateJSON struct {
	Schema int `json:"schema"`
	memory
}

// MarshalJSON writes the state with its schema version.
func (s State) MarshalJSON() ([]byte, error) { return json.Marshal(stateJSON{s.Schema, s.memory}) }

// UnmarshalJSON reads a state; numbers stay exact (json.Number). A schema that this code does not know is an error.
func (s *State) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var in stateJSON
	if err := dec.Decode(&in); err != nil {
		return fmt.Errorf("engine: reading a case's state: %w", err)
	}
	if in.Schema != Schema {
		return fmt.Errorf("engine: the case's state has schema %d, this program reads %d: run the version that wrote it", in.Schema, Schema)
	}
	*s = State{Schema: in.Schema, memory: in.memory}
	return nil
}
