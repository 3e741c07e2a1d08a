package draft

import (
	"slices"
	"strconv"
	"strings"

	"handinhand/process/xmldoc"
)

// Move puts a step, and the events on its boundary, into another lane: whose it is, and where it is drawn.
func Move(content []byte, id, lane string) ([]byte, error) {
	d, _, err := openStep(content, id)
	if err != nil {
		return nil, err
	}
	to := d.byID[lane]
	if to == nil || to.Local() != "lane" {
		return nil, refuse(d.name, "no-lane", "the process has no lane %q", lane)
	}
	moved := []string{id}
	for _, event := range d.all("boundaryEvent") {
		if event.Get("attachedToRef") == id {
			moved = append(moved, event.Get("id"))
		}
	}
	around := []*xmldoc.Node{to}
	for p := d.parents[to]; p != nil; p = d.parents[p] {
		if p.Local() == "lane" {
			around = append(around, p)
		}
	}
	for _, one := range d.all("lane") {
		if !slices.Contains(around, one) {
			one.Remove(func(c *xmldoc.Node) bool {
				return c.Local() == "flowNodeRef" && slices.Contains(moved, strings.TrimSpace(c.Content()))
			})
		}
	}
	for _, one := range around {
		for _, ref := range moved {
			if !slices.Contains(members(one), ref) {
				one.Append(&xmldoc.Node{Name: one.Prefix() + "flowNodeRef", Children: []*xmldoc.Node{{Kind: xmldoc.Text, Text: ref}}})
			}
		}
	}
	d.redraw(moved, lane)
	return d.document.Bytes(), nil
}

// drawn is what is drawn of an element: a shape or an edge.
func (d *diagram) drawn(id string) *xmldoc.Node {
	for _, kind := range []string{"BPMNShape", "BPMNEdge"} {
		for _, n := range d.all(kind) {
			if n.Get("bpmnElement") == id {
				return n
			}
		}
	}
	return nil
}

// redraw puts the shapes of steps to the height of a lane; flows follow with the ends that are at them.
func (d *diagram) redraw(moved []string, lane string) {
	step, band := bounds(d.drawn(moved[0])), bounds(d.drawn(lane))
	if step == nil || band == nil {
		return // a file without a diagram
	}
	by := number(band, "y") + number(band, "height")/2 - number(step, "y") - number(step, "height")/2
	for _, id := range moved {
		if shape := d.drawn(id); shape != nil {
			shape.Walk(func(_, n *xmldoc.Node) {
				if n.Local() == "Bounds" {
					shift(n, by)
				}
			})
		}
	}
	for _, flow := range d.all("sequenceFlow") {
		points := waypoints(d.drawn(flow.Get("id")))
		if len(points) == 0 {
			continue
		}
		if slices.Contains(moved, flow.Get("sourceRef")) {
			shift(points[0], by)
		}
		if slices.Contains(moved, flow.Get("targetRef")) {
			shift(points[len(points)-1], by)
		}
	}
}

// bend lets a flow that led to a removed step end where the flow out of it ended.
func (d *diagram) bend(flow, out *xmldoc.Node) {
	from, to := waypoints(d.drawn(flow.Get("id"))), waypoints(d.drawn(out.Get("id")))
	if len(from) == 0 || len(to) == 0 {
		return
	}
	for _, name := range []string{"x", "y"} {
		from[len(from)-1].Set(name, to[len(to)-1].Get(name))
	}
}

func bounds(shape *xmldoc.Node) *xmldoc.Node {
	if shape == nil {
		return nil
	}
	for _, c := range shape.Elements() {
		if c.Local() == "Bounds" {
			return c
		}
	}
	return nil
}

func waypoints(edge *xmldoc.Node) []*xmldoc.Node {
	if edge == nil {
		return nil
	}
	return slices.DeleteFunc(edge.Elements(), func(c *xmldoc.Node) bool { return c.Local() != "waypoint" })
}

func number(n *xmldoc.Node, name string) float64 {
	v, _ := strconv.ParseFloat(n.Get(name), 64) // what is no number is drawn at 0
	return v
}

func shift(n *xmldoc.Node, by float64) {
	n.Set("y", strconv.FormatFloat(number(n, "y")+by, 'f', -1, 64))
}
