package merge

import (
	"slices"
	"strings"
)

// take makes a thing and all that stands in it what it is on one side.
func (m *merger) take(side, other *tree, key string) {
	for _, t := range []*tree{m.base, other, side} {
		for _, inner := range t.within(key) {
			m.decided[inner] = true
			delete(m.out.entries, inner)
		}
	}
	for _, inner := range side.within(key) {
		m.keep(side.entries[inner])
	}
}

// refuse leaves out a thing that one side changed and the other removed, with all that stands in it.
func (m *merger) refuse(side *tree, key string) {
	for _, inner := range side.within(key) {
		m.decided[inner], m.refused[inner] = true, true
		delete(m.out.entries, inner)
	}
}

// rescue brings back a thing that the other side removed: with what stands in it, with what it stands in, and with what of
// the file refers to it or is referred to by it, as the flows of a step and what is drawn of them.
func (m *merger) rescue(side *tree, key string) {
	waiting := []string{key}
	for len(waiting) > 0 {
		at := waiting[0]
		waiting = waiting[1:]
		e := side.entries[at]
		if e == nil || m.refused[at] || m.decided[at] {
			continue
		}
		m.decided[at] = true
		if m.theirs.entries[at] == nil || m.yours.entries[at] == nil {
			m.keep(e)
			waiting = append(waiting, e.kids...)
			waiting = append(waiting, e.parent)
			waiting = append(waiting, side.joined(e)...)
		} else {
			delete(m.decided, at) // it is on both sides: joined as everything else
		}
	}
}

// within are a thing and all that stands in it, each after what it stands in.
func (t *tree) within(key string) []string {
	if t.entries[key] == nil {
		return nil
	}
	out := []string{key}
	for _, kid := range t.entries[key].kids {
		out = append(out, t.within(kid)...)
	}
	return out
}

// references are the attributes by which an element of a diagram names another.
var references = []string{"sourceRef", "targetRef", "bpmnElement", "attachedToRef", textField}

// joined are the things that name a thing, and those that it names.
func (t *tree) joined(e *entry) []string {
	var out []string
	id, named := strings.CutPrefix(e.key, "#")
	for _, key := range t.order() {
		other := t.entries[key]
		if slices.ContainsFunc(references, func(name string) bool {
			value, _ := other.get(name)
			return named && strings.TrimSpace(value) == id
		}) {
			out = append(out, key)
		}
	}
	for _, name := range references {
		if value, _ := e.get(name); value != "" {
			out = append(out, "#"+strings.TrimSpace(value))
		}
	}
	return out
}

// house sees to it that everything has what it stands in.
func (m *merger) house() {
	for _, key := range union(m.theirs.order(), m.yours.order()) {
		e := m.out.entries[key]
		if e == nil || e.parent == "" || m.out.entries[e.parent] != nil {
			continue
		}
		switch {
		case m.choose == nil:
			m.clash(e, "place", "", e.parent, "removed")
			return
		case m.refused[e.parent]:
			m.refused[key] = true
			delete(m.out.entries, key)
		default:
			m.rescue(m.holding(e.parent), e.parent)
		}
	}
}

// holding is the side that has a thing.
func (m *merger) holding(key string) *tree {
	if m.theirs.entries[key] != nil {
		return m.theirs
	}
	return m.yours
}
