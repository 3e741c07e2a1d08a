package feel

import "strings"

var temporalBuiltins = []builtin{
	{"date", "from: string -> date | from: date and time -> date | from: date -> date | year: number, month: number, day: number -> date", toDate},
	{"time", "from: string -> time | from: date and time -> time | from: time -> time | from: date -> time | " +
		"hour: number, minute: number, second: number, offset?: days and time duration? -> time", toTime},
	{"date and time", "from: string -> date and time | from: date and time -> date and time | " +
		"date: date, time: time -> date and time | date: date and time, time: time -> date and time", toDateTime},
	{"duration", "from: string -> Any | from: days and time duration -> same | from: years and months duration -> same", func(a *arguments) Value {
		text, ok := a.value(0).(string)
		if !ok {
			return a.value(0)
		}
		return a.parsed(ParseDuration(text))
	}},
	{"years and months duration", eachDay("from: %, to: %", "years and months duration"), monthsBetween},
	{"now", "-> date and time", func(a *arguments) Value { return DateTimeOf(a.r.now) }},
	{"today", "-> date", func(a *arguments) Value { return DateTimeOf(a.r.now).Date }},
	{"day of week", eachDay("date: %", "string"), named(weekdays, Date.weekday)},
	{"month of year", eachDay("date: %", "string"), named(months, func(d Date) int { return d.Month })},
	{"day of year", eachDay("date: %", "number"), func(a *arguments) Value { return Int(int64(a.day(0).dayOfYear())) }},
	{"week of year", eachDay("date: %", "number"), func(a *arguments) Value { return Int(int64(a.day(0).isoWeek())) }},
}

var (
	weekdays = strings.Fields("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
	months   = strings.Fields("January February March April May June July August September October November December")
)

// eachDay writes the forms in which each % is a date or a date and time.
func eachDay(params, result string) string {
	forms := []string{params}
	for strings.Contains(forms[0], "%") {
		var next []string
		for _, form := range forms {
			next = append(next, strings.Replace(form, "%", "date", 1), strings.Replace(form, "%", "date and time", 1))
		}
		forms = next
	}
	return strings.Join(forms, " -> "+result+" | ") + " -> " + result
}

func (a *arguments) parsed(v Value, err error) Value {
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
	d, _ := a.value(i).(Date)
	return d
}

func named(names []string, index func(Date) int) func(a *arguments) Value {
	return func(a *arguments) Value { return names[index(a.day(0))-1] }
}

func toDate(a *arguments) Value {
	switch v := a.value(0).(type) {
	case Number:
		d, ok := NewDate(a.integer(0), a.integer(1), a.integer(2))
		if !ok || a.problem != "" {
			return a.fail("this day does not exist")
		}
		return d
	case string:
		return a.parsed(orNil(ParseDate(v)))
	}
	return a.day(0)
}

func toTime(a *arguments) Value {
	switch v := a.value(0).(type) {
	case Number:
		return timeOfParts(a)
	case string:
		return a.parsed(orNil(ParseTime(v)))
	case DateTime:
		return v.Time
	case Date:
		return Time{Zone: Zone{Fixed: true}}
	}
	return a.value(0)
}

func timeOfParts(a *arguments) Value {
	t := Time{Hour: a.integer(0), Minute: a.integer(1)}
	v, err := durationOf(a.number(2))
	exact, ok := v.(DayTimeDuration)
	if a.problem != "" || err != nil || !ok || exact.Seconds < 0 || exact.Seconds > 59 || t.Hour < 0 || t.Hour > 23 || t.Minute < 0 || t.Minute > 59 {
		return a.fail("this time does not exist")
	}
	t.Second, t.Nano = int(exact.Seconds), int(exact.Nanos)
	if offset, ok := a.value(3).(DayTimeDuration); ok {
		if offset.Seconds > maxOffset || offset.Seconds < -maxOffset {
			return a.fail("this offset does not exist")
		}
		t.Zone = Zone{Fixed: true, Offset: int(offset.Seconds)}
	}
	return t
}

func toDateTime(a *arguments) Value {
	if len(a.values) == 2 {
		t, _ := a.value(1).(Time)
		return DateTime{a.day(0), t}
	}
	if text, ok := a.value(0).(string); ok {
		return a.parsed(orNil(ParseDateTime(text)))
	}
	return a.value(0)
}

// monthsBetween gives the whole months from one day to another, towards zero (DMN 1.5, table 72).
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
