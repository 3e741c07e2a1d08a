package engine

import (
	"handinhand/process/bpmn"
	"handinhand/process/feel"
)

// Program is a definition made ready to run: expressions compiled, elements and flows by index. It is immutable and
// safe for concurrent use; one program serves every case of a release.
type Program struct {
	def      *bpmn.Definition
	nodes    []node // the elements, and last the process itself
	flows    []flow
	index    map[string]int // element id -> node
	byID     map[string]int // flow id -> flow
	switches []Switch
}

// Definition is what the program was made from.
func (p *Program) Definition() *bpmn.Definition { return p.def }

// top is the node of the process itself.
func (p *Program) top() *node { return &p.nodes[len(p.nodes)-1] }

// node is an element in the program, or the process itself.
type node struct {
	id         string
	kind       bpmn.Kind // "" for the process
	do         *behaviour
	parent     int   // the node whose body it stands in, -1 for the process
	in, out    []int // flows
	fallback   int   // the default flow, -1 if none
	boundary   []int // nodes of the events on this activity
	interrupt  bool  // of a boundary event or of the start of an event sub-process: what it stands on ends
	plain      bool  // nothing to keep while a token passes: no mappings, data, boundary events or loop
	takes      int   // tokens that it takes together
	gives      int   // tokens that it gives on each flow
	all        bool  // of an event: every trigger must come
	byEvent    bool  // an event sub-process
	terminates bool  // a terminate end event
	begins     bool  // a receive task or event-based gateway that can begin a case

	inputs, outputs []mapping
	dataIn, dataOut []association
	locals          []string // variables that it declares: properties and data objects
	triggers        []trigger
	milestone       string
	outcome         string

	body    *body
	loop    *iteration
	due     *timing
	service *bpmn.Service
	headers map[string]string
	script  *feel.Expression
	decide  decide
	result  string // the variable that takes a script's or decision's result
	send    *message
	call    *called
	adHoc   *adHoc
	gateway *synchroniser
	undo    int // what compensates it: an activity or a compensation event sub-process, -1 if none
}

// body is what stands in a process or sub-process.
type body struct {
	entries []int // where its tokens begin
	events  []int // start events of its event sub-processes
	data    []string
	undoes  bool // something in it can be compensated
}

// flow is a sequence flow in the program.
type flow struct {
	id        string
	source    int
	target    int
	condition *feel.Expression // nil if it has none
}

// mapping is an input or output mapping.
type mapping struct {
	source text
	target []string // path of a variable and members below it
}

// trigger is one event definition, ready to be waited for or thrown. Only the fields of its kind are set.
type trigger struct {
	kind      bpmn.TriggerKind
	timer     *timing
	message   *message
	signal    text
	code      text // of an error or escalation; the empty literal catches all
	condition *feel.Expression
	link      int  // node of the catching end
	activity  int  // node to compensate, -1 for all in the scope
	detached  bool // compensation that is not waited for
}

// message is what a message event subscribes to or sends.
type message struct {
	name text
	key  *feel.Expression // nil: any correlation key
}

// node finds the node of an element or of the process; nil if the program has none. A state belongs to one program, so
// the nodes of its instances are there.
func (p *Program) node(element string) *node {
	i, ok := p.index[element]
	if !ok {
		return nil
	}
	return &p.nodes[i]
}

// starts tells whether the node is the start event of an event sub-process.
func (p *Program) starts(n *node) bool {
	return n.kind == bpmn.StartEvent && n.parent >= 0 && p.nodes[n.parent].byEvent
}

// stays tells whether an event goes on listening after it has happened: BPMN 2.0.2, 13.5.3.
func (p *Program) stays(n *node) bool {
	return !n.interrupt && (n.kind == bpmn.BoundaryEvent || p.starts(n))
}

// decide evaluates a decision to the JSON value of its result, and says why. The element is the caller's to fill in.
type decide func(s feel.Scope) (any, Decided, problem)
