package bpmn

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"handinhand/process/finding"
)

// Span is an ISO 8601 duration: calendar months and days, and an exact rest.
type Span struct {
	Months, Days int
	Exact        time.Duration
}

// Cycle is an ISO 8601 repeating interval. Times is how often it fires, -1 without end. Start is zero when the first
// firing is one Every after the timer begins.
type Cycle struct {
	Times int
	Start time.Time
	Every Span
}

var spanForm = regexp.MustCompile(`^(-)?P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?` +
	`(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,](\d{1,9}))?S)?)?$`)

// maxUnits keeps sums far from overflow: 10,000 years of months or days.
const (
	maxMonths = 12 * 10_000
	maxDays   = 366 * 10_000
)

// ParseSpan reads an ISO 8601 duration such as P14D, P1Y6M, P2W or PT1H30M.
func ParseSpan(text string) (Span, error) {
	m := spanForm.FindStringSubmatch(text)
	if m == nil || strings.HasSuffix(text, "P") || strings.HasSuffix(text, "T") {
		return Span{}, finding.Reason("%q is not an ISO 8601 duration such as P14D or PT1H", clip(text))
	}
	months := 12*number(m[2]) + number(m[3])
	days := 7*number(m[4]) + number(m[5])
	seconds := 3600*number(m[6]) + 60*number(m[7]) + number(m[8])
	if months > maxMonths || days > maxDays || seconds > math.MaxInt64/int64(time.Second)-1 {
		return Span{}, finding.Reason("the duration %q is too long", clip(text))
	}
	s := Span{int(months), int(days), time.Duration(seconds) * time.Second}
	if m[9] != "" {
		s.Exact += time.Duration(number((m[9] + "000000000")[:9]))
	}
	if m[1] != "" {
		s = Span{-s.Months, -s.Days, -s.Exact}
	}
	return s, nil
}

// After gives the time that lies the span after t. A month that is too short gives its last day.
func (s Span) After(t time.Time) time.Time {
	if s.Months != 0 {
		first := time.Date(t.Year(), t.Month()+time.Month(s.Months), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
		last := first.AddDate(0, 1, -1).Day()
		t = first.AddDate(0, 0, min(t.Day(), last)-1)
	}
	return t.AddDate(0, 0, s.Days).Add(s.Exact)
}

// Positive tells whether the span leads into the future: what a cycle needs to come to an end.
func (s Span) Positive() bool {
	return s.Months >= 0 && s.Days >= 0 && s.Exact >= 0 && s != Span{}
}

// ParseCycle reads an ISO 8601 repeating interval such as R3/PT1H, R/P1D or R5/2026-01-31T08:00:00Z/P1M.
func ParseCycle(text string) (Cycle, error) {
	bad := finding.Reason("%q is not an ISO 8601 repeating interval such as R3/PT1H or R/P1D", clip(text))
	parts := strings.Split(text, "/")
	if len(parts) < 2 || len(parts) > 3 || !strings.HasPrefix(parts[0], "R") {
		return Cycle{}, bad
	}
	c := Cycle{Times: -1}
	if count := parts[0][1:]; count != "" && count != "-1" {
		n, err := strconv.ParseUint(count, 10, 31)
		if err != nil || n == 0 {
			return Cycle{}, bad
		}
		c.Times = int(n)
	}
	var err error
	if len(parts) == 3 {
		if c.Start, err = ParseMoment(parts[1], time.UTC); err != nil {
			return Cycle{}, err
		}
	}
	if c.Every, err = ParseSpan(parts[len(parts)-1]); err != nil {
		return Cycle{}, err
	}
	if !c.Every.Positive() {
		return Cycle{}, finding.Reason("the period of %q is not positive: the timer would fire without end at once", clip(text))
	}
	return c, nil
}

// ParseMoment reads an ISO 8601 date and time, or a date alone (its midnight). Without a zone it is read in local.
func ParseMoment(text string, local *time.Location) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02Z07:00", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, local); err == nil {
			return t, nil
		}
	}
	return time.Time{}, finding.Reason("%q is not an ISO 8601 date such as 2026-01-31T08:00:00Z", clip(text))
}

// number is for at most nine digits that a pattern has checked.
func number(digits string) int64 {
	n, _ := strconv.ParseInt(digits, 10, 64)
	return n
}

func clip(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

// String writes the span so that ParseSpan reads it back. Spans of mixed sign are not written by anyone.
func (s Span) String() string {
	sign := ""
	if s.Months < 0 || s.Days < 0 || s.Exact < 0 {
		sign, s = "-", Span{-s.Months, -s.Days, -s.Exact}
	}
	seconds, nanos := int64(s.Exact/time.Second), int64(s.Exact%time.Second)
	text := fmt.Sprintf("%sP%dM%dDT%dH%d", sign, s.Months, s.Days, seconds/3600, seconds%3600)
	if nanos > 0 {
		text += strings.TrimRight(fmt.Sprintf(".%09d", nanos), "0")
	}
	return text + "S"
}
