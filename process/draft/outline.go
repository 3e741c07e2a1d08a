package draft

import (
	"cmp"
	"slices"
	"strings"

	"handinhand/process/xmldoc"
)

// Lane is a lane of a diagram with its steps, in the order in which a case comes to them; of lanes the one comes first that a
// case begins in. What stands in no lane has a Lane without an ID. Role and Zone are those of hih:agency.
type Lane struct {
	ID, Name   string
	Role, Zone string
	Says       []Saying
	Steps      []Step
}

// Step is an element that something happens at.
type Step struct {
	ID, Name, Kind string
	Trigger        string // of an event: "timer", "message", … ; empty for none
	On             string // of a boundary event: the step that it is attached to
	Depth          int    // in how many sub-processes it stands; a sub-process comes before what stands in it
	Next           []Way
	Removable      bool // it has one way out and at least one way in
	Extendable     bool // a step can be put after it: it has one way out
	Says           []Saying
}

// Way leads from a step to the next one.
type Way struct {
	Name       string // of the flow
	To, ToName string
	ToKind     string
}

// steps are the elements that an outline shows, by the end of their names.
func isStep(n *xmldoc.Node) bool {
	local := n.Local()
	return strings.HasSuffix(local, "Task") || local == "task" || strings.HasSuffix(local, "Gateway") || local == "callActivity" ||
		local == "subProcess" || local == "transaction" || local == "adHocSubProcess" ||
		strings.HasSuffix(local, "Event") && local != "terminateEvent"
}

// diagram is a BPMN file that is changed. Everything that a change is not about stays as it is.
type diagram struct {
	name     string
	document *xmldoc.Document
	byID     map[string]*xmldoc.Node
	parents  map[*xmldoc.Node]*xmldoc.Node
	kinds    map[string][]*xmldoc.Node // by local name
}

func openDiagram(name string, content []byte) (*diagram, error) {
	document, err := parseXML(name, content)
	if err != nil {
		return nil, err
	}
	d := &diagram{name: name, document: document, byID: map[string]*xmldoc.Node{}, parents: map[*xmldoc.Node]*xmldoc.Node{}, kinds: map[string][]*xmldoc.Node{}}
	document.Root.Walk(func(parent, n *xmldoc.Node) {
		d.parents[n] = parent
		d.kinds[n.Local()] = append(d.kinds[n.Local()], n)
		if id := n.Get("id"); id != "" && d.byID[id] == nil {
			d.byID[id] = n
		}
	})
	return d, nil
}

// all are the elements of a local name, in the order of the file as it was opened.
func (d *diagram) all(local string) []*xmldoc.Node { return d.kinds[local] }

// Outline gives the steps of a BPMN file by lane.
func Outline(content []byte) ([]Lane, error) {
	d, err := openDiagram("process.bpmn", content)
	if err != nil {
		return nil, err
	}
	var lanes []Lane
	at := map[string]int{} // id of a step -> its lane
	for _, lane := range d.all("lane") {
		one := Lane{ID: lane.Get("id"), Name: lane.Get("name"), Says: d.says(lane)}
		for _, agency := range d.extensions(lane, "agency") {
			one.Role, one.Zone = agency.Get("role"), agency.Get("zone")
		}
		lanes = append(lanes, one)
		for _, ref := range members(lane) {
			at[ref] = len(lanes) - 1 // of nested lanes the inner one, which comes later
		}
	}
	lanes = append(lanes, Lane{})
	first := make([]int, len(lanes)) // place in the flow of the first step of each
	for place, f := range d.flow() {
		i, known := at[f.node.Get("id")]
		if !known {
			i = d.laneAround(f.node, at, len(lanes)-1)
		}
		if len(lanes[i].Steps) == 0 {
			first[i] = place + 1
		}
		lanes[i].Steps = append(lanes[i].Steps, d.outlined(f))
	}
	order := make([]int, 0, len(lanes))
	for i, lane := range lanes {
		if lane.ID != "" || len(lane.Steps) > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(b2i(first[a] == 0), b2i(first[b] == 0)), cmp.Compare(first[a], first[b]))
	})
	out := make([]Lane, len(order))
	for i, from := range order {
		out[i] = lanes[from]
	}
	return out, nil
}

// laneAround is the lane of the sub-process or activity that an element stands in or is attached to.
func (d *diagram) laneAround(n *xmldoc.Node, at map[string]int, none int) int {
	if host := n.Get("attachedToRef"); host != "" {
		if i, known := at[host]; known {
			return i
		}
	}
	for p := d.parents[n]; p != nil; p = d.parents[p] {
		if i, known := at[p.Get("id")]; known {
			return i
		}
	}
	return none
}

