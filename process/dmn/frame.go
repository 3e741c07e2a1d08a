package dmn

import (
	"slices"
	"strings"

	"handinhand/process/feel"
)

// frame is what one evaluation of a requirement graph has come to. An imported model has a frame for each way on which it is imported,
// because its input data may have another value there; a decision service has one of its own.
type frame struct {
	outside feel.Variables // nil: nothing but what was given
	path    []string       // the names of the imports that lead here
	results map[*Decision]feel.Value
	inputs  map[*input]feel.Value
	missing map[*input]bool
	imports map[string]*frame
}

func newFrame(outside feel.Variables) *frame {
	return &frame{
		outside: outside, results: map[*Decision]feel.Value{}, inputs: map[*input]feel.Value{}, missing: map[*input]bool{}, imports: map[string]*frame{},
	}
}

// at gives the frame of an import; the elements of one without a name stand beside the own.
func (f *frame) at(prefix string) *frame {
	if prefix == "" {
		return f
	}
	inner, known := f.imports[prefix]
	if !known {
		inner = newFrame(f.outside)
		inner.path = append(slices.Clone(f.path), prefix)
		f.imports[prefix] = inner
	}
	return inner
}

// input reads an input data from outside, once, as the type that the model declares.
func (v *evaluation) input(in *input, f *frame) (feel.Value, bool) {
	if value, known := f.inputs[in]; known {
		return value, true
	}
	if f.outside == nil || f.missing[in] {
		return nil, false
	}
	value, ok := f.given(in.variable)
	if !ok {
		f.missing[in] = true
		return nil, false
	}
	value = v.checked(read(value, in.typ.feelType()), in.typ, in.id, "the input "+in.name, v.scope)
	f.inputs[in] = value
	return value, true
}

// given finds an input data outside. That of an import may be given under the import's name, as a qualified name or in a context of that
// name, or under its own.
func (f *frame) given(variable string) (feel.Value, bool) {
	for n := range f.path {
		path := f.path[n:]
		if value, ok := f.outside.Lookup(strings.Join(path, ".") + "." + variable); ok {
			return value, true
		}
		if value, ok := inside(f.outside, path, variable); ok {
			return value, true
		}
	}
	return f.outside.Lookup(variable)
}

// inside follows a path of names through contexts.
func inside(vars feel.Variables, path []string, variable string) (feel.Value, bool) {
	for _, name := range path {
		value, _ := vars.Lookup(name)
		c, ok := value.(*feel.Context)
		if !ok {
			return nil, false
		}
		vars = c
	}
	return vars.Lookup(variable)
}
