package merge

import (
	"slices"
	"strings"
)

// merger joins two trees that came from one.
type merger struct {
	base, theirs, yours, out *tree
	conflicts                []Conflict
	choose                   Choose          // nil: whoever asked decides nothing
	decided                  map[string]bool // keys about which a choice for the whole was made
	refused                  map[string]bool // keys that are not to be there
}

func (m *merger) merge() {
	m.out.root, m.out.before, m.out.after = m.theirs.root, m.theirs.before, m.theirs.after
	m.columns()
	for _, key := range union(m.theirs.order(), m.yours.order(), m.base.order()) {
		if !m.decided[key] {
			m.one(key, m.base.entries[key], m.theirs.entries[key], m.yours.entries[key])
		}
	}
	if m.theirs.root != m.yours.root && m.clash(m.theirs.entries[m.theirs.root], "place", "", m.theirs.root, m.yours.root) {
		m.out.root, m.out.before, m.out.after = m.yours.root, m.yours.before, m.yours.after
	}
	if len(m.conflicts) == 0 {
		m.arrange()
	}
}

// one decides about one thing: nil is where it is not there.
func (m *merger) one(key string, base, theirs, yours *entry) {
	switch {
	case theirs != nil && yours != nil:
		m.both(base, theirs, yours)
	case theirs == nil && yours == nil:
	case base == nil && theirs != nil:
		m.keep(theirs)
	case base == nil:
		m.keep(yours)
	case theirs == nil && changed(m.base, m.yours, key):
		if m.clash(yours, "removed", "", "removed", "changed") {
			m.rescue(m.yours, key)
		} else {
			m.refuse(m.yours, key)
		}
	case yours == nil && changed(m.base, m.theirs, key):
		if m.clash(theirs, "removed", "", "changed", "removed") {
			m.refuse(m.theirs, key)
		} else {
			m.rescue(m.theirs, key)
		}
	}
}

func (m *merger) keep(e *entry) {
	m.out.entries[e.key] = &entry{key: e.key, parent: e.parent, tag: e.tag, name: e.name, fields: e.fields, nodes: e.nodes}
}

// changed tells whether a side that kept a thing made something else of it, or put something into it.
func changed(base, side *tree, key string) bool {
	was, is := base.entries[key], side.entries[key]
	if was.parent != is.parent || was.tag != is.tag || !slices.Equal(was.fields, is.fields) {
		return true
	}
	return slices.ContainsFunc(is.kids, func(kid string) bool { return !slices.Contains(was.kids, kid) })
}

// both joins a thing that both sides have.
func (m *merger) both(base, theirs, yours *entry) {
	if base == nil {
		base = &entry{parent: theirs.parent, tag: theirs.tag}
		if theirs.parent != yours.parent || theirs.tag != yours.tag {
			if m.clash(theirs, "added", "", theirs.tag, yours.tag) {
				m.keep(yours)
			} else {
				m.keep(theirs)
			}
			return
		}
	}
	out := &entry{key: theirs.key, name: theirs.name, nodes: theirs.nodes}
	out.parent = m.pick(theirs, "place", base.parent, theirs.parent, yours.parent)
	out.tag = m.pick(theirs, "kind", base.tag, theirs.tag, yours.tag)
	for _, name := range union(names(theirs), names(yours)) {
		was, had := base.get(name)
		is, theyHave := theirs.get(name)
		wanted, youHave := yours.get(name)
		switch {
		case theyHave && youHave:
			value := m.pick(theirs, name, was, is, wanted)
			out.fields = append(out.fields, field{name, value})
			if yours.nodes != nil && value == wanted {
				out.nodes = yours.nodes
			}
		case theyHave && !(had && is == was):
			if !had || !m.clash(theirs, name, was, is, "") {
				out.fields = append(out.fields, field{name, is})
			}
		case youHave && !(had && wanted == was):
			if !had || m.clash(theirs, name, was, "", wanted) {
				out.fields = append(out.fields, field{name, wanted})
			}
		}
	}
	m.out.entries[out.key] = out
}

