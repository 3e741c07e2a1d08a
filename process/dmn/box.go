package dmn

import (
	"slices"
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
	id, name string        // of the decision or business knowledge model
	typ      *itemType     // of its result
	visible  []param       // what requirements bring, then the local names
	local    int           // how many of visible are local
	free     *[]string     // gathers what is read and not local
	known    []feel.Option // visible, ready for the compiler
}

func newPlace(id, name string, visible []param, free *[]string) place {
	p := place{id: id, name: name, free: free}
	return p.see(visible)
}

// see gives the same place with more names.
func (p place) see(more []param) place {
	p.visible = append(p.visible[:len(p.visible):len(p.visible)], more...)
	p.known = p.known[:len(p.known):len(p.known)]
	for _, v := range more {
		p.known = append(p.known, feel.Declare(v.name, v.typ.feelType()))
	}
	return p
}

// with gives the same place with more local names, the last ones first.
func (p place) with(locals ...param) place {
	p = p.see(locals)
	p.local += len(locals)
	return p
}

func (p place) isLocal(name string) bool { return hasName(p.visible[len(p.visible)-p.local:], name) }

func hasName(list []param, name string) bool {
	return slices.ContainsFunc(list, func(v param) bool { return v.name == name })
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
	if e.name == "functionDefinition" {
		return compiled // its type is about what it gives when it is called
	}
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
func (b *builder) boxIn(e *element, p place, what finding.Text) box {
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
	x := b.expression(text{source: e.childText("text"), language: e.attr("expressionLanguage"), element: id}, p, finding.Say("the expression"), b.typeOf(e, e.attr("typeRef"), p))
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
type text struct {
	source, language, element string
	cell                      bool // of a decision table
}

// expression compiles a text; a finding tells what is wrong with it.
func (b *builder) expression(t text, p place, what finding.Text, want *itemType) *feel.Expression {
	if strings.TrimSpace(t.source) == "" {
		b.report(finding.Error, t.element, p.name, "no-expression", "%s is empty: write FEEL, null for nothing", what)
		return nil
	}
	return compiled(b, t, p, what, want.feelType(), feel.Compile)
}

// tests compiles a cell of unary tests; an empty cell is "-".
func (b *builder) tests(t text, p place, what finding.Text, input *itemType) *feel.UnaryTests {
	if strings.TrimSpace(t.source) == "" {
		t.source = "-"
	}
	return compiled(b, t, p, what, input.feelType(), feel.CompileUnary)
}

// source is what the compiler of FEEL makes: an expression or unary tests.
type source[T any] interface {
	*T
	Names() []string
	Check(*feel.Type) []feel.Problem
}

// compiled compiles a text and checks it against the types of the names that it may read. want is the type of the value, or of the input
// of tests.
func compiled[T any, P source[T]](b *builder, t text, p place, what finding.Text, want *feel.Type, compile func(string, ...feel.Option) (P, error)) P {
	language := or(t.language, b.root.attr("expressionLanguage"))
	if !isFEEL(language) {
		b.report(finding.Error, t.element, p.name, "expression-language", "%s is in %q: only FEEL is executed", what, language)
		return nil
	}
	options := append(p.known[:len(p.known):len(p.known)], b.members, b.types)
	x, err := compile(t.source, options...)
	if err != nil {
		b.report(finding.Error, t.element, p.name, "feel-syntax", "%s: %s", what, err)
		return nil
	}
	problems := x.Check(want)
	for _, name := range x.Names() {
		if hasName(p.visible, name) {
			if !p.isLocal(name) {
				*p.free = append(*p.free, name)
			}
			continue
		}
		// A name that nothing declares is a variable if declaring it makes a problem go away; else it means a function of FEEL or an entry of
		// an item in a filter. Whether a variable must be declared is for the graph to say.
		options = append(options, feel.Declare(name, nil))
		if declared, err := compile(t.source, options...); err == nil {
			if fewer := declared.Check(want); len(fewer) < len(problems) {
				*p.free = append(*p.free, name)
				problems = fewer
				if t.cell && oneLine(t.source) == name {
					b.report(finding.Warning, t.element, p.name, "bare-text", "%s: %s is read as the name of a variable, but nothing declares one: write \"%[2]s\" for the text", what, name)
				}
			}
		}
	}
	for _, problem := range problems {
		b.report(finding.Error, t.element, p.name, "feel-type", "%s: %s", what, problem)
	}
	return x
}

// isFEEL knows the names under which files call FEEL.
func isFEEL(language string) bool {
	return language == "" || strings.EqualFold(language, "feel") || strings.Contains(language, "/FEEL") || strings.Contains(language, "omg.org/spec/DMN")
}
