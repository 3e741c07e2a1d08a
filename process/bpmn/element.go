package bpmn

import "handinhand/process/finding"

// Kind is the XML name of a flow node.
type Kind string

// Said is the kind as a word.
func (k Kind) Said() finding.Text { return finding.Word(string(k)) }

// The kinds of flow nodes that are executed.
const (
	StartEvent       Kind = "startEvent"
	EndEvent         Kind = "endEvent"
	CatchEvent       Kind = "intermediateCatchEvent"
	ThrowEvent       Kind = "intermediateThrowEvent"
	BoundaryEvent    Kind = "boundaryEvent"
	Task             Kind = "task"
	ManualTask       Kind = "manualTask"
	UserTask         Kind = "userTask"
	ServiceTask      Kind = "serviceTask"
	SendTask         Kind = "sendTask"
	ReceiveTask      Kind = "receiveTask"
	BusinessRuleTask Kind = "businessRuleTask"
	ScriptTask       Kind = "scriptTask"
	CallActivity     Kind = "callActivity"
	SubProcess       Kind = "subProcess" // embedded, or an event sub-process (TriggeredByEvent)
	Transaction      Kind = "transaction"
	AdHocSubProcess  Kind = "adHocSubProcess"
	ExclusiveGateway Kind = "exclusiveGateway"
	InclusiveGateway Kind = "inclusiveGateway"
	ParallelGateway  Kind = "parallelGateway"
	EventGateway     Kind = "eventBasedGateway"
	ComplexGateway   Kind = "complexGateway"
)

// Element is a flow node. Expressions keep their leading "=".
type Element struct {
	ID, Name string
	Kind     Kind
	Index    int      // position in Definition.Elements
	Parent   *Element // the sub-process around it; nil at the top level
	Body     *Scope   // what is in a sub-process, transaction or ad-hoc sub-process; nil for all others
	Lane     *Lane
	Incoming []*Flow
	Outgoing []*Flow // in the order of the bpmn:outgoing children, then of the document
	Default  *Flow   // nil if none

	// Of events.
	AttachedTo       *Element  // of a boundary event
	Interrupting     bool      // cancelActivity of a boundary event, isInterrupting of a start event
	Triggers         []Trigger // the event definitions, in document order; none for a none event
	ParallelMultiple bool      // all triggers must come, not only one

	// Of activities.
	Boundary           []*Element     // events attached to it, in document order
	Loop               *Loop          // standardLoopCharacteristics
	Multi              *MultiInstance // multiInstanceLoopCharacteristics
	ForCompensation    bool           // it runs only to compensate another one
	Compensation       *Element       // what undoes it: the activity that its compensation boundary event leads to; nil if none
	StartQuantity      int            // tokens that it takes together; 1 when the file does not say
	CompletionQuantity int            // tokens that it gives on each outgoing flow
	TriggeredByEvent   bool           // an event sub-process
	AdHoc              *AdHoc         // of an ad-hoc sub-process
	Call               *Call          // of a call activity
	Message            *Message       // of a send or receive task; nil if it names none
	Operation          *Operation     // of a service, send or receive task; nil if it names none
	Code               *Code          // of a script task: bpmn:script; nil if absent
	Instantiate        bool           // a receive task or event-based gateway that begins a process

	// Of gateways.
	Direction     string // gatewayDirection: Unspecified, Converging, Diverging or Mixed
	StartParallel bool   // an instantiating event-based gateway that needs one of each of its events
	Activation    string // activationCondition of a complex gateway

	// Data (BPMN 2.0.2, 10.4).
	Properties []*Data
	IO         *IOSpecification   // of an activity; nil if absent
	DataIn     []*DataAssociation // into an activity or a throwing event
	DataOut    []*DataAssociation // out of an activity or a catching event
	Inputs     []*Data            // bpmn:dataInput directly in a throwing event
	Outputs    []*Data            // bpmn:dataOutput directly in a catching event

	Ext Extensions
}

// Code is bpmn:script: program text in the language of its format. Only FEEL with a leading "=" is executed.
type Code struct{ Format, Text string }

// Call is what a call activity runs.
type Call struct {
	Element    string      // calledElement, without its prefix
	Definition *Definition // the process or global task of this file that it names; nil when it stands in another one
	ProcessID  string      // zeebe:calledElement/@processId: an id or "=FEEL"
	AllIn      bool        // every variable of the caller goes in (propagateAllParentVariables, true by default)
	AllOut     bool        // every variable of the called one comes out (propagateAllChildVariables, true by default)
}

