package feel

import (
	"maps"
	"slices"
)

// node is a part of a compiled expression. Nodes are immutable: many evaluations use one tree at the same time.
type node interface {
	eval(r *run, e *env) Value
	// infer gives the type as far as the text and the declared types tell it (nil: unknown), and reports what cannot be right.
	infer(c *checker, s *scope) *Type
}

// env is a chain of local names, innermost first. A frame binds one name or, in a filter, all entries of the item.
type env struct {
	outer   *env
	name    string
	value   Value
	members *Context
}

func (e *env) bind(name string, v Value) *env { return &env{outer: e, name: name, value: v} }

func (e *env) lookup(name string) (Value, bool) {
	for ; e != nil; e = e.outer {
		if e.members != nil {
			if v, ok := e.members.Get(name); ok {
				return v, true
			}
		} else if e.name == name {
			return e.value, true
		}
	}
	return nil, false
}

type constant struct{ value Value }

func (n *constant) eval(*run, *env) Value { return n.value }

type variable struct {
	name string
	at   int
}

func (n *variable) eval(r *run, e *env) Value {
	if v, ok := e.lookup(n.name); ok {
		return v
	}
	if v, ok := r.lookup(n.name); ok {
		return v
	}
	if f, ok := builtins[n.name]; ok {
		return f
	}
	if r.quiet() {
		return nil
	}
	return r.fail(n.at, "the name %q is not known here%s", n.name, didYouMean(n.name, r.names(e)))
}

// names lists what a name may have meant.
func (r *run) names(e *env) []string {
	var names []string
	for ; e != nil; e = e.outer {
		if e.members != nil {
			names = append(names, e.members.keys...)
		} else {
			names = append(names, e.name)
		}
	}
	if listed, ok := r.vars.(interface{ Keys() []string }); ok {
		names = append(names, listed.Keys()...)
	}
	return append(names, slices.Sorted(maps.Keys(builtins))...)
}

type listLiteral struct{ items []node }

func (n *listLiteral) eval(r *run, e *env) Value {
	list := make(List, len(n.items))
	for i, item := range n.items {
		list[i] = item.eval(r, e)
	}
	return list
}

type contextLiteral struct {
	keys   []string
	values []node
}

// eval binds each entry for the entries that follow it; a function also for itself, so that it may call itself.
func (n *contextLiteral) eval(r *run, e *env) Value {
	c := &Context{keys: n.keys[:len(n.keys):len(n.keys)], values: make(map[string]Value, len(n.keys))}
	for i, key := range n.keys {
		var v Value
		if f, ok := n.values[i].(*functionLiteral); ok {
			e = e.bind(key, nil)
			e.value = f.eval(r, e)
			v = e.value
		} else {
			v = n.values[i].eval(r, e)
			e = e.bind(key, v)
		}
		c.values[key] = v
	}
	return c
}

type logic struct {
	left, right node
	or          bool
	at          int
}

// eval is three-valued: "false and x" is false, "true or x" is true, else null where an operand is no boolean.
func (n *logic) eval(r *run, e *env) Value {
	left, leftOK := n.operand(n.left, r, e)
	if leftOK && left == n.or {
		return n.or
	}
	right, rightOK := n.operand(n.right, r, e)
	if rightOK && right == n.or {
		return n.or
	}
	if leftOK && rightOK {
		return !n.or
	}
	return nil
}

func (n *logic) operand(operand node, r *run, e *env) (value, ok bool) {
	v := operand.eval(r, e)
	b, ok := v.(bool)
	if !ok && v != nil {
		r.fail(n.at, "\"and\" and \"or\" need booleans, not %s", article(kind(v)))
	}
	return b, ok
}

type conditional struct {
	condition, then, otherwise node
	at                         int
}

// eval takes the else branch for whatever is not true (DMN 1.5, table 49).
func (n *conditional) eval(r *run, e *env) Value {
	v := n.condition.eval(r, e)
	b, ok := v.(bool)
	if !ok && v != nil {
		r.fail(n.at, "the condition of \"if\" must be a boolean, not %s", article(kind(v)))
	}
	if b {
		return n.then.eval(r, e)
	}
	return n.otherwise.eval(r, e)
}

// instanceOf is "value instance of type". A nil typ is a type that does not exist: the answer is null.
type instanceOf struct {
	value node
	typ   *Type
	text  string
	at    int
}

func (n *instanceOf) eval(r *run, e *env) Value {
	v := n.value.eval(r, e)
	switch {
	case n.typ == nil:
		return r.fail(n.at, "there is no type %q", n.text)
	case v == nil:
		return n.typ.kind == kindNull
	case n.typ.kind == kindNull:
		return false
	}
	return r.holds(n.typ, v)
}
