package feel

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"
)

type runeRange struct{ low, high rune }

// runeSet is a set of characters: ranges in order, which do not touch.
type runeSet []runeRange

var (
	allRunes    = runeSet{{0, unicode.MaxRune}}
	notLineEnds = runeSet{{'\n', '\n'}, {'\r', '\r'}}.negated() // XPath's "." without flag s
)

func setOf(tables ...*unicode.RangeTable) runeSet {
	var set runeSet
	for _, table := range tables {
		for _, r := range table.R16 {
			set = set.plus(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range table.R32 {
			set = set.plus(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return set.sorted()
}

func (s runeSet) plus(low, high, stride rune) runeSet {
	if stride == 1 {
		return append(s, runeRange{low, high})
	}
	for c := low; c <= high; c += stride {
		s = append(s, runeRange{c, c})
	}
	return s
}

// sorted puts ranges in order and joins those that touch.
func (s runeSet) sorted() runeSet {
	s = slices.Clone(s)
	slices.SortFunc(s, func(a, b runeRange) int { return int(a.low - b.low) })
	joined := s[:0]
	for _, r := range s {
		if n := len(joined); n > 0 && r.low <= joined[n-1].high+1 {
			joined[n-1].high = max(joined[n-1].high, r.high)
		} else {
			joined = append(joined, r)
		}
	}
	return joined
}

func (s runeSet) union(t runeSet) runeSet { return append(slices.Clone(s), t...).sorted() }

func (s runeSet) negated() runeSet {
	var rest runeSet
	next := rune(0)
	for _, r := range s {
		if r.low > next {
			rest = append(rest, runeRange{next, r.low - 1})
		}
		next = r.high + 1
	}
	if next <= unicode.MaxRune {
		rest = append(rest, runeRange{next, unicode.MaxRune})
	}
	return rest
}

// without is what is in s and not in t.
func (s runeSet) without(t runeSet) runeSet { return s.negated().union(t).negated() }

// folded adds the other cases of every character. Long ranges are walked only where some character has another case.
func (s runeSet) folded() runeSet {
	more := slices.Clone(s)
	for _, r := range s {
		for c := r.low; c <= r.high && c <= lastWithCase; c++ {
			for other := unicode.SimpleFold(c); other != c; other = unicode.SimpleFold(other) {
				more = append(more, runeRange{other, other})
			}
		}
	}
	return more.sorted()
}

// lastWithCase lies behind the last character that has another case.
const lastWithCase = 0x1E943

func (s runeSet) has(c rune) bool {
	i := sort.Search(len(s), func(i int) bool { return s[i].high >= c })
	return i < len(s) && s[i].low <= c
}

// write gives the set in Go's syntax.
func (s runeSet) write(b *strings.Builder) {
	if len(s) == 0 {
		b.WriteString(`[^\x{0}-\x{10FFFF}]`) // nothing
		return
	}
	b.WriteByte('[')
	for _, r := range s {
		fmt.Fprintf(b, `\x{%X}-\x{%X}`, r.low, r.high)
	}
	b.WriteByte(']')
}