func members(lane *xmldoc.Node) []string {
	var out []string
	for _, ref := range lane.Elements() {
		if ref.Local() == "flowNodeRef" {
			out = append(out, strings.TrimSpace(ref.Content()))
		}
	}
	return out
}

// openStep opens a file that a step is to be changed in.
func openStep(content []byte, id string) (*diagram, *xmldoc.Node, error) {
	d, err := openDiagram("process.bpmn", content)
	if err != nil {
		return nil, nil, err
	}
	n := d.byID[id]
	if n == nil || !isStep(n) {
		return nil, nil, refuse(d.name, "no-step", "the process has no step %q", id)
	}
	return d, n, nil
}

// Rename gives a step another name.
func Rename(content []byte, id, name string) ([]byte, error) {
	d, n, err := openStep(content, id)
	if err != nil {
		return nil, err
	}
	n.Set("name", strings.TrimSpace(name))
	return d.document.Bytes(), nil
}

// Remove takes a step out of the process: the ways into it go on where its way out went.
func Remove(content []byte, id string) ([]byte, error) {
	d, n, err := openStep(content, id)
	if err != nil {
		return nil, err
	}
	in, out, err := d.ways(n)
	if err != nil {
		return nil, err
	}
	target := d.byID[out.Get("targetRef")]
	for _, flow := range in {
		flow.Set("targetRef", out.Get("targetRef"))
		d.bend(flow, out)
	}
	d.rejoin(target, in, out)
	gone := map[string]bool{id: true, out.Get("id"): true}
	for _, association := range d.all("association") {
		if gone[association.Get("sourceRef")] || gone[association.Get("targetRef")] {
			gone[association.Get("id")] = true
		}
	}
	d.drop(gone)
	return d.document.Bytes(), nil
}

// ways are the flows into a step and the one out of it, where the step can be removed without deciding anything.
func (d *diagram) ways(n *xmldoc.Node) (in []*xmldoc.Node, out *xmldoc.Node, err error) {
	id, leaving := n.Get("id"), 0
	for _, flow := range d.all("sequenceFlow") {
		if flow.Get("targetRef") == id {
			in = append(in, flow)
		}
		if flow.Get("sourceRef") == id {
			out, leaving = flow, leaving+1
		}
	}
	switch {
	case len(in) == 0 || leaving != 1 || d.byID[out.Get("targetRef")] == nil:
		return nil, nil, refuse(d.name, "not-removable", "%q has %d ways in and %d ways out: a step can be removed here if it has one way out and at least one way in; draw the others on the diagram", id, len(in), leaving)
	case out.Get("targetRef") == id:
		return nil, nil, refuse(d.name, "not-removable", "the way out of %q leads back to it", id)
	}
	for _, kind := range []string{"boundaryEvent", "messageFlow"} {
		for _, other := range d.all(kind) {
			if slices.Contains([]string{other.Get("attachedToRef"), other.Get("sourceRef"), other.Get("targetRef")}, id) {
				return nil, nil, refuse(d.name, "not-removable", "%q has the %s %q: remove that first, on the diagram", id, kind, other.Get("id"))
			}
		}
	}
	return in, out, nil
}

// rejoin writes at the step that follows where it is come to from now.
func (d *diagram) rejoin(target *xmldoc.Node, in []*xmldoc.Node, out *xmldoc.Node) {
	for i, c := range target.Children {
		if c.Kind != xmldoc.Element || c.Local() != "incoming" || strings.TrimSpace(c.Content()) != out.Get("id") {
			continue
		}
		var refs []*xmldoc.Node
		for _, flow := range in {
			refs = append(refs, &xmldoc.Node{Name: c.Name, Children: []*xmldoc.Node{{Kind: xmldoc.Text, Text: flow.Get("id")}}})
		}
		target.Children = slices.Replace(target.Children, i, i+1, refs...)
		return
	}
}

// drop removes elements, what is drawn of them, and what refers to them by its content.
func (d *diagram) drop(gone map[string]bool) {
	d.document.Root.Walk(func(_, n *xmldoc.Node) {
		n.Remove(func(c *xmldoc.Node) bool {
			refers := c.Local() == "flowNodeRef" || c.Local() == "incoming" || c.Local() == "outgoing"
			return gone[c.Get("id")] || gone[c.Get("bpmnElement")] || refers && gone[strings.TrimSpace(c.Content())]
		})
	})
}
