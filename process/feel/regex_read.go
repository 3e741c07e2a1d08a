package feel

import (
	"errors"
	"fmt"
	"strings"
)

type regexOp int

const (
	regexSet       regexOp = iota // one character of a set
	regexBegin                    // ^
	regexEnd                      // $
	regexLineBegin                // ^ with flag m
	regexLineEnd                  // $ with flag m
	regexSequence
	regexChoice
	regexGroup
	regexRepeat
	regexReference
)

// regexNode is a part of a regular expression.
type regexNode struct {
	op       regexOp
	set      runeSet
	parts    []*regexNode
	min, max int // of a repetition; max -1 is unbounded
	lazy     bool
	group    int // of a group or a reference; 0 is a group that does not count
}

// size counts the parts, repetitions written out, up to what is too much.
func (n *regexNode) size() int {
	size := 1
	for _, part := range n.parts {
		size = min(size+part.size(), 2*maxPatternSize)
	}
	if n.op == regexRepeat {
		size = min((size-1)*max(n.min, n.max, 1)+1, 2*maxPatternSize)
	}
	return size
}

// regexReader reads the syntax of XML Schema part 2, appendix F, with the additions of XPath.
type regexReader struct {
	src                 []rune
	at                  int
	depth               int
	groups              int
	closed              map[int]bool
	dotAll, lines, fold bool
	needsTries          bool
}

var errPattern = errors.New("the pattern is not a regular expression")

func patternError(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errPattern, fmt.Sprintf(format, args...))
}

func (r *regexReader) read() (*regexNode, error) {
	r.closed = map[int]bool{}
	tree, err := r.choice()
	if err == nil && r.at < len(r.src) {
		err = patternError("a bracket is closed that was not opened")
	}
	return tree, err
}

func (r *regexReader) more() bool { return r.at < len(r.src) }

func (r *regexReader) next(c rune) bool { return r.more() && r.src[r.at] == c }

func (r *regexReader) take(c rune) bool {
	if r.next(c) {
		r.at++
		return true
	}
	return false
}

func (r *regexReader) choice() (*regexNode, error) {
	if r.depth++; r.depth > maxNesting {
		return nil, patternError("it is nested too deep")
	}
	defer func() { r.depth-- }()
	n := &regexNode{op: regexChoice}
	for {
		branch, err := r.sequence()
		if err != nil {
			return nil, err
		}
		n.parts = append(n.parts, branch)
		if !r.take('|') {
			break
		}
	}
	if len(n.parts) == 1 {
		return n.parts[0], nil
	}
	return n, nil
}

func (r *regexReader) sequence() (*regexNode, error) {
	n := &regexNode{op: regexSequence}
	for r.more() && !r.next('|') && !r.next(')') {
		part, err := r.atom()
		if err != nil {
			return nil, err
		}
		if part, err = r.quantified(part); err != nil {
			return nil, err
		}
		n.parts = append(n.parts, part)
	}
	return n, nil
}

func (r *regexReader) atom() (*regexNode, error) {
	c := r.src[r.at]
	switch {
	case c == '(':
		return r.group()
	case c == '[':
		set, err := r.class()
		return &regexNode{set: set}, err
	case c == '\\':
		return r.escape()
	case strings.ContainsRune("?*+{}]", c):
		return nil, patternError("%q stands where a character is expected", c)
	}
	r.at++
	switch c {
	case '.':
		if r.dotAll {
			return &regexNode{set: allRunes}, nil
		}
		return &regexNode{set: notLineEnds}, nil
	case '^':
		if r.lines {
			r.needsTries = true // Go's ^ also matches behind a line feed that ends the text
			return &regexNode{op: regexLineBegin}, nil
		}
		return &regexNode{op: regexBegin}, nil
	case '$':
		if r.lines {
			return &regexNode{op: regexLineEnd}, nil
		}
		return &regexNode{op: regexEnd}, nil
	}
	return &regexNode{set: r.folded(runeSet{{c, c}})}, nil
}

func (r *regexReader) folded(set runeSet) runeSet {
	if r.fold {
		return set.folded()
	}
	return set
}

func (r *regexReader) group() (*regexNode, error) {
	r.at++
	n := &regexNode{op: regexGroup}
	if r.take('?') {
		if !r.take(':') {
			return nil, patternError("\"(?\" must be followed by \":\"")
		}
	} else {
		r.groups++
		n.group = r.groups
	}
	inner, err := r.choice()
	if err != nil {
		return nil, err
	}
	if !r.take(')') {
		return nil, patternError("a bracket is not closed")
	}
	r.closed[n.group] = true
	n.parts = []*regexNode{inner}
	return n, nil
}

// quantified reads ?, *, +, {n}, {n,} or {n,m} and the ? of a reluctant one.
func (r *regexReader) quantified(part *regexNode) (*regexNode, error) {
	n := &regexNode{op: regexRepeat, parts: []*regexNode{part}, max: -1}
	switch {
	case r.take('?'):
		n.max = 1
	case r.take('*'):
	case r.take('+'):
		n.min = 1
	case r.take('{'):
		var ok bool
		if n.min, ok = r.count(); !ok {
			return nil, patternError("a number is missing in {}")
		}
		n.max = n.min
		if r.take(',') {
			n.max = -1
			if !r.next('}') {
				if n.max, ok = r.count(); !ok || n.max < n.min {
					return nil, patternError("the numbers in {} are not in order")
				}
			}
		}
		if !r.take('}') {
			return nil, patternError("{ is not closed")
		}
	default:
		return part, nil
	}
	n.lazy = r.take('?')
	return n, nil
}

func (r *regexReader) count() (n int, ok bool) {
	for r.more() && isDigit(r.src[r.at]) && n < maxRepeat {
		n = n*10 + int(r.src[r.at]-'0')
		r.at++
		ok = true
	}
	return n, ok && n <= maxRepeat
}

// escape reads a backslash outside of brackets: a set, or a reference to a group that is closed.
func (r *regexReader) escape() (*regexNode, error) {
	if r.at+1 < len(r.src) && isDigit(r.src[r.at+1]) {
		r.at++
		group := 0
		for r.more() && isDigit(r.src[r.at]) {
			longer := group*10 + int(r.src[r.at]-'0')
			if group > 0 && longer > r.groups {
				break
			}
			group = longer
			r.at++
		}
		if !r.closed[group] {
			return nil, patternError("there is no group %d before its reference", group)
		}
		r.needsTries = true
		return &regexNode{op: regexReference, group: group}, nil
	}
	set, _, err := r.escapedSet()
	return &regexNode{set: r.folded(set)}, err
}
