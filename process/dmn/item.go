package dmn

import (
	"slices"
	"strings"

	"handinhand/process/feel"
	"handinhand/process/finding"
)

// itemDefinition builds a type of the model, once.
func (b *builder) itemDefinition(raw *element) *itemType {
	name := raw.label()
	if t, known := b.definitions.types[name]; known {
		return t
	}
	t := &itemType{name: name}
	b.definitions.types[name] = t
	b.building = append(b.building, name)
	b.define(t, raw)
	b.building = b.building[:len(b.building)-1]
	return t
}

// define fills a type from an item definition or item component.
func (b *builder) define(t *itemType, raw *element) {
	p := newPlace(or(raw.id(), raw.label()), raw.label(), nil, &[]string{})
	single := t
	if raw.attr("isCollection") == "true" {
		t.form, t.item = listForm, &itemType{name: t.name}
		t.allowed, _ = b.constraint(raw, "typeConstraint", p)
		single = t.item
	}
	switch {
	case len(raw.all("itemComponent")) > 0:
		single.form = structureForm
		for _, component := range raw.all("itemComponent") {
			member := &itemType{name: t.name + "." + component.label()}
			b.define(member, component)
			single.components = append(single.components, param{component.label(), member})
		}
	case raw.child("functionItem") != nil:
		b.functionItem(single, raw.child("functionItem"), p)
	default:
		single.form = refinedForm
		single.base = b.baseOf(raw, p)
	}
	b.constrain(single, raw, t == single, p)
}

// constrain adds the allowed values of each value, and for a type that is no collection the type constraint too.
func (b *builder) constrain(t *itemType, raw *element, whole bool, p place) {
	allowed, ranking := b.constraint(raw, "allowedValues", p)
	if whole && allowed == nil {
		allowed, ranking = b.constraint(raw, "typeConstraint", p)
	}
	if allowed == nil {
		return
	}
	if t.form != refinedForm { // a structure or function keeps its form below the constraint
		base := *t
		*t = itemType{name: t.name, form: refinedForm, base: &base}
	}
	t.allowed, t.ranking = allowed, ranking
}

func (b *builder) constraint(raw *element, name string, p place) (*feel.UnaryTests, []*feel.Expression) {
	source := raw.childText(name)
	if source == "" {
		return nil, nil
	}
	e := raw.child(name)
	tests := b.tests(text{source, e.attr("expressionLanguage"), or(e.id(), p.id)}, p, "the allowed values")
	if tests == nil {
		return nil, nil
	}
	return tests, tests.Values()
}

func (b *builder) functionItem(t *itemType, raw *element, p place) {
	t.form = functionForm
	t.result = b.typeOf(raw, raw.attr("outputTypeRef"), p)
	for _, parameter := range raw.all("parameters") {
		t.params = append(t.params, param{parameter.label(), b.typeOf(parameter, parameter.attr("typeRef"), p)})
	}
}

// baseOf gives the type that a definition refines. A circle of nothing but names ends as Any.
func (b *builder) baseOf(raw *element, p place) *itemType {
	ref := raw.childText("typeRef")
	base := b.typeOf(raw, ref, p)
	for t := base; t != nil && t.form == refinedForm; t = t.base {
		if slices.Contains(b.building, t.name) && b.definitions.types[t.name] == t {
			b.report(finding.Error, p.id, p.name, "type-circle", "the type is defined by itself through %q: give it a built-in type", ref)
			return nil
		}
	}
	return base
}

// typeOf finds the type of a typeRef; nil is Any. Files write built-in types plainly, with an XML prefix (DMN 1.1), and the
// types of an import behind its name.
func (b *builder) typeOf(e *element, ref string, p place) *itemType {
	ref = oneLine(ref)
	if name, ok := builtinTypes[ref]; ok {
		return &itemType{name: name}
	}
	if raw := b.definition(ref); raw != nil {
		return b.itemDefinition(raw)
	}
	if anyTypes[ref] {
		return nil
	}
	if prefix, local, ok := strings.Cut(ref, ":"); ok {
		return b.prefixed(e, prefix, local, p)
	}
	for _, other := range b.definitions.imports {
		local := ref
		if other.name != "" {
			var ok bool
			if local, ok = strings.CutPrefix(ref, other.name+"."); !ok {
				continue
			}
		}
		if t, ok := other.model.types[local]; ok {
			return t
		}
	}
	b.report(finding.Error, or(e.id(), p.id), p.name, "unknown-type", "the type %q is neither built in nor defined in this model", ref)
	return nil
}

// prefixed resolves a qualified XML name: of FEEL, of this model or of an import.
func (b *builder) prefixed(e *element, prefix, local string, p place) *itemType {
	space, declared := b.prefixes[prefix]
	for _, other := range b.definitions.imports {
		if declared && other.namespace == space {
			if t, ok := other.model.types[local]; ok {
				return t
			}
		}
	}
	return b.typeOf(e, local, p)
}

func (b *builder) definition(name string) *element {
	if name == "" {
		return nil
	}
	for _, raw := range b.root.all("itemDefinition") {
		if raw.label() == name {
			return raw
		}
	}
	return nil
}
