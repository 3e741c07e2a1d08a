package feel

import "slices"

func (n *path) infer(c *checker, s *scope) *Type { return n.ofType(c, n.value.infer(c, s)) }

func (n *path) ofType(c *checker, t *Type) *Type {
	switch {
	case !known(t) || t.kind == kindContext && len(t.fields) == 0:
		return nil
	case t.kind == kindList:
		return ListOf(n.ofType(c, t.element))
	case t.kind == kindContext:
		if member, ok := t.field(n.name); ok {
			return member
		}
		var names []string
		for _, f := range t.fields {
			names = append(names, f.Name)
		}
		return c.report(n.at, "%s has no entry %q%s", articleOf(t), n.name, didYouMean(n.name, names))
	}
	properties := propertiesOf(t)
	if property, ok := properties[n.name]; ok {
		return property
	}
	var names []string
	for name := range properties {
		names = append(names, name)
	}
	return c.report(n.at, "%s has no property %q%s", articleOf(t), n.name, didYouMean(n.name, names))
}

// propertiesOf lists DMN 1.5, tables 65 to 67.
func propertiesOf(t *Type) map[string]*Type {
	day := map[string]*Type{"year": NumberType, "month": NumberType, "day": NumberType, "weekday": NumberType}
	clock := map[string]*Type{
		"hour": NumberType, "minute": NumberType, "second": NumberType, "time offset": DayTimeDurationType, "timezone": StringType,
	}
	switch t.kind {
	case kindDate:
		return day
	case kindTime:
		return clock
	case kindDateTime:
		for name, typ := range day {
			clock[name] = typ
		}
		return clock
	case kindYearMonth:
		return map[string]*Type{"years": NumberType, "months": NumberType}
	case kindDayTime:
		return map[string]*Type{"days": NumberType, "hours": NumberType, "minutes": NumberType, "seconds": NumberType}
	case kindRange:
		return map[string]*Type{"start": t.element, "end": t.element, "start included": BooleanType, "end included": BooleanType}
	}
	return nil
}

func (n *filter) infer(c *checker, s *scope) *Type {
	list := n.list.infer(c, s)
	element := list
	if isKind(list, kindList) {
		element = list.element
	}
	inner := &scope{outer: s.bind("item", element), members: element, filter: true}
	if known(element) && element.kind != kindContext {
		inner = inner.outer // the items have no entries
	}
	condition := n.condition.infer(c, inner)
	switch {
	case !known(condition):
		return nil
	case condition.kind == kindNumber:
		return element
	case condition.kind != kindBoolean && condition.kind != kindNull:
		return c.report(n.at, "a filter needs a boolean or a number, not %s", articleOf(condition))
	}
	return ListOf(element)
}

func (n *call) infer(c *checker, s *scope) *Type {
	if _, problem, ok := n.literal(); ok && problem != nil {
		return c.report(n.at, "%v", problem)
	}
	args := make([]*Type, len(n.args))
	for i, arg := range n.args {
		args[i] = arg.infer(c, s)
	}
	if callee, ok := n.callee.(*constant); ok {
		if f, ok := callee.value.(*Function); ok {
			return c.builtinCall(f, args, n.names, n.at)
		}
	}
	if v, ok := n.callee.(*variable); ok && len(n.args) > 0 {
		if _, found, sure := s.lookup(v.name); !found && sure && c.globals[v.name] == nil && builtins[v.name] == nil {
			return c.report(v.at, "there is no function %q%s", v.name, didYouMean(v.name, c.names(s)))
		}
	}
	t := n.callee.infer(c, s)
	switch {
	case !known(t):
		return nil
	case t.kind != kindFunction:
		return c.report(n.at, "%s cannot be called: it is no function", articleOf(t))
	case t.untyped:
		return nil
	case len(n.names) == 0 && len(args) != len(t.params):
		return c.report(n.at, "the function takes %s, not %d", argumentsOf(len(t.params)), len(args))
	}
	for i := 0; i < len(args) && len(n.names) == 0; i++ {
		if !possible(args[i], t.params[i]) {
			c.report(n.at, "argument %d must be %s, not %s", i+1, articleOf(t.params[i]), articleOf(args[i]))
		}
	}
	return t.result
}

// builtinCall checks the arguments against every form of a built-in function.
func (c *checker) builtinCall(f *Function, args []*Type, names []string, at int) *Type {
	var misfits []misfit
	for _, form := range f.forms {
		bound, ok := form.arrangeTypes(args, names)
		if !ok {
			continue
		}
		wrong := form.misfit(bound)
		if wrong == nil {
			return form.resultType(bound)
		}
		misfits = append(misfits, *wrong)
	}
	return c.report(at, "%s", f.explain(misfits, len(args), len(names) > 0))
}

// arrangeTypes puts the types of arguments in the order of the parameters; unknown stands for what is missing.
func (f *form) arrangeTypes(args []*Type, names []string) ([]*Type, bool) {
	if len(names) == 0 {
		return args, len(args) >= f.required && (len(args) <= len(f.params) || f.variadic)
	}
	bound := make([]*Type, len(f.params))
	for i, name := range names {
		at := slices.IndexFunc(f.params, func(p parameter) bool { return p.name == name })
		if at < 0 || slices.Contains(names[:i], name) {
			return nil, false
		}
		bound[at] = args[i]
	}
	for _, p := range f.params[:f.required] {
		if !p.null && !slices.Contains(names, p.name) {
			return nil, false
		}
	}
	return bound, true
}

func (f *form) misfit(args []*Type) *misfit {
	for i, arg := range args {
		p := f.param(i)
		if isKind(arg, kindNull) && !p.null || !possible(arg, p.typ) {
			return &misfit{i, p.typ, articleOf(arg)}
		}
	}
	return nil
}

// resultType resolves "same" and "item".
func (f *form) resultType(args []*Type) *Type {
	switch {
	case f.result != resultSame && f.result != resultItem:
		return f.result
	case len(args) == 0:
		return nil
	case f.result == resultSame:
		return args[0]
	case isKind(args[0], kindList):
		return args[0].element
	}
	return nil
}
