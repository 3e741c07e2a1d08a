package feel

type path struct {
	value node
	name  string
	at    int
}

func (n *path) eval(r *run, e *env) Value { return n.of(r, n.value.eval(r, e)) }

// of gives the member of one value; the members of all its items for a list.
func (n *path) of(r *run, v Value) Value {
	switch v := v.(type) {
	case *Context:
		member, ok := v.Get(n.name)
		if !ok && !r.quiet() {
			return r.fail(n.at, "the context has no entry %q%s", n.name, didYouMean(n.name, v.Keys()))
		}
		return member
	case nil:
		return r.fail(n.at, "null has no entry %q", n.name)
	case List:
		members := make(List, 0, len(v))
		for _, item := range v {
			if !r.step(n.at) {
				return nil
			}
			members = append(members, n.of(r, item))
		}
		return members
	}
	if member, ok := property(v, n.name); ok {
		return member
	}
	return r.fail(n.at, "%s has no property %q", article(kind(v)), n.name)
}

type filter struct {
	list, condition node
	keeps           bool // a function may keep the item: each needs its own names
	weight          int  // what it costs to test an item
	at              int
}

// eval keeps the items for which the condition is true; a number picks one item, from 1, or from -1 backwards. A single value counts
// as a list of one.
func (n *filter) eval(r *run, e *env) Value {
	v := n.list.eval(r, e)
	if v == nil {
		return r.fail(n.at, "null cannot be filtered")
	}
	list, isList := v.(List)
	if !isList {
		list = List{v}
	}
	if len(list) == 0 {
		return n.ofNothing(r, e)
	}
	kept := List{}
	frames := &itemFrames{}
	for i, item := range list {
		if !r.step(n.at) || !r.spend(n.weight, n.at) {
			return nil
		}
		if n.keeps {
			frames = &itemFrames{}
		}
		switch v := n.condition.eval(r, frames.of(item, e)).(type) {
		case bool:
			if v {
				kept = append(kept, item)
			}
		case Number:
			if i == 0 {
				return n.pick(r, list, v)
			}
			return r.fail(n.at, "a filter needs a boolean for every item, not a number")
		case nil:
		default:
			return r.fail(n.at, "a filter needs a boolean or a number, not %s", article(kind(v)))
		}
	}
	return kept
}

// itemFrames hold the names that a filter binds: "item", and the entries of an item that is a context.
type itemFrames struct{ item, entries env }

func (f *itemFrames) of(item Value, outer *env) *env {
	f.item = env{outer: outer, name: "item", value: item}
	c, ok := item.(*Context)
	if !ok {
		return &f.item
	}
	f.entries = env{outer: &f.item, members: c}
	return &f.entries
}

// ofNothing tells list[1], which is null, from list[condition], which is empty: only the kind of the condition's value counts.
func (n *filter) ofNothing(r *run, e *env) Value {
	said := len(r.diagnostics)
	index, isNumber := n.condition.eval(r, e.bind("item", nil)).(Number)
	if r.stopped {
		return nil
	}
	r.diagnostics = r.diagnostics[:said]
	if isNumber {
		return n.pick(r, nil, index)
	}
	return List{}
}

func (n *filter) pick(r *run, list List, index Number) Value {
	i, ok := index.Int64()
	if !ok || i == 0 || i > int64(len(list)) || -i > int64(len(list)) {
		return r.fail(n.at, "the list has no item with this number")
	}
	if i < 0 {
		return list[int64(len(list))+i]
	}
	return list[i-1]
}

// property gives the properties of dates, times, durations and ranges (DMN 1.5, table 65).
func property(v Value, name string) (Value, bool) {
	switch v := v.(type) {
	case Date:
		return dateProperty(v, name)
	case Time:
		return timeProperty(v, DateTime{epoch, v}, name)
	case DateTime:
		if p, ok := dateProperty(v.Date, name); ok {
			return p, true
		}
		return timeProperty(v.Time, v, name)
	case YearMonthDuration:
		switch name {
		case "years":
			return Int(int64(v) / 12), true
		case "months":
			return Int(int64(v) % 12), true
		}
	case DayTimeDuration:
		return durationProperty(v, name)
	case *Range:
		return rangeProperty(v, name)
	}
	return nil, false
}

func dateProperty(d Date, name string) (Value, bool) {
	switch name {
	case "year":
		return Int(int64(d.Year)), true
	case "month":
		return Int(int64(d.Month)), true
	case "day":
		return Int(int64(d.Day)), true
	case "weekday":
		return Int(int64(d.weekday())), true
	}
	return nil, false
}

func timeProperty(t Time, moment DateTime, name string) (Value, bool) {
	switch name {
	case "hour":
		return Int(int64(t.Hour)), true
	case "minute":
		return Int(int64(t.Minute)), true
	case "second":
		return exactSeconds(int64(t.Second), int32(t.Nano)), true
	case "time offset":
		if offset, zoned := moment.offset(); zoned {
			return DayTimeDuration{Seconds: int64(offset)}, true
		}
		return nil, true
	case "timezone":
		if t.Zone.Name != "" {
			return t.Zone.Name, true
		}
		return nil, true
	}
	return nil, false
}

func durationProperty(d DayTimeDuration, name string) (Value, bool) {
	sign, seconds, nanos := d.parts()
	var n Number
	switch name {
	case "days":
		n = Int(seconds / secondsPerDay)
	case "hours":
		n = Int(seconds % secondsPerDay / 3600)
	case "minutes":
		n = Int(seconds / 60 % 60)
	case "seconds":
		n = exactSeconds(seconds%60, nanos)
	default:
		return nil, false
	}
	if sign != "" {
		n = negate(n)
	}
	return n, true
}

// exactSeconds gives seconds with their fraction.
func exactSeconds(seconds int64, nanos int32) Number {
	return DayTimeDuration{seconds, nanos}.number()
}

func rangeProperty(r *Range, name string) (Value, bool) {
	switch name {
	case "start":
		return r.Start, true
	case "end":
		return r.End, true
	case "start included":
		return r.StartIncluded, true
	case "end included":
		return r.EndIncluded, true
	}
	return nil, false
}
