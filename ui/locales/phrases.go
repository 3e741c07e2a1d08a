package locales

import (
	"strconv"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Phrases says things in one language.
type Phrases struct {
	Language
	say   *i18n.Localizer
	clock func() time.Time
	zone  *time.Location
}

// T is the phrase of a key. Args are pairs of name and value for its
// placeholders; the name "count" also picks the plural form. An unknown key
// comes back in brackets, which the tests look for.
func (p *Phrases) T(key string, args ...any) string {
	text, ok := p.Find(key, args...)
	if !ok {
		return "[" + key + "]"
	}
	return text
}

// Find is T that tells whether the phrase exists.
func (p *Phrases) Find(key string, args ...any) (string, bool) {
	data := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			data[name] = args[i+1]
		}
	}
	config := &i18n.LocalizeConfig{MessageID: key, TemplateData: data}
	if count, ok := data["count"]; ok {
		config.PluralCount = count
	}
	text, err := p.say.Localize(config)
	return text, err == nil && text != ""
}

// Or is the phrase of a key, else a text that serves instead.
func (p *Phrases) Or(key, instead string) string {
	if text, ok := p.Find(key); ok {
		return text
	}
	return instead
}

// Day is a date in full, e.g. "Dienstag, 3. März 2026".
func (p *Phrases) Day(t time.Time) string { return p.calendar.FmtDateFull(t.In(p.zone)) }

// ShortDay is a date for a table, e.g. "03.03.2026".
func (p *Phrases) ShortDay(t time.Time) string { return p.calendar.FmtDateMedium(t.In(p.zone)) }

// Moment is a date and a time with its zone, for what must be exact.
func (p *Phrases) Moment(t time.Time) string {
	t = t.In(p.zone)
	zone, _ := t.Zone()
	return p.T("date.moment", "day", p.Day(t), "time", p.calendar.FmtTimeShort(t),
		"zone", p.Or("date.zone."+zone, zone))
}

// Far is how many days away a relative date is still worth saying.
const far = 99

// Distance says how many calendar days away a time is, e.g. "in 5 Tagen", or ""
// when that helps nobody.
func (p *Phrases) Distance(t time.Time) string {
	switch days := p.days(t); {
	case days == 0:
		return p.T("date.today")
	case days == 1:
		return p.T("date.tomorrow")
	case days == -1:
		return p.T("date.yesterday")
	case days > 0 && days <= far:
		return p.T("date.in", "count", days)
	case days < 0 && days >= -far:
		return p.T("date.ago", "count", -days)
	}
	return ""
}

// days counts calendar days from today to t in the zone of the reader.
func (p *Phrases) days(t time.Time) int {
	midnight := func(t time.Time) time.Time {
		y, m, d := t.In(p.zone).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(midnight(t).Sub(midnight(p.clock())).Hours() / 24)
}

// Between says how long something took, or has taken up to now (nil): in days, or in
// the largest smaller unit.
func (p *Phrases) Between(from time.Time, to *time.Time) string {
	end := p.clock()
	if to != nil {
		end = *to
	}
	switch took := max(0, end.Sub(from)); {
	case took >= 24*time.Hour:
		return p.T("span.days", "count", int(took/(24*time.Hour)))
	case took >= time.Hour:
		return p.T("span.hours", "count", int(took/time.Hour))
	case took >= time.Minute:
		return p.T("span.minutes", "count", int(took/time.Minute))
	default:
		return p.T("span.seconds", "count", int(took/time.Second))
	}
}

// Midnight is when a day begins for the reader; nil for no day. Typed is as browsers
// send it, e.g. "2026-03-03".
func (p *Phrases) Midnight(typed string) (*time.Time, error) {
	if typed == "" {
		return nil, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, typed, p.zone)
	return &day, err
}

// TypedDay is the day of a time as browsers send and take it; "" for none.
func (p *Phrases) TypedDay(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(p.zone).Format(time.DateOnly)
}

// Date is the date attribute of a time element.
func (p *Phrases) Date(t time.Time) string { return t.In(p.zone).Format(time.RFC3339) }

// Size is a number of bytes in a unit that people know.
func (p *Phrases) Size(bytes int64) string {
	switch {
	case bytes < 1000:
		return strconv.FormatInt(bytes, 10) + " B"
	case bytes < 1000_000:
		return strconv.FormatInt((bytes+500)/1000, 10) + " kB"
	}
	return p.calendar.FmtNumber(float64(bytes)/1e6, 1) + " MB"
}

// Number reads a number as people of the language type it and gives it as JSON
// writes it: "1.234,5" is "1234.5" in German. What is no number stays as it is.
func (p *Phrases) Number(typed string) string {
	group, point := ",", "."
	if p.T("number.point") == "," {
		group, point = ".", ","
	}
	plain := strings.ReplaceAll(strings.Join(strings.Fields(typed), ""), group, "")
	plain = strings.Replace(plain, point, ".", 1)
	if _, err := strconv.ParseFloat(plain, 64); err != nil {
		return typed
	}
	return plain
}
