package xmldoc

import (
	"slices"
	"strings"
)

// Document is a file: its root element, and the comments and instructions around it.
type Document struct {
	Before, After []*Node
	Root          *Node
}

// Local is the name without its prefix.
func (n *Node) Local() string {
	_, local, prefixed := strings.Cut(n.Name, ":")
	if !prefixed {
		return n.Name
	}
	return local
}

// Prefix is that of the name with its colon, or empty: to name new elements as the file names its own.
func (n *Node) Prefix() string { return strings.TrimSuffix(n.Name, n.Local()) }

// Attr gives an attribute.
func (n *Node) Attr(name string) (string, bool) {
	for _, a := range n.Attrs {
		if a.Name == name {
			return a.Value, true
		}
	}
	return "", false
}

// Get gives an attribute, empty where it is not there.
func (n *Node) Get(name string) string {
	value, _ := n.Attr(name)
	return value
}

// Set sets an attribute.
func (n *Node) Set(name, value string) {
	for i := range n.Attrs {
		if n.Attrs[i].Name == name {
			n.Attrs[i].Value = value
			return
		}
	}
	n.Attrs = append(n.Attrs, Attr{name, value})
}

// Elements are the child elements.
func (n *Node) Elements() []*Node {
	var out []*Node
	for _, c := range n.Children {
		if c.Kind == Element {
			out = append(out, c)
		}
	}
	return out
}

// Content is the text directly in an element.
func (n *Node) Content() string {
	var b strings.Builder
	for _, c := range n.Children {
		if c.Kind == Text {
			b.WriteString(c.Text)
		}
	}
	return b.String()
}

// Walk visits an element and all below it, in the order of the file. parent is nil at the top.
func (n *Node) Walk(visit func(parent, n *Node)) { n.walk(nil, visit) }

func (n *Node) walk(parent *Node, visit func(parent, n *Node)) {
	visit(parent, n)
	for _, c := range n.Elements() {
		c.walk(n, visit)
	}
}

// Remove takes children away, with the whitespace before each.
func (n *Node) Remove(gone func(*Node) bool) {
	var kept []*Node
	for _, c := range n.Children {
		if c.Kind != Element || !gone(c) {
			kept = append(kept, c)
			continue
		}
		if last := len(kept) - 1; last >= 0 && kept[last].blank() {
			kept = kept[:last]
		}
	}
	n.Children = kept
}

// Append adds an element after the last one, indented as that is.
func (n *Node) Append(child *Node) {
	at, indent := len(n.Children), ""
	for i, c := range n.Children {
		if c.Kind == Element {
			at = i + 1
			if i > 0 && n.Children[i-1].blank() {
				indent = n.Children[i-1].Text
			}
		}
	}
	added := []*Node{child}
	if indent != "" {
		added = []*Node{{Kind: Text, Text: indent}, child}
	}
	n.Children = slices.Insert(n.Children, at, added...)
}

func (n *Node) blank() bool { return n.Kind == Text && strings.TrimSpace(n.Text) == "" }
