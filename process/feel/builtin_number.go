package feel

import (
	"github.com/cockroachdb/apd/v3"
)

var numberBuiltins = []builtin{
	{"floor", "n, scale?", rounding(apd.RoundFloor)},
	{"ceiling", "n, scale?", rounding(apd.RoundCeiling)},
	{"round", "n, scale?", rounding(apd.RoundHalfEven)},
	{"round up", "n, scale", rounding(apd.RoundUp)},
	{"round down", "n, scale", rounding(apd.RoundDown)},
	{"round half up", "n, scale", rounding(apd.RoundHalfUp)},
	{"round half down", "n, scale", rounding(apd.RoundHalfDown)},
	{"decimal", "n, scale", rounding(apd.RoundHalfEven)},
	{"abs", "n", absolute},
	{"modulo", "dividend, divisor", modulo},
}

// rounding gives a function that rounds to a number of decimal places (negative: tens, hundreds …).
func rounding(mode apd.Rounder) func(*arguments) Value {
	return func(a *arguments) Value {
		n, scale := a.number(0), 0
		if a.given(1) {
			scale = a.integer(1)
		}
		if scale < -6111 || scale > 6176 {
			return a.fail("the scale must be between -6111 and 6176")
		}
		if a.err != nil {
			return nil
		}
		if -n.decimal().Exponent <= int32(scale) {
			return n // nothing to round, and quantizing could need more than 34 digits
		}
		context := decimal128
		context.Rounding = mode
		d := new(apd.Decimal)
		if _, err := context.Quantize(d, n.decimal(), -int32(scale)); err != nil {
			return a.fail("the number cannot be rounded to this scale")
		}
		return Number{d}
	}
}

func absolute(a *arguments) Value {
	switch v := a.value(0).(type) {
	case DayTimeDuration:
		if v.Seconds < 0 {
			return v.negate()
		}
		return v
	case YearMonthDuration:
		return max(v, -v)
	}
	return Number{new(apd.Decimal).Abs(a.number(0).decimal())}
}

// modulo is dividend - divisor*floor(dividend/divisor): the sign is the divisor's (DMN 1.5, table 73).
func modulo(a *arguments) Value {
	x, y := a.number(0), a.number(1)
	if a.err != nil {
		return nil
	}
	if y.decimal().IsZero() {
		return a.fail("division by zero")
	}
	d := new(apd.Decimal)
	if _, err := decimal128.Rem(d, x.decimal(), y.decimal()); err != nil {
		return a.fail("the numbers are too far apart")
	}
	if !d.IsZero() && d.Negative != y.decimal().Negative {
		if _, err := decimal128.Add(d, d, y.decimal()); err != nil {
			return a.fail("the numbers are too far apart")
		}
	}
	return Number{d}
}
