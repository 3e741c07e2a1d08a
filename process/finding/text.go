package finding

import (
	"fmt"
	"strings"
)

// Text is a sentence, or a part of one, that still knows its format and what was put into it: who reads another language can
// be told the same in it. An argument that is said in words is a Text too (or a [Sayer]); all others are names and numbers,
// which are the same everywhere. The zero Text says nothing.
type Text struct{ sentence *sentence }

type sentence struct {
	format string // English, as package fmt takes it
	args   []any
}

// Sayer is what has words of its own when it stands in a sentence.
type Sayer interface{ Said() Text }

// Say makes a text. Its format must be a constant, so that the translations of all formats can be checked.
func Say(format string, args ...any) Text { return Text{&sentence{format, args}} }

// Word is one of a fixed list of words, such as the kind of an element.
func Word(word string) Text { return Text{&sentence{format: word}} }

// Reason is an error that can be said in another language.
func Reason(format string, args ...any) error { return &reason{Say(format, args...)} }

type reason struct{ Text }

func (r *reason) Error() string { return r.String() }

// Plain is a text that nobody translates: it comes from elsewhere, or is in its reader's language already.
func Plain(text string) Text {
	if text == "" {
		return Text{}
	}
	return Say("%s", text)
}

// And joins texts to a list in words: the last two by "and".
func And(texts ...Text) Text {
	last := len(texts) - 1
	if last < 1 {
		return Join("%s, %s", texts...)
	}
	return Say("%s and %s", Join("%s, %s", texts[:last]...), texts[last])
}

// Join puts texts after one another, two at a time by a format such as "%s; %s".
func Join(format string, texts ...Text) Text {
	var all Text
	for i, t := range texts {
		if i == 0 {
			all = t
			continue
		}
		all = Say(format, all, t)
	}
	return all
}

// at is the format of what is said about one file, or one process, of several.
const at = "%s: %s"

// At says which file, or process, a text is about.
func At(where string, t Text) Text { return Say(at, where, t) }

// Cut takes that off again; ok tells whether At was the last to touch the text.
func (t Text) Cut() (where string, rest Text, ok bool) {
	if t.IsZero() || t.sentence.format != at || len(t.sentence.args) != 2 {
		return "", t, false
	}
	where, isName := t.sentence.args[0].(string)
	rest, isText := t.sentence.args[1].(Text)
	return where, rest, isName && isText
}

// String is the text in English.
func (t Text) String() string {
	if t.IsZero() {
		return ""
	}
	return fill(t.sentence.format, t.sentence.args)
}

func fill(format string, args []any) string {
	if len(args) == 0 {
		return strings.ReplaceAll(format, "%%", "%")
	}
	return fmt.Sprintf(format, args...)
}

// Said is the text itself.
func (t Text) Said() Text { return t }

// IsZero tells whether nothing is said.
func (t Text) IsZero() bool { return t.sentence == nil }

// In says the text with the formats of another language, by their English ones. What they do not know stays English.
func (t Text) In(formats map[string]string) string {
	if t.IsZero() {
		return ""
	}
	format, known := formats[t.sentence.format]
	if !known {
		format = t.sentence.format
	}
	args := make([]any, len(t.sentence.args))
	for i, arg := range t.sentence.args {
		args[i] = arg
		if s, speaks := arg.(Sayer); speaks {
			args[i] = s.Said().In(formats)
		}
	}
	return fill(format, args)
}

// MarshalText writes the English, so that a text is a string to whoever reads JSON.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText takes what MarshalText wrote. Its format is gone.
func (t *Text) UnmarshalText(text []byte) error {
	*t = Plain(string(text))
	return nil
}
