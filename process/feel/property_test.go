package feel

import (
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawDate draws a day that Go's calendar knows too.
func drawDate(t *rapid.T) Date {
	d, _ := dateOfDays(rapid.Int64Range(-5_000_000, 5_000_000).Draw(t, "day"))
	return d
}

// TestCalendar: days, weekdays and weeks are those of Go's calendar, and a day counted is the day again.
func TestCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDate(t)
		g := time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
		if again, ok := dateOfDays(d.days()); !ok || again != d {
			t.Fatalf("%s counted and back is %s", d, again)
		}
		_, week := g.ISOWeek()
		if d.days() != g.Unix()/secondsPerDay || d.weekday()%7 != int(g.Weekday()) || d.dayOfYear() != g.YearDay() || d.isoWeek() != week {
			t.Fatalf("%s: day %d, weekday %d, day of year %d, week %d; Go has %d, %d, %d, %d",
				d, d.days(), d.weekday(), d.dayOfYear(), d.isoWeek(), g.Unix()/secondsPerDay, g.Weekday(), g.YearDay(), week)
		}
	})
}

// TestZones: a moment in a named zone is the moment of Go's zone, whenever clocks show it once only.
func TestZones(t *testing.T) {
	zones := []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(zones).Draw(t, "zone")
		l, ok := location(name)
		if !ok {
			t.Fatal("no zone " + name)
		}
		at := time.Unix(rapid.Int64Range(0, 2_000_000_000).Draw(t, "moment"), 0).In(l)
		d := DateTime{Date{at.Year(), int(at.Month()), at.Day()}, Time{at.Hour(), at.Minute(), at.Second(), 0, Zone{Name: name}}}
		again := d.Instant(time.UTC)
		if shown := again.In(l).Format(time.DateTime); shown != at.Format(time.DateTime) {
			t.Fatalf("%s is read as %s", d, shown)
		}
		if gap := at.Sub(again).Abs(); gap != 0 && again.After(at) {
			t.Fatalf("%s shows twice, and is read as the later one", d)
		}
	})
}

// TestMovingAndBack: a duration added and taken away again changes nothing, on the time line.
func TestMovingAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		offset := rapid.IntRange(-840, 840).Draw(t, "offset") * 60
		from := DateTime{drawDate(t), timeOfSeconds(rapid.Int64Range(0, 86_399).Draw(t, "clock"), rapid.IntRange(0, 999_999_999).Draw(t, "nano"), Zone{Fixed: true, Offset: offset})}
		span := DayTimeDuration{rapid.Int64Range(-1e9, 1e9).Draw(t, "seconds"), int32(rapid.IntRange(0, 999_999_999).Draw(t, "nanos"))}
		there, _, err := add(from, span)
		if err != nil {
			t.Fatal(err)
		}
		back, _, _ := add(there, span.negate())
		gone, _, _ := difference(there, from)
		if back != Value(from) || gone != Value(span) {
			t.Fatalf("%s + %s = %s, back to %s; the difference is %s", from, span, there, back, gone)
		}
		if text, err := ParseDateTime(from.String()); err != nil || text != from {
			t.Fatalf("%s is read as %s (%v)", from, text, err)
		}
		if text, err := ParseDuration(span.String()); err != nil || text != Value(span) {
			t.Fatalf("%s is read as %v (%v)", span, text, err)
		}
	})
}

// TestNumbersAreExact: sums and products of up to 17 digits are those of rational arithmetic, also on the short way.
func TestNumbersAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, rx := drawNumber(t, "x")
		y, ry := drawNumber(t, "y")
		for op, want := range map[operator]*big.Rat{
			opAdd: new(big.Rat).Add(rx, ry), opSubtract: new(big.Rat).Sub(rx, ry), opMultiply: new(big.Rat).Mul(rx, ry),
		} {
			v, err := operateNumbers(op, x, y)
			if err != nil {
				t.Fatal(err)
			}
			got, _ := new(big.Rat).SetString(v.(Number).String())
			if got.Cmp(want) != 0 {
				t.Fatalf("%s %s %s = %s, want %s", x, operatorSymbols[op], y, v, want.FloatString(20))
			}
		}
		if x.Cmp(y) != rx.Cmp(ry) {
			t.Fatalf("%s against %s: %d", x, y, x.Cmp(y))
		}
	})
}

func drawNumber(t *rapid.T, label string) (Number, *big.Rat) {
	digits := rapid.Int64Range(-1e16, 1e16).Draw(t, label)
	places := rapid.IntRange(0, 8).Draw(t, label+" places")
	r := new(big.Rat).SetFrac(big.NewInt(digits), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
	n, err := ParseNumber(r.FloatString(places))
	if err != nil {
		t.Fatal(err)
	}
	return n, r
}
