package feel

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"handinhand/process/finding"
)

// decimal128 is IEEE 754-2008 decimal128 as DMN 1.5 section 10.3.2.3.1 asks: 34 digits, half-even.
// Values below the smallest number become zero; overflow and undefined operations are errors.
var decimal128 = apd.Context{
	Precision:   34,
	MaxExponent: 6144,
	MinExponent: -6143,
	Rounding:    apd.RoundHalfEven,
	Traps:       apd.DefaultTraps &^ (apd.Underflow | apd.Subnormal),
}

// The scales of numbers that can be written down: digits behind the point.
const (
	minScale = -6111
	maxScale = 6176
)

// Number is a FEEL number. The zero Number is 0. The decimal behind it is never changed, so Numbers may be shared.
type Number struct{ dec *apd.Decimal }

var zeroDecimal = apd.New(0, 0)

func (n Number) decimal() *apd.Decimal {
	if n.dec == nil {
		return zeroDecimal
	}
	return n.dec
}

// Int gives the number of an integer.
func Int(i int64) Number {
	if i >= 0 && i < int64(len(digits)) {
		return digits[i]
	}
	return Number{apd.New(i, 0)}
}

// digits are the numbers that occur most. Numbers are never changed, so they may be shared.
var digits = func() (numbers [256]Number) {
	for i := range numbers {
		numbers[i] = Number{apd.New(int64(i), 0)}
	}
	return numbers
}()

// ParseNumber reads a decimal such as -12.50 or 1e3; it rounds to 34 digits. NaN and infinities are no numbers.
func ParseNumber(s string) (Number, error) {
	if n, ok := parseShort(s); ok {
		return n, nil
	}
	if !isNumeral(s) {
		return Number{}, finding.Reason("not a number")
	}
	d := new(apd.Decimal)
	if _, _, err := decimal128.SetString(d, s); err != nil || d.Form != apd.Finite {
		return Number{}, finding.Reason("a number beyond the exponent 6144")
	}
	return Number{d}, nil
}

// parseShort reads what nearly every number of a case looks like, 1800 or -12.50 with at most 18 digits, without the
// general way's five allocations.
func parseShort(s string) (Number, bool) {
	unsigned := strings.TrimPrefix(s, "-")
	if len(unsigned) == 0 || len(unsigned) > 18 {
		return Number{}, false
	}
	coefficient, point := int64(0), -1
	for i, c := range []byte(unsigned) {
		switch {
		case c >= '0' && c <= '9':
			coefficient = coefficient*10 + int64(c-'0')
		case c == '.' && point < 0 && i > 0 && i < len(unsigned)-1:
			point = i
		default:
			return Number{}, false
		}
	}
	negative := len(unsigned) < len(s)
	if negative && coefficient == 0 {
		return Number{}, false // the sign of zero is the general way's
	}
	if negative {
		coefficient = -coefficient
	}
	if point < 0 {
		return Int(coefficient), true
	}
	return Number{apd.New(coefficient, int32(point+1-len(unsigned)))}, true
}

// String gives the number without exponent and trailing zeros: equal numbers give equal strings.
func (n Number) String() string {
	var d apd.Decimal
	d.Reduce(n.decimal())
	if d.IsZero() {
		return "0"
	}
	return d.Text('f')
}

// number takes the result of an operation.
func number(d *apd.Decimal) Value { return Number{d} }

// sign gives -1, 0 or 1.
func (n Number) sign() int { return n.decimal().Sign() }

// Equal tells whether both numbers have the same value (1.0 equals 1).
func (n Number) Equal(o Number) bool { return n.Cmp(o) == 0 }

// Cmp gives -1, 0 or 1.
func (n Number) Cmp(o Number) int {
	x, y := n.decimal(), o.decimal()
	if a, b, ok := small(x, y); ok {
		return cmp.Compare(a, b)
	}
	return x.Cmp(y)
}

// small gives two numbers of the same exponent as integers, if they are small enough to be added without overflow. Most numbers
// are: this spares the general way.
func small(x, y *apd.Decimal) (a, b int64, ok bool) {
	if x.Exponent != y.Exponent || !x.Coeff.IsInt64() || !y.Coeff.IsInt64() {
		return 0, 0, false
	}
	a, b = x.Coeff.Int64(), y.Coeff.Int64()
	if a > 1<<53 || b > 1<<53 {
		return 0, 0, false
	}
	if x.Negative {
		a = -a
	}
	if y.Negative {
		b = -b
	}
	return a, b, true
}

// Int64 gives the number as an integer and whether it is one that fits.
func (n Number) Int64() (int64, bool) {
	var d apd.Decimal
	d.Reduce(n.decimal())
	if d.Exponent < 0 || d.Exponent > 19 {
		return 0, false
	}
	i, err := d.Int64()
	return i, err == nil
}

// power keeps apd from spending minutes on exponents whose result no decimal128 can hold.
func power(d, x, y *apd.Decimal) (apd.Condition, error) {
	if y.Cmp(largestExponent) > 0 || y.Cmp(smallestExponent) < 0 {
		return 0, errors.New("the exponent is too large")
	}
	return decimal128.Pow(d, x, y)
}

var (
	largestExponent  = apd.New(999_999_999, 0) // DMN 1.5, table 60
	smallestExponent = apd.New(-999_999_999, 0)
)

func negate(n Number) Number { return Number{new(apd.Decimal).Neg(n.decimal())} }

type decimalOp func(d, x, y *apd.Decimal) (apd.Condition, error)

func calculate(op decimalOp, x, y Number) (Value, error) {
	d := new(apd.Decimal)
	if _, err := op(d, x.decimal(), y.decimal()); err != nil || d.Form != apd.Finite {
		return nil, fmt.Errorf("the calculation has no result: %s", why(err))
	}
	return Number{d}, nil
}

func why(err error) string {
	if err == nil {
		return "not a number"
	}
	return err.Error()
}

// isNumeral keeps out what apd would take and FEEL does not: NaN, Inf, a leading plus, a trailing point.
func isNumeral(s string) bool {
	if s != "" && s[0] == '-' {
		s = s[1:]
	}
	mantissa, exponent, hasExponent := cutExponent(s)
	if hasExponent {
		if exponent != "" && (exponent[0] == '-' || exponent[0] == '+') {
			exponent = exponent[1:]
		}
		if !allDigits(exponent) {
			return false
		}
	}
	for i := range len(mantissa) {
		if mantissa[i] == '.' {
			return (i == 0 || allDigits(mantissa[:i])) && allDigits(mantissa[i+1:])
		}
	}
	return allDigits(mantissa)
}

func cutExponent(s string) (mantissa, exponent string, found bool) {
	for i := range len(s) {
		if s[i] == 'e' || s[i] == 'E' {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// shorten keeps messages about the source text readable.
func shorten(s string) string {
	runes := []rune(s)
	if len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return s
}
