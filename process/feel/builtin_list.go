package feel

import "slices"

var listBuiltins = []builtin{
	{"count", "list", func(a *arguments) Value { return Int(int64(len(a.list(0)))) }},
	{"min", "list|c…", extreme(-1)},
	{"max", "list|c…", extreme(1)},
	{"sum", "list|n…", sum},
	{"mean", "list|n…", mean},
	{"all", "list|b…", quantifier(false)},
	{"any", "list|b…", quantifier(true)},
	{"list contains", "list, element", func(a *arguments) Value { return contains(a.list(0), a.value(1)) }},
	{"append", "list, item…", func(a *arguments) Value {
		list := a.list(0)
		return append(list[:len(list):len(list)], a.values[min(1, len(a.values)):]...)
	}},
	{"concatenate", "list…", func(a *arguments) Value { return a.joined() }},
	{"union", "list…", func(a *arguments) Value { return a.distinct(a.joined()) }},
	{"distinct values", "list", func(a *arguments) Value { return a.distinct(a.list(0)) }},
	{"reverse", "list", func(a *arguments) Value {
		list := slices.Clone(a.list(0))
		slices.Reverse(list)
		return list
	}},
	{"flatten", "list", func(a *arguments) Value { return flatten(List{}, a.list(0)) }},
	{"index of", "list, match", indexOf},
	{"sublist", "list, start position, length?", sublist},
	{"sort", "list, precedes?", sortList},
}

// extreme finds the smallest (-1) or largest (1) item.
func extreme(sign int) func(*arguments) Value {
	return func(a *arguments) Value {
		items := a.items()
		if len(items) == 0 {
			return nil
		}
		best := items[0]
		for _, item := range items {
			order, ok := compare(item, best)
			if !ok {
				return a.fail("there is no order between a %s and a %s", kind(item), kind(best))
			}
			if order == sign {
				best = item
			}
		}
		return best
	}
}

func sum(a *arguments) Value {
	items := a.items()
	if len(items) == 0 {
		return nil
	}
	total := items[0]
	if _, ok := total.(string); ok {
		return a.fail("strings have no sum")
	}
	for _, item := range items[1:] {
		var err error
		if total, err = operate("+", total, item); err != nil {
			return a.fail("%s", err)
		}
	}
	if _, ok := total.(Number); !ok && !isDuration(total) {
		return a.fail("a %s has no sum", kind(total))
	}
	return total
}

func mean(a *arguments) Value {
	total := sum(a)
	if total == nil || a.err != nil {
		return nil
	}
	v, err := operate("/", total, Int(int64(len(a.items()))))
	if err != nil {
		return a.fail("%s", err)
	}
	return v
}

// quantifier gives all (decisive: false) and any (decisive: true), three-valued.
func quantifier(decisive bool) func(*arguments) Value {
	return func(a *arguments) Value {
		var result Value = !decisive
		for _, item := range a.items() {
			b, ok := item.(bool)
			if ok && b == decisive {
				return decisive
			}
			if !ok && item != nil {
				a.fail("the list must hold booleans only, not a %s", kind(item))
			}
			if !ok {
				result = nil
			}
		}
		return result
	}
}

func contains(list List, element Value) bool {
	return slices.ContainsFunc(list, func(item Value) bool { same, ok := equal(item, element); return ok && same })
}

func (a *arguments) joined() List {
	joined := List{}
	for i := range a.values {
		joined = append(joined, a.list(i)...)
	}
	return joined
}

// distinct compares each pair, so each comparison counts as a step.
func (a *arguments) distinct(list List) List {
	kept := List{}
	for _, item := range list {
		found := slices.ContainsFunc(kept, func(other Value) bool {
			same, ok := equal(item, other)
			return a.r.step(a.at) && ok && same
		})
		if a.r.stopped {
			return nil
		}
		if !found {
			kept = append(kept, item)
		}
	}
	return kept
}

func flatten(into, list List) List {
	for _, item := range list {
		if inner, ok := item.(List); ok {
			into = flatten(into, inner)
		} else {
			into = append(into, item)
		}
	}
	return into
}

func indexOf(a *arguments) Value {
	found := List{}
	for i, item := range a.list(0) {
		if same, ok := equal(item, a.value(1)); ok && same {
			found = append(found, Int(int64(i+1)))
		}
	}
	return found
}

func sublist(a *arguments) Value {
	list, start := a.list(0), a.integer(1)
	length := len(list)
	if a.given(2) {
		length = a.integer(2)
	}
	if start < 0 {
		start += len(list) + 1
	}
	if start < 1 || start > len(list) || length < 0 {
		return a.fail("the position is outside of the list")
	}
	return list[start-1 : min(len(list), start-1+length)]
}

// sortList orders by "precedes" (a function of two items), or by the natural order without it. Equal items keep their order.
func sortList(a *arguments) Value {
	list := slices.Clone(a.list(0))
	precedes := func(x, y Value) bool {
		order, ok := compare(x, y)
		if !ok {
			a.fail("there is no order between a %s and a %s", kind(x), kind(y))
		}
		return order < 0
	}
	if a.given(1) {
		f := argument[*Function](a, 1, "function")
		precedes = func(x, y Value) bool {
			args, err := f.bind([]Value{x, y}, nil)
			if err != nil {
				a.fail("%s", err)
				return false
			}
			return a.r.step(a.at) && a.r.invoke(f, args, a.at) == true
		}
	}
	if a.err != nil {
		return nil
	}
	slices.SortStableFunc(list, func(x, y Value) int {
		switch {
		case a.err != nil || a.r.stopped:
			return 0
		case precedes(x, y):
			return -1
		case precedes(y, x):
			return 1
		}
		return 0
	})
	return list
}
