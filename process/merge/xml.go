package merge

import (
	"slices"
	"strings"

	"handinhand/process/xmldoc"
)

// Elements without an id are known by these, below their parent: references by what they refer to, the extensions of Camunda
// and ours by the attribute that may stand there once.
var (
	byContent   = []string{"incoming", "outgoing", "flowNodeRef", "dataInputRefs", "dataOutputRefs", "operationRef", "eventDefinitionRef"}
	byAttribute = []string{"key", "target", "item", "href", "name", "event"}
	whole       = []string{"Bounds", "waypoint", "bounds"} // a place on the diagram is one thing
)

const textField = ""

func readXML(content []byte) (*tree, error) {
	document, err := xmldoc.Parse(content)
	if err != nil {
		return nil, err
	}
	t := &tree{entries: map[string]*entry{}, before: document.Before, after: document.After}
	t.element("", document.Root)
	return t, nil
}

func (t *tree) element(parent string, n *xmldoc.Node) {
	e := t.add(&entry{key: keyOf(parent, n), parent: parent, tag: n.Name, name: n.Get("name")})
	for _, a := range n.Attrs {
		e.fields = append(e.fields, field{a.Name, a.Value})
	}
	kids := slices.DeleteFunc(slices.Clone(n.Children), func(c *xmldoc.Node) bool { return c.Kind == xmldoc.Text })
	if text := n.Content(); len(kids) == 0 && text != "" || strings.TrimSpace(text) != "" {
		e.fields = append(e.fields, field{textField, text})
	}
	for len(kids) > 0 {
		first := kids[0]
		if first.Kind != xmldoc.Element {
			t.add(&entry{key: e.key + "/!" + first.Text, parent: e.key, tag: "!", nodes: kids[:1]})
			kids = kids[1:]
			continue
		}
		if !slices.Contains(whole, first.Local()) {
			t.element(e.key, first)
			kids = kids[1:]
			continue
		}
		n := slices.IndexFunc(kids, func(k *xmldoc.Node) bool { return k.Name != first.Name })
		if n < 0 {
			n = len(kids)
		}
		t.whole(e.key, kids[:n])
		kids = kids[n:]
	}
}

// whole takes elements that follow each other as one thing.
func (t *tree) whole(parent string, nodes []*xmldoc.Node) {
	var b strings.Builder
	for _, n := range nodes {
		b.WriteString(n.String())
	}
	t.add(&entry{key: parent + "/" + nodes[0].Name, parent: parent, tag: nodes[0].Name, fields: []field{{"place", b.String()}}, nodes: nodes})
}

// keyOf is what an element is known by, whatever stands around it.
func keyOf(parent string, n *xmldoc.Node) string {
	if id := n.Get("id"); id != "" {
		return "#" + id
	}
	key := parent + "/" + n.Name
	if slices.Contains(byContent, n.Local()) {
		return key + "=" + strings.TrimSpace(n.Content())
	}
	if strings.Contains(n.Name, ":") && len(n.Attrs) > 0 && parent != "" {
		for _, name := range byAttribute {
			if value := n.Get(name); value != "" {
				return key + "@" + name + "=" + value
			}
		}
	}
	return key
}

func writeXML(t *tree) []byte {
	d := &xmldoc.Document{Before: t.before, After: t.after, Root: t.node(t.root)[0]}
	d.Root.Indent()
	return d.Bytes()
}

func (t *tree) node(key string) []*xmldoc.Node {
	e := t.entries[key]
	if e.nodes != nil {
		return e.nodes
	}
	n := &xmldoc.Node{Name: e.tag}
	for _, f := range e.fields {
		if f.name == textField {
			n.Children = append(n.Children, &xmldoc.Node{Kind: xmldoc.Text, Text: f.value})
		} else {
			n.Attrs = append(n.Attrs, xmldoc.Attr{Name: f.name, Value: f.value})
		}
	}
	for _, kid := range e.kids {
		n.Children = append(n.Children, t.node(kid)...)
	}
	return []*xmldoc.Node{n}
}
