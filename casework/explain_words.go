package casework

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	format "github.com/go-playground/locales"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/en_GB"

	"handinhand/process/dmn"
	"handinhand/process/feel"
	"handinhand/process/form"
	"handinhand/process/release"
)

// plainWords are what is said about a result where the release has no words of its
// own. They must be true of every table.
type plainWords struct {
	calendar                              format.Translator
	result, rests, nothing, none, yes, no string
}

var plain = map[string]plainWords{
	"de": {de.New(), "%s: %s.", "Das folgt aus: %s.", "Das gilt, was immer Sie geantwortet haben.", "keine Angabe", "ja", "nein"},
	"ar": {ar.New(), "%s: %s.", "ينتج هذا عن: %s.", "يسري هذا مهما كانت إجاباتك.", "لم يُذكر", "نعم", "لا"},
	"en": {en_GB.New(), "%s: %s.", "This follows from: %s.", "This holds whatever you answered.", "no answer", "yes", "no"},
}

func plainIn(locale string) plainWords {
	if w, ok := plain[locale]; ok {
		return w
	}
	return plain["de"]
}

// teller says what one trace says, in a reader's language.
type teller struct {
	actor   Actor
	release *release.Release
	element string
	trace   release.Kept
	words   plainWords
}

// last is the table that gave the result: that of the decision that was asked for.
func (t teller) last() (dmn.TableTrace, bool) {
	for _, table := range slices.Backward(t.trace.Result.Trace) {
		if table.Decision == table.Asked {
			return table, true
		}
	}
	return dmn.TableTrace{}, false
}

// sentence tells why, in the words that the release has for the rules that matched,
// else in ours: these are always true, and readable.
func (t teller) sentence(decision string, facts []Fact) string {
	if table, ok := t.last(); ok && len(table.Matched) > 0 {
		var said []string
		for _, rule := range table.Matched {
			text, ok := t.filled(optionalText(t.actor, t.release, "rule."+rule.ID+".text"))
			if !ok {
				said = nil
				break
			}
			said = append(said, text)
		}
		if said != nil {
			return strings.Join(said, " ")
		}
	}
	var known []string
	for _, f := range facts {
		known = append(known, f.Label+" – "+f.Value)
	}
	rests := t.words.nothing
	if len(known) > 0 {
		rests = strings.Replace(t.words.rests, "%s", strings.Join(known, "; "), 1)
	}
	name, result := t.decisionName(decision), t.result(decision)
	if name == "" || result == "" {
		return rests
	}
	return strings.Replace(strings.Replace(t.words.result, "%s", name, 1), "%s", result, 1) + " " + rests
}

// filled puts values into a text: "{field}". A value that is not there, or a text that
// is not, is not ok.
func (t teller) filled(text string) (string, bool) {
	for _, field := range release.Placeholders(text) {
		value, given := t.trace.Given[field]
		if !given || value == nil {
			return "", false
		}
		text = strings.ReplaceAll(text, "{"+field+"}", t.short(field, value))
	}
	return text, text != ""
}

func (t teller) decisionName(decision string) string {
	return optionalText(t.actor, t.release, "decision."+decision+".name")
}

// result is what the decision came to, in words; "" where the release has none.
func (t teller) result(decision string) string {
	value, ok := t.trace.Result.Value.(string)
	if !ok {
		return ""
	}
	return optionalText(t.actor, t.release, "decision."+decision+".result."+value)
}

// facts are the answers that the result rests on, as the applicant gave them.
func (t teller) facts() []Fact {
	var fields []string
	for _, table := range t.trace.Result.Trace {
		for _, in := range table.Inputs {
			if in.Consulted {
				from, _ := t.release.Origins(t.element, table, in)
				fields = append(fields, from...)
			}
		}
	}
	slices.Sort(fields)
	facts := []Fact{}
	for _, field := range slices.Compact(fields) {
		value, given := t.trace.Given[field]
		if !given {
			continue // known to an earlier step only, which has its own explanation
		}
		facts = append(facts, Fact{Field: field, Label: t.label(field), Value: t.value(field, value)})
	}
	return facts
}

// asked is the form component with which a field was asked.
func (t teller) asked(field string) (formID string, c form.Field, ok bool) {
	for _, e := range t.release.Elements() {
		f := t.release.Forms[e.Ext.Form]
		if f == nil {
			continue
		}
		if found, has := f.Field(field); has {
			if _, always := found.Readonly(); !always {
				return f.ID, found, true
			}
		}
	}
	return "", c, false
}

func (t teller) label(field string) string {
	id, c, ok := t.asked(field)
	if !ok {
		return field
	}
	if text := optionalText(t.actor, t.release, "form."+id+"."+field+".label"); text != "" {
		return text
	}
	return c.Label
}

// short is a value inside a sentence.
func (t teller) short(field string, value any) string {
	if s, ok := value.(string); ok {
		if text := optionalText(t.actor, t.release, "short."+field+"."+s); text != "" {
			return text
		}
	}
	return t.value(field, value)
}

// value is a value as its form shows it: the label of an option, a date in words.
func (t teller) value(field string, value any) string {
	id, c, ok := t.asked(field)
	switch v := value.(type) {
	case nil:
		return t.words.none
	case bool:
		if v {
			return t.words.yes
		}
		return t.words.no
	case json.Number:
		return v.String()
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, t.value(field, one))
		}
		return strings.Join(all, ", ")
	case string:
		if !ok {
			return t.day(v)
		}
		for _, o := range c.Options {
			if o.Value == v {
				if text := optionalText(t.actor, t.release, "form."+id+"."+field+".option."+v); text != "" {
					return text
				}
				return o.Label
			}
		}
		return t.day(v)
	}
	text, _ := json.Marshal(feel.ToJSON(value))
	return string(text)
}

// day says a date in words; any other text stays as it is.
func (t teller) day(s string) string {
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return t.words.calendar.FmtDateLong(day)
}
