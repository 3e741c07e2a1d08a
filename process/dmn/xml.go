package dmn

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"handinhand/process/finding"
)

// maxXMLDepth keeps a file from nesting boxes deeper than anything that walks them can follow.
const maxXMLDepth = 200

// namespaces of DMN 1.1 to 1.5: the elements that we read are the same in all.
var namespaces = map[string]string{
	"http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
	"http://www.omg.org/spec/DMN/20180521/MODEL/":  "1.2",
	"https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
	"https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
	"https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}

// element is one XML element of the DMN namespace, or the root. Elements of other namespaces are extensions and left out.
type element struct {
	name     string
	attrs    map[string]string // those without a namespace
	children []*element
	text     string // all character data directly in it
}

// readXML gives the root with its namespace. prefixes maps the prefixes that the root declares.
func readXML(data []byte) (root *element, space string, prefixes map[string]string, err error) {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	var open []*element
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if _, ours := namespaces[t.Name.Space]; !ours && root != nil {
				if err := decoder.Skip(); err != nil {
					return nil, "", nil, err
				}
				continue
			}
			e := newElement(t)
			if len(open) == maxXMLDepth {
				return nil, "", nil, finding.Reason("the elements are nested too deep")
			}
			if root == nil {
				root, space, prefixes = e, t.Name.Space, declared(t)
			} else if len(open) > 0 {
				parent := open[len(open)-1]
				parent.children = append(parent.children, e)
			}
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(t)
			}
		}
	}
	if root == nil {
		return nil, "", nil, finding.Reason("it holds no element")
	}
	return root, space, prefixes, nil
}

func newElement(t xml.StartElement) *element {
	e := &element{name: t.Name.Local, attrs: map[string]string{}}
	for _, a := range t.Attr {
		if a.Name.Space == "" {
			e.attrs[a.Name.Local] = a.Value
		}
	}
	return e
}

func declared(t xml.StartElement) map[string]string {
	prefixes := map[string]string{}
	for _, a := range t.Attr {
		if a.Name.Space == "xmlns" {
			prefixes[a.Name.Local] = a.Value
		}
	}
	return prefixes
}

// attr gives an attribute, empty where there is none; on no element too.
func (e *element) attr(name string) string {
	if e == nil {
		return ""
	}
	return e.attrs[name]
}

func (e *element) id() string { return e.attr("id") }

// label gives the element's name as expressions write it: one space between words.
func (e *element) label() string { return oneLine(e.attr("name")) }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// child gives the first child of one of these names, else nil.
func (e *element) child(names ...string) *element {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		for _, name := range names {
			if c.name == name {
				return c
			}
		}
	}
	return nil
}

// all gives the children of that name.
func (e *element) all(name string) []*element {
	if e == nil {
		return nil
	}
	var found []*element
	for _, c := range e.children {
		if c.name == name {
			found = append(found, c)
		}
	}
	return found
}

// childText gives the text of a child, or of its text child, trimmed.
func (e *element) childText(name string) string {
	c := e.child(name)
	if c == nil {
		return ""
	}
	if inner := c.child("text"); inner != nil {
		c = inner
	}
	return strings.TrimSpace(c.text)
}
