package dmn

import (
	"slices"
	"strings"

	"handinhand/process/feel"
)

// visible is what the body of a decision or business knowledge model sees: what it requires, and behind that whatever the
// caller knows, because common modelers draw decisions without their input data.
type visible struct {
	evaluation *evaluation
	requires   *requirements
	frame      *frame
}

func (v *evaluation) visible(p *part, f *frame) *visible { return &visible{v, &p.requires, f} }

// Lookup finds a name among the requirements, then outside. An import's name stands for a context of what is required
// from it.
func (s *visible) Lookup(name string) (feel.Value, bool) {
	if value, ok := s.required("", name); ok {
		return value, true
	}
	if c := s.imported(name); c != nil {
		return c, true
	}
	if s.frame.outside == nil {
		return nil, false
	}
	return s.frame.outside.Lookup(name)
}

// required finds a variable of a model: its decisions, input data and functions.
func (s *visible) required(prefix, name string) (feel.Value, bool) {
	for _, d := range s.requires.decisions {
		if d.prefix == prefix && d.target.variable == name {
			return s.frame.results[d.target], true
		}
	}
	for _, in := range s.requires.inputs {
		if in.prefix == prefix && in.target.variable == name {
			return s.evaluation.input(in.target, s.frame)
		}
	}
	for _, k := range s.requires.knowledge {
		if k.prefix == prefix && k.target.variable == name {
			return s.evaluation.function(k.target), true
		}
	}
	return nil, false
}

// imported gathers what is required from an import; nil if nothing is.
func (s *visible) imported(prefix string) *feel.Context {
	if prefix == "" {
		return nil
	}
	c := feel.NewContext()
	put := func(from, name string) {
		if from != prefix {
			return
		}
		if value, ok := s.required(prefix, name); ok {
			c.Put(name, value)
		}
	}
	for _, d := range s.requires.decisions {
		put(d.prefix, d.target.variable)
	}
	for _, in := range s.requires.inputs {
		put(in.prefix, in.target.variable)
	}
	for _, k := range s.requires.knowledge {
		put(k.prefix, k.target.variable)
	}
	if c.Len() == 0 {
		return nil
	}
	return c
}

// input reads an input data from outside, once, as the type that the model declares.
func (v *evaluation) input(in *input, f *frame) (feel.Value, bool) {
	if value, known := f.inputs[in]; known {
		return value, true
	}
	if f.outside == nil || f.missing[in] {
		return nil, false
	}
	value, ok := f.given(in)
	if !ok {
		f.missing[in] = true
		return nil, false
	}
	value = v.checked(read(value, in.typ.feelType()), in.typ, in.id, "the input "+in.name, v.scope)
	f.inputs[in] = value
	return value, true
}

// given finds an input data outside. That of an import may be given under the import's name (as a qualified name, or in a context of
// that name) or under its own.
func (f *frame) given(in *input) (feel.Value, bool) {
	for _, path := range f.root.pathsTo(in.model, maxImportDepth) {
		if value, ok := f.outside.Lookup(strings.Join(path, ".") + "." + in.variable); ok {
			return value, true
		}
		if value, ok := inside(f.outside, append(path, in.variable)); ok {
			return value, true
		}
	}
	return f.outside.Lookup(in.variable)
}

// inside follows a path of names through contexts.
func inside(vars feel.Variables, path []string) (feel.Value, bool) {
	value, ok := vars.Lookup(path[0])
	if !ok || len(path) == 1 {
		return value, ok
	}
	c, ok := value.(*feel.Context)
	if !ok {
		return nil, false
	}
	return inside(c, path[1:])
}

// maxImportDepth bounds how long a qualified name may be.
const maxImportDepth = 5

// pathsTo gives the names of the imports that lead from this model to another one.
func (d *Definitions) pathsTo(other *Definitions, depth int) [][]string {
	if depth == 0 {
		return nil
	}
	var paths [][]string
	for _, i := range d.imports {
		var own []string
		if i.name != "" {
			own = []string{i.name}
		}
		if i.model == other && len(own) > 0 {
			paths = append(paths, own)
		}
		for _, rest := range i.model.pathsTo(other, depth-1) {
			paths = append(paths, append(slices.Clone(own), rest...))
		}
	}
	return paths
}
