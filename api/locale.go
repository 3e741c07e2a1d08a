package api

import (
	"embed"
	"encoding/json"
	"strings"

	"golang.org/x/text/language"
)

// locales are the languages of the API's own sentences. The law's language is the
// first, and what stands in for a language that is missing.
var locales = []string{"de", "en", "ar"}

var matcher = language.NewMatcher([]language.Tag{language.German, language.English, language.Arabic})

//go:embed locales/*.json
var localeFiles embed.FS

// sentences holds the texts of locales: language, then key.
var sentences = readSentences()

func readSentences() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, locale := range locales {
		raw, err := localeFiles.ReadFile("locales/" + locale + ".json")
		if err != nil {
			panic(err)
		}
		texts := map[string]string{}
		if err := json.Unmarshal(raw, &texts); err != nil {
			panic("api/locales/" + locale + ".json: " + err.Error())
		}
		all[locale] = texts
	}
	return all
}

// localeOf picks the language of an answer: what the request asks for, else what
// the reader is known to read, else the first.
func localeOf(acceptLanguage, known string) string {
	for _, wish := range []string{acceptLanguage, known} {
		tags, _, err := language.ParseAcceptLanguage(wish)
		if err != nil || len(tags) == 0 {
			continue
		}
		if _, index, confidence := matcher.Match(tags...); confidence > language.No {
			return locales[index]
		}
	}
	return locales[0]
}

// sentence is the text of a key with its parameters ("{min}") filled in. The
// second result is false when there is no such text.
func sentence(locale, key string, params map[string]string) (string, bool) {
	text, ok := sentences[locale][key]
	if !ok {
		return "", false
	}
	pairs := make([]string, 0, 2*len(params))
	for name, value := range params {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(text), true
}
