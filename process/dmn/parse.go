package dmn

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"handinhand/process/feel"
	"handinhand/process/finding"
)

// Parse reads a model. The findings name every construct that cannot be executed and every expression that is not FEEL; with an error
// among them the model must not be published. A text that is no DMN gives nil and one finding.
func Parse(data []byte) (*Definitions, []finding.Finding) {
	var file xmlDefinitions
	if err := xml.Unmarshal(data, &file); err != nil {
		return nil, []finding.Finding{{Severity: finding.Error, Rule: "xml", Message: "the file is not XML: " + err.Error()}}
	}
	if _, known := namespaces[file.XMLName.Space]; !known || file.XMLName.Local != "definitions" {
		return nil, []finding.Finding{{Severity: finding.Error, Rule: "not-dmn", Message: fmt.Sprintf(
			"the file is not DMN 1.1 to 1.5: its root is %q in the namespace %q", file.XMLName.Local, file.XMLName.Space)}}
	}
	b := &builder{file: &file, definitions: &Definitions{ID: file.ID, Name: file.Name, Namespace: file.Namespace}}
	b.known = feel.Known(b.names()...)
	b.build()
	return b.definitions, b.findings
}

// builder turns a file into definitions and collects what it has to say.
type builder struct {
	file        *xmlDefinitions
	definitions *Definitions
	known       feel.Option // every name that the file declares
	findings    []finding.Finding
}

func (b *builder) report(severity finding.Severity, element, name, rule, format string, args ...any) {
	b.findings = append(b.findings, finding.Finding{
		Severity: severity, Element: element, Name: name, Rule: rule, Message: fmt.Sprintf(format, args...),
	})
}

func (b *builder) build() {
	b.others(b.file.Others, "the model")
	for _, item := range b.file.Items {
		b.item(item)
	}
	for i := range b.file.Decisions {
		raw := &b.file.Decisions[i]
		if _, twice := b.definitions.Decision(raw.ID); twice || raw.ID == "" {
			b.report(finding.Error, raw.ID, raw.Name, "decision-id", "a decision needs an id of its own")
		}
		d := &Decision{ID: raw.ID, Name: raw.Name, variable: variableName(raw.Variable, raw.Name), typeRef: raw.Variable.TypeRef, inputs: map[string]string{}}
		d.logic = b.logic(raw)
		b.definitions.decisions = append(b.definitions.decisions, d)
	}
	for i, d := range b.definitions.decisions {
		b.requirements(d, b.file.Decisions[i].Requirements)
	}
	for _, d := range b.definitions.decisions {
		if d.requiresItself() {
			b.report(finding.Error, d.ID, d.Name, "requirement-cycle", "the decision requires itself: remove one requirement of the circle")
			d.requires = nil // so that nothing that walks the graph can run for ever
		}
	}
	for _, d := range b.definitions.decisions {
		b.undeclared(d)
	}
}

// names gives every name that expressions of the file may use, for those with spaces.
func (b *builder) names() []string {
	var names []string
	for _, input := range b.file.Inputs {
		names = append(names, variableName(input.Variable, input.Name))
	}
	for _, decision := range b.file.Decisions {
		names = append(names, variableName(decision.Variable, decision.Name))
		if decision.Table != nil {
			for _, output := range decision.Table.Outputs {
				names = append(names, output.Name)
			}
		}
	}
	var ofItem func(xmlItem)
	ofItem = func(item xmlItem) {
		for _, component := range item.Components {
			names = append(names, component.Name)
			ofItem(component)
		}
	}
	for _, item := range b.file.Items {
		ofItem(item)
	}
	return names
}

func variableName(v xmlVariable, fallback string) string {
	if v.Name == "" {
		v.Name = fallback
	}
	return strings.Join(strings.Fields(v.Name), " ")
}

// others reports the elements that no rule reads and that are no mere documentation.
func (b *builder) others(others []xmlOther, of string) {
	for _, other := range others {
		_, ours := namespaces[other.XMLName.Space]
		if ours && !silent[other.XMLName.Local] {
			b.report(finding.Error, other.ID, other.Name, "unsupported-element", "%s holds a %s, which cannot be executed yet", of, other.XMLName.Local)
		}
	}
}

func (b *builder) item(item xmlItem) {
	if item.AllowedValues != nil || item.Constraint != nil {
		b.report(finding.Warning, item.ID, item.Name, "item-constraint",
			"the constraint of this item definition is not checked: put the allowed values into the table's input")
	}
	for _, component := range item.Components {
		b.item(component)
	}
}

