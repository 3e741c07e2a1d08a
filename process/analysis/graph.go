package analysis

import "handinhand/process/finding"

// The graph of a proof: what can be known where, and how knowing one thing leads to knowing another. An item reaches an
// audience along the edges, or it does not; nothing else is decided here.

// node is an index of graph.nodes.
type node int32

// kind says what a node stands for.
type kind uint8

const (
	kindItem     kind = iota // a data item, or something unclassified
	kindField                // the answer to a form field
	kindDocument             // a document in a case
	kindVariable             // a variable of the process, or of one step
	kindContext              // what a step has before it
	kindResult               // what a service answers
	kindWhether              // whether a step is reached
	kindWhen                 // when a step is reached
	kindChoice               // which way goes on from a step
	kindTrigger              // whether and when an event is triggered
	kindStore                // a data store, shared by all processes
	kindAudience             // somebody who gets to know
)

// vertex is what a node is.
type vertex struct {
	kind  kind
	unit  int32 // index of prover.units; -1 for none
	id    string
	seen  *audience // of kindAudience
	given bool      // something leads here that is not for want of anything better
}

// audience is somebody who gets to know what reaches the node.
type audience struct {
	place    int32
	role     string // empty when nobody knows who it is
	zone     string
	outside  bool      // beyond the published processes
	transfer *transfer // nil without one
}

// transfer is a hih:transfer as far as the proof goes by it.
type transfer struct {
	items     map[string]bool
	recipient string
	statute   string
}

// clears tells whether the transfer lets the item through to the role.
func (t *transfer) clears(item, role string) bool {
	return t != nil && t.statute != "" && t.recipient != "" && t.recipient == role && t.items[item]
}

// place is where something happens on the diagram.
type place struct {
	unit     int32
	id, name string
}

// edge is one way in which knowing leads to knowing.
type edge struct {
	to     node
	at     int32 // index of graph.places; -1 for nowhere
	via    int32 // the flow that is drawn before it; -1 for none
	says   phrase
	clears *transfer // items that a transfer lets through here, to whoever is behind
}

type nodeKey struct {
	kind kind
	unit int32
	id   string
}

type graph struct {
	nodes    []vertex
	edges    [][]edge
	places   []place
	index    map[nodeKey]node
	placeOf  map[place]int32
	unknowns map[node]finding.Text // what nobody has classified, in words
	count    int                   // of edges
}

func newGraph() *graph {
	return &graph{index: map[nodeKey]node{}, placeOf: map[place]int32{}, unknowns: map[node]finding.Text{}}
}

// add makes a node.
func (g *graph) add(v vertex) node {
	g.nodes = append(g.nodes, v)
	g.edges = append(g.edges, nil)
	return node(len(g.nodes) - 1)
}

// node gives the node of that key, and makes it when it is asked for the first time.
func (g *graph) node(k kind, unit int32, id string) node {
	key := nodeKey{k, unit, id}
	if n, known := g.index[key]; known {
		return n
	}
	n := g.add(vertex{kind: k, unit: unit, id: id})
	g.index[key] = n
	return n
}

func (g *graph) place(unit int32, id, name string) int32 {
	p := place{unit, id, name}
	if i, known := g.placeOf[p]; known {
		return i
	}
	g.places = append(g.places, p)
	i := int32(len(g.places) - 1)
	g.placeOf[p] = i
	return i
}

// join says that whoever knows from may know to, because of what happens at a place.
func (g *graph) join(from, to node, says phrase, at int32) {
	g.link(from, edge{to: to, at: at, via: -1, says: says})
}

func (g *graph) link(from node, e edge) {
	g.edges[from] = append(g.edges[from], e)
	g.nodes[e.to].given = true
	g.count++
}

// phrase is what happens along an edge, said of the element at its place.
type phrase uint8

const (
	silent phrase = iota
	saysAsked
	saysRead
	saysShown
	saysChooses
	saysHappens
	saysLater
	saysWrites
	saysFree
	saysSends
	saysReceives
	saysTriggered
	saysFails
	saysStores
	saysLoads
	saysPasses
	saysReturns
	saysRepeats
	saysAnswer
	saysTransfers
	saysAwaits
)

// phrases complete a sentence that begins with the name of an element; "it" is the item.
var phrases = [...]finding.Text{
	silent:        {},
	saysAsked:     finding.Say("asks for it"),
	saysRead:      finding.Say("reads it"),
	saysShown:     finding.Say("shows it"),
	saysChooses:   finding.Say("goes by it"),
	saysHappens:   finding.Say("happens or not because of it"),
	saysLater:     finding.Say("happens earlier or later because of it"),
	saysWrites:    finding.Say("writes what follows from it into a variable"),
	saysFree:      finding.Say("lets a person who sees it write freely"),
	saysSends:     finding.Say("sends it"),
	saysReceives:  finding.Say("receives it"),
	saysTriggered: finding.Say("is triggered by it"),
	saysFails:     finding.Say("may fail because of it"),
	saysStores:    finding.Say("stores it"),
	saysLoads:     finding.Say("loads it"),
	saysPasses:    finding.Say("passes it to the process that it calls"),
	saysReturns:   finding.Say("gets it back from the process that it calls"),
	saysRepeats:   finding.Say("is repeated as often as it says"),
	saysAnswer:    finding.Say("answers with what follows from it"),
	saysTransfers: finding.Say("transfers it"),
	saysAwaits:    finding.Say("waits for a message that names it"),
}
