package bpmn

import "github.com/beevik/etree"

// Model is one BPMN file.
type Model struct {
	ID           string
	Name         string
	Processes    []*Definition // in document order
	GlobalTasks  []*Definition // tasks that call activities share; see Definition.Global
	Participants []*Participant
	MessageFlows []*MessageFlow
	Messages     []*Message
	Signals      []*Signal
	Errors       []*Error
	Escalations  []*Escalation
	Items        []*ItemDefinition
	Stores       []*Data // bpmn:dataStore
	Operations   []*Operation
	Properties   []*CorrelationProperty
	Keys         []*CorrelationKey

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

// Callable finds a process or a global task by its id; nil if there is none.
func (m *Model) Callable(id string) *Definition {
	for _, list := range [][]*Definition{m.Processes, m.GlobalTasks} {
		for _, d := range list {
			if d.ID == id {
				return d
			}
		}
	}
	return nil
}

// Participant is a pool. Process is nil for a black box.
type Participant struct {
	ID, Name         string
	Process          *Definition
	Agency           *Agency // hih:agency, nil if absent
	Minimum, Maximum int     // of its participantMultiplicity; 1 and 1 without one (BPMN 2.0.2, table 9.4)
}

// MessageFlow joins two pools, or elements in them; Source and Target are ids.
type MessageFlow struct {
	ID, Name       string
	Source, Target string
	Message        *Message // nil if the flow names none
	Transfer       *Transfer

	node *etree.Element
}

// Definition is one process, with its elements, flows and lanes at every depth in document order: a sub-process stands
// before what is in it. A global task is a Definition whose only element is the task, without start, end or flow.
type Definition struct {
	ID, Name      string
	IsExecutable  bool
	Global        bool // a global task
	Elements      []*Element
	Flows         []*Flow
	Lanes         []*Lane
	Body          *Scope // the top level
	IO            *IOSpecification
	Subscriptions []*CorrelationSubscription
	Model         *Model

	elements map[string]*Element
	flows    map[string]*Flow
	data     map[string]*Data
}

// Element finds a flow node by its id, at any depth.
func (d *Definition) Element(id string) (*Element, bool) {
	e, ok := d.elements[id]
	return e, ok
}

// Flow finds a sequence flow by its id, at any depth.
func (d *Definition) Flow(id string) (*Flow, bool) {
	f, ok := d.flows[id]
	return f, ok
}

// Datum finds a data object, a reference to one, a property, an input or an output by its id, at any depth.
func (d *Definition) Datum(id string) (*Data, bool) {
	x, ok := d.data[id]
	return x, ok
}

// Scope is what holds flow nodes: the top level of a process, or a sub-process. Its lists hold what stands directly in
// it, in document order.
type Scope struct {
	Owner        *Element // the sub-process; nil for the top level
	Elements     []*Element
	Flows        []*Flow
	Data         []*Data // data objects, references to them and to data stores
	Properties   []*Data
	Associations []*Association
}

// Starts gives the start events of the scope.
func (s *Scope) Starts() []*Element {
	return s.of(func(e *Element) bool { return e.Kind == StartEvent })
}

// EventSubProcesses gives the event sub-processes of the scope.
func (s *Scope) EventSubProcesses() []*Element {
	return s.of(func(e *Element) bool { return e.TriggeredByEvent })
}

// Entries gives where the tokens of the scope begin: its start events or, in a scope that has none, what no flow leads
// into (BPMN 2.0.2, 13.3.4). Event sub-processes, compensation handlers, boundary events and link targets are entered
// in their own ways.
func (s *Scope) Entries() []*Element {
	if starts := s.Starts(); len(starts) > 0 {
		return starts
	}
	return s.of(func(e *Element) bool {
		return len(e.Incoming) == 0 && e.Kind != BoundaryEvent && !e.TriggeredByEvent && !e.ForCompensation && !e.linkTarget()
	})
}

func (s *Scope) of(want func(*Element) bool) []*Element {
	var out []*Element
	for _, e := range s.Elements {
		if want(e) {
			out = append(out, e)
		}
	}
	return out
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

// Association is a line without tokens; the ends are ids. What it means from a compensation boundary event is
// Element.Compensation.
type Association struct {
	ID             string
	Source, Target string
	Direction      string // None, One or Both
}
