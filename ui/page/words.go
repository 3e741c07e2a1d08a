package page

import (
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"handinhand/models"
	"handinhand/ui/locales"
)

// words are the functions of the templates in one language.
func (s *Site) words(p *locales.Phrases) template.FuncMap {
	return template.FuncMap{
		"t":         p.T,
		"asset":     s.Assets.URL,
		"dir":       func() string { return p.Dir },
		"language":  func() locales.Language { return p.Language },
		"day":       func(t any) template.HTML { return timeElement(p, t, p.Day, true) },
		"date":      func(t any) template.HTML { return timeElement(p, t, p.Day, false) },
		"shortday":  func(t any) template.HTML { return timeElement(p, t, p.ShortDay, false) },
		"distance":  func(t any) string { return p.Distance(timeOf(t)) },
		"moment":    func(t any) template.HTML { return timeElement(p, t, p.Moment, false) },
		"typeddate": func(typed string) template.HTML { return typedDate(p, typed) },
		"typedday":  p.TypedDay,
		"between":   p.Between,
		"size":      p.Size,
		"lasting":   func(iso string) string { return Duration(p, iso) },
		"ground":    func(term string) string { return ground(p, term) },
		"purpose":   func(name, term string) string { return purpose(p, name, term) },
		"kind":      func(kind string) string { return p.Or("kind."+kind, kind) },
		"stuck": func(code string, with []string, reason string) template.HTML {
			return stuckReason(p, code, with, reason)
		},
		"newkey":   models.NewID,
		"dict":     dict,
		"switchto": switchTo,
		"q":        url.QueryEscape,
	}
}

// purpose is the package's name of a purpose, else ours for a term of the DPV.
func purpose(p *locales.Phrases, name, term string) string {
	if name != "" || term == "" {
		return name
	}
	return p.Or("purpose."+term, term)
}

// ground says a legal basis of the DPV in words, e.g. "eu-gdpr:A6-1-e".
func ground(p *locales.Phrases, term string) string {
	_, article, _ := strings.Cut(term, ":")
	return p.Or("ground."+article, term)
}

// stuckReason says why a case cannot go over: in the reader's words where there are some, else as the engine does.
func stuckReason(p *locales.Phrases, code string, with []string, reason string) template.HTML {
	if text, ok := Stuck(p, code, with); ok {
		return template.HTML(template.HTMLEscapeString(text))
	}
	return template.HTML(`<span lang="en" dir="ltr">` + template.HTMLEscapeString(reason) + `</span>`)
}

// Stuck is the reader's text for why a case cannot go over, or a plan cannot be made; with is what it is about.
func Stuck(p *locales.Phrases, code string, with []string) (string, bool) {
	named := []any{"it", "", "then", ""}
	for i, it := range with {
		if at := 2*i + 1; at < len(named) {
			named[at] = it
		}
	}
	return p.Find("stuck."+code, named...)
}

// timeElement writes a time element; distance adds how far away it is.
func timeElement(p *locales.Phrases, at any, say func(time.Time) string, distance bool) template.HTML {
	t := timeOf(at)
	html := `<time datetime="` + template.HTMLEscapeString(p.Date(t)) + `">` + template.HTMLEscapeString(say(t)) + `</time>`
	if far := p.Distance(t); distance && far != "" {
		html += ` <span class="distance">(` + template.HTMLEscapeString(far) + `)</span>`
	}
	return template.HTML(html)
}

func timeOf(at any) time.Time {
	switch t := at.(type) {
	case time.Time:
		return t
	case *time.Time:
		if t != nil {
			return *t
		}
	}
	return time.Time{}
}

// typedDate says the value of a date field; it is a day, not a moment.
func typedDate(p *locales.Phrases, typed string) template.HTML {
	day, err := time.Parse(time.DateOnly, typed)
	if err != nil {
		return template.HTML(template.HTMLEscapeString(typed))
	}
	noon := day.Add(12 * time.Hour) // the same day in every zone that the site may be in
	return template.HTML(`<time datetime="` + typed + `">` + template.HTMLEscapeString(p.Day(noon)) + `</time>`)
}

// dict lets a template pass several values to a component.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: a name has no value")
	}
	d := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is not a name", pairs[i])
		}
		d[name] = pairs[i+1]
	}
	return d, nil
}

// switchTo is the address of the same page in another language.
func switchTo(f Frame, tag string) string {
	q, err := url.ParseQuery(f.Query)
	if err != nil {
		q = url.Values{}
	}
	q.Set("lang", tag)
	return f.Path + "?" + q.Encode()
}

// rightToLeft are the scripts (ISO 15924) of living languages that are written so.
var rightToLeft = []string{"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg"}

// Direction is how a language is written, as HTML's dir: "rtl" or "ltr". It need not be one that the pages speak.
func Direction(tag string) string {
	if script, _ := language.Make(tag).Script(); slices.Contains(rightToLeft, script.String()) {
		return "rtl"
	}
	return "ltr"
}

// StaffReads tells whether the pages of clerks and owners speak a language.
func StaffReads(tag string) bool {
	return slices.ContainsFunc(locales.For(true), func(l locales.Language) bool { return l.Tag == tag })
}
