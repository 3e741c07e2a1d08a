package bpmn

import "handinhand/process/finding"

// TriggerKind is the XML name of an event definition without its "EventDefinition".
type TriggerKind string

// Said is the kind as a word.
func (k TriggerKind) Said() finding.Text { return finding.Word(string(k)) }

const (
	TimerTrigger        TriggerKind = "timer"
	MessageTrigger      TriggerKind = "message"
	SignalTrigger       TriggerKind = "signal"
	ErrorTrigger        TriggerKind = "error"
	EscalationTrigger   TriggerKind = "escalation"
	CompensationTrigger TriggerKind = "compensate"
	ConditionalTrigger  TriggerKind = "conditional"
	LinkTrigger         TriggerKind = "link"
	CancelTrigger       TriggerKind = "cancel"
	TerminateTrigger    TriggerKind = "terminate"
)

// Trigger is one event definition. One by reference (eventDefinitionRef) is a copy of the shared one.
type Trigger struct {
	ID         string
	Kind       TriggerKind
	Shared     bool        // it came by reference
	Timer      *Timer      // for TimerTrigger
	Message    *Message    // for MessageTrigger
	Operation  *Operation  // for MessageTrigger; nil if it names none
	Signal     *Signal     // for SignalTrigger
	Error      *Error      // for ErrorTrigger; nil catches every error
	Escalation *Escalation // for EscalationTrigger; nil catches every escalation
	Condition  string      // for ConditionalTrigger: "=FEEL"
	Link       string      // for LinkTrigger: the name that joins the two ends
	LinkTarget *Element    // for LinkTrigger of a throw event: the catch event of that name in the same scope
	Activity   *Element    // for CompensationTrigger of a throwing event: activityRef; nil compensates the whole scope
	Wait       bool        // for CompensationTrigger: waitForCompletion, true by default
}

// Message is a bpmn:message. CorrelationKey is FEEL with its leading "=", empty when the file has none.
type Message struct {
	ID, Name       string
	CorrelationKey string // zeebe:subscription/@correlationKey
	Item           *ItemDefinition
}

// Signal is a bpmn:signal. The name is what is broadcast; it may be "=FEEL".
type Signal struct {
	ID, Name string
	Item     *ItemDefinition
}

// Error is a bpmn:error. Two of the same code are the same error.
type Error struct {
	ID, Name, Code string
	Item           *ItemDefinition
}

// Escalation is a bpmn:escalation. Two of the same code are the same escalation.
type Escalation struct {
	ID, Name, Code string
	Item           *ItemDefinition
}

// Operation is one of an interface: the message that goes in, the one that comes out, and the errors.
type Operation struct {
	ID, Name, Interface string
	In, Out             *Message
	Errors              []*Error
}

// CorrelationProperty is a value that is found in messages, each in its own way.
type CorrelationProperty struct {
	ID, Name string
	Paths    []Retrieval
}

// Retrieval is how a correlation property is found in one message: "=FEEL" over its content.
type Retrieval struct {
	Message *Message
	Path    string
}

// CorrelationKey is a named tuple of properties that tells conversations apart.
type CorrelationKey struct {
	ID, Name   string
	Properties []*CorrelationProperty
}

// CorrelationSubscription binds the properties of a key to the data of a process.
type CorrelationSubscription struct {
	ID       string
	Key      *CorrelationKey
	Bindings []Binding
}

// Binding is one property and the "=FEEL" over the data of the process that it must equal.
type Binding struct {
	Property *CorrelationProperty
	Path     string
}

// TimerForm tells which of the three ways a timer is written in.
type TimerForm string

const (
	TimeDate     TimerForm = "timeDate"
	TimeDuration TimerForm = "timeDuration"
	TimeCycle    TimerForm = "timeCycle"
)

// Timer is a timer's text: ISO 8601 (2026-01-31T08:00:00Z, P14D, R3/PT1H) or "=FEEL".
type Timer struct {
	Form TimerForm
	Text string
}
