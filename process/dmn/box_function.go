package dmn

import (
	"handinhand/process/feel"
	"handinhand/process/finding"
)

// functionBox gives a function that closes over what its place sees.
type functionBox struct {
	element string
	params  []param
	body    box
}

// function compiles a function definition, or the encapsulated logic of a business knowledge model.
func (b *builder) function(e *element, p place) box {
	id := or(e.id(), p.id)
	switch kind := e.attr("kind"); kind {
	case "", "FEEL":
	case "Java":
		return b.external(e, id, p)
	default:
		b.report(finding.Error, id, p.name, "function-kind", "the function is written in %s: only FEEL is executed, so that a decision runs no foreign code", kind)
		return &broken{id}
	}
	f := &functionBox{element: id, params: b.params(e, p)}
	inside := p
	for _, param := range f.params {
		inside = inside.with(param)
	}
	f.body = b.boxIn(e, inside, finding.Say("the function"))
	if t := resultOf(b.typeOf(e, e.attr("typeRef"), p)); t != nil {
		f.body = &typed{f.body, t, id}
	}
	return f
}

// external compiles a function that names a method of Java. What it names must be written there, so that it is known now whether the
// method is one of those that are offered.
func (b *builder) external(e *element, id string, p place) box {
	params := b.params(e, p)
	body := e.child("context")
	if body == nil {
		b.report(finding.Error, id, p.name, "function-kind", "a function in Java needs a context with class and method signature")
		return &broken{id}
	}
	java := feel.NewContext()
	for _, entry := range b.context(body, p).entries {
		if x, ok := entry.value.(*literal); ok {
			value, _ := x.expression.Fixed()
			java.Put(entry.name, value)
		}
	}
	code, err := feel.External(feel.NewContext().Put("java", java), names(params))
	if err != nil {
		b.report(finding.Error, id, p.name, "function-kind", "the function cannot be used: %v", err)
		return &broken{id}
	}
	return &functionBox{element: id, params: params, body: &foreign{id, code, names(params)}}
}

// foreign calls a function that is not written in FEEL with the parameters of its place.
type foreign struct {
	element string
	code    *feel.Function
	params  []string
}

func (f *foreign) eval(v *evaluation, s feel.Scope) feel.Value {
	args := make([]feel.Value, len(f.params))
	for i, name := range f.params {
		args[i], _ = s.Vars.Lookup(name)
	}
	value, diagnostics := f.code.Call(s, args, nil)
	v.diagnose(f.element, diagnostics)
	return value
}

func names(params []param) []string {
	list := make([]string, len(params))
	for i, p := range params {
		list[i] = p.name
	}
	return list
}

func (b *builder) params(e *element, p place) []param {
	var params []param
	for _, raw := range e.all("formalParameter") {
		params = append(params, param{raw.label(), b.typeOf(raw, raw.attr("typeRef"), p)})
	}
	return params
}

func (f *functionBox) eval(v *evaluation, s feel.Scope) feel.Value {
	home := v.owner
	return feel.NewFunction("", names(f.params), func(c feel.Call, args []feel.Value) feel.Value {
		inside := c.Scope(s.Vars)
		var value feel.Value
		v.as(home, func() {
			fitting, ok := v.arguments(f.params, args, inside)
			if !ok {
				return
			}
			for i, p := range f.params {
				inside = bind(inside, p.name, fitting[i])
			}
			value = f.body.eval(v, inside)
		})
		return value
	})
}

// invocation calls a function with named arguments.
type invocation struct {
	element string
	callee  box
	names   []string
	args    []box
}

func (b *builder) invocation(e *element, p place) box {
	x := &invocation{element: or(e.id(), p.id), callee: b.boxIn(e, p, finding.Say("the invocation"))}
	for _, raw := range e.all("binding") {
		x.names = append(x.names, oneLine(raw.child("parameter").attr("name")))
		var arg box // null where nothing is bound
		if inner := raw.child(boxNames...); inner != nil {
			arg = b.box(inner, p)
		}
		x.args = append(x.args, arg)
	}
	return x
}

func (x *invocation) eval(v *evaluation, s feel.Scope) feel.Value {
	callee := x.callee.eval(v, s)
	f, ok := callee.(*feel.Function)
	if !ok {
		v.fail(x.element, nil, "what is invoked is no function")
		return nil
	}
	args := make([]feel.Value, len(x.args))
	for i, arg := range x.args {
		if arg != nil {
			args[i] = arg.eval(v, s)
		}
	}
	value, diagnostics := f.Call(s, args, x.names)
	v.diagnose(x.element, diagnostics)
	return value
}
