package feel

import (
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // zones must not depend on the machine's files
)

// Date is a day of the proleptic Gregorian calendar.
type Date struct{ Year, Month, Day int }

// Time is a time of day with an optional zone.
type Time struct {
	Hour, Minute, Second, Nano int
	Zone                       Zone
}

// DateTime is a date and a time of day, in the zone of the time.
type DateTime struct {
	Date Date
	Time Time
}

// Zone is none (the zero Zone: local, unknown), a fixed offset in seconds, or a named zone of the IANA database.
type Zone struct {
	Fixed  bool
	Offset int
	Name   string
}

const (
	secondsPerDay = 86_400
	maxYear       = 999_999_999
)

// NewDate gives a date that exists.
func NewDate(year, month, day int) (Date, bool) {
	d := Date{year, month, day}
	ok := year >= -maxYear && year <= maxYear && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
	return d, ok
}

// DateTimeOf gives the date and time of an instant in its own zone, as a fixed offset.
func DateTimeOf(t time.Time) DateTime {
	_, offset := t.Zone()
	return DateTime{
		Date{t.Year(), int(t.Month()), t.Day()},
		Time{t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), Zone{Fixed: true, Offset: offset}},
	}
}

// Instant gives the moment of a DateTime; without a zone it is read in the given location.
func (d DateTime) Instant(local *time.Location) time.Time {
	seconds := d.localSeconds()
	if offset, zoned := d.offset(); zoned {
		return time.Unix(seconds-int64(offset), int64(d.Time.Nano)).UTC()
	}
	t := d.Time
	return time.Date(d.Date.Year, time.Month(d.Date.Month), d.Date.Day, t.Hour, t.Minute, t.Second, t.Nano, local)
}

func (d Date) String() string {
	if d.Year < 0 {
		return fmt.Sprintf("-%04d-%02d-%02d", -d.Year, d.Month, d.Day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

func (t Time) String() string {
	s := fmt.Sprintf("%02d:%02d:%02d", t.Hour, t.Minute, t.Second)
	return s + fraction(t.Nano) + t.Zone.String()
}

func (d DateTime) String() string { return d.Date.String() + "T" + d.Time.String() }

func (z Zone) String() string {
	switch {
	case z.Name != "":
		return "@" + z.Name
	case !z.Fixed:
		return ""
	case z.Offset == 0:
		return "Z"
	}
	sign, o := '+', z.Offset
	if o < 0 {
		sign, o = '-', -o
	}
	s := fmt.Sprintf("%c%02d:%02d", sign, o/3600, o/60%60)
	if o%60 != 0 {
		s += fmt.Sprintf(":%02d", o%60)
	}
	return s
}

// days counts from 1970-01-01. The era arithmetic keeps every year exact, which time.Time does not promise.
func (d Date) days() int64 {
	y, m := int64(d.Year), int64(d.Month)
	if m <= 2 {
		y--
	}
	era := floorDiv(y, 400)
	yearOfEra := y - era*400
	dayOfYear := (153*((m+9)%12)+2)/5 + int64(d.Day) - 1
	return era*146_097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 719_468
}

func dateOfDays(days int64) (Date, bool) {
	days += 719_468
	era := floorDiv(days, 146_097)
	dayOfEra := days - era*146_097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36_524 - dayOfEra/146_096) / 365
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	mp := (5*dayOfYear + 2) / 153
	month := (mp+2)%12 + 1
	year := yearOfEra + era*400
	if month <= 2 {
		year++
	}
	return NewDate(int(year), int(month), int(dayOfYear-(153*mp+2)/5+1))
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// epoch is the day on which a time of day in a named zone is taken to be: without a date the zone has no offset.
var epoch = Date{1970, 1, 1}

func (d Date) dayOfYear() int { return int(d.days()-Date{d.Year, 1, 1}.days()) + 1 }

// isoWeek is the week of ISO 8601: the one that holds the year's first Thursday is week 1.
func (d Date) isoWeek() int {
	thursday, ok := dateOfDays(d.days() + int64(4-d.weekday()))
	if !ok {
		return 1 // beyond the last year that FEEL knows
	}
	return (thursday.dayOfYear()-1)/7 + 1
}

// weekday is ISO 8601: Monday is 1.
func (d Date) weekday() int { return int(floorMod(d.days()+3, 7)) + 1 }

// addMonths keeps the day or, where the month is too short, takes its last (DMN 1.5, table 54).
func (d Date) addMonths(months int64) (Date, bool) {
	total := int64(d.Year)*12 + int64(d.Month-1) + months
	year, month := floorDiv(total, 12), int(floorMod(total, 12))+1
	if year < -maxYear || year > maxYear {
		return Date{}, false
	}
	return NewDate(int(year), month, min(d.Day, daysIn(int(year), month)))
}

func (t Time) seconds() int64 { return int64(t.Hour)*3600 + int64(t.Minute)*60 + int64(t.Second) }

func timeOfSeconds(s int64, nano int, z Zone) Time {
	return Time{int(s / 3600), int(s / 60 % 60), int(s % 60), nano, z}
}

func (d DateTime) localSeconds() int64 { return d.Date.days()*secondsPerDay + d.Time.seconds() }

// offset gives the seconds east of UTC and whether the DateTime has a zone.
func (d DateTime) offset() (int, bool) {
	z := d.Time.Zone
	if z.Name == "" {
		return z.Offset, z.Fixed
	}
	if _, ok := location(z.Name); !ok {
		return 0, false
	}
	return z.offsetOf(d.localSeconds()), true
}

// offsetOf gives the offset of a named zone for what its clocks show. An hour that clocks show twice is the first one; one that they
// skip is counted on from before.
func (z Zone) offsetOf(local int64) int {
	before := z.offsetAt(local - secondsPerDay)
	after := z.offsetAt(local + secondsPerDay)
	if z.offsetAt(local-int64(before)) != before && z.offsetAt(local-int64(after)) == after {
		return after
	}
	return before
}

// offsetAt gives the offset of a zone at a moment, counted in seconds from 1970 in UTC.
func (z Zone) offsetAt(seconds int64) int {
	location, ok := location(z.Name)
	if !ok {
		return z.Offset
	}
	_, offset := time.Unix(seconds, 0).In(location).Zone()
	return offset
}

var locations sync.Map // name -> *time.Location; at most the names of the IANA database

func location(name string) (*time.Location, bool) {
	if l, ok := locations.Load(name); ok {
		return l.(*time.Location), true
	}
	if name == "" || name == "Local" {
		return nil, false
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	locations.Store(name, l)
	return l, true
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }
