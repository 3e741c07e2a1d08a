package engine

import (
	"handinhand/process/bpmn"
	"handinhand/process/feel"
)

// Program is a definition made ready to run: expressions compiled, elements and flows by index. It is immutable and
// safe for concurrent use; one program serves every case of a release.
type Program struct {
	def   *bpmn.Definition
	nodes []node
	flows []flow
	index map[string]int // element id -> node
	byID  map[string]int // flow id -> flow
	start int
}

// Definition is what the program was made from.
func (p *Program) Definition() *bpmn.Definition { return p.def }

// operation is what a node does with a token. It is finer than the kind of the element: one word for one behaviour.
type operation uint8

const (
	opPass      operation = iota // goes on at once: none start event, exclusive gateway, plain and manual task
	opJoin                       // parallel gateway
	opEnd                        // none end event
	opTerminate                  // terminate end event
	opTask                       // waits for a person
	opService                    // waits for a service
	opScript                     // evaluates an expression
	opDecide                     // evaluates a decision
	opCatch                      // waits for its trigger
	opBoundary                   // is entered by its trigger only
)

// node is an element in the program.
type node struct {
	id        string
	op        operation
	exclusive bool  // takes the first flow whose condition holds, and only that
	in, out   []int // flows
	fallback  int   // the default flow, -1 if none
	boundary  []int // nodes of the events on this activity
	interrupt bool  // of a boundary event
	plain     bool  // no mappings, no boundary events: nothing to keep while a token passes

	inputs, outputs []mapping
	trigger         trigger
	due             *timing
	service         *bpmn.Service
	headers         map[string]string
	script          *feel.Expression
	decide          decide
	result          string // the variable that takes a script's or decision's result
	milestone       string
	outcome         string
}

// flow is a sequence flow in the program.
type flow struct {
	id        string
	target    int
	condition *feel.Expression // nil if it has none
}

// mapping is an input or output mapping.
type mapping struct {
	source text
	target []string // path of a variable and members below it
}

// trigger is what an event waits for: a timer or a message, nil for none.
type trigger struct {
	timer   *timing
	message *message
}

// message is what a message event subscribes to.
type message struct {
	name text
	key  *feel.Expression // nil: any correlation key
}

// node finds the node of an element; nil if the program has none. A state belongs to one program, so the nodes of its
// instances are there.
func (p *Program) node(element string) *node {
	i, ok := p.index[element]
	if !ok {
		return nil
	}
	return &p.nodes[i]
}

// decide evaluates a decision to the JSON value of its result.
type decide func(s feel.Scope) (any, problem)