// Target is the id of the process or global task, or "=FEEL" that gives it: Zeebe's word goes before BPMN's.
func (c *Call) Target() string {
	if c.ProcessID != "" {
		return c.ProcessID
	}
	return c.Element
}

// AdHoc says how the steps of an ad-hoc sub-process are chosen (BPMN 2.0.2, 13.3.5).
type AdHoc struct {
	Sequential      bool   // ordering: one step at a time
	Completion      string // completionCondition, empty if absent
	CancelRemaining bool   // cancelRemainingInstances, true by default
	Active          string // zeebe:adHoc/@activeElementsCollection: "=FEEL" that gives the ids of the first steps
}

// Loop is standardLoopCharacteristics.
type Loop struct {
	TestBefore bool
	Maximum    *int   // nil: no bound
	Condition  string // go on while it holds; empty: always
}

// MultiInstance is multiInstanceLoopCharacteristics, in BPMN's own words and in Zeebe's.
type MultiInstance struct {
	Sequential bool
	Completion string // completionCondition: looked at when an instance ends
	Behavior   Behavior
	Complex    []ComplexBehavior
	OneEvent   *Trigger // thrown when the first instance ends (behavior One)
	NoneEvent  *Trigger // thrown when any instance ends (behavior None)

	Cardinality string // loopCardinality
	In, Out     *Data  // loopDataInputRef, loopDataOutputRef: the collections
	InItem      *Data  // inputDataItem: one of In, for each instance
	OutItem     *Data  // outputDataItem: what an instance adds to Out

	InputCollection  string // zeebe:loopCharacteristics: "=FEEL" that gives a list
	InputElement     string // name of the variable that holds one of it
	OutputCollection string // name of the variable that gathers
	OutputElement    string // "=FEEL" of what an instance adds
}

// Behavior tells which events a multi-instance activity throws when instances end (BPMN 2.0.2, table 10.30).
type Behavior string

const (
	BehaviorAll     Behavior = "All" // none
	BehaviorNone    Behavior = "None"
	BehaviorOne     Behavior = "One"
	BehaviorComplex Behavior = "Complex"
)

// ComplexBehavior throws an event when the condition holds as an instance ends.
type ComplexBehavior struct {
	Condition string
	Triggers  []Trigger
}

var activityKinds = map[Kind]bool{
	Task: true, ManualTask: true, UserTask: true, ServiceTask: true, SendTask: true, ReceiveTask: true, BusinessRuleTask: true,
	ScriptTask: true, CallActivity: true, SubProcess: true, Transaction: true, AdHocSubProcess: true,
}

// IsActivity tells whether the element is a task or sub-process: work that has a duration and may carry boundary events.
func (e *Element) IsActivity() bool { return activityKinds[e.Kind] }

// IsSubProcess tells whether the element holds others.
func (e *Element) IsSubProcess() bool {
	return e.Kind == SubProcess || e.Kind == Transaction || e.Kind == AdHocSubProcess
}

// IsGateway tells whether the element routes only.
func (e *Element) IsGateway() bool {
	switch e.Kind {
	case ExclusiveGateway, InclusiveGateway, ParallelGateway, EventGateway, ComplexGateway:
		return true
	}
	return false
}

// IsEvent tells whether the element is an event of any position.
func (e *Element) IsEvent() bool { return e.catches() || e.throws() }

func (e *Element) catches() bool {
	return e.Kind == StartEvent || e.Kind == CatchEvent || e.Kind == BoundaryEvent
}

func (e *Element) throws() bool { return e.Kind == EndEvent || e.Kind == ThrowEvent }

// Trigger finds the first event definition of that kind; nil if there is none.
func (e *Element) Trigger(kind TriggerKind) *Trigger {
	for i := range e.Triggers {
		if e.Triggers[i].Kind == kind {
			return &e.Triggers[i]
		}
	}
	return nil
}

func (e *Element) linkTarget() bool { return e.Kind == CatchEvent && e.Trigger(LinkTrigger) != nil }

// Role is the agency role in whose lane the element stands, empty when no lane names one.
func (e *Element) Role() string {
	if e.Lane == nil || e.Lane.Agency == nil {
		return ""
	}
	return e.Lane.Agency.Role
}
