package feel

import (
	"regexp"
	"strconv"
	"strings"

	"handinhand/process/finding"
)

// The lexical forms of XML Schema with the zone names of ISO 8601 extended (DMN 1.5, section 10.3.2.3.5 to 10.3.2.3.9).
var (
	dateForm    = regexp.MustCompile(`^(-?(?:[1-9]\d{4,8}|\d{4}))-(\d{2})-(\d{2})$`)
	timeForm    = regexp.MustCompile(`^(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2}(?::\d{2})?|@[A-Za-z0-9_+\-/]+)?$`)
	monthForm   = regexp.MustCompile(`^(-)?P(?:(\d+)Y)?(?:(\d+)M)?$`)
	dayTimeForm = regexp.MustCompile(`^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?$`)
)

const (
	maxOffset    = 14 * 3600      // seconds (XML Schema part 2)
	maxDurations = int64(1) << 53 // seconds or months
)

// Errors on values hold no values: diagnostics may be logged.
var (
	errNoDuration   = finding.Reason("not a duration (years and months as P1Y2M, days and time as P1DT2H)")
	errLongDuration = finding.Reason("this duration is too long")
)

// ParseDate reads yyyy-mm-dd; the day must exist.
func ParseDate(s string) (Date, error) {
	m := dateForm.FindStringSubmatch(s)
	if m == nil {
		return Date{}, finding.Reason("not a date (yyyy-mm-dd)")
	}
	d, ok := NewDate(atoi(m[1]), atoi(m[2]), atoi(m[3]))
	if !ok {
		return Date{}, finding.Reason("this day does not exist")
	}
	return d, nil
}

// ParseTime reads hh:mm:ss with optional fraction and zone (Z, +01:00 or @Europe/Berlin). 24:00:00 is 00:00:00.
func ParseTime(s string) (Time, error) {
	t, _, err := parseClock(s)
	return t, err
}

// parseClock also tells whether the time is 24:00:00, the first moment of the next day (XML Schema part 2, section 3.2.7).
func parseClock(s string) (t Time, nextDay bool, err error) {
	m := timeForm.FindStringSubmatch(s)
	if m == nil {
		return Time{}, false, finding.Reason("not a time (hh:mm:ss)")
	}
	zone, err := parseZone(m[5])
	if err != nil {
		return Time{}, false, err
	}
	t = Time{atoi(m[1]), atoi(m[2]), atoi(m[3]), nanosOf(m[4]), zone}
	if t.Hour == 24 && t.Minute == 0 && t.Second == 0 && t.Nano == 0 {
		t.Hour, nextDay = 0, true
	}
	if t.Hour > 23 || t.Minute > 59 || t.Second > 59 {
		return Time{}, false, finding.Reason("this time does not exist")
	}
	return t, nextDay, nil
}

// ParseDateTime reads a date, T and a time; a date alone is its midnight.
func ParseDateTime(s string) (DateTime, error) {
	day, clock, found := strings.Cut(s, "T")
	d, err := ParseDate(day)
	if err != nil || !found {
		return DateTime{Date: d}, err
	}
	t, nextDay, err := parseClock(clock)
	if err == nil && nextDay {
		next, ok := dateOfDays(d.days() + 1)
		if !ok {
			return DateTime{}, finding.Reason("this day does not exist")
		}
		d = next
	}
	return DateTime{d, t}, err
}

// ParseDuration reads an ISO 8601 duration of one of the two FEEL kinds: P1Y2M or P1DT2H3M4.5S.
func ParseDuration(s string) (Value, error) {
	if s == "" || strings.HasSuffix(s, "P") || strings.HasSuffix(s, "T") {
		return nil, errNoDuration
	}
	if m := monthForm.FindStringSubmatch(s); m != nil {
		months, ok := weigh(m[1] != "", []string{m[2], m[3]}, []int64{12, 1})
		if !ok {
			return nil, errLongDuration
		}
		return YearMonthDuration(months), nil
	}
	m := dayTimeForm.FindStringSubmatch(s)
	if m == nil {
		return nil, errNoDuration
	}
	seconds, ok := weigh(false, m[2:6], []int64{secondsPerDay, 3600, 60, 1})
	if !ok {
		return nil, errLongDuration
	}
	d := DayTimeDuration{seconds, int32(nanosOf(m[6]))}
	if m[1] != "" {
		d = d.negate()
	}
	return d, nil
}

// weigh adds up counts of units; ok is false beyond what every later operation can hold.
func weigh(negative bool, counts []string, weights []int64) (sum int64, ok bool) {
	for i, count := range counts {
		if count == "" {
			continue
		}
		n, err := strconv.ParseInt(count, 10, 64)
		if err != nil || n > maxDurations/weights[i] {
			return 0, false
		}
		sum += n * weights[i]
	}
	if negative {
		sum = -sum
	}
	return sum, sum <= maxDurations
}

func parseZone(s string) (Zone, error) {
	switch {
	case s == "":
		return Zone{}, nil
	case s == "Z":
		return Zone{Fixed: true}, nil
	case s[0] == '@':
		if _, ok := location(s[1:]); !ok {
			return Zone{}, finding.Reason("this time zone is not known")
		}
		return Zone{Name: s[1:]}, nil
	}
	offset := atoi(s[1:3])*3600 + atoi(s[4:6])*60
	if len(s) > 6 {
		offset += atoi(s[7:9])
	}
	if offset > maxOffset || atoi(s[4:6]) > 59 {
		return Zone{}, finding.Reason("this offset does not exist")
	}
	if s[0] == '-' {
		offset = -offset
	}
	return Zone{Fixed: true, Offset: offset}, nil
}

// parseAt reads what stands in @"…": date, time, date and time or duration (DMN 1.5, rule 66).
func parseAt(s string) (Value, error) {
	switch {
	case strings.HasPrefix(s, "P") || strings.HasPrefix(s, "-P"):
		return ParseDuration(s)
	case strings.Contains(s, "T") && dateForm.MatchString(s[:strings.Index(s, "T")]):
		return orNil(ParseDateTime(s))
	case timeForm.MatchString(s):
		return orNil(ParseTime(s))
	}
	return orNil(ParseDate(s))
}

func orNil[T any](v T, err error) (Value, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

func nanosOf(digits string) int {
	if len(digits) > 9 {
		digits = digits[:9]
	}
	return atoi(digits + strings.Repeat("0", 9-len(digits)))
}

// atoi is for digits that a pattern has checked.
func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
