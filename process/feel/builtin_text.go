package feel

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

var textBuiltins = []builtin{
	{"substring", "string: string, start position: number, length?: number -> string", substring},
	{"string length", "string: string -> number", func(a *arguments) Value { return Int(int64(utf8.RuneCountInString(a.text(0)))) }},
	{"upper case", "string: string -> string", func(a *arguments) Value { return strings.ToUpper(a.text(0)) }},
	{"lower case", "string: string -> string", func(a *arguments) Value { return strings.ToLower(a.text(0)) }},
	{"substring before", "string: string, match: string -> string", func(a *arguments) Value {
		before, _, found := strings.Cut(a.text(0), a.text(1))
		if !found {
			return ""
		}
		return before
	}},
	{"substring after", "string: string, match: string -> string", func(a *arguments) Value {
		_, after, _ := strings.Cut(a.text(0), a.text(1))
		return after
	}},
	{"contains", "string: string, match: string -> boolean", func(a *arguments) Value { return strings.Contains(a.text(0), a.text(1)) }},
	{"starts with", "string: string, match: string -> boolean", func(a *arguments) Value { return strings.HasPrefix(a.text(0), a.text(1)) }},
	{"ends with", "string: string, match: string -> boolean", func(a *arguments) Value { return strings.HasSuffix(a.text(0), a.text(1)) }},
	{"matches", "input: string, pattern: string, flags?: string? -> boolean", matches},
	{"replace", "input: string, pattern: string, replacement: string, flags?: string? -> string", replace},
	{"split", "string: string, delimiter: string -> list<string>", split},
	{"string join", "list: list -> string | list: list, delimiter: string? -> string", stringJoin},
}

// substring counts code points from 1, or from -1 backwards.
func substring(a *arguments) Value {
	runes, start := []rune(a.text(0)), a.integer(1)
	length := len(runes)
	if a.given(2) {
		length = a.integer(2)
	}
	if a.problem != "" {
		return nil
	}
	if start < 0 {
		start += len(runes) + 1
	}
	if start < 1 || start > len(runes) || length < 1 {
		return a.fail("the position is outside of the text")
	}
	return string(runes[start-1 : min(len(runes), start-1+length)])
}

// pattern compiles a regular expression and counts the text that it will walk.
func (a *arguments) pattern(i, flags int) *pattern {
	compiled, err := compilePattern(a.text(i), a.text(flags))
	if err != nil {
		a.fail("%s", err)
		return nil
	}
	if !a.work((len(a.text(0))/bytesPerWork + 1) * compiled.size) {
		return nil
	}
	return compiled
}

// found counts the tries of a match, and says where they were too many.
func (a *arguments) found(tries int, err error) bool {
	if err != nil {
		a.fail("%s", err)
	}
	return a.work(tries) && err == nil
}

func matches(a *arguments) Value {
	p := a.pattern(1, 2)
	if p == nil {
		return nil
	}
	places, tries, err := p.find(a.text(0), 0)
	if !a.found(tries, err) {
		return nil
	}
	return places != nil
}

// allMatches is for replace and split, which refuse a pattern that matches the empty text (XPath error FORX0003).
func (a *arguments) allMatches(p *pattern) ([][]int, bool) {
	if p == nil {
		return nil, false
	}
	if p.matchesEmpty() {
		a.fail("the pattern must not match the empty text")
		return nil, false
	}
	all, tries, err := p.findAll(a.text(0))
	return all, a.found(tries, err)
}

func replace(a *arguments) Value {
	p := a.pattern(1, 3)
	all, ok := a.allMatches(p)
	if !ok {
		return nil
	}
	input := a.text(0)
	parts, err := readReplacement(a.text(2), p.groups)
	if err != nil {
		return a.fail("%s", err)
	}
	var b strings.Builder
	last := 0
	for _, places := range all {
		b.WriteString(input[last:places[0]])
		for _, part := range parts {
			b.WriteString(part.text)
			if start := part.group * 2; start >= 0 && places[start] >= 0 {
				b.WriteString(input[places[start]:places[start+1]])
			}
		}
		if last = places[1]; b.Len() > maxText {
			return a.fail("the text would be longer than %d bytes", maxText)
		}
	}
	b.WriteString(input[last:])
	return b.String()
}

// replacementPart is a text and then what a group matched (-1: none).
type replacementPart struct {
	text  string
	group int
}

// readReplacement reads $0 (the match), $1 (a group), \$ and \\; in $12 the group is 1 where there is no twelfth.
func readReplacement(s string, groups int) ([]replacementPart, error) {
	var parts []replacementPart
	var text strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			if i++; i == len(s) || s[i] != '\\' && s[i] != '$' {
				return nil, fmt.Errorf("in the replacement, \\ must stand before \\ or $")
			}
			text.WriteByte(s[i])
		case s[i] == '$':
			if i+1 == len(s) || !isDigit(rune(s[i+1])) {
				return nil, fmt.Errorf("in the replacement, $ must stand before the number of a group: write \\$ for a dollar")
			}
			i++
			group := int(s[i] - '0')
			for i+1 < len(s) && isDigit(rune(s[i+1])) && group*10+int(s[i+1]-'0') <= groups {
				i++
				group = group*10 + int(s[i]-'0')
			}
			if group > groups {
				group = -1
			}
			parts = append(parts, replacementPart{text.String(), group})
			text.Reset()
		default:
			text.WriteByte(s[i])
		}
	}
	return append(parts, replacementPart{text.String(), -1}), nil
}

func split(a *arguments) Value {
	all, ok := a.allMatches(a.pattern(1, len(a.values)))
	if !ok {
		return nil
	}
	input, list, last := a.text(0), List{}, 0
	for _, places := range all {
		list = append(list, input[last:places[0]])
		last = places[1]
	}
	return append(list, input[last:])
}

func stringJoin(a *arguments) Value {
	items, delimiter := a.list(0), a.text(1)
	if !a.weigh(a.value(0)) {
		return nil
	}
	var parts []string
	size := 0
	for _, item := range items {
		if item == nil {
			continue
		}
		part, ok := item.(string)
		if !ok {
			return a.fail("the list must hold strings only, not %s", article(kind(item)))
		}
		if size += len(part) + len(delimiter); size > maxText {
			return a.fail("the text would be longer than %d bytes", maxText)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, delimiter)
}
