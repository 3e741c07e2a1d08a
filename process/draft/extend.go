package draft

import (
	"slices"
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/xmldoc"
)

const ours = bpmn.HihNS

// Saying is a hih: extension element that an element bears or may bear, and what each one that is there says, by attribute.
type Saying struct {
	bpmn.Bearing
	Said []map[string]string
}

// item tells one of several from its sisters.
const itemKey = "item"

// says are what an element bears or may bear.
func (d *diagram) says(n *xmldoc.Node) []Saying {
	var all []Saying
	for _, b := range bpmn.Bears(n.Local()) {
		s := Saying{Bearing: b}
		for _, one := range d.extensions(n, b.Name) {
			said := map[string]string{}
			for _, name := range b.Attributes {
				if value := one.Get(name); value != "" {
					said[name] = value
				}
			}
			s.Said = append(s.Said, said)
		}
		all = append(all, s)
	}
	return all
}

// extensions are the hih: elements of a type that stand at an element.
func (d *diagram) extensions(n *xmldoc.Node, local string) []*xmldoc.Node {
	var out []*xmldoc.Node
	for _, holder := range n.Elements() {
		if holder.Local() != "extensionElements" {
			continue
		}
		for _, c := range holder.Elements() {
			if c.Local() == local && d.isOurs(c) {
				out = append(out, c)
			}
		}
	}
	return out
}

// isOurs tells our elements from those of the same name of others.
func (d *diagram) isOurs(n *xmldoc.Node) bool {
	declared := "xmlns:" + strings.TrimSuffix(n.Prefix(), ":")
	for at := n; at != nil; at = d.parents[at] {
		if space := at.Get(declared); space != "" {
			return space == ours
		}
	}
	return false
}

// Extend says something of ours at an element: whatever bpmn.Bears of it, by attribute. A value that is empty takes the
// attribute away, and where none is left the extension, unless it says something by being there; other attributes stay.
func Extend(content []byte, id, kind string, values map[string]string) ([]byte, error) {
	d, n, b, err := bearer(content, id, kind)
	if err != nil {
		return nil, err
	}
	if b.Many && values[itemKey] == "" {
		return nil, refuse(d.name, "no-item", "say which %s it is about", itemKey)
	}
	at := d.one(n, b, values[itemKey])
	if at == nil {
		at = &xmldoc.Node{Name: d.prefix() + kind}
		holder(n).Append(at)
	}
	for _, name := range b.Attributes {
		if value, given := values[name]; given && value != "" {
			at.Set(name, value)
		} else if given {
			at.Attrs = slices.DeleteFunc(at.Attrs, func(a xmldoc.Attr) bool { return a.Name == name })
		}
	}
	if len(at.Attrs) == 0 && !b.Alone {
		forget(n, at)
	}
	return d.document.Bytes(), nil
}

// Unsay takes an extension of ours away from an element; of several, the one about an item.
func Unsay(content []byte, id, kind, item string) ([]byte, error) {
	d, n, b, err := bearer(content, id, kind)
	if err != nil {
		return nil, err
	}
	if at := d.one(n, b, item); at != nil {
		forget(n, at)
	}
	return d.document.Bytes(), nil
}

// bearer finds an element that can bear an extension of ours.
func bearer(content []byte, id, kind string) (*diagram, *xmldoc.Node, bpmn.Bearing, error) {
	d, err := openDiagram("process.bpmn", content)
	if err != nil {
		return nil, nil, bpmn.Bearing{}, err
	}
	if n := d.byID[id]; n != nil {
		for _, b := range bpmn.Bears(n.Local()) {
			if b.Name == kind {
				return d, n, b, nil
			}
		}
	}
	return nil, nil, bpmn.Bearing{}, refuse(d.name, "no-step", "the process has no element %q that can bear hih:%s", id, kind)
}

// one is the extension that is there already.
func (d *diagram) one(n *xmldoc.Node, b bpmn.Bearing, item string) *xmldoc.Node {
	var at *xmldoc.Node
	for _, one := range d.extensions(n, b.Name) {
		if !b.Many || one.Get(itemKey) == item {
			at = one
		}
	}
	return at
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
