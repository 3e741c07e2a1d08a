package engine

import (
	"cmp"
	"slices"
	"time"
)

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
	Called        bool           `json:"called,omitempty"` // another case waits for this one
	Outcome       string         `json:"outcome,omitempty"`
	Instances     []instance     `json:"instances,omitempty"` // the tree; the process itself is the first
	Tokens        []token        `json:"tokens,omitempty"`
	Timers        []timer        `json:"timers,omitempty"`
	Subscriptions []Subscription `json:"subscriptions,omitempty"`
	Listeners     []Listener     `json:"listeners,omitempty"`
	Watches       []watch        `json:"watches,omitempty"`
	Partial       []occurrence   `json:"partial,omitempty"`
	Done          []done         `json:"done,omitempty"` // what can be compensated, in order of completion
	Buffer        []buffered     `json:"buffer,omitempty"`
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
	Closed    bool      `json:"closed,omitempty"`
	Index     int       `json:"index,omitempty"` // which iteration of a loop it is, from 1; 0 if it is none
	Flow      string    `json:"flow,omitempty"`  // the flow or event it came by, where that still matters
	Variables Variables `json:"variables,omitempty"`
	Result    Variables `json:"result,omitempty"` // what a task or message brought, until it is mapped out
	Loop      *loop     `json:"loop,omitempty"`
	For       Key       `json:"for,omitempty"`     // whose compensation it is part of
	Pending   []Key     `json:"pending,omitempty"` // what it has still to compensate; the last comes first
	Queue     []string  `json:"queue,omitempty"`   // ad-hoc: steps still to begin; complex gateway: flows that have come
}

// An instance is Closed when an interrupting event sub-process has taken its body over: no other one can begin.

// stage is where an instance is in its life. A stuck instance tells by its stage what a Retry has to do again.
type stage string

const (
	stageArriving stage = "arriving" // it was stopped before it came in, on its way over Flow
	stageEntering stage = "entering" // its inputs, timers or subscriptions could not be evaluated
	stageActive   stage = "active"   // it waits for an event or has children
	stageFailed   stage = "failed"   // its service has failed
	stageTurning  stage = "turning"  // whether to loop on could not be evaluated
	stageLeaving  stage = "leaving"  // its work is done, its output mappings could not be evaluated
	stageRouting  stage = "routing"  // its outputs are mapped, its way out could not be found
)

// work tells, without the program at hand, who has to do something for an active instance.
type work string

const (
	workNone       work = ""           // nobody: a timer or a message will come
	workScope      work = "scope"      // what stands in it
	workLoop       work = "loop"       // its iterations
	workTask       work = "task"       // a person
	workJob        work = "job"        // a service
	workChild      work = "child"      // a called case
	workCompensate work = "compensate" // the compensation that it set off
	workReset      work = "reset"      // a complex gateway that has fired waits for the rest
)

// loop is how far an activity with a loop marker has come.
type loop struct {
	Total      int   `json:"total,omitempty"` // 0 for a standard loop: nobody knows
	Begun      int   `json:"begun,omitempty"`
	Completed  int   `json:"completed,omitempty"`
	Terminated int   `json:"terminated,omitempty"`
	Items      []any `json:"items,omitempty"`  // sequential: the collection; parallel: each instance has its own
	Output     []any `json:"output,omitempty"` // what the instances gave
}

// token waits at a node that takes several: Flow is the sequence flow that it came by.
type token struct {
	Key   Key    `json:"key"`
	Scope Key    `json:"scope"`
	Flow  string `json:"flow"`
}

// timer is an armed timer: Instance is the one that waits, on whose boundary the event is, or in whose body the event
// sub-process stands.
type timer struct {
	Key      Key       `json:"key"`
	Instance Key       `json:"instance"`
	Element  string    `json:"element"` // the event
	Due      time.Time `json:"due"`
	Repeat   int       `json:"repeat,omitempty"` // firings left after this one; -1 without end
	Every    string    `json:"every,omitempty"`  // ISO 8601 period of a cycle
	Trigger  int       `json:"trigger,omitempty"`
}

// Subscription is a message that the case waits for. Instance is the element instance that waits, or whose boundary
// the event Element is on, or whose event sub-process it starts.
type Subscription struct {
	Key            Key    `json:"key"`
	Instance       Key    `json:"instance"`
	Element        string `json:"element"`
	Message        string `json:"message"`
	CorrelationKey string `json:"correlationKey,omitempty"`
	Trigger        int    `json:"trigger,omitempty"` // which of the event's triggers it is
}

// Listener is a signal that the case waits for; see Subscription.
type Listener struct {
	Key      Key    `json:"key"`
	Instance Key    `json:"instance"`
	Element  string `json:"element"`
	Signal   string `json:"signal"`
	Trigger  int    `json:"trigger,omitempty"`
}

// watch is a condition that the case waits for; see Subscription. It happens when it becomes true.
type watch struct {
	Key      Key    `json:"key"`
	Instance Key    `json:"instance"`
	Element  string `json:"element"`
	Trigger  int    `json:"trigger,omitempty"`
	Met      bool   `json:"met,omitempty"`
}

// occurrence is a trigger that has come, of an event that needs several.
type occurrence struct {
	Instance  Key       `json:"instance"`
	Element   string    `json:"element"`
	Trigger   int       `json:"trigger"`
	Variables Variables `json:"variables,omitempty"`
}

// done is a completed activity that can be compensated, under the key that its instance had. Scope is the instance that
// it ran in; that may be done itself. Variables are its own as they were at its completion.
type done struct {
	Key       Key       `json:"key"`
	Scope     Key       `json:"scope"`
	Element   string    `json:"element"`
	Index     int       `json:"index,omitempty"`
	Looped    bool      `json:"looped,omitempty"` // it stands for all iterations of a loop
	Variables Variables `json:"variables,omitempty"`
}

// buffered is a message that came before anybody waited for it.
type buffered struct {
	ID             string    `json:"id,omitempty"`
	Message        string    `json:"message"`
	CorrelationKey string    `json:"correlationKey,omitempty"`
	Variables      Variables `json:"variables,omitempty"`
	Until          time.Time `json:"until"`
}

// instance finds an instance; nil if there is none. Instances are sorted by key.
func (m *memory) instance(key Key) *instance {
	i, ok := m.position(key)
	if !ok {
		return nil
	}
	return &m.Instances[i]
}

func (m *memory) position(key Key) (int, bool) {
	return slices.BinarySearchFunc(m.Instances, key, func(in instance, k Key) int { return cmp.Compare(in.Key, k) })
}

// Incident is a stuck token.
type Incident struct {
	Key      Key    `json:"key"`
	Instance Key    `json:"instance"`
	Element  string `json:"element"`
	Cause    string `json:"cause"`
	Attempts int    `json:"attempts"`
}
