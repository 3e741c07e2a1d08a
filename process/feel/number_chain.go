package feel

import "github.com/cockroachdb/apd/v3"

// chain is a calculation of several steps; the first error stays.
type chain struct {
	n   Number
	err error
}

func (c chain) apply(op decimalOp, n Number) chain {
	if c.err != nil {
		return c
	}
	v, err := calculate(op, c.n, n)
	if err != nil {
		return chain{err: err}
	}
	return chain{n: v.(Number)}
}

func (c chain) add(n Number) chain      { return c.apply(decimal128.Add, n) }
func (c chain) subtract(n Number) chain { return c.apply(decimal128.Sub, n) }
func (c chain) multiply(n Number) chain { return c.apply(decimal128.Mul, n) }
func (c chain) divide(n Number) chain   { return c.apply(decimal128.Quo, n) }

func (c chain) root() chain {
	return c.apply(func(d, x, _ *apd.Decimal) (apd.Condition, error) { return decimal128.Sqrt(d, x) }, Number{})
}

// result gives the number of a calculation, or says why there is none.
func (a *arguments) result(c chain) Value {
	if c.err != nil {
		return a.fail("%s", c.err)
	}
	return c.n
}
