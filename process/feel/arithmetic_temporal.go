package feel

import (
	"errors"

	"github.com/cockroachdb/apd/v3"
)

// operateTemporal knows the operators on dates, times and durations; known is false for other operands.
func operateTemporal(op operator, a, b Value) (v Value, known bool, err error) {
	switch op {
	case opNegate:
		return negateDuration(b)
	case opAdd:
		if isDuration(a) && !isDuration(b) {
			a, b = b, a
		}
		return add(a, b)
	case opSubtract:
		if isDuration(b) {
			negated, _, _ := negateDuration(b)
			return add(a, negated)
		}
		return difference(a, b)
	case opMultiply:
		if _, ok := a.(Number); ok {
			a, b = b, a
		}
		return scale(decimal128.Mul, a, b)
	case opDivide:
		if v, known, err := ratio(a, b); known {
			return v, true, err
		}
		if n, ok := b.(Number); ok && isDuration(a) && n.decimal().IsZero() {
			return nil, true, errDivision
		}
		return scale(decimal128.Quo, a, b)
	}
	return nil, false, nil
}

func isDuration(v Value) bool {
	switch v.(type) {
	case DayTimeDuration, YearMonthDuration:
		return true
	}
	return false
}

func negateDuration(v Value) (Value, bool, error) {
	switch d := v.(type) {
	case DayTimeDuration:
		return d.negate(), true, nil
	case YearMonthDuration:
		return -d, true, nil
	}
	return nil, false, nil
}

func add(a, duration Value) (Value, bool, error) {
	switch d := duration.(type) {
	case DayTimeDuration:
		return addDayTime(a, d)
	case YearMonthDuration:
		return addMonths(a, d)
	}
	return nil, false, nil
}

func addDayTime(a Value, d DayTimeDuration) (Value, bool, error) {
	switch x := a.(type) {
	case DayTimeDuration:
		sum, err := calculate(decimal128.Add, x.number(), d.number())
		if err != nil {
			return nil, true, err
		}
		v, err := durationOf(sum.(Number))
		return v, true, err
	case Time:
		seconds, nano := carry(x.seconds(), x.Nano, d)
		return timeOfSeconds(floorMod(seconds, secondsPerDay), nano, x.Zone), true, nil
	case Date:
		seconds, _ := carry(0, 0, d)
		day, ok := dateOfDays(x.days() + floorDiv(seconds, secondsPerDay))
		return checked(day, ok)
	case DateTime:
		v, ok := x.plus(d)
		return checked(v, ok)
	}
	return nil, false, nil
}

// plus moves along the time line: in a named zone an hour is an hour, whatever the clocks show (valuedt, DMN 1.5, section
// 10.3.2.3.6).
func (d DateTime) plus(span DayTimeDuration) (DateTime, bool) {
	before, _ := d.offset()
	seconds, nano := carry(d.localSeconds()-int64(before), d.Time.Nano, span)
	zone := d.Time.Zone
	after := int64(before)
	if zone.Name != "" {
		after = int64(zone.offsetAt(seconds))
	}
	seconds += after
	day, ok := dateOfDays(floorDiv(seconds, secondsPerDay))
	return DateTime{day, timeOfSeconds(floorMod(seconds, secondsPerDay), nano, zone)}, ok
}

// carry adds a duration to seconds and nanoseconds.
func carry(seconds int64, nano int, d DayTimeDuration) (int64, int) {
	nano += int(d.Nanos)
	return seconds + d.Seconds + int64(nano/1_000_000_000), nano % 1_000_000_000
}

func addMonths(a Value, d YearMonthDuration) (Value, bool, error) {
	switch x := a.(type) {
	case YearMonthDuration:
		sum := x + d
		return checked(sum, -YearMonthDuration(maxDurations) <= sum && sum <= YearMonthDuration(maxDurations))
	case Date:
		day, ok := x.addMonths(int64(d))
		return checked(day, ok)
	case DateTime:
		day, ok := x.Date.addMonths(int64(d))
		return checked(DateTime{day, x.Time}, ok)
	}
	return nil, false, nil
}

var (
	errDivision = errors.New("division by zero")
	errBeyond   = errors.New("the result is beyond the years that FEEL knows")
	errOneZone  = errors.New("one side has a time zone and the other has none")
)

func checked(v Value, ok bool) (Value, bool, error) {
	if !ok {
		return nil, true, errBeyond
	}
	return v, true, nil
}

// difference subtracts two moments; a date counts as its midnight in UTC when the other side is a date and time.
func difference(a, b Value) (Value, bool, error) {
	if x, ok := a.(Time); ok {
		y, ok := b.(Time)
		if !ok {
			return nil, false, nil
		}
		return elapsed(DateTime{epoch, x}, DateTime{epoch, y})
	}
	x, okX := midnight(a, b)
	y, okY := midnight(b, a)
	if !okX || !okY {
		return nil, false, nil
	}
	return elapsed(x, y)
}

func midnight(v, other Value) (DateTime, bool) {
	switch d := v.(type) {
	case DateTime:
		return d, true
	case Date:
		_, besideDateTime := other.(DateTime)
		return DateTime{Date: d, Time: Time{Zone: Zone{Fixed: besideDateTime}}}, true
	}
	return DateTime{}, false
}

func elapsed(x, y DateTime) (Value, bool, error) {
	offsetX, zonedX := x.offset()
	offsetY, zonedY := y.offset()
	if zonedX != zonedY {
		return nil, true, errOneZone
	}
	seconds := x.localSeconds() - int64(offsetX) - y.localSeconds() + int64(offsetY)
	nanos := x.Time.Nano - y.Time.Nano
	if nanos < 0 {
		seconds, nanos = seconds-1, nanos+1_000_000_000
	}
	return DayTimeDuration{seconds, int32(nanos)}, true, nil
}

// scale multiplies or divides a duration by a number, towards zero for months.
func scale(op decimalOp, duration, factor Value) (Value, bool, error) {
	n, ok := factor.(Number)
	if !ok || !isDuration(duration) {
		return nil, false, nil
	}
	if d, ok := duration.(DayTimeDuration); ok {
		product, err := calculate(op, d.number(), n)
		if err != nil {
			return nil, true, err
		}
		v, err := durationOf(product.(Number))
		return v, true, err
	}
	product, err := calculate(op, Int(int64(duration.(YearMonthDuration))), n)
	if err != nil {
		return nil, true, err
	}
	months, ok := truncate(product.(Number)).Int64()
	return checked(YearMonthDuration(months), ok && months <= maxDurations && months >= -maxDurations)
}

// ratio divides two durations of one kind.
func ratio(a, b Value) (Value, bool, error) {
	var x, y Number
	switch d := a.(type) {
	case DayTimeDuration:
		other, ok := b.(DayTimeDuration)
		if !ok {
			return nil, false, nil
		}
		x, y = d.number(), other.number()
	case YearMonthDuration:
		other, ok := b.(YearMonthDuration)
		if !ok {
			return nil, false, nil
		}
		x, y = Int(int64(d)), Int(int64(other))
	default:
		return nil, false, nil
	}
	v, err := operateNumbers(opDivide, x, y)
	return v, true, err
}

// truncate cuts the fraction.
func truncate(n Number) Number {
	whole := new(apd.Decimal)
	n.decimal().Modf(whole, nil)
	return Number{whole}
}
