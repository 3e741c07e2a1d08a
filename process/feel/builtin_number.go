package feel

import "github.com/cockroachdb/apd/v3"

var numberBuiltins = []builtin{
	{"decimal", "n: number, scale: number -> number", rounding(apd.RoundHalfEven)},
	{"floor", "n: number -> number | n: number, scale: number -> number", rounding(apd.RoundFloor)},
	{"ceiling", "n: number -> number | n: number, scale: number -> number", rounding(apd.RoundCeiling)},
	{"round up", "n: number, scale: number -> number", rounding(apd.RoundUp)},
	{"round down", "n: number, scale: number -> number", rounding(apd.RoundDown)},
	{"round half up", "n: number, scale: number -> number", rounding(apd.RoundHalfUp)},
	{"round half down", "n: number, scale: number -> number", rounding(apd.RoundHalfDown)},
	{"abs", "n: number -> number | n: days and time duration -> days and time duration | " +
		"n: years and months duration -> years and months duration", absolute},
	{"modulo", "dividend: number, divisor: number -> number", modulo},
	{"sqrt", "number: number -> number", func(a *arguments) Value {
		if a.number(0).sign() < 0 {
			return a.fail("a negative number has no square root")
		}
		return a.costly(decimal128.Sqrt, rootWork)
	}},
	{"log", "number: number -> number", func(a *arguments) Value {
		if a.number(0).sign() <= 0 {
			return a.fail("only positive numbers have a logarithm")
		}
		return a.costly(decimal128.Ln, powerWork)
	}},
	{"exp", "number: number -> number", exponential},
	{"odd", "number: number -> boolean", func(a *arguments) Value { return a.parity(true) }},
	{"even", "number: number -> boolean", func(a *arguments) Value { return a.parity(false) }},
}

// rounding gives a function that rounds to a number of decimal places (negative: tens, hundreds …).
func rounding(mode apd.Rounder) func(*arguments) Value {
	return func(a *arguments) Value {
		n, scale := a.number(0), 0
		if a.given(1) {
			scale = a.integer(1)
		}
		if scale < minScale || scale > maxScale {
			return a.fail("the scale must be between %d and %d", minScale, maxScale)
		}
		if a.problem != "" || -n.decimal().Exponent <= int32(scale) {
			return n // nothing to round, and quantizing could need more than 34 digits
		}
		context := decimal128
		context.Rounding = mode
		d := new(apd.Decimal)
		if _, err := context.Quantize(d, n.decimal(), -int32(scale)); err != nil {
			return a.fail("the number cannot be rounded to this scale")
		}
		return number(d)
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

// modulo is dividend - divisor*floor(dividend/divisor): the sign is the divisor's (DMN 1.5, table 76).
func modulo(a *arguments) Value {
	x, y := a.number(0), a.number(1)
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
	return number(d)
}

// costly runs an operation of one number that takes many multiplications.
func (a *arguments) costly(op func(d, x *apd.Decimal) (apd.Condition, error), work int) Value {
	if !a.work(work) {
		return nil
	}
	v, err := calculate(func(d, x, _ *apd.Decimal) (apd.Condition, error) { return op(d, x) }, a.number(0), Number{})
	if err != nil {
		return a.fail("%s", err)
	}
	return v
}

// exponential keeps apd away from exponents whose result is zero or beyond every decimal128.
func exponential(a *arguments) Value {
	n := a.number(0)
	switch {
	case n.Cmp(Int(20_000)) > 0:
		return a.fail("the calculation has no result: overflow")
	case n.Cmp(Int(-20_000)) < 0:
		return Int(0)
	}
	whole, _ := truncate(n).Int64()
	return a.costly(decimal128.Exp, powerWork*int(1+max(whole, -whole)/100))
}

// parity tells whether a number is odd (or even); a fraction is neither.
func (a *arguments) parity(odd bool) Value {
	n := a.number(0)
	if n.Cmp(truncate(n)) != 0 {
		return false
	}
	rest := new(apd.Decimal)
	if _, err := decimal128.Rem(rest, n.decimal(), apd.New(2, 0)); err != nil {
		return !odd // more digits than 34: the last ones are zeros
	}
	return rest.IsZero() != odd
}
