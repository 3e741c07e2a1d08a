package form

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"handinhand/process/feel"
)

// Limits where the schema sets none: they keep a submission from filling the database.
const (
	longestField  = 1_000  // characters of a textfield
	longestArea   = 20_000 // characters of a textarea
	longestNumber = 100    // characters of a number
	exactDigits   = 34     // digits that a FEEL number holds: more would be rounded, and a person's number is never changed
)

// Addresses are checked for shape only: whether they exist shows when something is sent.
var (
	emailForm = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)
	phoneForm = regexp.MustCompile(`^\+?[0-9(][0-9 ()/.\-]{3,30}$`)
)

// check normalises one value and gives what is wrong with it.
func (f Field) check(value any, scope feel.Scope) (any, []Problem) {
	if f.Type == Checkbox {
		return f.checkbox(value)
	}
	if f.Type.isMany() {
		return f.many(value)
	}
	text, ok := textOf(value)
	if !ok {
		return nil, f.problem(RuleType, "type", f.typeName())
	}
	text, ok = f.normalise(text)
	if !ok {
		return nil, f.problem(RuleCharacters)
	}
	if text == "" {
		return nil, f.missing()
	}
	switch f.Type {
	case Number:
		return f.number(text)
	case DateTime:
		return f.moment(text, scope)
	case Select, Radio:
		if !f.offers(text) {
			return nil, f.problem(RuleOption)
		}
		return text, nil
	}
	return text, f.textProblems(text)
}

func (f Field) problem(rule string, params ...any) []Problem {
	p := Problem{Field: f.Key, Rule: rule}
	if len(params) == 2 {
		p.Params = map[string]any{params[0].(string): params[1]}
	}
	return []Problem{p}
}

func (f Field) missing() []Problem {
	if f.Rules.Required {
		return f.problem(RuleRequired)
	}
	return nil
}

func (f Field) typeName() string {
	if f.Type == DateTime {
		return f.Subtype
	}
	return string(f.Type)
}

// textOf takes what JSON and posts have for one value.
func textOf(value any) (string, bool) {
	switch v := value.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case int:
		return strconv.Itoa(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return "", false
}

// normalise gives NFC without blanks around. Control characters have no place in a value, except line ends and tabs in a textarea.
func (f Field) normalise(text string) (string, bool) {
	if !utf8.ValidString(text) {
		return "", false
	}
	text = strings.TrimSpace(norm.NFC.String(strings.ReplaceAll(text, "\r\n", "\n")))
	broken := strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && !(f.Type == TextArea && (r == '\n' || r == '\t'))
	})
	return text, !broken
}

func (f Field) checkbox(value any) (any, []Problem) {
	ticked, ok := value.(bool)
	if !ok && value != nil {
		return nil, f.problem(RuleType, "type", f.typeName())
	}
	if !ticked {
		return false, f.missing()
	}
	return true, nil
}

// many gives the chosen options once each, in the order of the form.
func (f Field) many(value any) (any, []Problem) {
	items, ok := value.([]any)
	if !ok && value != nil {
		return nil, f.problem(RuleType, "type", f.typeName())
	}
	chosen := map[string]bool{}
	for _, item := range items {
		text, ok := item.(string)
		if !ok || !f.offers(text) {
			return nil, f.problem(RuleOption)
		}
		chosen[text] = true
	}
	clean := []any{}
	for _, option := range f.Options {
		if chosen[option.Value] {
			clean = append(clean, option.Value)
		}
	}
	if len(clean) == 0 {
		return clean, f.missing()
	}
	return clean, nil
}

func (f Field) offers(value string) bool {
	return slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == value })
}

func (f Field) number(text string) (any, []Problem) {
	n, err := feel.ParseNumber(text)
	canonical := n.String()
	if err != nil || len(canonical) > longestNumber || digits(text) > exactDigits {
		return nil, f.problem(RuleType, "type", f.typeName())
	}
	var problems []Problem
	if f.Rules.Min != nil && n.Cmp(*f.Rules.Min) < 0 {
		problems = append(problems, f.problem(RuleMin, "min", json.Number(f.Rules.Min.String()))...)
	}
	if f.Rules.Max != nil && n.Cmp(*f.Rules.Max) > 0 {
		problems = append(problems, f.problem(RuleMax, "max", json.Number(f.Rules.Max.String()))...)
	}
	_, fraction, _ := strings.Cut(canonical, ".")
	if f.DecimalDigits != nil && len(fraction) > *f.DecimalDigits {
		problems = append(problems, f.problem(RuleDecimalDigits, "decimalDigits", *f.DecimalDigits)...)
	}
	if f.SerializeToString {
		return canonical, problems
	}
	return json.Number(canonical), problems
}

func digits(text string) int {
	n := 0
	for _, r := range text {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

var minutesOnly = regexp.MustCompile(`^(.*\d\d:\d\d)$`)

// moment takes ISO 8601; browsers leave the seconds out, so they are added. The years are those that people live in.
func (f Field) moment(text string, scope feel.Scope) (any, []Problem) {
	wrong := f.problem(RuleType, "type", f.typeName())
	if f.Subtype != "date" && strings.Count(text, ":") == 1 && minutesOnly.MatchString(text) {
		text += ":00"
	}
	var day feel.Date
	switch f.Subtype {
	case "time":
		t, err := feel.ParseTime(text)
		if err != nil {
			return nil, wrong
		}
		return t.String(), nil
	case "date":
		d, err := feel.ParseDate(text)
		if err != nil {
			return nil, wrong
		}
		day, text = d, d.String()
	default:
		d, err := feel.ParseDateTime(text)
		if err != nil {
			return nil, wrong
		}
		day, text = d.Date, d.String()
	}
	if day.Year < 1 || day.Year > 9999 {
		return nil, wrong
	}
	if f.NoPastDates && day.String() < feel.DateTimeOf(scope.Now).Date.String() {
		return nil, f.problem(RulePast)
	}
	return text, nil
}

func (f Field) textProblems(text string) []Problem {
	var problems []Problem
	add := func(found []Problem) { problems = append(problems, found...) }
	longest := map[bool]int{true: longestArea, false: longestField}[f.Type == TextArea]
	if f.Rules.MaxLength != nil {
		longest = *f.Rules.MaxLength
	}
	characters := utf8.RuneCountInString(text)
	if characters > longest {
		add(f.problem(RuleMaxLength, "maxLength", longest))
	}
	if f.Rules.MinLength != nil && characters < *f.Rules.MinLength {
		add(f.problem(RuleMinLength, "minLength", *f.Rules.MinLength))
	}
	if f.Rules.Pattern != nil && !f.Rules.Pattern.MatchString(text) {
		add(f.problem(RulePattern))
	}
	if f.Rules.ValidationType == "email" && !emailForm.MatchString(text) {
		add(f.problem(RuleEmail))
	}
	if f.Rules.ValidationType == "phone" && !phoneForm.MatchString(text) {
		add(f.problem(RulePhone))
	}
	return problems
}
