// Package locales holds every sentence that the faces say themselves, in each
// of their languages, and the calendar words around dates.
//
// Texts of a process (names of steps, forms, notices) are not here: they belong
// to its release. Nothing here may be built from user input.
package locales

import (
	"embed"
	"encoding/json"
	"fmt"
	"time"

	format "github.com/go-playground/locales"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/en_GB"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed *.json
var files embed.FS

// Default is the language of the law, and of last resort.
const Default = "de"

// Language is one in which the faces speak.
type Language struct {
	Tag  string // BCP 47
	Name string // in the language itself
	Dir  string // "ltr" or "rtl"

	calendar format.Translator
}

// Languages lists what the faces speak, in the order of the language switch. A
// further language is a line here and a file <tag>.json.
var Languages = []Language{
	{Tag: "de", Name: "Deutsch", Dir: "ltr", calendar: de.New()},
	{Tag: "en", Name: "English", Dir: "ltr", calendar: en_GB.New()},
}

// Book holds the phrases of all languages.
type Book struct {
	phrases map[string]*Phrases
	matcher language.Matcher
}

// Open reads the embedded files. Clock and zone decide what "tomorrow" means.
func Open(clock func() time.Time, zone *time.Location) (*Book, error) {
	bundle := i18n.NewBundle(language.MustParse(Default))
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	b := &Book{phrases: map[string]*Phrases{}}
	var tags []language.Tag
	for _, l := range Languages {
		if _, err := bundle.LoadMessageFileFS(files, l.Tag+".json"); err != nil {
			return nil, fmt.Errorf("ui/locales/%s.json: %w", l.Tag, err)
		}
		tags = append(tags, language.MustParse(l.Tag))
	}
	for _, l := range Languages {
		b.phrases[l.Tag] = &Phrases{Language: l, say: i18n.NewLocalizer(bundle, l.Tag), clock: clock, zone: zone}
	}
	b.matcher = language.NewMatcher(tags)
	return b, nil
}

// In is the phrases of a language that the faces speak, else of the default.
func (b *Book) In(tag string) *Phrases {
	if p, ok := b.phrases[tag]; ok {
		return p
	}
	return b.phrases[Default]
}

// Speaks tells whether the faces speak a language.
func (b *Book) Speaks(tag string) bool { _, ok := b.phrases[tag]; return ok }

// Match picks the language that suits an Accept-Language header or a list of
// tags best.
func (b *Book) Match(wishes ...string) string {
	_, i := language.MatchStrings(b.matcher, wishes...)
	return Languages[i].Tag
}
