package draft

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"handinhand/process/xmldoc"
)

// Addable are the kinds of step that AddAfter takes.
func Addable() []string { return slices.Clone(addable) }

var addable = []string{"userTask", "manualTask", "serviceTask", "businessRuleTask", "scriptTask"}

// AddAfter puts a new step into the way out of another, in the same lane, and gives its id.
func AddAfter(content []byte, id, kind, name string) (changed []byte, made string, err error) {
	d, n, err := openStep(content, id)
	if err != nil {
		return nil, "", err
	}
	out := d.onlyWay(n)
	if out == nil || !slices.Contains(addable, kind) {
		return nil, "", refuse(d.name, "not-extendable", "a step can be put here after one that has exactly one way out; draw what comes after %q on the diagram", id)
	}
	made, flow := d.fresh("step"), d.fresh("flow")
	prefix, target := n.Prefix(), d.byID[out.Get("targetRef")]
	step := element(prefix+kind, "id", made, "name", strings.TrimSpace(name))
	step.Children = []*xmldoc.Node{ref(prefix+"incoming", out.Get("id")), ref(prefix+"outgoing", flow)}
	on := element(out.Name, "id", flow, "sourceRef", made, "targetRef", target.Get("id"))
	for _, c := range target.Elements() {
		if c.Local() == "incoming" && strings.TrimSpace(c.Content()) == out.Get("id") {
			c.Children = []*xmldoc.Node{{Kind: xmldoc.Text, Text: flow}}
		}
	}
	out.Set("targetRef", made)
	insertAfter(d.parents[n], n, step)
	insertAfter(d.parents[out], out, on)
	for _, lane := range d.all("lane") {
		if slices.Contains(members(lane), id) {
			lane.Append(ref(lane.Prefix()+"flowNodeRef", made))
		}
	}
	d.place(n, out, made, flow)
	return d.document.Bytes(), made, nil
}

func element(name string, pairs ...string) *xmldoc.Node {
	n := &xmldoc.Node{Name: name}
	for i := 0; i < len(pairs); i += 2 {
		n.Set(pairs[i], pairs[i+1])
	}
	return n
}

func ref(name, to string) *xmldoc.Node {
	return &xmldoc.Node{Name: name, Children: []*xmldoc.Node{{Kind: xmldoc.Text, Text: to}}}
}

func insertAfter(parent, at, made *xmldoc.Node) {
	i := slices.Index(parent.Children, at)
	parent.Children = slices.Insert(parent.Children, i+1, made)
}

// fresh is an id that the file does not have.
func (d *diagram) fresh(stem string) string {
	for i := 1; ; i++ {
		if id := fmt.Sprintf("%s-%d", stem, i); d.byID[id] == nil {
			return id
		}
	}
}

// Size of a new step on the diagram.
const (
	stepWidth, stepHeight = 100, 80
	stepGap               = 40
)

// place draws a new step between two others, below what stands there already, with the flow out of it.
func (d *diagram) place(before, in *xmldoc.Node, made, flow string) {
	edge, from := d.drawn(in.Get("id")), bounds(d.drawn(before.Get("id")))
	points := waypoints(edge)
	if from == nil || len(points) < 2 {
		return // a file without a diagram
	}
	end := points[len(points)-1]
	x := (number(points[0], "x")+number(end, "x"))/2 - stepWidth/2
	y := number(from, "y") + number(from, "height")/2 - stepHeight/2
	for range 20 {
		if !d.covered(x, y) {
			break
		}
		y += stepHeight + stepGap
	}
	shape := element(edge.Prefix()+"BPMNShape", "id", d.fresh(made+"_di"), "bpmnElement", made)
	shape.Append(element(from.Name, "x", decimal(x), "y", decimal(y), "width", strconv.Itoa(stepWidth), "height", strconv.Itoa(stepHeight)))
	next := element(edge.Prefix()+"BPMNEdge", "id", d.fresh(flow+"_di"), "bpmnElement", flow)
	for _, p := range [][2]string{{decimal(x + stepWidth), decimal(y + stepHeight/2)}, {end.Get("x"), end.Get("y")}} {
		next.Append(element(end.Name, "x", p[0], "y", p[1]))
	}
	edge.Remove(func(c *xmldoc.Node) bool { return c.Local() == "waypoint" && c != points[0] })
	edge.Append(element(end.Name, "x", decimal(x), "y", decimal(y+stepHeight/2)))
	insertAfter(d.parents[edge], edge, shape)
	insertAfter(d.parents[edge], shape, next)
}

// covered tells whether something other than a lane or pool is drawn where a new step would be.
func (d *diagram) covered(x, y float64) bool {
	for _, shape := range d.all("BPMNShape") {
		n, b := d.byID[shape.Get("bpmnElement")], bounds(shape)
		if n == nil || b == nil || n.Local() == "lane" || n.Local() == "participant" {
			continue
		}
		left, top := number(b, "x"), number(b, "y")
		if x < left+number(b, "width") && left < x+stepWidth && y < top+number(b, "height") && top < y+stepHeight {
			return true
		}
	}
	return false
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
