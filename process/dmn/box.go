package dmn

import (
	"strings"

	"handinhand/process/feel"
	"handinhand/process/finding"
)

// box is a boxed expression (DMN 1.5, chapter 7.3 and 10.2), compiled.
type box interface {
	eval(v *evaluation, s feel.Scope) feel.Value
}

// boxNames are the elements that are boxed expressions.
var boxNames = []string{
	"literalExpression", "decisionTable", "context", "invocation", "relation", "list", "functionDefinition", "conditional", "filter",
	"for", "some", "every",
}

// place is where an expression stands: whose it is, and which names it may read.
type place struct {
	id, name string      // of the decision or business knowledge model
	typ      *itemType   // of its result
	names    []string    // visible: those of requirements, then the local ones
	local    int         // how many of names are local
	free     *[]string   // gathers what is read and not local
	known    feel.Option // names, ready for the compiler
}

func newPlace(id, name string, names []string, free *[]string) place {
	return place{id: id, name: name, names: names, free: free, known: feel.Known(names...)}
}

// with gives the same place with more local names.
func (p place) with(names ...string) place {
	p.names = append(p.names[:len(p.names):len(p.names)], names...)
	p.local += len(names)
	p.known = feel.Known(p.names...)
	return p
}

func (p place) isLocal(name string) bool {
	for _, local := range p.names[len(p.names)-p.local:] {
		if local == name {
			return true
		}
	}
	return false
}

// broken stands where a finding says that something cannot be executed.
type broken struct{ element string }

func (x *broken) eval(v *evaluation, _ feel.Scope) feel.Value {
	v.fail(x.element, nil, "the logic cannot be executed: see the findings of the model")
	return nil
}

// box compiles the boxed expression e. What cannot be executed is reported, and broken stands in its place.
func (b *builder) box(e *element, p place) box {
	compiled := b.untyped(e, p)
	if t := b.typeOf(e, e.attr("typeRef"), p); t != nil {
		return &typed{compiled, t, or(e.id(), p.id)}
	}
	return compiled
}

func (b *builder) untyped(e *element, p place) box {
	switch e.name {
	case "literalExpression":
		return b.literal(e, p)
	case "decisionTable":
		return b.table(e, p)
	case "context":
		return b.context(e, p)
	case "invocation":
		return b.invocation(e, p)
	case "relation":
		return b.relation(e, p)
	case "list":
		return b.list(e, p)
	case "functionDefinition":
		return b.function(e, p)
	}
	return b.iterating(e, p)
}

// boxIn compiles the one boxed expression that an element holds.
func (b *builder) boxIn(e *element, p place, what string) box {
	inner := e.child(boxNames...)
	if inner == nil {
		b.report(finding.Error, or(e.id(), p.id), p.name, "no-logic", "%s holds no expression: write one or remove it", what)
		return &broken{or(e.id(), p.id)}
	}
	return b.box(inner, p)
}

func (b *builder) literal(e *element, p place) box {
	id := or(e.id(), p.id)
	if e.child("importedValues") != nil {
		b.report(finding.Error, id, p.name, "unsupported-element", "the expression is imported from another file: write it here")
		return &broken{id}
	}
	x := b.expression(text{e.childText("text"), e.attr("expressionLanguage"), id}, p, "the expression")
	if x == nil {
		return &broken{id}
	}
	return &literal{id, x}
}

type literal struct {
	element    string
	expression *feel.Expression
}

func (l *literal) eval(v *evaluation, s feel.Scope) feel.Value {
	return v.evalText(l.element, l.expression, s)
}

// typed is a box whose value must be of a type.
type typed struct {
	box
	typ     *itemType
	element string
}

func (t *typed) eval(v *evaluation, s feel.Scope) feel.Value {
	return v.checked(t.box.eval(v, s), t.typ, t.element, "the value", s)
}

// text is a FEEL source with the element that it belongs to.
type text struct{ source, language, element string }

// expression compiles a text; a finding tells what is wrong with it.
func (b *builder) expression(t text, p place, what string) *feel.Expression {
	if strings.TrimSpace(t.source) == "" {
		b.report(finding.Error, t.element, p.name, "no-expression", "%s is empty: write FEEL, null for nothing", what)
		return nil
	}
	return compiled(b, t, p, what, feel.Compile)
}

// tests compiles a cell of unary tests; an empty cell is "-".
func (b *builder) tests(t text, p place, what string) *feel.UnaryTests {
	if strings.TrimSpace(t.source) == "" {
		t.source = "-"
	}
	return compiled(b, t, p, what, feel.CompileUnary)
}

type named interface{ Names() []string }

func compiled[T any, P interface {
	*T
	named
}](b *builder, t text, p place, what string, compile func(string, ...feel.Option) (P, error)) P {
	language := or(t.language, b.root.attr("expressionLanguage"))
	if !isFEEL(language) {
		b.report(finding.Error, t.element, p.name, "expression-language", "%s is in %q: only FEEL is executed", what, language)
		return nil
	}
	x, err := compile(t.source, p.known, b.members, b.types)
	if err != nil {
		b.report(finding.Error, t.element, p.name, "feel-syntax", "%s: %s", what, err)
		return nil
	}
	for _, name := range x.Names() {
		if !p.isLocal(name) {
			*p.free = append(*p.free, name)
		}
	}
	return x
}

// isFEEL knows the names under which files call FEEL.
func isFEEL(language string) bool {
	return language == "" || strings.EqualFold(language, "feel") || strings.Contains(language, "/FEEL") || strings.Contains(language, "omg.org/spec/DMN")
}
