package workflows

import (
	"bytes"
	"encoding/json"
	"time"

	"handinhand/models"
	"handinhand/process/calls"
	"handinhand/process/release"
)

// Patience is how long a case may think without giving way before its worker takes it for stuck. Temporal's one second is
// too short for a case with thousands of tasks on a busy machine.
const Patience = 10 * time.Second

// TaskQueue is where cases and their activities run.
const TaskQueue = "handinhand"

// Names in histories: they must not change while a case runs that knows them.
const (
	CaseName      = "Case"
	CompleteName  = "complete-task"
	RetryName     = "retry-incident"
	ModifyName    = "modify-case"
	MigrateName   = "migrate-case"
	ChooseName    = "choose-step"
	RaiseName     = "raise"
	TryMoveQuery  = "try-migration"
	SwitchesQuery = "switches"
	MessageSignal = "message"
	SignalSignal  = "signal"
)

// Releases gives compiled releases. Get must answer fast and without I/O of its
// own, since it runs in the workflow's goroutine. An error means not yet: the
// workflow task is tried again.
type Releases interface {
	Get(hash string) (*release.Release, error)
}

// Cases is what a worker registers: it holds what all cases share.
type Cases struct{ Releases Releases }

// Variables are JSON values. Numbers keep all their digits (json.Number).
type Variables map[string]any

// UnmarshalJSON reads an object without rounding its numbers.
func (v *Variables) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	return dec.Decode((*map[string]any)(v))
}

// Input starts a case. Release is the hash that the case is pinned to.
type Input struct {
	Case      models.CaseID `json:"case"`
	Release   string        `json:"release"`
	Variables Variables     `json:"variables,omitempty"` // only what the release reads
	// MaxHistory is the number of events after which the case continues as new,
	// also when the server does not suggest it. 0 leaves it to the server.
	MaxHistory int      `json:"maxHistory,omitempty"`
	Begins     *Begins  `json:"begins,omitempty"` // nil: a person has begun it
	Carried    *Carried `json:"carried,omitempty"`
}

// Begins is the start event that has begun a case, with the trigger that did.
type Begins struct {
	Element string `json:"element"`
	Trigger int    `json:"trigger,omitempty"`
}

// Carried is what a run hands to the next one. The state holds the deadlines
// (absolute), the subscriptions and the ids of the messages seen.
type Carried struct {
	calls.State
	Sequence int64      `json:"sequence"`
	Answered []Answered `json:"answered,omitempty"`
}

// Answered remembers an Update, so that its repetition is answered alike in a
// later run of the case. Within a run Temporal does that.
type Answered struct {
	Update   string `json:"update"`
	Sequence int64  `json:"sequence"`
}

// Ending is the result of a case's workflow.
type Ending struct {
	Outcome string `json:"outcome"`
}

// CompleteTask says that a person has done a task.
type CompleteTask struct {
	Task      int64           `json:"task"`
	Variables Variables       `json:"variables,omitempty"` // only what the release reads
	Answers   []string        `json:"answers,omitempty"`   // ids of the answers that become final
	By        models.PersonID `json:"by"`
	Request   string          `json:"request,omitempty"` // names the request, for its repetition
}

// RetryIncident says that an operator wants an incident's step tried again.
type RetryIncident struct {
	Key int64 `json:"key"`
	Doer
}

// Doer is who acts by hand, for the access log. Action is policy's word for it.
type Doer struct {
	Action string          `json:"action,omitempty"`
	By     models.PersonID `json:"by,omitempty"`
	Agency models.AgencyID `json:"agency,omitempty"`
}

// ModifyCase changes a case by hand; see engine.Modify. Keys are those of element
// instances; 0 stands for the case or for the instance that is found.
type ModifyCase struct {
	Set    []SetVariables `json:"set,omitempty"`
	Begin  []BeginElement `json:"begin,omitempty"`
	Cancel []int64        `json:"cancel,omitempty"`
	// Answers are the ids of the drafts that hold what Set sets of a person.
	Answers []string `json:"answers,omitempty"`
	// Discard says that nothing of the case was ever sent: it must end with this, and
	// ends as models.OutcomeDiscarded.
	Discard bool `json:"discard,omitempty"`
	Doer
}

// SetVariables sets variables of an element instance.
type SetVariables struct {
	Scope     int64     `json:"scope,omitempty"`
	Variables Variables `json:"variables"` // only what the release reads
}

// BeginElement begins an element.
type BeginElement struct {
	Element string `json:"element"`
	Scope   int64  `json:"scope,omitempty"`
}

// MigrateCase takes a case over to another release; see engine.Plan.
type MigrateCase struct {
	Release   string            `json:"release"`
	Elements  map[string]string `json:"elements,omitempty"`
	Recompute bool              `json:"recompute,omitempty"`
	// Bindings name the agencies of roles that the case does not have yet.
	Bindings []models.Binding `json:"bindings,omitempty"`
	Doer
}

// ChooseStep begins a step of an ad-hoc sub-process; Scope is its instance's key.
type ChooseStep struct {
	Scope   int64  `json:"scope"`
	Element string `json:"element"`
	Doer
}

// Raise says that a task came to a BPMN error, which ends it, or that it needs
// someone else (Escalation), after which it may go on.
type Raise struct {
	Task       int64  `json:"task"`
	Code       string `json:"code"`
	Escalation bool   `json:"escalation,omitempty"`
	Doer
}

// Done answers an Update. Sequence is that of the projection that shows it.
type Done struct {
	Sequence int64 `json:"sequence"`
}

// Message is what an agency's system or another case tells the case. ID makes it
// count once. A message with Until waits in the case until then, if the case does
// not wait for it.
type Message struct {
	ID             string    `json:"id"`
	Name           string    `json:"name"`
	CorrelationKey string    `json:"correlationKey,omitempty"`
	Variables      Variables `json:"variables,omitempty"`
	Until          time.Time `json:"until,omitzero"`
}

// Signal is what another case tells every case that waits for it.
type Signal struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Variables Variables `json:"variables,omitempty"`
}
