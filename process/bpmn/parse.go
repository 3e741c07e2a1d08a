package bpmn

import (
	"bytes"
	"io"
	"strings"

	"github.com/beevik/etree"
	"golang.org/x/net/html/charset"

	"handinhand/process/finding"
)

// Limits of what is read, so that a file cannot exhaust a worker. A process of 2,000 steps with its diagram has about
// 30,000 XML elements. Depth and attributes are limited too, because finding a namespace looks at all of them.
const (
	maxBytes      = 8 << 20
	maxDepth      = 100
	maxElements   = 100_000
	maxAttributes = 100
)

// Parse reads BPMN 2.0.2 XML. It gives everything that is wrong with it at once, in document order as far as that makes
// sense. The model is nil only when the bytes are not BPMN XML at all; with an Error finding it must not be executed. A
// process that is not marked executable is read the same way, but what the engine could not run in it is a Warning.
func Parse(xml []byte) (*Model, []finding.Finding) {
	tree, why := readTree(xml)
	if !why.IsZero() {
		return nil, []finding.Finding{{Severity: finding.Error, Rule: "xml", Message: why}}
	}
	root := tree.Root()
	if root.NamespaceURI() != BpmnNS || root.Tag != "definitions" {
		return nil, []finding.Finding{{
			Severity: finding.Error, Rule: "not-bpmn",
			Message: finding.Say("The file is XML, but not BPMN 2.0: its root is <%s> and should be <definitions> in the namespace %s.", root.FullTag(), BpmnNS),
		}}
	}
	r := &reader{model: &Model{ID: id(root), Name: name(root), tree: tree}, roots: newRoots(), ids: map[string]string{}, imports: map[string]bool{}, severity: finding.Error}
	r.definitions(root)
	return r.model, r.findings
}

// readTree reads the XML without trusting it: no document type (and with it no entities), limited size and depth. What
// is wrong comes as a sentence.
func readTree(xml []byte) (tree *etree.Document, why finding.Text) {
	if len(xml) > maxBytes {
		return nil, finding.Say("The file has %d bytes; at most %d are read.", len(xml), maxBytes)
	}
	tree = etree.NewDocument()
	tree.ReadSettings = etree.ReadSettings{CharsetReader: charsetReader, PreserveCData: true, MaxDepth: maxDepth}
	if err := tree.ReadFromBytes(xml); err != nil {
		return nil, finding.Say("The file is not well-formed XML: %v.", err)
	}
	roots := 0
	for _, t := range tree.Child {
		switch t := t.(type) {
		case *etree.Element:
			roots++
		case *etree.Directive:
			return nil, finding.Say("The file has a document type (<!DOCTYPE …>); it must be removed, because it can pull in foreign content.")
		case *etree.CharData:
			if strings.TrimSpace(strings.TrimPrefix(t.Data, "\uFEFF")) != "" {
				return nil, finding.Say("The file has text outside of its root element.")
			}
		}
	}
	if roots != 1 {
		return nil, finding.Say("The file has %d root elements instead of one.", roots)
	}
	return tree, tooMuch(tree.Root())
}

// tooMuch tells whether a tree is beyond the limits that only show once it is read.
func tooMuch(root *etree.Element) finding.Text {
	elements := 0
	todo := []*etree.Element{root}
	for len(todo) > 0 {
		x := todo[len(todo)-1]
		todo = append(todo[:len(todo)-1], x.ChildElements()...)
		if elements++; elements > maxElements {
			return finding.Say("The file has more than %d XML elements.", maxElements)
		}
		if len(x.Attr) > maxAttributes {
			return finding.Say("The element <%s> has %d attributes; at most %d are read.", x.FullTag(), len(x.Attr), maxAttributes)
		}
	}
	return finding.Text{}
}

func charsetReader(label string, in io.Reader) (io.Reader, error) {
	all, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	return charset.NewReaderLabel(label, bytes.NewReader(all))
}

// reader builds a model from a tree and gathers findings.
type reader struct {
	roots
	model         *Model
	ids           map[string]string // tag of every element of the BPMN namespace that has an id
	imports       map[string]bool   // namespaces
	anyExecutable bool
	severity      finding.Severity // of what the engine could not run: a warning in a process that is not executable
	findings      []finding.Finding
}

func (r *reader) report(s finding.Severity, element, name, rule, format string, args ...any) {
	r.findings = append(r.findings, finding.Finding{
		Severity: s, Element: element, Name: name, Rule: rule, Message: finding.Say(format, args...),
	})
}

// near reports at an XML element or, if it has no id, at the nearest one around it that has.
func (r *reader) near(x *etree.Element, s finding.Severity, rule, format string, args ...any) {
	at := x
	for id(at) == "" && at.Parent() != nil {
		at = at.Parent()
	}
	r.report(s, id(at), name(at), rule, format, args...)
}

