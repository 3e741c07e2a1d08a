package dmn

import (
	"slices"
	"strings"

	"handinhand/process/finding"
)

// declare makes the elements of the graph, so that each can refer to each.
func (b *builder) declare() {
	seen := map[string]bool{}
	for _, e := range b.root.children {
		if !slices.Contains(executed[2:], e.name) {
			continue
		}
		name := e.attr("name")
		if e.id() == "" || seen[e.id()] {
			b.report(finding.Error, e.id(), name, "element-id", "the %s needs an id of its own", e.name)
		}
		seen[e.id()] = true
		p := newPlace(e.id(), name, nil, &[]string{})
		t := b.typeOf(e, e.child("variable").attr("typeRef"), p)
		made := part{model: b.definitions, variable: variableName(e), typ: t}
		switch e.name {
		case "inputData":
			b.definitions.inputs = append(b.definitions.inputs, &input{e.id(), name, made.variable, t})
		case "decision":
			b.definitions.decisions = append(b.definitions.decisions, &Decision{ID: e.id(), Name: name, part: made})
		default:
			made.typ = nil
			b.definitions.invocables = append(b.definitions.invocables, &Invocable{ID: e.id(), Name: name, part: made, result: resultOf(t)})
		}
	}
}

// resultOf gives what a function of the type gives. Some modelers write the type of the result in place of the function's.
func resultOf(t *itemType) *itemType {
	if result, ok := t.feelType().IsFunction(); ok {
		return &itemType{Type: result}
	}
	return t
}

// require joins the elements to what they require.
func (b *builder) require() {
	for i, e := range b.root.all("decision") {
		d := b.definitions.decisions[i]
		d.requires = b.requirements(e)
	}
	for i, e := range b.invocableElements() {
		k := b.definitions.invocables[i]
		if e.name == "businessKnowledgeModel" {
			k.requires = b.requirements(e)
		}
	}
}

func (b *builder) invocableElements() []*element {
	return slices.DeleteFunc(slices.Clone(b.root.children), func(e *element) bool {
		return e.name != "businessKnowledgeModel" && e.name != "decisionService"
	})
}

func (b *builder) requirements(e *element) requirements {
	var r requirements
	for _, raw := range e.all("informationRequirement") {
		if ref := raw.child("requiredDecision"); ref != nil {
			if d, prefix, ok := find(b, ref, raw, e, decisionsOf); ok {
				r.decisions = append(r.decisions, required[*Decision]{prefix, d})
			}
		}
		if ref := raw.child("requiredInput"); ref != nil {
			if in, prefix, ok := find(b, ref, raw, e, inputsOf); ok {
				r.inputs = append(r.inputs, required[*input]{prefix, in})
			}
		}
	}
	for _, raw := range e.all("knowledgeRequirement") {
		if ref := raw.child("requiredKnowledge"); ref != nil {
			if k, prefix, ok := find(b, ref, raw, e, invocablesOf); ok {
				r.knowledge = append(r.knowledge, required[*Invocable]{prefix, k})
			}
		}
	}
	return r
}

func decisionsOf(d *Definitions, id string) (*Decision, bool) { return d.Decision(id) }

func inputsOf(d *Definitions, id string) (*input, bool) {
	return byID(d.inputs, func(in *input) string { return in.id }, id)
}

func invocablesOf(d *Definitions, id string) (*Invocable, bool) {
	return byID(d.invocables, func(i *Invocable) string { return i.ID }, id)
}

func byID[T any](list []T, idOf func(T) string, id string) (found T, ok bool) {
	for _, item := range list {
		if idOf(item) == id {
			return item, true
		}
	}
	return found, false
}

