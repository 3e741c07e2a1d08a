package feel

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// write gives the tree in Go's syntax.
func (n *regexNode) write(b *strings.Builder) {
	switch n.op {
	case regexSet:
		n.set.write(b)
	case regexBegin:
		b.WriteString(`\A`)
	case regexEnd:
		b.WriteString(`\z`)
	case regexLineEnd:
		b.WriteString(`(?m:$)`)
	case regexSequence:
		for _, part := range n.parts {
			part.write(b)
		}
	case regexChoice:
		b.WriteString("(?:")
		for i, part := range n.parts {
			if i > 0 {
				b.WriteByte('|')
			}
			part.write(b)
		}
		b.WriteByte(')')
	case regexGroup:
		if n.group == 0 {
			b.WriteString("(?:")
		} else {
			b.WriteByte('(')
		}
		n.parts[0].write(b)
		b.WriteByte(')')
	case regexRepeat:
		b.WriteString("(?:")
		n.parts[0].write(b)
		b.WriteByte(')')
		n.writeCount(b)
	}
}

func (n *regexNode) writeCount(b *strings.Builder) {
	switch {
	case n.max < 0:
		fmt.Fprintf(b, "{%d,}", n.min)
	default:
		fmt.Fprintf(b, "{%d,%d}", n.min, n.max)
	}
	if n.lazy {
		b.WriteByte('?')
	}
}

// matcher tries a tree on a text. It is stopped after maxTries steps or maxTryDepth of them inside one another.
type matcher struct {
	text   string
	fold   bool
	places []int
	tries  int
	depth  int
	spent  bool
}

// at tells whether the tree matches at a place, and where the match ends.
func (m *matcher) at(tree *regexNode, start int) (end int, ok bool) {
	for i := range m.places {
		m.places[i] = -1
	}
	ok = m.try(tree, start, func(at int) bool {
		end = at
		return true
	})
	return end, ok && !m.spent
}

// try matches a node and goes on with then.
func (m *matcher) try(n *regexNode, at int, then func(int) bool) bool {
	m.tries++
	m.depth++
	defer func() { m.depth-- }()
	if m.tries > maxTries || m.depth > maxTryDepth {
		m.spent = true
	}
	if m.spent {
		return false
	}
	switch n.op {
	case regexSet:
		c, size := utf8.DecodeRuneInString(m.text[at:])
		return size > 0 && n.set.has(c) && then(at+size)
	case regexBegin:
		return at == 0 && then(at)
	case regexEnd:
		return at == len(m.text) && then(at)
	case regexLineBegin:
		return (at == 0 || m.text[at-1] == '\n' && at < len(m.text)) && then(at)
	case regexLineEnd:
		return (at == len(m.text) || m.text[at] == '\n') && then(at)
	case regexSequence:
		return m.sequence(n.parts, at, then)
	case regexChoice:
		for _, part := range n.parts {
			if m.try(part, at, then) {
				return true
			}
		}
		return false
	case regexGroup:
		return m.group(n, at, then)
	case regexReference:
		return m.reference(n.group, at, then)
	}
	return m.repeat(n, 0, at, then)
}

func (m *matcher) sequence(parts []*regexNode, at int, then func(int) bool) bool {
	if len(parts) == 0 {
		return then(at)
	}
	return m.try(parts[0], at, func(next int) bool { return m.sequence(parts[1:], next, then) })
}

// group notes where it matched and forgets it where what follows does not match.
func (m *matcher) group(n *regexNode, at int, then func(int) bool) bool {
	if n.group == 0 {
		return m.try(n.parts[0], at, then)
	}
	place := m.places[2*n.group : 2*n.group+2]
	start, end := place[0], place[1]
	if m.try(n.parts[0], at, func(next int) bool {
		innerStart, innerEnd := place[0], place[1]
		place[0], place[1] = at, next
		if then(next) {
			return true
		}
		place[0], place[1] = innerStart, innerEnd
		return false
	}) {
		return true
	}
	place[0], place[1] = start, end
	return false
}

// reference matches what the group matched; a group that took no part matches the empty text.
func (m *matcher) reference(group, at int, then func(int) bool) bool {
	start, end := m.places[2*group], m.places[2*group+1]
	if start < 0 {
		return then(at)
	}
	for _, c := range m.text[start:end] {
		d, size := utf8.DecodeRuneInString(m.text[at:])
		if size == 0 || c != d && !(m.fold && sameFold(c, d)) {
			return false
		}
		at += size
	}
	return then(at)
}

func sameFold(c, d rune) bool {
	for other := unicode.SimpleFold(c); other != c; other = unicode.SimpleFold(other) {
		if other == d {
			return true
		}
	}
	return false
}

func (m *matcher) repeat(n *regexNode, count, at int, then func(int) bool) bool {
	again := func() bool {
		if n.max >= 0 && count >= n.max {
			return false
		}
		return m.try(n.parts[0], at, func(next int) bool {
			if next == at && count >= n.min {
				return false // an empty round adds nothing
			}
			return m.repeat(n, count+1, next, then)
		})
	}
	if count < n.min {
		return again()
	}
	if n.lazy {
		return then(at) || again()
	}
	return again() || then(at)
}