func (r *reader) fail(x *etree.Element, rule, format string, args ...any) {
	r.near(x, finding.Error, rule, format, args...)
}

// cannot reports what stands in the way of running, as opposed to what makes the file wrong as such.
func (r *reader) cannot(x *etree.Element, rule, format string, args ...any) {
	r.near(x, r.severity, rule, format, args...)
}

func (r *reader) warn(x *etree.Element, rule, format string, args ...any) {
	r.near(x, finding.Warning, rule, format, args...)
}

// Root elements that show how parties talk to each other, without being executable (BPMN 2.0.2, clauses 9 and 11).
var talkingRoots = words("choreography globalChoreographyTask globalConversation conversation")

func (r *reader) definitions(root *etree.Element) {
	r.survey(root)
	for _, x := range children(root) {
		if x.Tag == "import" {
			r.checkImport(x)
		}
	}
	r.validate(root, "definitions")
	r.rootElements(root)
	processes := map[string]*Definition{}
	for _, x := range children(root) {
		r.anyExecutable = r.anyExecutable || x.Tag == "process" && truth(x, "isExecutable", false)
	}
	for _, x := range children(root) {
		switch {
		case x.Tag == "process":
			d := r.process(x)
			r.model.Processes = append(r.model.Processes, d)
			processes[d.ID] = d
		case globalTasks[x.Tag] != "":
			r.model.GlobalTasks = append(r.model.GlobalTasks, r.globalTask(x))
		case x.Tag == "extension" && truth(x, "mustUnderstand", false):
			r.fail(x, "must-understand", "The file says that the extension %q must be understood, which this engine cannot promise.", x.SelectAttrValue("definition", ""))
		case talkingRoots[x.Tag]:
			r.warn(x, "not-executable", "The %s is kept, but only processes are executed.", x.Tag)
		}
	}
	r.calls()
	for _, x := range children(root) {
		if x.Tag == "collaboration" || talkingRoots[x.Tag] {
			r.collaboration(x, processes)
			r.checkTalk(x)
		}
	}
	r.checkMessageFlows()
	for _, d := range r.model.Processes {
		r.agencies(d)
	}
	if len(r.model.Executable()) == 0 {
		r.warn(root, "no-executable-process", "No process of the file is marked as executable (isExecutable=\"true\"): there is nothing to run.")
	}
}

// survey looks at every element: an id must name one of them, and an extension must stand where it means something.
// Diagram elements are not looked at: nothing refers to them.
func (r *reader) survey(x *etree.Element) {
	if v := id(x); v != "" {
		if r.ids[v] != "" {
			r.fail(x, "duplicate-id", "The id %q is used more than once; each element needs its own.", v)
		}
		r.ids[v] = x.Tag
	}
	if x.Tag == "process" && !truth(x, "isExecutable", false) {
		r.severity = finding.Warning
		defer func() { r.severity = finding.Error }()
	}
	if x.Tag == "documentation" || x.Tag == "textAnnotation" {
		r.checkMime(x, "textFormat")
	}
	if schema.matches(x.Tag, "resourceRole") {
		r.checkResource(x)
	}
	r.besideNodes(x)
	r.forOthers(x)
	for _, c := range children(x) {
		r.survey(c)
	}
}

// calls joins call activities to the processes and global tasks of this file. One that stands in another file is found
// when the case runs.
func (r *reader) calls() {
	for _, list := range [][]*Definition{r.model.Processes, r.model.GlobalTasks} {
		for _, d := range list {
			for _, e := range d.Elements {
				if e.Call != nil {
					e.Call.Definition = r.model.Callable(e.Call.Target())
					r.checkCall(e)
				}
			}
		}
	}
}

// local strips the prefix of a QName: references point into the same file.
func local(qname string) string {
	qname = strings.TrimSpace(qname)
	if _, after, ok := strings.Cut(qname, ":"); ok {
		return after
	}
	return qname
}

func id(x *etree.Element) string { return strings.TrimSpace(x.SelectAttrValue("id", "")) }

func name(x *etree.Element) string {
	return strings.Join(strings.Fields(x.SelectAttrValue("name", "")), " ")
}

// children gives the child elements of the BPMN namespace; those of vendors are kept in the tree and not looked at.
func children(x *etree.Element) []*etree.Element {
	var out []*etree.Element
	for _, c := range x.ChildElements() {
		if c.NamespaceURI() == BpmnNS {
			out = append(out, c)
		}
	}
	return out
}

// child gives the first child of the BPMN namespace with that name, nil if there is none.
func child(x *etree.Element, tag string) *etree.Element {
	for _, c := range children(x) {
		if c.Tag == tag {
			return c
		}
	}
	return nil
}

func words(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}
