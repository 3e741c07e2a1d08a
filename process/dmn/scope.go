package dmn

import "handinhand/process/feel"

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
			return s.frame.at(prefix).results[d.target], true
		}
	}
	for _, in := range s.requires.inputs {
		if in.prefix == prefix && in.target.variable == name {
			return s.evaluation.input(in.target, s.frame.at(prefix))
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
