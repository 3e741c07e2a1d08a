package engine

import (
	"time"

	"handinhand/process/dmn"
)

// Command is something that the shell has to do. The types of this file are all there are; the order of the commands
// of one Step matters.
type Command interface{ command() }

// OpenTask gives a person work. Due is nil when the task has no deadline.
type OpenTask struct {
	Task    Key
	Element string
	Due     *time.Time
}

// CloseTask ends a task: done, or taken away (Cancelled).
type CloseTask struct {
	Task      Key
	Element   string
	Cancelled bool
}

// ArmTimer asks for FireTimer at Due. Due may be in the past: fire at once.
type ArmTimer struct {
	Timer   Key
	Element string
	Due     time.Time
}

// DisarmTimer takes an ArmTimer back. A timer that fires disarms itself.
type DisarmTimer struct{ Timer Key }

// CallService asks for FinishService or FailService. Job stays the same when the service is retried after an incident,
// so that it serves as an idempotency key. Input holds what the element's input mappings made, and nothing else.
type CallService struct {
	Job     Key
	Element string
	Type    string
	Headers map[string]string
	Input   Variables
	Retries int
}

// CancelService takes a CallService back; a result that comes later is rejected.
type CancelService struct{ Job Key }

// Subscribe says that the case now waits for a message.
type Subscribe struct {
	Subscription   Key
	Element        string
	Message        string
	CorrelationKey string
}

// Unsubscribe ends a subscription, also one that has just received its message.
type Unsubscribe struct{ Subscription Key }

// Listen says that the case now waits for a signal.
type Listen struct {
	Listener Key
	Element  string
	Signal   string
}

// Unlisten takes a Listen back.
type Unlisten struct{ Listener Key }

// SendMessage gives a message to whoever waits for it, in another case or outside.
type SendMessage struct {
	Element        string
	Message        string
	CorrelationKey string
	Variables      Variables
}

// Broadcast gives a signal to every other case that waits for it. This case has taken it already.
type Broadcast struct {
	Element   string
	Signal    string
	Variables Variables
}

// StartChild starts a called case and asks for FinishChild when it has ended. Child stays the same when it is started
// again after an incident. Process is the id of a process or global task of the release that the caller is bound to.
type StartChild struct {
	Child     Key
	Element   string
	Process   string
	Variables Variables
}

// CancelChild ends a called case before its time; a FinishChild that comes later is rejected.
type CancelChild struct{ Child Key }

// Escalate tells the case that called this one of an escalation that nobody here catches.
type Escalate struct {
	Element   string
	Code      string
	Variables Variables
}

// Enter puts a token on the diagram at an element where the case rests. One with a key that is there moves it.
type Enter struct {
	Key     Key
	Element string
}

// Leave takes the token of Enter away.
type Leave struct {
	Key     Key
	Element string
}

// Decided says what a business rule task's decision came to, and why. It holds personal data: whoever carries it out
// seals it, and it is not part of the state.
type Decided struct {
	Element  string
	Decision string    // id
	Version  string    // sha256 of the file that the decision stands in
	Given    Variables // what the decision was given from outside; a name that the case does not know is not there
	Result   dmn.Result
}

// ReachMilestone tells the applicant how far the case is.
type ReachMilestone struct{ Milestone, Element string }

// OpenIncident says that a token is stuck. Cause is a technical sentence without values of variables. Attempts counts
// the attempts of a service, 1 for anything else.
type OpenIncident struct {
	Incident Key
	Element  string
	Cause    string
	Attempts int
}

// CloseIncident ends an incident: retried, or the element was cancelled.
type CloseIncident struct{ Incident Key }

// Record is a line of the case's journal.
type Record struct {
	Kind    RecordKind
	Element string // id of the flow node, or of the sequence flow for RecordTaken
}

// RecordKind is the verb of a journal line.
type RecordKind string

const (
	RecordEntered   RecordKind = "entered"
	RecordCompleted RecordKind = "completed"
	RecordCancelled RecordKind = "cancelled"
	RecordTaken     RecordKind = "taken"
	RecordFailed    RecordKind = "failed"
	RecordRetried   RecordKind = "retried"
	RecordMigrated  RecordKind = "migrated" // Element is the process
	RecordModified  RecordKind = "modified" // an operator has changed something at the element
)

// EndCase is the last command of a case. Outcome is that of the last end event reached that names one. Error is for the
// case that called this one: a BPMN error that nobody here caught.
type EndCase struct {
	Outcome string
	Error   *Fault
}

func (OpenTask) command()       {}
func (CloseTask) command()      {}
func (ArmTimer) command()       {}
func (DisarmTimer) command()    {}
func (CallService) command()    {}
func (CancelService) command()  {}
func (Subscribe) command()      {}
func (Unsubscribe) command()    {}
func (Listen) command()         {}
func (Unlisten) command()       {}
func (SendMessage) command()    {}
func (Broadcast) command()      {}
func (StartChild) command()     {}
func (CancelChild) command()    {}
func (Escalate) command()       {}
func (Enter) command()          {}
func (Leave) command()          {}
func (Decided) command()        {}
func (ReachMilestone) command() {}
func (OpenIncident) command()   {}
func (CloseIncident) command()  {}
func (Record) command()         {}
func (EndCase) command()        {}
