package xmldoc

import (
	"bytes"
	"strings"
)

var (
	escapeText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	escapeAttr = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#10;", "\r", "&#xD;", "\t", "&#9;")
)

// Bytes writes the file.
func (d *Document) Bytes() []byte {
	var out bytes.Buffer
	for _, n := range d.Before {
		n.write(&out)
		out.WriteByte('\n')
	}
	d.Root.write(&out)
	out.WriteByte('\n')
	for _, n := range d.After {
		n.write(&out)
		out.WriteByte('\n')
	}
	return out.Bytes()
}

// String is the node as it stands in a file.
func (n *Node) String() string {
	var out bytes.Buffer
	n.write(&out)
	return out.String()
}

func (n *Node) write(out *bytes.Buffer) {
	switch n.Kind {
	case Text:
		out.WriteString(escapeText.Replace(n.Text))
	case Comment:
		out.WriteString("<!--" + n.Text + "-->")
	case Instruction:
		out.WriteString("<?" + n.Name + " " + n.Text + "?>")
	case Element:
		n.writeElement(out)
	}
}

func (n *Node) writeElement(out *bytes.Buffer) {
	out.WriteString("<" + n.Name)
	for _, a := range n.Attrs {
		out.WriteString(" " + a.Name + `="` + escapeAttr.Replace(a.Value) + `"`)
	}
	if len(n.Children) == 0 {
		out.WriteString(" />")
		return
	}
	out.WriteByte('>')
	for _, c := range n.Children {
		c.write(out)
	}
	out.WriteString("</" + n.Name + ">")
}

// Indent lays an element and all below it out anew: each element on a line of its own, except where text stands beside
// elements.
func (n *Node) Indent() { n.indent("\n") }

func (n *Node) indent(margin string) {
	var kept []*Node
	mixed, nested := false, false
	for _, c := range n.Children {
		mixed = mixed || c.Kind == Text && !c.blank()
		nested = nested || c.Kind != Text
	}
	if mixed || !nested {
		return
	}
	for _, c := range n.Children {
		if c.Kind == Text {
			continue
		}
		kept = append(kept, &Node{Kind: Text, Text: margin + "  "}, c)
		if c.Kind == Element {
			c.indent(margin + "  ")
		}
	}
	n.Children = append(kept, &Node{Kind: Text, Text: margin})
}