// find follows a reference: "#id" into this file, "namespace#id" into this or an imported one.
func find[T any](b *builder, ref, requirement, of *element, in func(*Definitions, string) (T, bool)) (found T, prefix string, ok bool) {
	href := ref.attr("href")
	space, id, qualified := strings.Cut(href, "#")
	if !qualified {
		space, id = "", href
	}
	if space == "" || space == b.definitions.Namespace {
		found, ok = in(b.definitions, id)
	}
	for _, other := range b.definitions.imports {
		if !ok && other.namespace == space {
			prefix = other.name
			found, ok = in(other.model, id)
		}
	}
	if !ok {
		b.report(finding.Error, or(requirement.id(), or(of.id(), href)), of.attr("name"), "unknown-requirement", "the %s %q is not in this file nor in an imported one", ref.name, href)
	}
	return found, prefix, ok
}

// refuseCircles reports what requires itself and cuts it loose, so that nothing that walks the graph can run for ever.
func (b *builder) refuseCircles() {
	for _, d := range b.definitions.decisions {
		if circular(&d.part, &d.part, map[*part]bool{}) {
			b.report(finding.Error, d.ID, d.Name, "requirement-cycle", "the decision requires itself: remove one requirement of the circle")
			d.requires = requirements{}
		}
	}
	for _, k := range b.definitions.invocables {
		if circular(&k.part, &k.part, map[*part]bool{}) {
			b.report(finding.Error, k.ID, k.Name, "requirement-cycle", "the function requires itself: remove one requirement of the circle")
			k.requires = requirements{}
		}
	}
}

// circular tells whether target can be reached from the requirements of from.
func circular(target, from *part, seen map[*part]bool) bool {
	var next []*part
	for _, d := range from.requires.decisions {
		next = append(next, &d.target.part)
	}
	for _, k := range from.requires.knowledge {
		next = append(next, &k.target.part)
	}
	for _, p := range next {
		if p == target {
			return true
		}
		if !seen[p] {
			seen[p] = true
			if circular(target, p, seen) {
				return true
			}
		}
	}
	return false
}

// fill compiles what the elements say.
func (b *builder) fill() {
	for i, e := range b.root.all("decision") {
		d := b.definitions.decisions[i]
		p := newPlace(d.ID, d.Name, d.requires.names(), &d.free)
		p.typ = d.typ
		if d.body = b.body(e, p); d.body != nil {
			b.tidy(&d.part)
			b.undeclared(d)
		}
	}
	for i, e := range b.invocableElements() {
		k := b.definitions.invocables[i]
		if e.name == "businessKnowledgeModel" {
			b.knowledge(k, e)
			b.tidy(&k.part)
		} else {
			b.service(k, e)
		}
	}
}

func (b *builder) tidy(p *part) {
	slices.Sort(p.free)
	p.free = slices.Compact(p.free)
}

// body compiles the logic of a decision; nil where it has none.
func (b *builder) body(e *element, p place) box {
	inner := e.expressions()
	switch len(inner) {
	case 0:
		if !b.isGiven(e) {
			b.report(finding.Error, p.id, p.name, "no-logic", "the decision has no decision table and no expression")
		}
		return nil
	case 1:
		return b.box(inner[0], p)
	}
	b.report(finding.Error, p.id, p.name, "two-logics", "the decision has %d expressions, but only one can say its result", len(inner))
	return &broken{p.id}
}

// isGiven tells whether a decision service takes the result of a decision from its caller: then it needs no logic.
func (b *builder) isGiven(decision *element) bool {
	for _, svc := range b.root.all("decisionService") {
		for _, ref := range svc.all("inputDecision") {
			if ref.attr("href") == "#"+decision.id() {
				return true
			}
		}
	}
	return false
}

// undeclared warns of names that are read but not required. Common modelers draw tables without input data, so a decision
// that requires nothing at all is left in peace.
func (b *builder) undeclared(d *Decision) {
	names := d.requires.names()
	if len(names) == 0 {
		return
	}
	for _, name := range d.free {
		if !hasName(names, name) {
			b.report(finding.Warning, d.ID, d.Name, "undeclared-input", "the decision reads %q, but requires neither an input nor a decision of that name", name)
		}
	}
}
