package feel

import (
	"strings"
	"unicode"
)

// class reads a character class in brackets, with subtraction: [a-z-[aeiou]].
func (r *regexReader) class() (runeSet, error) {
	if r.depth++; r.depth > maxNesting {
		return nil, patternError("it is nested too deep")
	}
	defer func() { r.depth-- }()
	r.at++
	negated := r.take('^')
	var set runeSet
	for first := true; ; first = false {
		if !r.more() {
			return nil, patternError("a bracket is not closed")
		}
		if r.next(']') && !first {
			r.at++
			break
		}
		if r.next('-') && r.at+1 < len(r.src) && r.src[r.at+1] == '[' && !first {
			return r.subtraction(set, negated)
		}
		part, err := r.classPart()
		if err != nil {
			return nil, err
		}
		set = append(set, part...)
	}
	return r.finished(set, negated), nil
}

func (r *regexReader) finished(set runeSet, negated bool) runeSet {
	set = r.folded(set.sorted())
	if negated {
		return set.negated()
	}
	return set
}

func (r *regexReader) subtraction(set runeSet, negated bool) (runeSet, error) {
	r.at++
	taken, err := r.class()
	if err != nil {
		return nil, err
	}
	if !r.take(']') {
		return nil, patternError("a subtraction must end its class")
	}
	return r.finished(set, negated).without(taken), nil
}

// classPart reads a character, a range or an escaped set.
func (r *regexReader) classPart() (runeSet, error) {
	from, isSet, err := r.classChar()
	if err != nil || isSet {
		return from, err
	}
	if !r.next('-') || r.at+1 >= len(r.src) || r.src[r.at+1] == ']' || r.src[r.at+1] == '[' {
		return from, nil
	}
	r.at++
	to, isSet, err := r.classChar()
	switch {
	case err != nil:
		return nil, err
	case isSet || to[0].low < from[0].low:
		return nil, patternError("a range of characters is not in order")
	}
	return runeSet{{from[0].low, to[0].low}}, nil
}

func (r *regexReader) classChar() (set runeSet, isSet bool, err error) {
	switch c := r.src[r.at]; c {
	case '\\':
		return r.escapedSet()
	case '[', ']':
		return nil, false, patternError("%q must be escaped in a class", c)
	default:
		r.at++
		return runeSet{{c, c}}, false, nil
	}
}

// escapedSet reads \n, \., \d, \p{Lu} and their like. isSet is false for one character, which may begin a range.
func (r *regexReader) escapedSet() (set runeSet, isSet bool, err error) {
	r.at++
	if !r.more() {
		return nil, false, patternError("it ends with a backslash")
	}
	c := r.src[r.at]
	r.at++
	if plain, ok := map[rune]rune{'n': '\n', 'r': '\r', 't': '\t'}[c]; ok {
		return runeSet{{plain, plain}}, false, nil
	}
	if strings.ContainsRune(`\|.?*+(){}-[]^$`, c) {
		return runeSet{{c, c}}, false, nil
	}
	switch unicode.ToLower(c) {
	case 's':
		set = runeSet{{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}}
	case 'd':
		set = setOf(unicode.Nd)
	case 'w':
		set = setOf(unicode.P, unicode.Z, unicode.C).negated()
	case 'i':
		set = append(runeSet{{':', ':'}}, nameStarts...).sorted()
	case 'c':
		set = append(append(runeSet{{':', ':'}, {'-', '.'}, {'0', '9'}}, nameStarts...), nameParts...).sorted()
	case 'p':
		if set, err = r.property(); err != nil {
			return nil, false, err
		}
	default:
		return nil, false, patternError("\\%c has no meaning", c)
	}
	if unicode.IsUpper(c) {
		set = set.negated()
	}
	return set, true, nil
}

// property reads {Lu} or {IsBasicLatin}.
func (r *regexReader) property() (runeSet, error) {
	var name strings.Builder
	if !r.take('{') {
		return nil, patternError("\\p needs {}")
	}
	for r.more() && !r.next('}') {
		name.WriteRune(r.src[r.at])
		r.at++
	}
	if !r.take('}') {
		return nil, patternError("\\p{ is not closed")
	}
	if block, ok := strings.CutPrefix(name.String(), "Is"); ok {
		if set, ok := unicodeBlocks[block]; ok {
			return runeSet{set}, nil
		}
		return nil, patternError("there is no such block of characters")
	}
	category := name.String()
	table, ok := unicode.Categories[category]
	if !ok || len(category) > 2 || category == "LC" || category == "Cs" {
		return nil, patternError("there is no such category of characters")
	}
	return setOf(table), nil
}
