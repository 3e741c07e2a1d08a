package engine

import (
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/feel"
)

// association is a data association (BPMN 2.0.2, 10.4.1): what is copied, from and to the names of variables.
type association struct {
	assignments []mapping
}

// associations compiles data associations. A transformation gives the target its result; without one and without
// assignments the source is copied.
func (c *compiler) associations(e *bpmn.Element, list []*bpmn.DataAssociation) []association {
	var out []association
	for _, d := range list {
		var a association
		for _, from := range d.Assignments {
			target := strings.Split(strings.TrimPrefix(from.To, "="), ".")
			a.assignments = append(a.assignments, mapping{source: c.operand(e, from.From), target: target})
		}
		if len(a.assignments) == 0 && d.Target != nil {
			source := d.Transformation
			if source == "" && len(d.Sources) > 0 {
				source = d.Sources[0].Variable()
			}
			if source == "" {
				continue // an association without a source carries nothing
			}
			a.assignments = []mapping{{source: c.operand(e, source), target: []string{d.Target.Variable()}}}
		}
		out = append(out, a)
	}
	return out
}

// operand is "=FEEL" or the name of a variable.
func (c *compiler) operand(e *bpmn.Element, s string) text {
	if strings.HasPrefix(s, "=") {
		return c.text(e, s)
	}
	return text{name: s}
}

// associate carries a data association out.
func (m *machine) associate(a association, s feel.Scope, put func(name string, v any)) problem {
	for _, one := range a.assignments {
		v, why := one.source.value(s)
		if why != "" {
			return why
		}
		if len(one.target) == 1 {
			put(one.target[0], v)
			continue
		}
		holder := Variables{}
		if old, known := s.Vars.Lookup(one.target[0]); known {
			holder[one.target[0]] = feel.ToJSON(old)
		}
		assign(holder, one.target, v)
		put(one.target[0], holder[one.target[0]])
	}
	return ""
}
