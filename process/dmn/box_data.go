package dmn

import (
	"fmt"

	"handinhand/process/feel"
	"handinhand/process/finding"
)

// contextBox gives a context of its entries; each sees those before it. An entry without a name is the value of the whole.
type contextBox struct{ entries []contextEntry }

type contextEntry struct {
	name    string // empty for the result
	element string
	typ     *itemType
	value   box
}

func (b *builder) context(e *element, p place) *contextBox {
	c := &contextBox{}
	seen := map[string]bool{}
	for _, raw := range e.all("contextEntry") {
		variable := raw.child("variable")
		entry := contextEntry{name: oneLine(variable.attr("name")), element: or(variable.attr("id"), or(raw.id(), p.id))}
		if seen[entry.name] {
			b.report(finding.Error, entry.element, p.name, "entry-twice", "the context has two entries named %q: give one another name", entry.name)
		}
		seen[entry.name] = true
		entry.typ = b.typeOf(raw, variable.attr("typeRef"), p)
		entry.value = b.boxIn(raw, p, entryCalled(entry.name))
		if entry.name != "" {
			p = p.with(param{entry.name, entry.typ})
		}
		c.entries = append(c.entries, entry)
	}
	return c
}

func entryCalled(name string) finding.Text {
	if name == "" {
		return finding.Say("the entry for the result")
	}
	return finding.Say("the entry %s", name)
}

func (c *contextBox) eval(v *evaluation, s feel.Scope) feel.Value {
	result := feel.NewContext()
	for _, entry := range c.entries {
		value := v.checked(entry.value.eval(v, s), entry.typ, entry.element, "the entry "+entry.name, s)
		if entry.name == "" {
			return value
		}
		result.Put(entry.name, value)
		s = bind(s, entry.name, value)
	}
	return result
}

// listBox gives a list of its boxes.
type listBox []box

func (b *builder) list(e *element, p place) box {
	list := listBox{}
	for _, raw := range e.expressions() {
		list = append(list, b.box(raw, p))
	}
	return list
}

func (l listBox) eval(v *evaluation, s feel.Scope) feel.Value {
	list := make(feel.List, len(l))
	for i, item := range l {
		list[i] = item.eval(v, s)
	}
	return list
}

// relation gives a list of contexts, one for each row.
type relation struct {
	columns []contextEntry // without values
	rows    [][]box
}

func (b *builder) relation(e *element, p place) box {
	r := &relation{}
	for _, raw := range e.all("column") {
		r.columns = append(r.columns, contextEntry{name: raw.label(), element: or(raw.id(), p.id), typ: b.typeOf(raw, raw.attr("typeRef"), p)})
	}
	for i, raw := range e.all("row") {
		var row []box
		for _, cell := range raw.expressions() {
			row = append(row, b.box(cell, p))
		}
		if len(row) != len(r.columns) {
			id := or(raw.id(), or(e.id(), p.id))
			b.report(finding.Error, id, p.name, "row-width", "row %d has %d cells, the relation %d columns", i+1, len(row), len(r.columns))
			return &broken{id}
		}
		r.rows = append(r.rows, row)
	}
	return r
}

func (r *relation) eval(v *evaluation, s feel.Scope) feel.Value {
	list := make(feel.List, len(r.rows))
	for i, row := range r.rows {
		c := feel.NewContext()
		for n, cell := range row {
			column := r.columns[n]
			what := fmt.Sprintf("row %d, %s,", i+1, column.name)
			c.Put(column.name, v.checked(cell.eval(v, s), column.typ, column.element, what, s))
		}
		list[i] = c
	}
	return list
}
