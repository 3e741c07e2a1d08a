package feel

import (
	"fmt"
	"math"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// DayTimeDuration is an exact span of time. Seconds and Nanos have the same sign or Nanos is not negative: Nanos is
// always 0..999,999,999, so that equal durations are equal structs.
type DayTimeDuration struct {
	Seconds int64
	Nanos   int32
}

// YearMonthDuration is a span in months.
type YearMonthDuration int64

func (d YearMonthDuration) String() string {
	months, sign := int64(d), ""
	if months < 0 {
		months, sign = -months, "-"
	}
	switch years := months / 12; {
	case years == 0:
		return fmt.Sprintf("%sP%dM", sign, months)
	case months%12 == 0:
		return fmt.Sprintf("%sP%dY", sign, years)
	default:
		return fmt.Sprintf("%sP%dY%dM", sign, years, months%12)
	}
}

func (d DayTimeDuration) String() string {
	if d == (DayTimeDuration{}) {
		return "PT0S"
	}
	sign, seconds, nanos := d.parts()
	var b strings.Builder
	b.WriteString(sign + "P")
	if days := seconds / secondsPerDay; days > 0 {
		fmt.Fprintf(&b, "%dD", days)
	}
	hours, minutes, rest := seconds%secondsPerDay/3600, seconds/60%60, seconds%60
	if hours+minutes+rest+int64(nanos) == 0 {
		return b.String()
	}
	b.WriteByte('T')
	if hours > 0 {
		fmt.Fprintf(&b, "%dH", hours)
	}
	if minutes > 0 {
		fmt.Fprintf(&b, "%dM", minutes)
	}
	if rest > 0 || nanos > 0 {
		fmt.Fprintf(&b, "%d%sS", rest, fraction(int(nanos)))
	}
	return b.String()
}

// parts gives sign and absolute seconds and nanoseconds.
func (d DayTimeDuration) parts() (sign string, seconds int64, nanos int32) {
	if d.Seconds >= 0 {
		return "", d.Seconds, d.Nanos
	}
	if d.Nanos == 0 {
		return "-", -d.Seconds, 0
	}
	return "-", -(d.Seconds + 1), 1_000_000_000 - d.Nanos
}

func (d DayTimeDuration) negate() DayTimeDuration {
	if d.Nanos == 0 {
		return DayTimeDuration{Seconds: -d.Seconds}
	}
	return DayTimeDuration{-d.Seconds - 1, 1_000_000_000 - d.Nanos}
}

// number gives the duration in seconds.
func (d DayTimeDuration) number() Number {
	n := apd.New(d.Seconds, 0)
	if d.Nanos != 0 {
		_, _ = decimal128.Add(n, n, apd.New(int64(d.Nanos), -9)) // at most 28 digits: exact
	}
	return Number{n}
}

// durationOf takes seconds and cuts beyond the nanosecond.
func durationOf(seconds Number) (Value, error) {
	whole, frac := new(apd.Decimal), new(apd.Decimal)
	if _, err := decimal128.Floor(whole, seconds.decimal()); err != nil {
		return nil, err
	}
	s, err := whole.Int64()
	if err != nil || s == math.MinInt64 {
		return nil, fmt.Errorf("the duration is too long")
	}
	_, _ = decimal128.Sub(frac, seconds.decimal(), whole)
	frac.Exponent += 9
	_, _ = decimal128.Floor(frac, frac)
	nanos, _ := frac.Int64()
	return DayTimeDuration{s, int32(nanos)}, nil
}

func fraction(nanos int) string {
	if nanos == 0 {
		return ""
	}
	return strings.TrimRight(fmt.Sprintf(".%09d", nanos), "0")
}
