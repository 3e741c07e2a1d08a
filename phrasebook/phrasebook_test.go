package phrasebook

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"handinhand/process/finding"
)

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?([a-zA-Z%])`)

// arguments are those that a format says, each with how it is said: a name or words (s, q, v), or a number.
func arguments(format string) map[string]string {
	out := map[string]string{}
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] == "%" {
			continue
		}
		if m[1] != "" {
			if _, err := fmt.Sscan(m[1], &next); err != nil {
				panic(err)
			}
		}
		kind := m[2]
		if strings.Contains("sqv", kind) {
			kind = "words"
		}
		out[fmt.Sprint(next)] = kind
		next++
	}
	return out
}

// worded tells whether there is something in a format to translate.
func worded(format string) bool {
	return regexp.MustCompile(`[\pL“”]|"%s"`).MatchString(verb.ReplaceAllString(format, ""))
}

// TestEveryFormatIsGerman: whatever a check can say, it can say in German, and with the same things in it; nothing stands in
// the catalogue that no check says.
func TestEveryFormatIsGerman(t *testing.T) {
	said := formats(t)
	if len(said) < 400 {
		t.Fatalf("only %d formats found: the test looks in the wrong place", len(said))
	}
	german := catalogues()["de"]
	for _, format := range slices.Sorted(maps.Keys(said)) {
		if !worded(format) {
			continue
		}
		translated, known := german[format]
		switch {
		case !known:
			t.Errorf("%s: no German for %q", said[format], format)
		case !maps.Equal(arguments(format), arguments(translated)):
			t.Errorf("%q says other arguments than %q", translated, format)
		}
	}
	for format := range german {
		if _, known := said[format]; !known {
			t.Errorf("no check says %q", format)
		}
	}
}

func TestSay(t *testing.T) {
	leak := finding.At("process.bpmn", finding.Say("%s %s", finding.Say("“%s”", "Prüfen"), finding.Say("asks for it")))
	for locale, want := range map[string]string{
		"de": "process.bpmn: „Prüfen“ verlangt es",
		"en": "process.bpmn: “Prüfen” asks for it",
		"ar": "process.bpmn: “Prüfen” asks for it",
	} {
		if got := Say(locale, leak); got != want {
			t.Errorf("Say(%s) = %q, want %q", locale, got, want)
		}
	}
}

func TestFindings(t *testing.T) {
	path := []finding.Step{{Element: "a", Text: finding.Say("asks for it")}, {Element: "b"}}
	all := []finding.Finding{{Rule: "x", Message: finding.Say("the text is missing"), Path: path}}
	got := Findings("de", all)[0]
	if got.Message.String() != "Der Text fehlt." || got.Path[0].Text.String() != "verlangt es" || !got.Path[1].Text.IsZero() {
		t.Errorf("the findings say %v %v", got.Message, got.Path)
	}
	if path[0].Text.String() != "asks for it" {
		t.Error("the findings that were given have changed")
	}
	if got := Findings("en", all)[0].Message.String(); got != "the text is missing" {
		t.Errorf("in English it says %q", got)
	}
}
