// Package phrasebook says in other languages what the checks of the process core say in English.
//
// Its catalogues hold every format of a sentence, by the English one, so that a sentence is translated as a whole and words may
// stand in another order (%[2]s). It knows sentences only: it must never decide what is found, or what is shown to whom.
package phrasebook

import (
	_ "embed"
	"encoding/json"
	"sync"

	"handinhand/process/finding"
)

//go:embed de.json
var german []byte

var catalogues = sync.OnceValue(func() map[string]map[string]string {
	formats := map[string]string{}
	if err := json.Unmarshal(german, &formats); err != nil {
		panic("phrasebook: de.json: " + err.Error()) // the tests read it
	}
	return map[string]map[string]string{"de": formats}
})

// English is what the checks speak themselves, and who has no catalogue reads.
const English = "en"

// Language is the one in which a reader of a locale (BCP 47) is told what was found.
func Language(locale string) string {
	if catalogues()[locale] != nil {
		return locale
	}
	return English
}

// Say is a text in the language of a locale.
func Say(locale string, t finding.Text) string {
	if formats := catalogues()[locale]; formats != nil {
		return t.In(formats)
	}
	return t.String()
}

// Findings are the same findings with everything that they say in the language of a locale.
func Findings(locale string, all []finding.Finding) []finding.Finding {
	if Language(locale) == English || all == nil {
		return all
	}
	out := make([]finding.Finding, len(all))
	for i, f := range all {
		f.Message, f.Path = finding.Plain(Say(locale, f.Message)), Steps(locale, f.Path)
		out[i] = f
	}
	return out
}

// Steps are the steps of a counter-example in the language of a locale.
func Steps(locale string, path []finding.Step) []finding.Step {
	if Language(locale) == English || path == nil {
		return path
	}
	out := make([]finding.Step, len(path))
	for i, step := range path {
		step.Text = finding.Plain(Say(locale, step.Text))
		out[i] = step
	}
	return out
}
