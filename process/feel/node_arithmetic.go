package feel

import (
	"fmt"
	"math/bits"

	"github.com/cockroachdb/apd/v3"
)

// What costly operations count, in the unit of maxWork.
const (
	powerWork = 10_000 // a fractional exponent, a logarithm, exp: half a millisecond and more
	rootWork  = 500
	bitWork   = 100 // a binary digit of an integer exponent
)

type operator int

const (
	opAdd operator = iota
	opSubtract
	opMultiply
	opDivide
	opPower
	opNegate // of the right operand
)

var operatorSymbols = [...]string{"+", "-", "*", "/", "**", "-"}

var symbolOperators = map[string]operator{"+": opAdd, "-": opSubtract, "*": opMultiply, "/": opDivide, "**": opPower}

type arithmetic struct {
	left, right node
	operator    operator
	at          int
}

func (n *arithmetic) eval(r *run, e *env) Value {
	left, right := n.left.eval(r, e), n.right.eval(r, e)
	x, bothNumbers := left.(Number)
	if bothNumbers {
		var y Number
		if y, bothNumbers = right.(Number); bothNumbers {
			return n.numbers(r, x, y)
		}
	}
	v, err := operate(n.operator, left, right)
	if err != nil {
		return r.fail(n.at, "%s", err.Error())
	}
	if text, ok := v.(string); ok && !r.spend(len(text)/bytesPerWork, n.at) {
		return nil
	}
	return v
}

func (n *arithmetic) numbers(r *run, x, y Number) Value {
	if n.operator == opPower && !r.spend(workOfPower(y), n.at) {
		return nil
	}
	v, err := operateNumbers(n.operator, x, y)
	if err != nil {
		return r.fail(n.at, "%s", err.Error())
	}
	return v
}

func workOfPower(exponent Number) int {
	if i, ok := exponent.Int64(); ok {
		return bitWork * bits.Len64(uint64(max(i, -i)))
	}
	return powerWork
}

// operate applies an operator by the kinds of its operands (DMN 1.5, tables 56 to 61).
func operate(op operator, a, b Value) (Value, error) {
	switch x := a.(type) {
	case Number:
		if y, ok := b.(Number); ok {
			return operateNumbers(op, x, y)
		}
	case string:
		if y, ok := b.(string); ok && op == opAdd {
			if len(x)+len(y) > maxText {
				return nil, fmt.Errorf("the text would be longer than %d bytes", maxText)
			}
			return x + y, nil
		}
	}
	if v, known, err := operateTemporal(op, a, b); known {
		return v, err
	}
	if op == opNegate {
		return nil, fmt.Errorf("%s cannot be negated", article(kind(b)))
	}
	return nil, fmt.Errorf("%q is not defined between %s and %s", operatorSymbols[op], article(kind(a)), article(kind(b)))
}

func operateNumbers(op operator, x, y Number) (Value, error) {
	if a, b, ok := small(x.decimal(), y.decimal()); ok {
		switch op {
		case opAdd:
			return Number{apd.New(a+b, x.decimal().Exponent)}, nil
		case opSubtract, opNegate:
			return Number{apd.New(a-b, x.decimal().Exponent)}, nil
		case opMultiply:
			if x.decimal().Exponent == 0 && max(a, -a) < 1<<31 && max(b, -b) < 1<<31 {
				return Int(a * b), nil
			}
		}
	}
	switch op {
	case opAdd:
		return calculate(decimal128.Add, x, y)
	case opSubtract, opNegate:
		return calculate(decimal128.Sub, x, y)
	case opMultiply:
		return calculate(decimal128.Mul, x, y)
	case opDivide:
		if y.decimal().IsZero() {
			return nil, errDivision
		}
		return calculate(decimal128.Quo, x, y)
	}
	return calculate(power, x, y)
}
