package dmn

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"handinhand/process/feel"
	"handinhand/process/finding"
)

// Import is what a model says of another one that it needs.
type Import struct {
	Name      string // under which expressions call it, may be empty
	Namespace string
	Location  string // locationURI, may be empty
}

// Option tells Parse more about the place of a file.
type Option func(*builder)

// WithImports lets a model import others: find gives the file of one, false if there is none. It must give the same file for
// the same import.
func WithImports(find func(Import) ([]byte, bool)) Option {
	return func(b *builder) { b.find = find }
}

// Parse reads a model. The findings name every construct that cannot be executed and every expression that is not FEEL; with an error
// among them the model must not be published. A text that is no DMN gives nil and one finding.
func Parse(data []byte, options ...Option) (*Definitions, []finding.Finding) {
	b := &builder{library: &library{models: map[string]*Definitions{}}, said: map[string]bool{}}
	for _, option := range options {
		option(b)
	}
	b.parse(data)
	return b.definitions, b.findings
}

// builder turns a file into definitions and collects what it has to say.
type builder struct {
	root        *element
	prefixes    map[string]string // XML prefix -> namespace
	definitions *Definitions
	find        func(Import) ([]byte, bool)
	library     *library
	members     feel.Option // every name that may follow a point
	types       feel.Option // every type that a text may name
	building    []string    // item definitions being built, to see circles
	findings    []finding.Finding
	said        map[string]bool // the findings in words, so that none comes twice
}

func (b *builder) report(severity finding.Severity, element, name, rule, format string, args ...any) {
	f := finding.Finding{Severity: severity, Element: element, Name: name, Rule: rule, Message: finding.Say(format, args...)}
	if said := f.String(); !b.said[said] {
		b.said[said] = true
		b.findings = append(b.findings, f)
	}
}

func (b *builder) parse(data []byte) {
	root, space, prefixes, err := readXML(data)
	if err != nil {
		b.report(finding.Error, "", "", "xml", "the file is not XML: %v", err)
		return
	}
	if _, known := namespaces[space]; !known || root.name != "definitions" {
		b.report(finding.Error, "", "", "not-dmn", "the file is not DMN 1.1 to 1.5: its root is %q in the namespace %q", root.name, space)
		return
	}
	hash := sha256.Sum256(data)
	b.root, b.prefixes = root, prefixes
	b.definitions = &Definitions{
		ID: root.id(), Name: root.attr("name"), Namespace: root.attr("namespace"), Version: hex.EncodeToString(hash[:]),
		types: map[string]*itemType{},
	}
	b.build()
}

// build goes from what others refer to, to what refers to it.
func (b *builder) build() {
	b.refuseUnknown()
	b.imports()
	b.members = feel.Members(b.memberNames()...)
	b.types = feel.Types(nil)
	b.itemTypes()
	b.declare()
	b.require()
	b.refuseCircles()
	b.fill()
}

// silent holds the elements that document a model and have no effect on its result.
var silent = []string{
	"description", "extensionElements", "textAnnotation", "association", "group", "knowledgeSource", "elementCollection",
	"performanceIndicator", "organizationUnit", "artifact", "DMNDI", "businessContextElement", "drgElement",
}

var executed = []string{"import", "itemDefinition", "inputData", "decision", "businessKnowledgeModel", "decisionService"}

// refuseUnknown reports the elements of the model that nothing here reads.
func (b *builder) refuseUnknown() {
	for _, e := range b.root.children {
		if !slices.Contains(silent, e.name) && !slices.Contains(executed, e.name) {
			b.report(finding.Error, e.id(), e.attr("name"), "unsupported-element", "the model holds a %s, which cannot be executed", e.name)
		}
	}
}

// memberNames gives every name that a value of this model may have members of: components, columns, entries and what
// imports offer.
func (b *builder) memberNames() []string {
	var names []string
	var collect func(e *element)
	collect = func(e *element) {
		switch e.name {
		case "itemComponent", "output", "column":
			names = append(names, e.label())
		case "contextEntry":
			names = append(names, oneLine(e.child("variable").attr("name")))
		}
		for _, c := range e.children {
			collect(c)
		}
	}
	collect(b.root)
	for _, other := range b.definitions.imports {
		names = append(names, other.model.exported()...)
	}
	for _, kind := range executed[2:] {
		for _, e := range b.root.all(kind) {
			names = append(names, variableName(e))
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

// variableName is the name by which expressions call the result of an element.
func variableName(e *element) string {
	return or(oneLine(e.child("variable").attr("name")), e.label())
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func (e *element) expressions() []*element {
	return slices.DeleteFunc(slices.Clone(e.children), func(c *element) bool { return !slices.Contains(boxNames, c.name) })
}
