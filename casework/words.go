package casework

import (
	"fmt"

	"handinhand/phrasebook"
	"handinhand/process/finding"
)

// told says findings in the language of their reader.
func (a Actor) told(findings []finding.Finding) []finding.Finding {
	return phrasebook.Findings(a.Locale, findings)
}

// Words is a parameter of a problem in the language of a reader, if it is something that can be said in several.
func Words(locale string, param any) string {
	switch t := param.(type) {
	case nil:
		return ""
	case finding.Sayer:
		return phrasebook.Say(locale, t.Said())
	}
	return fmt.Sprint(param)
}
