package dmn

import "handinhand/process/feel"

func (t *table) evaluate(v *evaluation, scope feel.Scope) (feel.Value, error) {
	trace := TableTrace{Decision: v.current.ID, DecisionName: v.current.Name, Table: t.id, HitPolicy: t.policy.name}
	at := len(v.result.Trace)
	v.result.Trace = append(v.result.Trace, trace)
	inputs, err := t.readInputs(v, scope, &trace)
	if err != nil {
		v.result.Trace[at] = trace
		return nil, err
	}
	hits, err := t.match(v, inputs, scope)
	for _, h := range hits {
		trace.Matched = append(trace.Matched, h.trace())
	}
	trace.Default = len(hits) == 0 && t.hasDefault()
	v.result.Trace[at] = trace
	if err != nil {
		return nil, err
	}
	if len(hits) == 0 {
		return t.nothing(v, scope)
	}
	return t.decide(v, hits, scope)
}

func (t *table) readInputs(v *evaluation, scope feel.Scope, trace *TableTrace) ([]feel.Value, error) {
	values := make([]feel.Value, len(t.inputs))
	for i, input := range t.inputs {
		value, diagnostics := input.expression.Eval(scope)
		v.diagnose(input.id, diagnostics)
		value = v.typed(input.id, input.typeRef, value)
		values[i] = value
		trace.Inputs = append(trace.Inputs, InputTrace{input.id, input.label, input.expression.Source(), value})
		if input.allowed == nil || value == nil {
			continue
		}
		ok, diagnostics := input.allowed.Match(value, scope)
		v.diagnose(input.id, diagnostics)
		if !ok {
			return nil, v.fail(t, nil, "the value of input %q is none of the allowed values", input.label)
		}
	}
	return values, nil
}

// match gives the hits in the order of the table. FIRST stops at the first one.
func (t *table) match(v *evaluation, inputs []feel.Value, scope feel.Scope) ([]hit, error) {
	var hits []hit
	for _, r := range t.rules {
		if !r.matches(v, inputs, scope) {
			continue
		}
		h, err := t.hit(v, r, scope)
		if err != nil {
			return hits, err
		}
		hits = append(hits, h)
		if t.policy.name == "F" {
			break
		}
	}
	return hits, nil
}

func (r *rule) matches(v *evaluation, inputs []feel.Value, scope feel.Scope) bool {
	for i, test := range r.tests {
		ok, diagnostics := test.Match(inputs[i], scope)
		v.diagnose(r.id, diagnostics)
		if !ok {
			return false
		}
	}
	return true
}

// hit computes the outputs of a rule and checks them against the allowed values.
func (t *table) hit(v *evaluation, r rule, scope feel.Scope) (hit, error) {
	h := hit{rule: r, outputs: make([]feel.Value, len(r.outputs))}
	for i, x := range r.outputs {
		if x == nil {
			continue
		}
		value, diagnostics := x.Eval(scope)
		v.diagnose(r.id, diagnostics)
		h.outputs[i] = value
		if allowed := t.outputs[i].allowed; allowed != nil && value != nil {
			ok, diagnostics := allowed.Match(value, scope)
			v.diagnose(t.outputs[i].id, diagnostics)
			if !ok {
				return h, v.fail(t, []rule{r}, "output %d is none of the allowed values", i+1)
			}
		}
	}
	h.value = t.join(h.outputs)
	return h, nil
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
func (t *table) nothing(v *evaluation, scope feel.Scope) (feel.Value, error) {
	if !t.hasDefault() {
		return nil, nil
	}
	outputs := make([]feel.Value, len(t.outputs))
	for i, output := range t.outputs {
		if output.fallback != nil {
			value, diagnostics := output.fallback.Eval(scope)
			v.diagnose(output.id, diagnostics)
			outputs[i] = value
		}
	}
	if t.policy.list {
		return feel.List{t.join(outputs)}, nil
	}
	return t.join(outputs), nil
}

func (h hit) trace() RuleTrace {
	conditions := make([]string, len(h.rule.tests))
	for i, test := range h.rule.tests {
		conditions[i] = test.Source()
	}
	return RuleTrace{h.rule.id, h.rule.number, conditions, h.value, h.rule.annotations}
}
