package engine

import (
	"maps"
	"slices"
)

// own makes the variables of an instance a copy of this machine's own, before the first write.
func (m *machine) own(key Key) Variables {
	in := m.memory.instance(key)
	if !slices.Contains(m.owned, key) {
		m.owned = append(m.owned, key)
		in.Variables = maps.Clone(in.Variables)
	}
	if in.Variables == nil {
		in.Variables = Variables{}
	}
	return in.Variables
}

// set writes a variable into the nearest scope from the given one upwards that has it, else into the case.
func (m *machine) set(scope Key, name string, v any) {
	at := scope
	for in := m.memory.instance(scope); in != nil; in = m.memory.instance(in.Parent) {
		at = in.Key
		if _, has := in.Variables[name]; has {
			break
		}
	}
	m.own(at)[name] = v
	m.changed = true
}

// prepare makes the variables of an entered instance: declared data, what data associations bring, and the input
// mappings, in order, each seeing the ones before it.
func (m *machine) prepare(n *node, in *instance) problem {
	if n.loops(in) || len(n.inputs)+len(n.locals)+len(n.dataIn) == 0 && (n.body == nil || len(n.body.data) == 0) {
		return ""
	}
	locals := maps.Clone(in.Variables)
	if locals == nil {
		locals = Variables{}
	}
	n.declare(locals)
	for _, a := range n.dataIn {
		if why := m.associate(a, m.scope(in.Parent, locals), func(name string, v any) { locals[name] = v }); why != "" {
			return why
		}
	}
	for _, mapping := range n.inputs {
		v, why := mapping.source.value(m.scope(in.Parent, locals))
		if why != "" {
			return why
		}
		assign(locals, mapping.target, v)
	}
	in.Variables = locals
	m.owned = append(m.owned, in.Key)
	return ""
}

// declare gives the variables that a node declares their first value.
func (n *node) declare(locals Variables) {
	names := n.locals
	if n.body != nil {
		names = append(slices.Clone(names), n.body.data...)
	}
	for _, name := range names {
		if _, has := locals[name]; !has {
			locals[name] = nil
		}
	}
}

// outputs maps what an instance brought into the scope around it: by its output mappings, else all of the result.
func (m *machine) outputs(n *node, in *instance) problem {
	parent := in.Parent
	if len(n.outputs) == 0 || in.Loop != nil {
		return m.spread(n, in)
	}
	s := m.scope(in.Key, in.Result)
	mapped := Variables{}
	for _, mapping := range n.outputs {
		v, why := mapping.source.value(s)
		if why != "" {
			return why
		}
		if _, begun := mapped[mapping.target[0]]; !begun && len(mapping.target) > 1 {
			mapped[mapping.target[0]] = m.look(parent, mapping.target[0])
		}
		assign(mapped, mapping.target, v)
	}
	if why := m.gives(n, in); why != "" {
		return why
	}
	for _, name := range slices.Sorted(maps.Keys(mapped)) {
		m.set(parent, name, mapped[name])
	}
	return ""
}

// spread gives all of the result to the scope around, but for what a loop gathers or a data association takes.
func (m *machine) spread(n *node, in *instance) problem {
	parent, result := in.Parent, in.Result
	if in.Loop == nil {
		if why := m.gives(n, in); why != "" {
			return why
		}
	}
	for _, name := range slices.Sorted(maps.Keys(result)) {
		if in.Index > 0 && n.loop.gathers(name) {
			continue
		}
		m.set(parent, name, result[name])
	}
	return ""
}

// gives evaluates what leaves an instance beside its mappings: data associations and what a loop gathers. It changes
// nothing when it fails.
func (m *machine) gives(n *node, in *instance) problem {
	s, parent := m.scope(in.Key, in.Result), in.Parent
	gathered, why := m.gathered(n, in, s)
	if why != "" {
		return why
	}
	out := Variables{}
	for _, a := range n.dataOut {
		if why := m.associate(a, s, func(name string, v any) { out[name] = v }); why != "" {
			return why
		}
	}
	for _, name := range slices.Sorted(maps.Keys(out)) {
		m.set(parent, name, out[name])
	}
	m.gather(n, in, gathered)
	return ""
}

// look reads a variable as seen from a scope, nil if there is none.
func (m *machine) look(scope Key, name string) any {
	for in := m.memory.instance(scope); in != nil; in = m.memory.instance(in.Parent) {
		if v, has := in.Variables[name]; has {
			return v
		}
	}
	return nil
}

// assign writes a value at a path ("order.items"). Objects on the way are copied, never changed in place, because other
// states may share them; what is no object gives way to one.
func assign(vars Variables, path []string, v any) {
	if len(path) == 1 {
		vars[path[0]] = v
		return
	}
	inner, _ := vars[path[0]].(map[string]any)
	object := maps.Clone(inner)
	if object == nil {
		object = map[string]any{}
	}
	assign(object, path[1:], v)
	vars[path[0]] = object
}
