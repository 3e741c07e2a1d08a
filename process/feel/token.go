package feel

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"handinhand/process/finding"
)

type tokenKind int

const (
	tokenEnd    tokenKind = iota
	tokenName             // a word: part of a name, or a keyword
	tokenNumber           // a numeral
	tokenString           // a string; text is what it says
	tokenAt               // @"…"; text is what it says
	tokenSymbol           // an operator or a bracket
)

type token struct {
	kind     tokenKind
	text     string
	pos, end int // bytes in the source
}

// symbols, longest first. The apostrophe is no operator: it may stand in a declared name only.
var symbols = []string{"**", "..", "<=", ">=", "!=", "->", "<", ">", "=", "+", "-", "*", "/", "(", ")", "[", "]", "{", "}", ",", ":", ".", "'"}

// tokenize cuts a source text into tokens. Words are not joined to names here: only the parser knows the names.
func tokenize(src string) ([]token, *SyntaxError) {
	if len(src) > maxSource {
		return nil, &SyntaxError{Position{1, 1}, finding.Say("the expression is longer than %d bytes", maxSource)}
	}
	if !utf8.ValidString(src) {
		return nil, &SyntaxError{Position{1, 1}, finding.Say("the expression is not UTF-8")}
	}
	s := scanner{src: src}
	for {
		if err := s.skipBlank(); err != nil {
			return nil, err
		}
		if s.at == len(src) {
			s.add(tokenEnd, "", s.at)
			return s.tokens, nil
		}
		if err := s.next(); err != nil {
			return nil, err
		}
	}
}

type scanner struct {
	src    string
	at     int
	tokens []token
}

func (s *scanner) add(kind tokenKind, text string, start int) {
	s.tokens = append(s.tokens, token{kind, text, start, s.at})
}

func (s *scanner) refuse(at int, format string, args ...any) *SyntaxError {
	return &SyntaxError{positionOf(s.src, at), finding.Say(format, args...)}
}

func (s *scanner) skipBlank() *SyntaxError {
	for s.at < len(s.src) {
		rest := s.src[s.at:]
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case isBlank(r):
			s.at += size
		case strings.HasPrefix(rest, "//"):
			s.at += len(rest)
			if end := strings.IndexByte(rest, '\n'); end >= 0 {
				s.at += end - len(rest)
			}
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				return s.refuse(s.at, "the comment has no end: add */")
			}
			s.at += end + 4
		default:
			return nil
		}
	}
	return nil
}

func (s *scanner) next() *SyntaxError {
	start, rest := s.at, s.src[s.at:]
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case r == '"':
		text, err := s.quoted()
		s.add(tokenString, text, start)
		return err
	case strings.HasPrefix(rest, `@"`):
		s.at++
		text, err := s.quoted()
		s.add(tokenAt, text, start)
		return err
	case isDigit(r) || r == '.' && len(rest) > 1 && isDigit(rune(rest[1])):
		s.numeral()
		s.add(tokenNumber, s.src[start:s.at], start)
		return nil
	case r == '?':
		s.at += size
		s.add(tokenName, "?", start)
		return nil
	case isNameStart(r):
		s.word()
		s.add(tokenName, s.src[start:s.at], start)
		return nil
	}
	for _, symbol := range symbols {
		if strings.HasPrefix(rest, symbol) {
			s.at += len(symbol)
			s.add(tokenSymbol, symbol, start)
			return nil
		}
	}
	return s.refuse(start, "the character %q has no meaning here%s", r, habits[r])
}

// habits are characters that other languages use, and what FEEL has instead.
var habits = map[rune]finding.Text{
	'&': finding.Word(`: write "and"`), '|': finding.Word(`: write "or"`), '!': finding.Word(": write not(…)"), '%': finding.Word(": write modulo(…)"), '^': finding.Word(": write **"), ';': finding.Word(": write a comma"),
	'“': finding.Word(`: write straight quotes "`), '”': finding.Word(`: write straight quotes "`), '„': finding.Word(`: write straight quotes "`), '‘': finding.Word(`: write straight quotes "`), '’': finding.Word(`: write straight quotes "`),
	'≤': finding.Word(": write <="), '≥': finding.Word(": write >="), '≠': finding.Word(": write !="), '×': finding.Word(": write *"), '÷': finding.Word(": write /"), '−': finding.Word(": write the short minus -"), '–': finding.Word(": write the short minus -"),
}

func (s *scanner) word() {
	for s.at < len(s.src) {
		r, size := utf8.DecodeRuneInString(s.src[s.at:])
		if !isNamePart(r) {
			return
		}
		s.at += size
	}
}

// numeral stops before "..", so that 1..5 is a range.
func (s *scanner) numeral() {
	s.digits()
	if s.at+1 < len(s.src) && s.src[s.at] == '.' && isDigit(rune(s.src[s.at+1])) {
		s.at++
		s.digits()
	}
	_, exponent, found := cutExponent(s.src[s.at:min(len(s.src), s.at+1)])
	if !found || exponent != "" {
		return
	}
	after := s.at + 1
	if after < len(s.src) && (s.src[after] == '+' || s.src[after] == '-') {
		after++
	}
	if after < len(s.src) && isDigit(rune(s.src[after])) {
		s.at = after
		s.digits()
	}
}

func (s *scanner) digits() {
	for s.at < len(s.src) && isDigit(rune(s.src[s.at])) {
		s.at++
	}
}

func (s *scanner) quoted() (string, *SyntaxError) {
	open := s.at
	s.at++
	var b strings.Builder
	for s.at < len(s.src) {
		switch c := s.src[s.at]; c {
		case '"':
			s.at++
			return b.String(), nil
		case '\\':
			if err := s.escape(&b); err != nil {
				return "", err
			}
		default:
			b.WriteByte(c)
			s.at++
		}
	}
	return "", s.refuse(open, `the string has no end: add "`)
}

var escapes = map[byte]byte{'"': '"', '\\': '\\', 'n': '\n', 'r': '\r', 't': '\t', '\'': '\''}

// escape reads one escape. \u takes four hex digits (surrogates in pairs), \U six (DMN 1.5, rule 64).
func (s *scanner) escape(b *strings.Builder) *SyntaxError {
	start := s.at
	if start+1 >= len(s.src) {
		return s.refuse(start, `the string has no end: add "`)
	}
	c := s.src[start+1]
	if plain, ok := escapes[c]; ok {
		b.WriteByte(plain)
		s.at += 2
		return nil
	}
	if c != 'u' && c != 'U' {
		b.WriteByte('\\') // FEEL keeps an unknown escape as it stands: regular expressions need it
		s.at++
		return nil
	}
	r, ok := s.hex(c)
	if ok && utf16.IsSurrogate(r) && strings.HasPrefix(s.src[s.at:], `\u`) {
		low, lowOK := s.hex('u')
		r, ok = utf16.DecodeRune(r, low), lowOK
	}
	if !ok || !utf8.ValidRune(r) {
		return s.refuse(start, `\u takes four hexadecimal digits, \U six, and they must name a character`)
	}
	b.WriteRune(r)
	return nil
}

func (s *scanner) hex(kind byte) (rune, bool) {
	width := 4
	if kind == 'U' {
		width = 6
	}
	from := s.at + 2
	if from+width > len(s.src) {
		return 0, false
	}
	n, err := strconv.ParseUint(s.src[from:from+width], 16, 32)
	s.at = from + width
	return rune(n), err == nil
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
