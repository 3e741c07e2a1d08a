package dmn

import "handinhand/process/feel"

// hit is a rule that matched, with its outputs.
type hit struct {
	rule    *rule
	outputs []feel.Value
	value   feel.Value // the single output, or a context of all
}

// eval gives null, and says why, where the table breaks its own promises: its hit policy or its allowed values.
func (t *table) eval(v *evaluation, s feel.Scope) feel.Value {
	at := len(v.result.Trace)
	trace := TableTrace{
		Asked: v.asked, Decision: v.owner.id, DecisionName: v.owner.name, Model: v.owner.model.Namespace, Version: v.owner.model.Version,
		Table: t.id, HitPolicy: t.policy.name,
	}
	inputs, ok := t.readInputs(v, s, &trace)
	if at < maxTraces {
		v.result.Trace = append(v.result.Trace, trace) // before the tables that the outputs call
	}
	if !ok {
		return nil
	}
	hits, ok := t.match(v, inputs, s)
	if at < maxTraces {
		v.result.Trace[at].Matched = traces(hits)
		v.result.Trace[at].Default = len(hits) == 0 && t.hasDefault()
		t.consult(v.result.Trace[at].Inputs, hits)
	}
	if !ok {
		return nil
	}
	if len(hits) == 0 {
		return t.nothing(v, s)
	}
	return t.decide(v, hits, s)
}

// consult marks the inputs that the answer depends on: those that the rules look at which matched, under FIRST also
// those before them, and all where no rule did.
func (t *table) consult(inputs []InputTrace, hits []hit) {
	mark := func(rules ...rule) {
		for i := range rules {
			for n, test := range rules[i].tests {
				inputs[n].Consulted = inputs[n].Consulted || test.Source() != "-"
			}
		}
	}
	switch {
	case len(hits) == 0:
		mark(t.rules...)
	case t.policy.name == "F":
		mark(t.rules[:hits[0].rule.number]...)
	default:
		for _, h := range hits {
			mark(*h.rule)
		}
	}
}

func (t *table) readInputs(v *evaluation, s feel.Scope, trace *TableTrace) ([]feel.Value, bool) {
	values := make([]feel.Value, len(t.inputs))
	trace.Inputs = make([]InputTrace, len(t.inputs))
	for i := range t.inputs {
		in := &t.inputs[i]
		value := v.evalText(in.id, in.expression, s)
		value = v.checked(read(value, in.typ.feelType()), in.typ, in.id, "the input "+in.label, s)
		values[i] = value
		trace.Inputs[i] = InputTrace{ID: in.id, Label: in.label, Expression: in.expression.Source(), Names: in.names, Value: value}
		if in.allowed == nil || value == nil {
			continue
		}
		fits, diagnostics := in.allowed.Match(value, s)
		v.diagnose(in.id, diagnostics)
		if !fits {
			v.fail(t.id, nil, "the value of input %q is none of the allowed values", in.label)
			return nil, false
		}
	}
	return values, true
}

// match gives the hits in the order of the table. FIRST stops at the first one.
func (t *table) match(v *evaluation, inputs []feel.Value, s feel.Scope) ([]hit, bool) {
	var hits []hit
	allowed := true
	for i := range t.rules {
		r := &t.rules[i]
		if !r.matches(v, inputs, s) {
			continue
		}
		h, ok := t.hit(v, r, s)
		allowed = allowed && ok
		hits = append(hits, h)
		if t.policy.name == "F" {
			break
		}
	}
	return hits, allowed
}

func (r *rule) matches(v *evaluation, inputs []feel.Value, s feel.Scope) bool {
	for i, test := range r.tests {
		ok, diagnostics := test.Match(inputs[i], s)
		if len(diagnostics) > 0 {
			v.diagnose(r.id, diagnostics)
		}
		if !ok {
			return false
		}
	}
	return true
}

// hit computes the outputs of a rule and checks them against the types and allowed values.
func (t *table) hit(v *evaluation, r *rule, s feel.Scope) (hit, bool) {
	h := hit{rule: r, outputs: make([]feel.Value, len(r.outputs))}
	allowed := true
	for i, x := range r.outputs {
		if x == nil {
			continue
		}
		out := &t.outputs[i]
		value := v.checked(v.evalText(r.id, x, s), out.typ, out.id, "the output "+out.name, s)
		h.outputs[i] = value
		if out.allowed == nil || value == nil {
			continue
		}
		ok, diagnostics := out.allowed.Match(value, s)
		v.diagnose(out.id, diagnostics)
		if !ok {
			v.fail(t.id, []string{r.id}, "output %d is none of the allowed values", i+1)
			allowed = false
		}
	}
	h.value = t.join(h.outputs)
	return h, allowed
}

// join gives the single output itself and several as a context.
func (t *table) join(outputs []feel.Value) feel.Value {
	if len(outputs) == 1 {
		return outputs[0]
	}
	c := feel.NewContext()
	for i, output := range outputs {
		c.Put(t.outputs[i].name, output)
	}
	return c
}

func (t *table) hasDefault() bool {
	for _, output := range t.outputs {
		if output.fallback != nil {
			return true
		}
	}
	return false
}

// nothing gives the result when no rule matches: the default outputs, else null (DMN 1.5, section 8.2.11).
func (t *table) nothing(v *evaluation, s feel.Scope) feel.Value {
	if !t.hasDefault() {
		return nil
	}
	outputs := make([]feel.Value, len(t.outputs))
	for i, output := range t.outputs {
		if output.fallback != nil {
			outputs[i] = v.checked(v.evalText(output.id, output.fallback, s), output.typ, output.id, "the default of "+output.name, s)
		}
	}
	if t.policy.list {
		return feel.List{t.join(outputs)}
	}
	return t.join(outputs)
}

func traces(hits []hit) []RuleTrace {
	matched := make([]RuleTrace, len(hits))
	for n, h := range hits {
		conditions := make([]string, len(h.rule.tests))
		for i, test := range h.rule.tests {
			conditions[i] = test.Source()
		}
		matched[n] = RuleTrace{h.rule.id, h.rule.number, conditions, h.value, h.rule.annotations}
	}
	return matched
}
