package feel

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// pattern is a regular expression of XPath (XQuery 1.0 and XPath 2.0 Functions and Operators, section 7.6), which is XML Schema's with
// anchors, reluctant quantifiers and back-references. It is written for Go's own engine, which is linear in time. Only what that cannot
// do (back-references, the anchors of "m" to the letter, large counts) runs in a matcher that tries alternatives and is stopped
// when it has tried too much.
type pattern struct {
	tree   *regexNode
	groups int
	size   int // its parts, repetitions written out: what a character of text costs at most
	fold   bool
	linear *regexp.Regexp // nil: the tree is matched
}

var errTooHard = errors.New("the pattern needs too many tries on this text")

// patterns keeps what was compiled, if it is not large, up to maxPatterns.
var (
	patterns     sync.Map
	patternCount atomic.Int64
)

// compilePattern reads a pattern and flags: s (a point is any character), m (anchors at lines), i (no matter the case), x (white space
// is layout).
func compilePattern(source, flags string) (*pattern, error) {
	key := flags + "/" + source
	if p, ok := patterns.Load(key); ok {
		return p.(*pattern), nil
	}
	if len(source) > maxPattern {
		return nil, fmt.Errorf("the pattern is longer than %d bytes", maxPattern)
	}
	if strings.Trim(flags, "smix") != "" {
		return nil, errors.New("the flags may be s, m, i and x")
	}
	if strings.Contains(flags, "x") {
		source = withoutLayout(source)
	}
	reader := regexReader{
		src: []rune(source), dotAll: strings.Contains(flags, "s"), lines: strings.Contains(flags, "m"), fold: strings.Contains(flags, "i"),
	}
	tree, err := reader.read()
	if err != nil {
		return nil, err
	}
	p := &pattern{tree: tree, groups: reader.groups, fold: reader.fold, size: tree.size()}
	if p.size > maxPatternSize {
		return nil, patternError("its repetitions are too many")
	}
	if !reader.needsTries {
		var b strings.Builder
		tree.write(&b)
		p.linear, _ = regexp.Compile(b.String()) // fails on large counts
	}
	if p.size <= maxPatternKept && patternCount.Add(1) <= maxPatterns {
		patterns.Store(key, p)
	}
	return p, nil
}

// withoutLayout takes out white space, but not inside brackets.
func withoutLayout(source string) string {
	var b strings.Builder
	depth, escaped := 0, false
	for _, c := range source {
		switch {
		case depth == 0 && strings.ContainsRune("\t\n\r ", c):
			continue // an escape waits for the next visible character
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == '[':
			depth++
		case c == ']' && depth > 0:
			depth--
		}
		b.WriteRune(c)
	}
	return b.String()
}

// find gives the places of the first match at or after from (0 for the linear engine, which must see the whole text): start and end
// of the whole and of each group, -1 where it took no part. tries counts the steps of the other engine.
func (p *pattern) find(text string, from int) (places []int, tries int, err error) {
	if p.linear != nil {
		return p.linear.FindStringSubmatchIndex(text), 0, nil
	}
	m := matcher{text: text, fold: p.fold, places: make([]int, 2*p.groups+2)}
	for start := from; start <= len(text); {
		if end, ok := m.at(p.tree, start); ok {
			m.places[0], m.places[1] = start, end
			return m.places, m.tries, nil
		}
		if m.spent {
			return nil, m.tries, errTooHard
		}
		_, size := utf8.DecodeRuneInString(text[start:])
		start += max(size, 1)
	}
	return nil, m.tries, nil
}

// findAll gives the places of all matches, one behind the other. The pattern must not match the empty text.
func (p *pattern) findAll(text string) (all [][]int, tries int, err error) {
	if p.linear != nil {
		return p.linear.FindAllStringSubmatchIndex(text, -1), 0, nil
	}
	for from := 0; ; {
		places, more, err := p.find(text, from)
		tries += more
		if tries > maxTries && err == nil {
			err = errTooHard
		}
		if places == nil || err != nil {
			return all, tries, err
		}
		all = append(all, places)
		from = places[1]
		if places[0] == places[1] {
			_, size := utf8.DecodeRuneInString(text[from:])
			from += max(size, 1)
		}
	}
}

// matchesEmpty tells whether the empty text matches, which replace and split refuse.
func (p *pattern) matchesEmpty() bool {
	places, _, err := p.find("", 0)
	return places != nil || err != nil
}