func names(e *entry) []string {
	out := make([]string, len(e.fields))
	for i, f := range e.fields {
		out[i] = f.name
	}
	return out
}

// pick takes the value that one side changed.
func (m *merger) pick(e *entry, what, base, theirs, yours string) string {
	switch {
	case theirs == yours, yours == base:
		return theirs
	case theirs == base:
		return yours
	}
	if m.clash(e, what, base, theirs, yours) {
		return yours
	}
	return theirs
}

// clash tells whether yours is to stand. Where nobody chooses it remembers the conflict.
func (m *merger) clash(e *entry, what, base, theirs, yours string) bool {
	if what == "" {
		what = "text"
	}
	element := strings.TrimLeft(e.key, "#/")
	one := Conflict{Element: element, Name: m.nameOf(e), What: what, Base: base, Theirs: theirs, Yours: yours}
	if m.choose != nil {
		return m.choose(one)
	}
	m.conflicts = append(m.conflicts, one)
	return false
}

// nameOf is what an owner knows a thing by: its name, that of what it stands in, or of what it draws.
func (m *merger) nameOf(e *entry) string {
	for range maxDepth {
		if e == nil || e.name != "" {
			break
		}
		up := e.parent
		if drawn, ok := e.get("bpmnElement"); ok {
			up = "#" + drawn
		}
		next := m.holding(up).entries[up]
		if next == nil {
			next = m.base.entries[up]
		}
		e = next
	}
	if e == nil {
		return ""
	}
	return e.name
}

// arrange puts everything below its parent, in the order of whoever changed it, and leaves out what stood in something that
// is gone.
func (m *merger) arrange() {
	if m.house(); len(m.conflicts) > 0 {
		return
	}
	for _, key := range union(m.theirs.order(), m.yours.order()) {
		e := m.out.entries[key]
		if e == nil {
			continue
		}
		base, theirs, yours := kidsOf(m.base, key), kidsOf(m.theirs, key), kidsOf(m.yours, key)
		lead, follow := theirs, yours
		if slices.Equal(common(theirs, base), common(base, theirs)) {
			lead, follow = yours, theirs
		}
		e.kids = weave(lead, follow, func(kid string) bool {
			child := m.out.entries[kid]
			return child != nil && child.parent == key
		})
	}
}

func kidsOf(t *tree, key string) []string {
	if e := t.entries[key]; e != nil {
		return e.kids
	}
	return nil
}

// columns asks about a decision table of which one side changed the columns while the other changed columns or added
// rules: the cells of a rule belong to columns by their place only.
func (m *merger) columns() {
	for _, key := range m.theirs.order() {
		base, theirs, yours := m.base.entries[key], m.theirs.entries[key], m.yours.entries[key]
		if base == nil || yours == nil || localName(base.tag) != "decisionTable" {
			continue
		}
		was := cells(m.base, base, false)
		theirColumns, yourColumns := !slices.Equal(was, cells(m.theirs, theirs, false)), !slices.Equal(was, cells(m.yours, yours, false))
		theirRules, yourRules := more(cells(m.theirs, theirs, true), cells(m.base, base, true)), more(cells(m.yours, yours, true), cells(m.base, base, true))
		if theirColumns && (yourColumns || yourRules) || yourColumns && theirRules {
			side, other := m.theirs, m.yours
			if m.clash(theirs, "columns", "", "", "") {
				side, other = other, side
			}
			m.take(side, other, key)
		}
	}
}

// cells are the rules of a table, or its columns.
func cells(t *tree, table *entry, rules bool) []string {
	var out []string
	for _, kid := range table.kids {
		switch localName(t.entries[kid].tag) {
		case "rule":
			if rules {
				out = append(out, kid)
			}
		case "input", "output":
			if !rules {
				out = append(out, kid)
			}
		}
	}
	return out
}

func more(is, was []string) bool { return len(common(is, was)) < len(is) }

func localName(tag string) string { return tag[strings.LastIndexByte(tag, ':')+1:] }
