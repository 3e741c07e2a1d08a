package feel

import "slices"

var listBuiltins = []builtin{
	{"list contains", "list: list, element: Any -> boolean", func(a *arguments) Value {
		return a.weigh(a.value(0), a.value(1)) && contains(a.list(0), a.value(1))
	}},
	{"count", "list: list -> number", func(a *arguments) Value { return Int(int64(len(a.list(0)))) }},
	{"sublist", "list: list, start position: number, length?: number -> same", sublist},
	{"append", "list: list, item…: Any -> list", func(a *arguments) Value {
		list := a.list(0)
		return a.joined(list, a.values[min(1, len(a.values)):])
	}},
	{"concatenate", "list…: list -> list", func(a *arguments) Value { return a.concatenated() }},
	{"insert before", "list: list, position: number, newItem: Any -> list", func(a *arguments) Value {
		list := a.list(0)
		at, ok := a.position(1, len(list))
		if !ok {
			return nil
		}
		return a.joined(list[:at], List{a.value(2)}, list[at:])
	}},
	{"remove", "list: list, position: number -> same", func(a *arguments) Value {
		list := a.list(0)
		at, ok := a.position(1, len(list))
		if !ok {
			return nil
		}
		return a.joined(list[:at], list[at+1:])
	}},
	{"list replace", "list: list, position: number, newItem: Any -> list | list: list, match: function, newItem: Any -> list", listReplace},
	{"reverse", "list: list -> same", func(a *arguments) Value {
		list := a.joined(a.list(0))
		slices.Reverse(list)
		return list
	}},
	{"index of", "list: list, match: Any -> list<number>", func(a *arguments) Value {
		if !a.weigh(a.value(0), a.value(1)) {
			return nil
		}
		found := List{}
		for i, item := range a.list(0) {
			if same, ok := equal(item, a.value(1)); ok && same {
				found = append(found, Int(int64(i+1)))
			}
		}
		return found
	}},
	{"union", "list…: list -> list", func(a *arguments) Value { return a.distinct(a.concatenated()) }},
	{"distinct values", "list: list -> same", func(a *arguments) Value { return a.distinct(a.list(0)) }},
	{"flatten", "list: list -> list", func(a *arguments) Value {
		if !a.weigh(a.value(0)) {
			return nil
		}
		return flatten(List{}, a.list(0))
	}},
	{"sort", "list: list -> same | list: list, precedes: function -> same", sortList},
}

func contains(list List, element Value) bool {
	return slices.ContainsFunc(list, func(item Value) bool { same, ok := equal(item, element); return ok && same })
}

// joined copies lists behind one another.
func (a *arguments) joined(lists ...List) List {
	size := 0
	for _, list := range lists {
		size += len(list)
	}
	if !a.work(size) {
		return nil
	}
	joined := make(List, 0, size)
	for _, list := range lists {
		joined = append(joined, list...)
	}
	return joined
}

func (a *arguments) concatenated() List {
	lists := make([]List, len(a.values))
	for i := range a.values {
		lists[i] = a.list(i)
	}
	return a.joined(lists...)
}

// distinct compares each pair, so each comparison counts as a step and costs what the item weighs.
func (a *arguments) distinct(list List) Value {
	kept := List{}
	for _, item := range list {
		before := a.r.work
		if !a.weigh(item) {
			return nil
		}
		weight := a.r.work - before
		found := slices.ContainsFunc(kept, func(other Value) bool {
			same, ok := equal(item, other)
			return a.r.step(a.at) && a.work(weight) && ok && same
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

// position reads a place in a list of a length, from 1, or from -1 backwards; it gives the index.
func (a *arguments) position(i, length int) (index int, ok bool) {
	at := a.integer(i)
	if at < 0 {
		at += length + 1
	}
	if at < 1 || at > length {
		a.fail("the position is outside of the list")
		return 0, false
	}
	return at - 1, true
}

func sublist(a *arguments) Value {
	list := a.list(0)
	from, ok := a.position(1, len(list))
	if !ok {
		return nil
	}
	length := len(list) - from
	if a.given(2) {
		length = a.integer(2)
	}
	if length < 1 || length > len(list)-from {
		return a.fail("the list has not so many items behind the position")
	}
	return list[from : from+length : from+length]
}

// listReplace replaces the item at a position, or each for which match(item, newItem) is true.
func listReplace(a *arguments) Value {
	list, replacement := a.joined(a.list(0)), a.value(2)
	match, byFunction := a.value(1).(*Function)
	if !byFunction {
		at, ok := a.position(1, len(list))
		if !ok {
			return nil
		}
		list[at] = replacement
		return list
	}
	for i, item := range list {
		found, ok := a.predicate(match, item, replacement)
		if !ok {
			return nil
		}
		if found {
			list[i] = replacement
		}
	}
	return list
}

// predicate calls a function that must give a boolean.
func (a *arguments) predicate(f *Function, x, y Value) (result, ok bool) {
	v := a.r.call(f, []Value{x, y}, nil, a.at)
	result, ok = v.(bool)
	if !ok {
		a.fail("the function must give a boolean for every item, not %s", article(kind(v)))
	}
	return result, ok && !a.r.stopped
}

// sortList orders by "precedes" (a function of two items), or by the natural order without it. Equal items keep their order.
func sortList(a *arguments) Value {
	list := a.joined(a.list(0))
	precedes := func(x, y Value) bool {
		order, ok := compare(x, y)
		if !ok {
			a.fail("there is no order between %s and %s", article(kind(x)), article(kind(y)))
		}
		return a.r.step(a.at) && order < 0
	}
	if f, ok := a.value(1).(*Function); ok {
		precedes = func(x, y Value) bool {
			before, _ := a.predicate(f, x, y)
			return before
		}
	}
	slices.SortStableFunc(list, func(x, y Value) int {
		switch {
		case a.problem != "" || a.r.stopped:
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
