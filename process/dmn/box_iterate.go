package dmn

import (
	"handinhand/process/feel"
	"handinhand/process/finding"
)

// conditional is a boxed if.
type conditional struct {
	element                string
	condition, then, other box
}

// iteration is a boxed for, some, every or filter.
type iteration struct {
	element string
	kind    string
	domain  box
	name    string // of the items in the body
	body    box
}

// bodies are the children in which the boxes that iterate hold what they do with each item.
var bodies = map[string]string{"for": "return", "some": "satisfies", "every": "satisfies", "filter": "match"}

func (b *builder) iterating(e *element, p place) box {
	id := or(e.id(), p.id)
	if e.name == "conditional" {
		return &conditional{id, b.part(e, "if", p), b.part(e, "then", p), b.part(e, "else", p)}
	}
	x := &iteration{element: id, kind: e.name, name: oneLine(e.attr("iteratorVariable")), domain: b.part(e, "in", p)}
	locals := []param{{name: x.name}}
	switch {
	case e.name == "filter":
		x.name, locals[0].name = "item", "item"
	case x.name == "":
		b.report(finding.Error, id, p.name, "no-iterator", "the %s has no name for its items (iteratorVariable)", e.name)
		return &broken{id}
	case e.name == "for":
		locals = append(locals, param{name: "partial"})
	}
	x.body = b.part(e, bodies[e.name], p.with(locals...))
	return x
}

// part compiles a child that holds one expression and may say its type.
func (b *builder) part(e *element, name string, p place) box {
	child := e.child(name)
	if child == nil {
		id := or(e.id(), p.id)
		b.report(finding.Error, id, p.name, "no-logic", "the %s has no part %q", e.name, name)
		return &broken{id}
	}
	inner := b.boxIn(child, p, finding.Say("the part %s", name))
	if t := b.typeOf(child, child.attr("typeRef"), p); t != nil {
		return &typed{inner, t, or(child.id(), p.id)}
	}
	return inner
}

// eval takes the else branch for whatever is not true, as FEEL does (DMN 1.5, table 56).
func (x *conditional) eval(v *evaluation, s feel.Scope) feel.Value {
	condition := x.condition.eval(v, s)
	if _, ok := condition.(bool); !ok && condition != nil {
		v.note(x.element, "the condition must be a boolean")
	}
	if condition == true {
		return x.then.eval(v, s)
	}
	return x.other.eval(v, s)
}

// walk is FEEL's own loop, so that boxes iterate over lists, single values and ranges as texts do.
var walk = constant("for it in domain return visit(it, partial)")

func (x *iteration) eval(v *evaluation, s feel.Scope) feel.Value {
	var items feel.List
	visit := feel.NewFunction("", []string{"it", "partial"}, func(c feel.Call, args []feel.Value) feel.Value {
		items = append(items, args[0])
		return x.body.eval(v, x.inside(c.Scope(s.Vars), args[0], args[1]))
	})
	loop := s
	loop.Vars = feel.NewContext().Put("domain", x.domain.eval(v, s)).Put("visit", visit)
	results, ok := v.evalText(x.element, walk, loop).(feel.List)
	switch {
	case !ok:
		return nil
	case x.kind == "for":
		return results
	}
	return x.judge(v, items, results)
}

func (x *iteration) inside(s feel.Scope, item, partial feel.Value) feel.Scope {
	s = bind(s, x.name, item)
	if x.kind == "for" {
		return bind(s, "partial", partial)
	}
	if c, ok := item.(*feel.Context); ok && x.kind == "filter" {
		s.Vars = &members{s.Vars, c}
	}
	return s
}

// members puts the entries of an item in front of other names.
type members struct {
	outer feel.Variables
	item  *feel.Context
}

func (m *members) Lookup(name string) (feel.Value, bool) {
	if value, ok := m.item.Get(name); ok {
		return value, true
	}
	return m.outer.Lookup(name)
}

// judge keeps the items with the verdict true, or tells whether some or every verdict is true. A verdict that is no boolean
// makes the whole null.
func (x *iteration) judge(v *evaluation, items, verdicts feel.List) feel.Value {
	kept := feel.List{}
	counts := map[feel.Value]int{}
	for i, verdict := range verdicts {
		if _, ok := verdict.(bool); !ok && verdict != nil {
			v.note(x.element, "the condition of the "+x.kind+" must be a boolean for every item")
			return nil
		}
		if verdict == true {
			kept = append(kept, items[i])
		}
		counts[verdict]++
	}
	decisive := x.kind == "some" // the verdict that settles it
	switch {
	case x.kind == "filter":
		return kept
	case counts[decisive] > 0:
		return decisive
	case counts[nil] > 0:
		return nil
	}
	return !decisive
}
