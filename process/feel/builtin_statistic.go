package feel

import (
	"slices"

	"github.com/cockroachdb/apd/v3"
)

var statisticBuiltins = []builtin{
	{"min", "list: list -> item | c…: Any -> Any", extreme(-1)},
	{"max", "list: list -> item | c…: Any -> Any", extreme(1)},
	{"sum", "list: list -> item | n…: Any -> Any", sum},
	{"mean", "list: list -> item | n…: Any -> Any", mean},
	{"product", "list: list -> number | n…: Any -> number", product},
	{"median", "list: list -> number | n…: Any -> number", median},
	{"stddev", "list: list -> number | n…: Any -> number", deviation},
	{"mode", "list: list -> list<number> | n…: Any -> list<number>", mode},
	{"all", "list: list -> boolean | b…: Any -> boolean", quantifier(false)},
	{"any", "list: list -> boolean | b…: Any -> boolean", quantifier(true)},
}

// extreme finds the smallest (-1) or largest (1) item.
func extreme(sign int) func(*arguments) Value {
	return func(a *arguments) Value {
		items := a.items()
		if len(items) == 0 || !a.work(len(items)) {
			return nil
		}
		best := items[0]
		for _, item := range items {
			order, ok := compare(item, best)
			if !ok {
				return a.fail("there is no order between %s and %s", article(kind(item)), article(kind(best)))
			}
			if order == sign {
				best = item
			}
		}
		return best
	}
}

// sum adds numbers, or durations of one kind, which the specification leaves open.
func sum(a *arguments) Value {
	items := a.items()
	if len(items) == 0 || !a.work(len(items)) {
		return nil
	}
	total := items[0]
	if _, ok := total.(Number); !ok && !isDuration(total) {
		return a.fail("the list must hold numbers or durations, not %s", article(kind(total)))
	}
	for _, item := range items[1:] {
		if kindOf(item) != kindOf(total) {
			return a.fail("the list must hold numbers only or durations of one kind only, not %s beside %s", article(kind(item)), article(kind(total)))
		}
		var err error
		if total, err = operate(opAdd, total, item); err != nil {
			return a.fail("%s", err)
		}
	}
	return total
}

func mean(a *arguments) Value {
	total := sum(a)
	if total == nil {
		return nil
	}
	v, err := operate(opDivide, total, Int(int64(len(a.items()))))
	if err != nil {
		return a.fail("%s", err)
	}
	return v
}

func product(a *arguments) Value {
	numbers := a.numbers()
	if len(numbers) == 0 {
		return nil
	}
	d := new(apd.Decimal).Set(numbers[0].decimal())
	for _, n := range numbers[1:] {
		if _, err := decimal128.Mul(d, d, n.decimal()); err != nil {
			return a.fail("the calculation has no result: %s", why(err))
		}
	}
	return number(d)
}

func median(a *arguments) Value {
	numbers := a.numbers()
	if len(numbers) == 0 {
		return nil
	}
	slices.SortFunc(numbers, Number.Cmp)
	middle := len(numbers) / 2
	if len(numbers)%2 == 1 {
		return numbers[middle]
	}
	return a.result(chain{}.add(numbers[middle-1]).add(numbers[middle]).divide(Int(2)))
}

// deviation is the standard deviation of a sample: the root of the sum of squares divided by one less than the count.
func deviation(a *arguments) Value {
	numbers := a.numbers()
	if len(numbers) < 2 {
		return a.fail("the standard deviation needs two numbers at least")
	}
	if !a.work(rootWork) {
		return nil
	}
	total := chain{}
	for _, n := range numbers {
		total = total.add(n)
	}
	average := total.divide(Int(int64(len(numbers))))
	squares := chain{}
	for _, n := range numbers {
		difference := chain{n: n}.subtract(average.n)
		squares = squares.add(difference.multiply(difference.n).n)
	}
	variance := squares.divide(Int(int64(len(numbers) - 1)))
	return a.result(variance.root())
}

// mode gives the most frequent numbers, ascending.
func mode(a *arguments) Value {
	numbers := a.numbers()
	if a.problem != "" {
		return nil
	}
	slices.SortFunc(numbers, Number.Cmp)
	modes, most := List{}, 0
	for start := 0; start < len(numbers); {
		end := start
		for end < len(numbers) && numbers[end].Equal(numbers[start]) {
			end++
		}
		if end-start > most {
			modes, most = List{}, end-start
		}
		if end-start == most {
			modes = append(modes, numbers[start])
		}
		start = end
	}
	return modes
}

// quantifier gives all (decisive: false) and any (decisive: true), three-valued.
func quantifier(decisive bool) func(*arguments) Value {
	return func(a *arguments) Value {
		var result Value = !decisive
		items := a.items()
		if !a.work(len(items)) {
			return nil
		}
		for _, item := range items {
			b, ok := item.(bool)
			if ok && b == decisive {
				a.problem = ""
				return decisive
			}
			if !ok && item != nil {
				a.fail("the list must hold booleans only, not %s", article(kind(item)))
			}
			if !ok {
				result = nil
			}
		}
		return result
	}
}
