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
	if kind := e.attr("kind"); kind != "" && kind != "FEEL" {
		b.report(finding.Error, id, p.name, "function-kind", "the function is written in %s: only FEEL is executed, so that a decision runs no foreign code", kind)
		return &broken{id}
	}
	f := &functionBox{element: id, params: b.params(e, p)}
	inside := p
	for _, param := range f.params {
		inside = inside.with(param.name)
	}
	f.body = b.boxIn(e, inside, "the function")
	return f
}

func (b *builder) params(e *element, p place) []param {
	var params []param
	for _, raw := range e.all("formalParameter") {
		params = append(params, param{raw.label(), b.typeOf(raw, raw.attr("typeRef"), p)})
	}
	return params
}

func (f *functionBox) eval(v *evaluation, s feel.Scope) feel.Value {
	names := make([]string, len(f.params))
	for i, p := range f.params {
		names[i] = p.name
	}
	home := v.owner
	return feel.NewFunction("", names, func(c feel.Call, args []feel.Value) feel.Value {
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
	x := &invocation{element: or(e.id(), p.id), callee: b.boxIn(e, p, "the invocation")}
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
