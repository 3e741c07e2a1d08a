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
}

// inputs evaluates the input mappings of an instance, in order, each seeing the ones before it.
func (m *machine) inputs(n *node, in *instance) (Variables, problem) {
	if len(n.inputs) == 0 {
		return nil, ""
	}
	locals := Variables{}
	for _, mapping := range n.inputs {
		v, why := mapping.source.value(m.scope(in.Parent, locals))
		if why != "" {
			return nil, why
		}
		assign(locals, mapping.target, v)
	}
	return locals, ""
}

// outputs maps what an instance brought into the scope around it: by its output mappings, else all of the result.
func (m *machine) outputs(n *node, in *instance) problem {
	parent := in.Parent
	if len(n.outputs) == 0 {
		for _, name := range slices.Sorted(maps.Keys(in.Result)) {
			m.set(parent, name, in.Result[name])
		}
		return ""
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
	for _, name := range slices.Sorted(maps.Keys(mapped)) {
		m.set(parent, name, mapped[name])
	}
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
