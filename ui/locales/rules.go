package locales

import (
	_ "embed"
	"encoding/json"
	"sync"
)

//go:embed rules.de.json
var germanRules []byte

var rulesIn = sync.OnceValue(func() map[string]map[string]string {
	german := map[string]string{}
	if err := json.Unmarshal(germanRules, &german); err != nil {
		panic("locales: rules.de.json: " + err.Error()) // the tests read it
	}
	return map[string]map[string]string{"de": german}
})

// Rules gives, by the key of a rule, what is wrong and the way out, in a language other than that of the findings, which is
// English; nil for English.
func Rules(tag string) map[string]string { return rulesIn()[tag] }
