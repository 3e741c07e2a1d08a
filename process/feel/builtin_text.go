package feel

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var textBuiltins = []builtin{
	{"substring", "string, start position, length?", substring},
	{"string length", "string", func(a *arguments) Value { return Int(int64(utf8.RuneCountInString(a.text(0)))) }},
	{"upper case", "string", func(a *arguments) Value { return strings.ToUpper(a.text(0)) }},
	{"lower case", "string", func(a *arguments) Value { return strings.ToLower(a.text(0)) }},
	{"substring before", "string, match", func(a *arguments) Value {
		before, _, found := strings.Cut(a.text(0), a.text(1))
		if !found {
			return ""
		}
		return before
	}},
	{"substring after", "string, match", func(a *arguments) Value { _, after, _ := strings.Cut(a.text(0), a.text(1)); return after }},
	{"contains", "string, match", func(a *arguments) Value { return strings.Contains(a.text(0), a.text(1)) }},
	{"starts with", "string, match", func(a *arguments) Value { return strings.HasPrefix(a.text(0), a.text(1)) }},
	{"ends with", "string, match", func(a *arguments) Value { return strings.HasSuffix(a.text(0), a.text(1)) }},
	{"matches", "input, pattern, flags?", func(a *arguments) Value {
		input, pattern := a.text(0), a.pattern(1, 2)
		return a.err == nil && pattern.MatchString(input)
	}},
	{"replace", "input, pattern, replacement, flags?", replace},
	{"split", "string, delimiter", split},
	{"string join", "list, delimiter?", stringJoin},
}

// substring counts code points from 1, or from -1 backwards.
func substring(a *arguments) Value {
	runes, start := []rune(a.text(0)), a.integer(1)
	length := len(runes)
	if a.given(2) {
		length = a.integer(2)
	}
	if a.err != nil {
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

// pattern compiles a regular expression. Go's are linear in time, so no pattern can hang an evaluation.
func (a *arguments) pattern(i, flags int) *regexp.Regexp {
	source, mode := a.text(i), a.optionalText(flags)
	if len(source) > maxPattern {
		a.fail("the pattern is longer than %d bytes", maxPattern)
	}
	if strings.Trim(mode, "smi") != "" {
		a.fail("the flags may be s, m and i")
	}
	if a.err != nil {
		return nil
	}
	if mode != "" {
		source = "(?" + mode + ")" + source
	}
	compiled, err := regexp.Compile(source)
	if err != nil {
		a.fail("the pattern is not a regular expression")
	}
	return compiled
}

func replace(a *arguments) Value {
	input, pattern, replacement := a.text(0), a.pattern(1, 3), a.text(2)
	if a.err != nil {
		return nil
	}
	result := pattern.ReplaceAllString(input, groupReferences(replacement))
	if len(result) > maxText {
		return a.fail("the text would be longer than %d bytes", maxText)
	}
	return result
}

// groupReferences writes XPath's $1 in Go's way: in $1a the group is 1, and \$ is a dollar.
func groupReferences(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '$' || s[i+1] == '\\'):
			i++
			b.WriteString(strings.ReplaceAll(string(s[i]), "$", "$$"))
		case s[i] == '$' && i+1 < len(s) && isDigit(rune(s[i+1])):
			i++
			b.WriteString("${" + string(s[i]) + "}")
		case s[i] == '$':
			b.WriteString("$$")
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func split(a *arguments) Value {
	input, delimiter := a.text(0), a.pattern(1, 99)
	if a.err != nil {
		return nil
	}
	list := List{}
	for _, part := range delimiter.Split(input, -1) {
		list = append(list, part)
	}
	return list
}

func stringJoin(a *arguments) Value {
	items, delimiter := a.list(0), a.optionalText(1)
	var parts []string
	size := 0
	for _, item := range items {
		if item == nil {
			continue
		}
		part, ok := item.(string)
		if !ok {
			return a.fail("the list must hold strings only, not a %s", kind(item))
		}
		size += len(part) + len(delimiter)
		parts = append(parts, part)
	}
	if size > maxText {
		return a.fail("the text would be longer than %d bytes", maxText)
	}
	return strings.Join(parts, delimiter)
}
