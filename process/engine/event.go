package engine

import "time"

// Key names a thing of one case: an element instance, a timer, a subscription, an incident. Keys come from a counter
// in the state, so they are unique in a case and rise with time; 0 is no key.
type Key int64

// Variables are JSON values: nil, bool, string, json.Number, []any, map[string]any. Step turns other Go numbers that
// come in with an event into json.Number. Nobody may change a value after handing it over.
type Variables map[string]any

// Event is something that happened to a case. The types of this file and Modify are all there are.
type Event interface{ event() }

// Start begins the case. It applies once, to a New state. At is one of Program.Beginnings that has happened, with the
// trigger that did; empty begins at the none start event. Called says that another case waits for this one: an error
// that nobody in it catches then ends it.
type Start struct {
	Variables Variables
	At        string
	Trigger   int
	Called    bool
}

// CompleteTask says that a person has done a task. Variables are the answer.
type CompleteTask struct {
	Task      Key
	Variables Variables
}

// FireTimer says that a timer's time has come. The shell keeps the clock: Step does not check that it is due.
type FireTimer struct{ Timer Key }

// Deliver brings a message. A repeated ID is rejected (RejectDuplicate); an empty ID is never taken for a repetition.
// A subscription without a correlation key takes any key. With Until the message is kept until then if nobody waits for
// it yet; without, it is rejected.
type Deliver struct {
	ID             string
	Message        string
	CorrelationKey string
	Variables      Variables
	Until          time.Time
}

// Signal brings a signal to everything in the case that waits for it. ID as for Deliver.
type Signal struct {
	ID        string
	Signal    string
	Variables Variables
}

// FinishService brings the result of a service.
type FinishService struct {
	Job       Key
	Variables Variables
}

// FailService says that a service has failed and that its retries are spent. Cause must hold no personal data.
type FailService struct {
	Job      Key
	Cause    string
	Attempts int
}

// RaiseError says that a service or a task came to a BPMN error instead of a result. Nobody catching it is an incident.
type RaiseError struct {
	Key       Key
	Code      string
	Variables Variables
}

// RaiseEscalation says that a task needs someone else; the task goes on unless who catches it interrupts it.
type RaiseEscalation struct {
	Key       Key
	Code      string
	Variables Variables
}

// FinishChild brings the end of a called case with its variables. An Error is one that nobody in it caught.
type FinishChild struct {
	Child     Key
	Variables Variables
	Error     *Fault
}

// FailChild says that a called case could not begin. Retry of the incident starts it again.
type FailChild struct {
	Child Key
	Cause string
}

// EscalateChild says that a called case has thrown an escalation that nobody in it caught.
type EscalateChild struct {
	Child     Key
	Code      string
	Variables Variables
}

// ChooseStep begins a step of an ad-hoc sub-process.
type ChooseStep struct {
	Scope   Key
	Element string
}

// Retry tries again what an incident stands for.
type Retry struct{ Incident Key }

// Fault is a BPMN error on its way.
type Fault struct {
	Code      string
	Variables Variables
}

func (Start) event()           {}
func (CompleteTask) event()    {}
func (FireTimer) event()       {}
func (Deliver) event()         {}
func (Signal) event()          {}
func (FinishService) event()   {}
func (FailService) event()     {}
func (RaiseError) event()      {}
func (RaiseEscalation) event() {}
func (FinishChild) event()     {}
func (FailChild) event()       {}
func (EscalateChild) event()   {}
func (ChooseStep) event()      {}
func (Retry) event()           {}

// Reason tells why an event was rejected.
type Reason string

const (
	RejectNotStarted Reason = "not-started" // the case has not begun
	RejectStarted    Reason = "started"     // Start came a second time
	RejectEnded      Reason = "ended"       // the case is over
	RejectUnknown    Reason = "unknown"     // no such task, timer, job or incident is open
	RejectDuplicate  Reason = "duplicate"   // the message came before
	RejectNobody     Reason = "nobody"      // nobody waits for the message
	RejectInvalid    Reason = "invalid"     // the event's variables are not JSON values, or it asks for what cannot be
)

// Rejected is the only error of Step: the event does not apply, and nothing has changed.
type Rejected struct {
	Reason  Reason
	Message string
}

func (r *Rejected) Error() string { return r.Message }
