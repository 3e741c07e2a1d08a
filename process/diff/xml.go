package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// vocabularies are how properties of other namespaces are called, whatever prefix a file gives them.
var vocabularies = map[string]string{
	"http://camunda.org/schema/zeebe/1.0":         "zeebe:",
	"https://handinhand.example/schema/process/1": "hih:",
	"http://www.w3.org/2001/XMLSchema-instance":   "xsi:",
}

// parseXML reads a file; nil where there is none.
func parseXML(text []byte) (*etree.Element, error) {
	if len(text) == 0 {
		return nil, nil
	}
	d := etree.NewDocument()
	if err := d.ReadFromBytes(text); err != nil {
		return nil, err
	}
	return d.Root(), nil
}

// tag is an element's name; those of the file's own vocabulary have no prefix.
func tag(x *etree.Element, own string) string {
	if x.NamespaceURI() == own {
		return x.Tag
	}
	return foreign(x.NamespaceURI(), x.Space) + x.Tag
}

func foreign(uri, prefix string) string {
	if known, ok := vocabularies[uri]; ok {
		return known
	}
	if prefix == "" {
		return ""
	}
	return prefix + ":"
}

// document reads the parts of an XML file.
type document struct {
	own   string // namespace of its vocabulary
	units map[string]bool
	skip  func(*etree.Element) bool
	parts map[string]part
}

// walk collects the units below x. inside is the id of the unit around them.
func (d *document) walk(x *etree.Element, inside string) {
	for _, c := range x.ChildElements() {
		if d.skip(c) {
			continue
		}
		id := c.SelectAttrValue("id", "")
		if !d.unit(c) {
			d.walk(c, inside)
			continue
		}
		p := part{kind: c.Tag, name: c.SelectAttrValue("name", c.SelectAttrValue("label", "")), says: map[string]string{}}
		if inside != "" {
			p.says["inside"] = inside
		}
		d.say(c, "", p.says)
		d.parts[id] = p
		d.walk(c, id)
	}
}

func (d *document) unit(x *etree.Element) bool {
	return x.NamespaceURI() == d.own && d.units[x.Tag] && x.SelectAttrValue("id", "") != ""
}

// say writes down what an element says, without the units in it. Ids of what is no unit say nothing: modelers make them up.
func (d *document) say(x *etree.Element, at string, says map[string]string) {
	for _, a := range x.Attr {
		if a.Key == "id" || a.Space == "xmlns" || a.Key == "xmlns" && a.Space == "" {
			continue
		}
		name := a.Key
		if a.Space != "" {
			name = foreign(a.NamespaceURI(), a.Space) + a.Key
		}
		says[join(at, name)] = a.Value
	}
	if text := strings.TrimSpace(x.Text()); text != "" {
		says[cmp.Or(at, "text")] = text
	}
	seen := map[string]int{}
	for _, c := range x.ChildElements() {
		if d.skip(c) || d.unit(c) {
			continue
		}
		name := d.called(c)
		if seen[name]++; seen[name] > 1 && name != "" {
			name = fmt.Sprintf("%s[%d]", name, seen[name])
		}
		before := len(says)
		d.say(c, join(at, name), says)
		if len(says) == before && name != "" {
			says[join(at, name)] = there
		}
	}
}

// there is the value of what stands in the file and says no more.
const there = "✓"

// keys are the attributes by which one of several is meant.
var keys = []string{"item", "key", "target", "name", "type"}

// called is how a child is named among the properties. What only groups others is not.
func (d *document) called(x *etree.Element) string {
	name := tag(x, d.own)
	if slices.Contains([]string{"extensionElements", "text"}, name) {
		return ""
	}
	for _, key := range keys {
		if value := x.SelectAttrValue(key, ""); value != "" && x.NamespaceURI() != d.own {
			return name + " " + value
		}
	}
	return name
}

func join(at, name string) string {
	switch {
	case at == "":
		return name
	case name == "" || strings.HasPrefix(name, "["):
		return at + name
	}
	return at + " / " + name
}