func (b *builder) logic(raw *xmlDecision) logic {
	var unknown []xmlOther
	for _, other := range raw.Others {
		if other.XMLName.Local == "knowledgeRequirement" {
			b.report(finding.Error, or(other.ID, raw.ID), raw.Name, "unsupported-element", "the decision requires a business knowledge model, which cannot be executed yet")
			continue
		}
		unknown = append(unknown, other)
	}
	before := len(b.findings)
	b.others(unknown, "the decision "+raw.Name)
	for i := before; i < len(b.findings); i++ {
		b.findings[i].Element = or(b.findings[i].Element, raw.ID)
	}
	switch {
	case raw.Table != nil:
		return b.table(raw)
	case raw.Literal != nil:
		return b.literal(raw)
	case len(b.findings) == before:
		b.report(finding.Error, raw.ID, raw.Name, "no-logic", "the decision has no decision table and no expression")
	}
	return nil
}

// requirements joins a decision to what it requires in the same file.
func (b *builder) requirements(d *Decision, requirements []xmlRequirement) {
	for _, r := range requirements {
		switch {
		case r.Decision != nil:
			other, ok := b.definitions.Decision(b.local(r.Decision.Href))
			if !ok {
				b.report(finding.Error, or(r.ID, d.ID), d.Name, "unknown-requirement", "the required decision %q is not in this file", r.Decision.Href)
				continue
			}
			d.requires = append(d.requires, other)
		case r.Input != nil:
			id := b.local(r.Input.Href)
			i := slices.IndexFunc(b.file.Inputs, func(input xmlInput) bool { return input.ID == id })
			if i < 0 {
				b.report(finding.Error, or(r.ID, d.ID), d.Name, "unknown-requirement", "the required input %q is not in this file", r.Input.Href)
				continue
			}
			input := b.file.Inputs[i]
			d.inputs[variableName(input.Variable, input.Name)] = input.Variable.TypeRef
		}
	}
}

// local gives the id behind a reference into this file.
func (b *builder) local(href string) string {
	if id, found := strings.CutPrefix(href, b.file.Namespace+"#"); found {
		return id
	}
	return strings.TrimPrefix(href, "#")
}

func (d *Decision) requiresItself() bool {
	seen := map[*Decision]bool{}
	var reaches func(*Decision) bool
	reaches = func(from *Decision) bool {
		for _, other := range from.requires {
			if other == d {
				return true
			}
			if !seen[other] {
				seen[other] = true
				if reaches(other) {
					return true
				}
			}
		}
		return false
	}
	return reaches(d)
}

// undeclared warns of names that are read but not required. Common modelers draw tables without input data, so a decision
// that requires nothing at all is left in peace.
func (b *builder) undeclared(d *Decision) {
	if d.logic == nil || len(d.requires)+len(d.inputs) == 0 {
		return
	}
	for _, name := range d.logic.names() {
		_, fromDecision := d.required(name)
		if _, fromInput := d.inputs[name]; !fromDecision && !fromInput {
			b.report(finding.Warning, d.ID, d.Name, "undeclared-input", "the decision reads %q, but requires neither an input nor a decision of that name", name)
		}
	}
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// feelLanguages are the names under which files call FEEL.
func isFEEL(language string) bool {
	return language == "" || strings.EqualFold(language, "feel") || strings.Contains(language, "/FEEL") || strings.Contains(language, "omg.org/spec/DMN")
}

// expression compiles a text; a finding tells what is wrong with it.
func (b *builder) expression(t xmlText, of *xmlDecision, what string) *feel.Expression {
	return compiled(b, t, of, what, feel.Compile)
}

// tests compiles a cell of unary tests; an empty cell is "-".
func (b *builder) tests(t xmlText, of *xmlDecision, what string) *feel.UnaryTests {
	if strings.TrimSpace(t.Text) == "" {
		t.Text = "-"
	}
	return compiled(b, t, of, what, feel.CompileUnary)
}

func compiled[T any](b *builder, t xmlText, of *xmlDecision, what string, compile func(string, ...feel.Option) (*T, error)) *T {
	language := or(t.Language, b.file.ExpressionLanguage)
	if !isFEEL(language) {
		b.report(finding.Error, or(t.ID, of.ID), of.Name, "expression-language", "%s is in %q: only FEEL is executed", what, language)
		return nil
	}
	x, err := compile(t.Text, b.known)
	if err != nil {
		b.report(finding.Error, or(t.ID, of.ID), of.Name, "feel-syntax", "%s: %s", what, err)
		return nil
	}
	return x
}
