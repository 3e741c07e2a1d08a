package dmn

import (
	"handinhand/process/feel"
)

// service is what a decision service adds: which decisions it answers with, and which values come as arguments.
type service struct {
	outputs   []required[*Decision]
	inputs    []required[*input]    // the first parameters
	decisions []required[*Decision] // the parameters after them
}

// function makes an invocable callable from expressions.
func (v *evaluation) function(i *Invocable) *feel.Function {
	return feel.NewFunction(i.Name, i.Parameters(), func(c feel.Call, args []feel.Value) feel.Value {
		return v.call(i, args, c.Scope(nil))
	})
}

// call evaluates a function. An argument of a wrong type means that it is not called at all and gives null.
func (v *evaluation) call(i *Invocable, args []feel.Value, s feel.Scope) feel.Value {
	var value feel.Value
	v.as(owner{i.ID, i.Name, i.model}, func() {
		if fitting, ok := v.arguments(i.params, args, s); ok {
			value = v.checked(v.inside(i, fitting, s), i.result, "", "the result", s)
		}
	})
	return value
}

func (v *evaluation) arguments(params []param, args []feel.Value, s feel.Scope) ([]feel.Value, bool) {
	fitting := make([]feel.Value, len(args))
	for n, p := range params {
		fitting[n] = v.checked(args[n], p.typ, "", "the argument "+p.name, s)
		if args[n] != nil && fitting[n] == nil {
			return nil, false
		}
	}
	return fitting, true
}

func (v *evaluation) inside(i *Invocable, args []feel.Value, s feel.Scope) feel.Value {
	if i.service != nil {
		return v.serve(i, args, s)
	}
	if i.body == nil {
		v.fail("", nil, "its logic cannot be executed: see the findings of the model")
		return nil
	}
	s.Vars = v.visible(&i.part, newFrame(nil))
	for n, p := range i.params {
		s = bind(s, p.name, args[n])
	}
	return i.body.eval(v, s)
}

// serve evaluates the output decisions over nothing but the arguments: what is outside of the service has no part in it.
func (v *evaluation) serve(i *Invocable, args []feel.Value, s feel.Scope) feel.Value {
	f, svc := newFrame(nil), i.service
	for n, in := range svc.inputs {
		f.at(in.prefix).inputs[in.target] = args[n]
	}
	for n, d := range svc.decisions {
		f.at(d.prefix).results[d.target] = args[len(svc.inputs)+n]
	}
	caller := v.scope
	v.scope = s
	defer func() { v.scope = caller }()
	if len(svc.outputs) == 1 {
		return v.decision(svc.outputs[0].target, f.at(svc.outputs[0].prefix))
	}
	c := feel.NewContext()
	for _, d := range svc.outputs {
		c.Put(d.target.variable, v.decision(d.target, f.at(d.prefix)))
	}
	return c
}
