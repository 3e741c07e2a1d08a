package feel

// holds tells whether a value is of a type: its own type conforms, and it passes the constraints. Null is of every type.
func (r *run) holds(t *Type, v Value) bool {
	if v == nil || t == nil {
		return true
	}
	if !r.spend(1, 0) || !r.isKind(t, v) {
		return false
	}
	for a := t.allowed; a != nil; a = a.more {
		if r.tests(a.tests, v, nil) != true {
			return false
		}
	}
	return true
}

// isKind is holds without the constraint of the outermost type.
func (r *run) isKind(t *Type, v Value) bool {
	if t.kind == kindAny {
		return true
	}
	switch v := v.(type) {
	case List:
		return t.kind == kindList && r.holdsAll(t, v)
	case *Context:
		if t.kind != kindContext {
			return false
		}
		for _, f := range t.fields {
			entry, ok := v.Get(f.Name)
			if !ok || !r.holds(f.Type, entry) {
				return false
			}
		}
		return true
	case *Range:
		return t.kind == kindRange && r.holds(t.element, v.Start) && r.holds(t.element, v.End)
	case *Function:
		return t.kind == kindFunction && v.conformsTo(t)
	}
	return kindOf(v) == t.kind
}

func (r *run) holdsAll(t *Type, list List) bool {
	if t.element.IsAny() {
		return true
	}
	for _, item := range list {
		if !r.holds(t.element, item) {
			return false
		}
	}
	return true
}

// kindOf gives the kind of a value that is not null.
func kindOf(v Value) typeKind {
	switch v.(type) {
	case bool:
		return kindBoolean
	case Number:
		return kindNumber
	case string:
		return kindString
	case Date:
		return kindDate
	case Time:
		return kindTime
	case DateTime:
		return kindDateTime
	case DayTimeDuration:
		return kindDayTime
	case YearMonthDuration:
		return kindYearMonth
	case List:
		return kindList
	case *Context:
		return kindContext
	case *Range:
		return kindRange
	case *Function:
		return kindFunction
	}
	return kindNull
}

// convert is [Type.Convert].
func (r *run) convert(v Value, t *Type) (converted Value, ok bool) {
	if v == nil || t.IsAny() || r.holds(t, v) {
		return v, true
	}
	if element, isList := t.IsList(); isList {
		single, fits := r.convertOne(v, element)
		if list := (List{single}); fits && r.holds(t, list) {
			return list, true
		}
		return nil, false
	}
	if list, isList := v.(List); isList && len(list) == 1 {
		return r.convertOne(list[0], t)
	}
	return r.convertOne(v, t)
}

func (r *run) convertOne(v Value, t *Type) (Value, bool) {
	if r.holds(t, v) {
		return v, true
	}
	if d, isDate := v.(Date); isDate && t.kind == kindDateTime {
		if midnight := (DateTime{d, Time{Zone: Zone{Fixed: true}}}); r.holds(t, midnight) {
			return midnight, true
		}
	}
	return nil, false
}

// Convert makes a value fit the type by the implicit conversions of DMN 1.5, section 10.3.2.9.4: a list of one becomes its item, a
// single value a list of one, a date its midnight in UTC. ok is false where that does not help: then the value is null.
func (t *Type) Convert(v Value, s Scope) (converted Value, ok bool) {
	return newRun(s, "").convert(v, t)
}
