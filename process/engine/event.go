package engine

// Key names a thing of one case: an element instance, a timer, a subscription, an incident. Keys come from a counter
// in the state, so they are unique in a case and rise with time; 0 is no key.
type Key int64

// Variables are JSON values: nil, bool, string, json.Number, []any, map[string]any. Step turns other Go numbers that
// come in with an event into json.Number. Nobody may change a value after handing it over.
type Variables map[string]any

// Event is something that happened to a case. The types of this file are all there are.
type Event interface{ event() }

// Start begins the case. It applies once, to a New state.
type Start struct{ Variables Variables }

// CompleteTask says that a person has done a task. Variables are the answer.
type CompleteTask struct {
	Task      Key
	Variables Variables
}

// FireTimer says that a timer's time has come. The shell keeps the clock: Step does not check that it is due.
type FireTimer struct{ Timer Key }

// Deliver brings a message. A repeated ID is rejected (RejectDuplicate); an empty ID is never taken for a repetition.
// A subscription without a correlation key takes any key.
type Deliver struct {
	ID             string
	Message        string
	CorrelationKey string
	Variables      Variables
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

// Retry tries again what an incident stands for.
type Retry struct{ Incident Key }

func (Start) event()         {}
func (CompleteTask) event()  {}
func (FireTimer) event()     {}
func (Deliver) event()       {}
func (FinishService) event() {}
func (FailService) event()   {}
func (Retry) event()         {}

// Reason tells why an event was rejected.
type Reason string

const (
	RejectNotStarted Reason = "not-started" // the case has not begun
	RejectStarted    Reason = "started"     // Start came a second time
	RejectEnded      Reason = "ended"       // the case is over
	RejectUnknown    Reason = "unknown"     // no such task, timer, job or incident is open
	RejectDuplicate  Reason = "duplicate"   // the message came before
	RejectNobody     Reason = "nobody"      // nobody waits for the message
	RejectInvalid    Reason = "invalid"     // the event's variables are not JSON values
)

// Rejected is the only error of Step: the event does not apply, and nothing has changed.
type Rejected struct {
	Reason  Reason
	Message string
}

func (r *Rejected) Error() string { return r.Message }
