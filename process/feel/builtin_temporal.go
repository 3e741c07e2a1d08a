package feel

import "strings"

var temporalBuiltins = []builtin{
	{"date", "from|year, month, day", toDate},
	{"time", "from|hour, minute, second, offset?", toTime},
	{"date and time", "from|date, time", toDateTime},
	{"duration", "from", func(a *arguments) Value {
		text := a.text(0)
		return a.parsed(ParseDuration(text))
	}},
	{"years and months duration", "from, to", monthsBetween},
	{"now", "", func(a *arguments) Value { return DateTimeOf(a.r.now) }},
	{"today", "", func(a *arguments) Value { return DateTimeOf(a.r.now).Date }},
	{"day of week", "date", func(a *arguments) Value {
		return a.named("Monday Tuesday Wednesday Thursday Friday Saturday Sunday", Date.weekday)
	}},
	{"month of year", "date", func(a *arguments) Value {
		return a.named("January February March April May June July August September October November December", func(d Date) int { return d.Month })
	}},
	{"day of year", "date", func(a *arguments) Value {
		d := a.day(0)
		return Int(d.days() - Date{d.Year, 1, 1}.days() + 1)
	}},
}

func (a *arguments) parsed(v Value, err error) Value {
	if a.err != nil {
		return nil
	}
	if err != nil {
		return a.fail("%s", err)
	}
	return v
}

// day takes a date, or the date of a date and time.
func (a *arguments) day(i int) Date {
	if moment, ok := a.value(i).(DateTime); ok {
		return moment.Date
	}
	return argument[Date](a, i, "date")
}

func (a *arguments) named(names string, index func(Date) int) Value {
	d := a.day(0)
	if a.err != nil {
		return nil
	}
	return strings.Fields(names)[index(d)-1]
}

func toDate(a *arguments) Value {
	if len(a.values) == 3 {
		d, ok := NewDate(a.integer(0), a.integer(1), a.integer(2))
		if !ok {
			return a.fail("this day does not exist")
		}
		return d
	}
	if text, ok := a.value(0).(string); ok {
		return a.parsed(orNil(ParseDate(text)))
	}
	return a.day(0)
}

func toTime(a *arguments) Value {
	if len(a.values) >= 3 {
		return timeOfParts(a)
	}
	switch v := a.value(0).(type) {
	case string:
		return a.parsed(orNil(ParseTime(v)))
	case DateTime:
		return v.Time
	case Date:
		return Time{Zone: Zone{Fixed: true}}
	}
	return argument[Time](a, 0, "time")
}

func timeOfParts(a *arguments) Value {
	second := a.number(2)
	t := Time{Hour: a.integer(0), Minute: a.integer(1)}
	v, err := durationOf(second)
	exact, ok := v.(DayTimeDuration)
	if err != nil || !ok || exact.Seconds < 0 || exact.Seconds > 59 || t.Hour < 0 || t.Hour > 23 || t.Minute < 0 || t.Minute > 59 {
		return a.fail("this time does not exist")
	}
	t.Second, t.Nano = int(exact.Seconds), int(exact.Nanos)
	if a.value(3) != nil {
		offset := argument[DayTimeDuration](a, 3, "days and time duration")
		if offset.Seconds > int64(maxOffset) || offset.Seconds < -int64(maxOffset) {
			return a.fail("this offset does not exist")
		}
		t.Zone = Zone{Fixed: true, Offset: int(offset.Seconds)}
	}
	return t
}

func toDateTime(a *arguments) Value {
	if len(a.values) == 2 {
		return DateTime{a.day(0), argument[Time](a, 1, "time")}
	}
	switch v := a.value(0).(type) {
	case string:
		return a.parsed(orNil(ParseDateTime(v)))
	case Date:
		return DateTime{v, Time{Zone: Zone{Fixed: true}}}
	}
	return argument[DateTime](a, 0, "date and time")
}

// monthsBetween gives the whole months from one day to another, towards zero (DMN 1.5, table 66).
func monthsBetween(a *arguments) Value {
	from, to := a.day(0), a.day(1)
	months := int64(to.Year-from.Year)*12 + int64(to.Month-from.Month)
	if months > 0 && to.Day < from.Day {
		months--
	}
	if months < 0 && to.Day > from.Day {
		months++
	}
	return YearMonthDuration(months)
}
