package dmn

import (
	"slices"
	"strings"

	"handinhand/process/feel"
	"handinhand/process/finding"
)

// itemTypes builds the types of the model, and tells FEEL their names.
func (b *builder) itemTypes() {
	for _, raw := range b.root.all("itemDefinition") {
		b.itemDefinition(raw)
	}
	named := map[string]*feel.Type{}
	for name, t := range b.definitions.types {
		named[name] = t.feelType()
	}
	for _, other := range b.definitions.imports {
		for name, t := range other.model.types {
			named[other.name+"."+name] = t.feelType()
			if other.name == "" {
				named[name] = t.feelType()
			}
		}
	}
	delete(named, "")
	b.types = feel.Types(named)
}

// itemDefinition builds a type of the model, once. Where a type is met inside itself it counts as Any: its depth has no end that could
// be checked.
func (b *builder) itemDefinition(raw *element) *itemType {
	name := raw.label()
	if t, known := b.definitions.types[name]; known {
		return t
	}
	if slices.Contains(b.building, name) {
		return nil
	}
	b.building = append(b.building, name)
	t := b.define(raw, name)
	b.building = b.building[:len(b.building)-1]
	b.definitions.types[name] = t
	return t
}

// define makes the type of an item definition or item component.
func (b *builder) define(raw *element, name string) *itemType {
	p := newPlace(or(raw.id(), raw.label()), raw.label(), nil, &[]string{})
	t := &itemType{}
	switch components := raw.all("itemComponent"); {
	case len(components) > 0:
		var fields []feel.Field
		for _, component := range components {
			member := b.define(component, name+"."+component.label())
			fields = append(fields, feel.Field{Name: component.label(), Type: member.Type})
		}
		t.Type = feel.ContextOf(fields...)
	case raw.child("functionItem") != nil:
		t.Type = b.functionItem(raw.child("functionItem"), p)
	default:
		if base := b.baseOf(raw, p); base != nil {
			*t = *base
		}
	}
	collection := raw.attr("isCollection") == "true"
	b.constrain(t, raw, "allowedValues", p)
	if collection {
		t = &itemType{Type: feel.ListOf(t.Type)}
	}
	b.constrain(t, raw, "typeConstraint", p)
	if collection {
		t.allowed, t.ranking = nil, nil // they are about the whole list
	}
	t.Type = t.Named(name)
	return t
}

// constrain restricts a type to what passes the unary tests of a child. The allowed values are about each value, the type constraint
// about a collection as a whole.
func (b *builder) constrain(t *itemType, raw *element, child string, p place) {
	source := raw.childText(child)
	if source == "" {
		return
	}
	e := raw.child(child)
	tests := b.tests(text{source, e.attr("expressionLanguage"), or(e.id(), p.id), false}, p, finding.Say("the allowed values"), t)
	if tests == nil {
		return
	}
	t.Type = t.Allowing(tests)
	t.allowed = append(slices.Clone(t.allowed), tests)
	t.ranking = tests.Values()
}

func (b *builder) functionItem(raw *element, p place) *feel.Type {
	var params []*feel.Type
	for _, parameter := range raw.all("parameters") {
		params = append(params, b.typeOf(parameter, parameter.attr("typeRef"), p).feelType())
	}
	return feel.FunctionOf(params, b.typeOf(raw, raw.attr("outputTypeRef"), p).feelType())
}

// baseOf gives the type that a definition refines. A definition that leads to itself by nothing but names says nothing.
func (b *builder) baseOf(raw *element, p place) *itemType {
	ref := raw.childText("typeRef")
	if slices.Contains(b.building, ref) && raw.name == "itemDefinition" {
		b.report(finding.Error, p.id, p.name, "type-circle", "the type is defined by itself through %q: give it a built-in type", ref)
		return nil
	}
	return b.typeOf(raw, ref, p)
}

// typeOf finds the type of a typeRef; nil is Any. Files write built-in types plainly, with an XML prefix (DMN 1.1) or as FEEL does
// (list<number>), and the types of an import behind its name.
func (b *builder) typeOf(e *element, ref string, p place) *itemType {
	ref = oneLine(ref)
	if t, ok := builtinTypes[ref]; ok {
		return t
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
	if t, err := feel.ParseType(ref, nil); err == nil {
		return &itemType{Type: t}
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
	for _, raw := range b.root.all("itemDefinition") {
		if name != "" && raw.label() == name {
			return raw
		}
	}
	return nil
}
