package feel

import (
	"slices"
	"strings"
)

// nameTable knows names that consist of several tokens ("date and time", "Full Name", "Approved/Declined") and finds the
// longest that stands at a place. The parser holds one per nesting of local names, so names are scope-aware.
type nameTable struct {
	byFirst map[string][]knownName // by first word, longest first
}

type knownName struct {
	words []string // token texts
	name  string   // the spelling under which the value is looked up
}

func newNameTable(names ...string) *nameTable {
	t := &nameTable{byFirst: map[string][]knownName{}}
	for _, name := range names {
		t.add(name)
	}
	return t
}

// add learns a name; a name that does not start with a word cannot be written in FEEL and is left out.
func (t *nameTable) add(name string) {
	tokens, err := tokenize(name)
	if err != nil || tokens[0].kind != tokenName {
		return
	}
	words := make([]string, 0, len(tokens)-1)
	for _, token := range tokens[:len(tokens)-1] {
		words = append(words, token.text)
	}
	known := t.byFirst[words[0]]
	if slices.ContainsFunc(known, func(other knownName) bool { return slices.Equal(words, other.words) }) {
		return
	}
	known = append(known, knownName{words, normalName(name)})
	slices.SortStableFunc(known, func(a, b knownName) int { return len(b.words) - len(a.words) })
	t.byFirst[words[0]] = known
}

// longest gives the longest known name at the start of tokens and how many tokens it takes; 0 = none.
func (t *nameTable) longest(tokens []token) (length int, name string) {
	for _, known := range t.byFirst[tokens[0].text] {
		if startsWith(tokens, known.words) {
			return len(known.words), known.name
		}
	}
	return 0, ""
}

func startsWith(tokens []token, words []string) bool {
	if len(tokens) < len(words) {
		return false
	}
	for i, word := range words {
		if tokens[i].text != word || tokens[i].kind == tokenString || tokens[i].kind == tokenAt {
			return false
		}
	}
	return true
}

// nameOf writes a name as values know it: spaces only where the source had some, and then one.
func nameOf(tokens []token) string {
	var b strings.Builder
	for i, token := range tokens {
		if i > 0 && tokens[i-1].end < token.pos {
			b.WriteByte(' ')
		}
		b.WriteString(token.text)
	}
	return b.String()
}

// normalName is the spelling under which a declared name is looked up.
func normalName(name string) string { return strings.Join(strings.Fields(name), " ") }

// propertyNames are the properties of dates, durations and ranges that contain spaces (DMN 1.5, table 65).
var propertyNames = []string{"time offset", "start included", "end included"}
