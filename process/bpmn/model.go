package bpmn

import "github.com/beevik/etree"

// Model is one BPMN file.
type Model struct {
	ID           string
	Name         string
	Processes    []*Definition // in document order
	Participants []*Participant
	MessageFlows []*MessageFlow
	Messages     []*Message

	tree *etree.Document
}

// Tree is the XML as it was read, for writers that must lose nothing. The caller must not change it: take a Copy.
func (m *Model) Tree() *etree.Document { return m.tree }

// Executable gives the processes that are marked isExecutable, in document order.
func (m *Model) Executable() []*Definition {
	var out []*Definition
	for _, d := range m.Processes {
		if d.IsExecutable {
			out = append(out, d)
		}
	}
	return out
}

// Participant is a pool. Process is nil for a black box.
type Participant struct {
	ID, Name string
	Process  *Definition
	Agency   *Agency // hih:agency, nil if absent
}

// MessageFlow joins two pools, or elements in them; Source and Target are ids.
type MessageFlow struct {
	ID, Name       string
	Source, Target string
	Message        *Message // nil if the flow names none
	Transfer       *Transfer
}

// Message is a bpmn:message. CorrelationKey is FEEL with its leading "=", empty when the file has none.
type Message struct {
	ID, Name       string
	CorrelationKey string
}

// Definition is one process: its elements, flows and lanes in document order.
type Definition struct {
	ID, Name     string
	IsExecutable bool
	Elements     []*Element
	Flows        []*Flow
	Lanes        []*Lane
	Model        *Model

	elements map[string]*Element
	flows    map[string]*Flow
}

// Element finds a flow node by its id.
func (d *Definition) Element(id string) (*Element, bool) {
	e, ok := d.elements[id]
	return e, ok
}

// Flow finds a sequence flow by its id.
func (d *Definition) Flow(id string) (*Flow, bool) {
	f, ok := d.flows[id]
	return f, ok
}

// Lane is a lane of any depth. Agency is that of the lane itself or, failing that, of the lane or pool around it.
type Lane struct {
	ID, Name string
	Agency   *Agency
	Parent   *Lane
}

// Agency is hih:agency: which part is played here, and in which zone. A lane without a zone counts as enforcement,
// the strictest one, except for the applicant's own.
type Agency struct {
	Role string
	Zone string
}

// Flow is a sequence flow. Condition is FEEL with its leading "=", empty when the flow has none.
type Flow struct {
	ID, Name       string
	Source, Target *Element
	Condition      string
	Index          int // position in Definition.Flows
}

// Kind is the XML name of a flow node.
type Kind string

// The kinds that the engine runs.
const (
	StartEvent       Kind = "startEvent"
	EndEvent         Kind = "endEvent"
	CatchEvent       Kind = "intermediateCatchEvent"
	ThrowEvent       Kind = "intermediateThrowEvent" // none events only: they mark a milestone
	BoundaryEvent    Kind = "boundaryEvent"
	Task             Kind = "task"
	ManualTask       Kind = "manualTask"
	UserTask         Kind = "userTask"
	ServiceTask      Kind = "serviceTask"
	BusinessRuleTask Kind = "businessRuleTask"
	ScriptTask       Kind = "scriptTask"
	ExclusiveGateway Kind = "exclusiveGateway"
	ParallelGateway  Kind = "parallelGateway"
)

// The kinds that are read, so that flows find their ends, and refused.
const (
	eventGateway     Kind = "eventBasedGateway"
	inclusiveGateway Kind = "inclusiveGateway"
	complexGateway   Kind = "complexGateway"
	sendTask         Kind = "sendTask"
	receiveTask      Kind = "receiveTask"
	callActivity     Kind = "callActivity"
	subProcess       Kind = "subProcess"
	transaction      Kind = "transaction"
	adHocSubProcess  Kind = "adHocSubProcess"
)

// Element is a flow node.
type Element struct {
	ID, Name     string
	Kind         Kind
	Index        int // position in Definition.Elements
	Lane         *Lane
	Parent       *Element // the sub-process around it; nil at the top level
	Incoming     []*Flow
	Outgoing     []*Flow // in the order of the bpmn:outgoing children, then of the document
	Default      *Flow   // nil if none
	AttachedTo   *Element
	Boundary     []*Element // events attached to this activity, in document order
	Interrupting bool       // of a boundary event: cancelActivity
	Triggers     []Trigger  // the event definitions, in document order; none for a none event
	Ext          Extensions
}

// IsActivity tells whether the element is a task or sub-process: work that has a duration and may carry boundary events.
func (e *Element) IsActivity() bool {
	switch e.Kind {
	case Task, ManualTask, UserTask, ServiceTask, BusinessRuleTask, ScriptTask,
		sendTask, receiveTask, callActivity, subProcess, transaction, adHocSubProcess:
		return true
	}
	return false
}

// IsGateway tells whether the element routes only.
func (e *Element) IsGateway() bool {
	switch e.Kind {
	case ExclusiveGateway, ParallelGateway, eventGateway, inclusiveGateway, complexGateway:
		return true
	}
	return false
}

// Role is the agency role in whose lane the element stands, empty when no lane names one.
func (e *Element) Role() string {
	if e.Lane == nil || e.Lane.Agency == nil {
		return ""
	}
	return e.Lane.Agency.Role
}

// Trigger is one event definition.
type Trigger struct {
	Kind    TriggerKind
	Timer   *Timer   // for TimerTrigger
	Message *Message // for MessageTrigger
}

// TriggerKind is the XML name of an event definition without its "EventDefinition".
type TriggerKind string

const (
	TimerTrigger     TriggerKind = "timer"
	MessageTrigger   TriggerKind = "message"
	TerminateTrigger TriggerKind = "terminate"
)

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
