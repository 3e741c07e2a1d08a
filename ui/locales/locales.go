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
	"slices"
	"time"

	format "github.com/go-playground/locales"
	"github.com/go-playground/locales/ar"
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
	// Staff tells whether it is spoken everywhere. The others are spoken where applicants and
	// the public read; what only clerks, owners and operators read, they do not have.
	Staff bool

	calendar format.Translator
}

// Languages lists what the faces speak, in the order of the language switch. A
// further language is a line here and a file <tag>.json.
var Languages = []Language{
	{Tag: "de", Name: "Deutsch", Dir: "ltr", Staff: true, calendar: de.New()},
	{Tag: "en", Name: "English", Dir: "ltr", Staff: true, calendar: en_GB.New()},
	{Tag: "ar", Name: "العربية", Dir: "rtl", calendar: ar.New()},
}

// For lists what is spoken on the pages of staff, or on the others.
func For(staff bool) []Language {
	return slices.DeleteFunc(slices.Clone(Languages), func(l Language) bool { return staff && !l.Staff })
}

// Book holds the phrases of all languages.
type Book struct {
	phrases map[string]*Phrases
}

// Open reads the embedded files. Clock and zone decide what "tomorrow" means.
func Open(clock func() time.Time, zone *time.Location) (*Book, error) {
	bundle := i18n.NewBundle(language.MustParse(Default))
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	b := &Book{phrases: map[string]*Phrases{}}
	for _, l := range Languages {
		if _, err := bundle.LoadMessageFileFS(files, l.Tag+".json"); err != nil {
			return nil, fmt.Errorf("ui/locales/%s.json: %w", l.Tag, err)
		}
	}
	for _, l := range Languages {
		b.phrases[l.Tag] = &Phrases{Language: l, say: i18n.NewLocalizer(bundle, l.Tag), clock: clock, zone: zone}
	}
	return b, nil
}

// In is the phrases of a language that the faces speak, else of the default.
func (b *Book) In(tag string) *Phrases {
	if p, ok := b.phrases[tag]; ok {
		return p
	}
	return b.phrases[Default]
}

// Speaks tells whether a language is spoken on the pages of staff, or on the others.
func Speaks(tag string, staff bool) bool {
	return slices.ContainsFunc(For(staff), func(l Language) bool { return l.Tag == tag })
}

// Match picks the language that suits an Accept-Language header or a list of
// tags best.
func Match(staff bool, wishes ...string) string {
	i := 0
	if staff {
		_, i = language.MatchStrings(matchStaff, wishes...)
	} else {
		_, i = language.MatchStrings(matchAll, wishes...)
	}
	return For(staff)[i].Tag
}

var matchAll, matchStaff = matcher(false), matcher(true)

func matcher(staff bool) language.Matcher {
	var tags []language.Tag
	for _, l := range For(staff) {
		tags = append(tags, language.MustParse(l.Tag))
	}
	return language.NewMatcher(tags)
}
