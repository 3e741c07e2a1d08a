package draft

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"handinhand/process/xmldoc"
)

const ours = "https://handinhand.example/schema/process/1"

// extensions are the hih: elements of a type that stand at an element.
func extensions(n *xmldoc.Node, local string) []*xmldoc.Node {
	var out []*xmldoc.Node
	for _, holder := range n.Elements() {
		if holder.Local() != "extensionElements" {
			continue
		}
		for _, c := range holder.Elements() {
			if c.Local() == local {
				out = append(out, c)
			}
		}
	}
	return out
}

// extension is the first of them, or an empty one.
func extension(n *xmldoc.Node, local string) *xmldoc.Node {
	if all := extensions(n, local); len(all) > 0 {
		return all[0]
	}
	return &xmldoc.Node{}
}

// said are the extensions that an outline can say, with the attributes that each may have; the first one of those in keyed
// tells it from its sisters.
var (
	said = map[string][]string{
		"agency":      {"role", "zone"},
		"milestone":   {"key"},
		"requirement": {"item", "kind", "optional", "purpose", "legalBasis", "statute"},
	}
	keyed = map[string]string{"requirement": "item"}
	bears = map[string]func(*xmldoc.Node) bool{
		"agency":      func(n *xmldoc.Node) bool { return n.Local() == "lane" || n.Local() == "participant" },
		"milestone":   isStep,
		"requirement": func(n *xmldoc.Node) bool { return n.Local() == "userTask" },
	}
)

// Extend says something of ours at an element: agency at a lane, milestone at a step, requirement at a task. A value that is
// empty takes the attribute away, and where none is left the extension; other attributes stay.
func Extend(content []byte, id, kind string, values map[string]string) ([]byte, error) {
	d, err := openDiagram("process.bpmn", content)
	if err != nil {
		return nil, err
	}
	n := d.byID[id]
	if n == nil || bears[kind] == nil || !bears[kind](n) {
		return nil, refuse(d.name, "no-step", "the process has no element %q that can bear hih:%s", id, kind)
	}
	key := keyed[kind]
	if key != "" && values[key] == "" {
		return nil, refuse(d.name, "no-item", "say which %s it is about", key)
	}
	var at *xmldoc.Node
	for _, one := range extensions(n, kind) {
		if key == "" || one.Get(key) == values[key] {
			at = one
		}
	}
	if at == nil {
		at = &xmldoc.Node{Name: d.prefix() + kind}
		holder(n).Append(at)
	}
	for _, name := range said[kind] {
		if value, given := values[name]; given && value != "" {
			at.Set(name, value)
		} else if given {
			at.Attrs = slices.DeleteFunc(at.Attrs, func(a xmldoc.Attr) bool { return a.Name == name })
		}
	}
	if len(at.Attrs) == 0 || key != "" && len(values) == 1 {
		forget(n, at)
	}
	return d.document.Bytes(), nil
}

// holder is where the extensions of an element stand.
func holder(n *xmldoc.Node) *xmldoc.Node {
	at := 0
	for i, c := range n.Children {
		if c.Kind != xmldoc.Element {
			continue
		}
		if c.Local() == "extensionElements" {
			return c
		}
		if c.Local() == "documentation" {
			at = i + 1
		}
	}
	made := &xmldoc.Node{Name: n.Prefix() + "extensionElements"}
	n.Children = slices.Insert(n.Children, at, made)
	return made
}

func forget(n, gone *xmldoc.Node) {
	for _, at := range n.Elements() {
		if at.Local() == "extensionElements" {
			at.Remove(func(c *xmldoc.Node) bool { return c == gone })
		}
	}
	n.Remove(func(c *xmldoc.Node) bool { return c.Local() == "extensionElements" && len(c.Elements()) == 0 })
}

// prefix is the one of our namespace; the file gets one if it has none.
func (d *diagram) prefix() string {
	for _, a := range d.document.Root.Attrs {
		if prefix, ok := strings.CutPrefix(a.Name, "xmlns:"); ok && a.Value == ours {
			return prefix + ":"
		}
	}
	d.document.Root.Set("xmlns:hih", ours)
	return "hih:"
}

// Addable are the kinds of step that AddAfter takes.
func Addable() []string { return slices.Clone(addable) }

var addable = []string{"userTask", "manualTask", "serviceTask", "businessRuleTask", "scriptTask"}

// AddAfter puts a new step into the way out of another, in the same lane, and gives its id.
func AddAfter(content []byte, id, kind, name string) (changed []byte, made string, err error) {
	d, err := openDiagram("process.bpmn", content)
	if err != nil {
		return nil, "", err
	}
	n, err := d.step(id)
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
