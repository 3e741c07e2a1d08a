package xmldoc

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Limits of a file, so that none can exhaust its reader.
const (
	maxDepth = 256
	maxNodes = 400_000
)

// Kind is what a node is.
type Kind int

// Kinds of nodes.
const (
	Element Kind = iota
	Text
	Comment
	Instruction // <?target text?>
)

// Node is an element with its children, or a piece of text.
type Node struct {
	Kind     Kind
	Name     string // of an element as in the file, with its prefix; of an instruction its target
	Attrs    []Attr
	Children []*Node
	Text     string // of anything but an element, unescaped
}

// Attr is an attribute as in the file, with its prefix.
type Attr struct{ Name, Value string }

// SyntaxError says what is wrong with a file and where.
type SyntaxError struct {
	Line    int
	Rule    string // not-utf8, doctype, xml-syntax or xml-size
	Message string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Message) }

// Parse reads a file. The nodes before and after the root element are given beside it. The error is a *SyntaxError.
func Parse(content []byte) (*Document, error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if i := invalid(content); i >= 0 {
		return nil, &SyntaxError{1 + bytes.Count(content[:i], []byte("\n")), "not-utf8", "the file is not UTF-8: save it in this encoding"}
	}
	p := &parser{decoder: xml.NewDecoder(bytes.NewReader(content)), document: &Document{}}
	for {
		token, err := p.decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = p.take(token)
		}
		if err != nil {
			return nil, p.fail(err)
		}
	}
	if len(p.open) > 0 {
		return nil, p.fail(fmt.Errorf("the element <%s> is not closed", p.open[len(p.open)-1].Name))
	}
	if p.document.Root == nil {
		return nil, p.fail(errors.New("the file has no XML element"))
	}
	return p.document, nil
}

// invalid is the place of the first byte that is not UTF-8, or -1.
func invalid(content []byte) int {
	if utf8.Valid(content) {
		return -1
	}
	for i := 0; i < len(content); {
		r, size := utf8.DecodeRune(content[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

type parser struct {
	decoder  *xml.Decoder
	document *Document
	open     []*Node
	nodes    int
}

func (p *parser) fail(err error) error {
	var known *SyntaxError
	line, _ := p.decoder.InputPos()
	if errors.As(err, &known) {
		known.Line = line
		return known
	}
	message := err.Error()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		line, message = syntax.Line, syntax.Msg
	}
	return &SyntaxError{line, "xml-syntax", "the XML is broken: " + strings.TrimPrefix(message, "xml: ")}
}

func (p *parser) take(token xml.Token) error {
	if p.nodes++; p.nodes > maxNodes {
		return &SyntaxError{0, "xml-size", fmt.Sprintf("the file has more than %d elements and texts", maxNodes)}
	}
	switch token := token.(type) {
	case xml.StartElement:
		return p.begin(token)
	case xml.EndElement:
		return p.end(named(token.Name))
	case xml.CharData:
		return p.text(string(token))
	case xml.Comment:
		p.add(&Node{Kind: Comment, Text: string(token)})
	case xml.ProcInst:
		p.add(&Node{Kind: Instruction, Name: token.Target, Text: string(token.Inst)})
	case xml.Directive:
		return &SyntaxError{0, "doctype", "the file has a document type declaration (<!DOCTYPE …>), which could make its reader fetch or multiply things: remove it"}
	}
	return nil
}

func (p *parser) begin(token xml.StartElement) error {
	if len(p.open) >= maxDepth {
		return &SyntaxError{0, "xml-size", fmt.Sprintf("elements are nested more than %d deep", maxDepth)}
	}
	n := &Node{Kind: Element, Name: named(token.Name)}
	for _, a := range token.Attr {
		name := named(a.Name)
		if _, twice := n.Attr(name); twice {
			return fmt.Errorf("the attribute %s stands twice in <%s>", name, n.Name)
		}
		n.Attrs = append(n.Attrs, Attr{name, a.Value})
	}
	if len(p.open) == 0 {
		if p.document.Root != nil {
			return errors.New("a second element stands after the end of the first")
		}
		p.document.Root = n
	} else {
		parent := p.open[len(p.open)-1]
		parent.Children = append(parent.Children, n)
	}
	p.open = append(p.open, n)
	return nil
}

func (p *parser) end(name string) error {
	if len(p.open) == 0 || p.open[len(p.open)-1].Name != name {
		return fmt.Errorf("</%s> closes nothing that is open", name)
	}
	p.open = p.open[:len(p.open)-1]
	return nil
}

func (p *parser) text(text string) error {
	if len(p.open) == 0 {
		if strings.TrimSpace(text) != "" {
			return errors.New("text stands outside of the element")
		}
		return nil
	}
	p.add(&Node{Kind: Text, Text: text})
	return nil
}

func (p *parser) add(n *Node) {
	switch {
	case len(p.open) > 0:
		parent := p.open[len(p.open)-1]
		parent.Children = append(parent.Children, n)
	case p.document.Root == nil:
		p.document.Before = append(p.document.Before, n)
	default:
		p.document.After = append(p.document.After, n)
	}
}

func named(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}
