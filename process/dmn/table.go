package dmn

import (
	"fmt"
	"slices"
	"strings"

	"handinhand/process/feel"
	"handinhand/process/finding"
)

// table is a decision table, compiled.
type table struct {
	id      string
	policy  policy
	inputs  []tableInput
	outputs []tableOutput
	rules   []rule
}

type tableInput struct {
	id, label  string
	expression *feel.Expression
	typeRef    string
	allowed    *feel.UnaryTests // nil allows all
}

type tableOutput struct {
	id, name string
	allowed  *feel.UnaryTests
	ranking  []*feel.Expression // allowed values in order, for the priority policies
	fallback *feel.Expression   // nil without a default
}

type rule struct {
	id          string
	number      int // from 1, as the table shows it
	tests       []*feel.UnaryTests
	outputs     []*feel.Expression // nil = empty cell = null
	annotations []string
}

func (b *builder) table(raw *xmlDecision) logic {
	x := raw.Table
	before := len(b.findings)
	b.others(x.Others, "the table of "+raw.Name)
	t := &table{id: or(x.ID, raw.ID)}
	policy, ok := policies[policyKey{or(x.HitPolicy, "UNIQUE"), x.Aggregation}]
	if !ok {
		b.report(finding.Error, t.id, raw.Name, "hit-policy", "the hit policy %q with aggregation %q does not exist", x.HitPolicy, x.Aggregation)
	}
	t.policy = policy
	if len(x.Outputs) == 0 || len(x.Rules) == 0 {
		b.report(finding.Error, t.id, raw.Name, "empty-table", "a decision table needs at least one output and one rule")
	}
	for i, input := range x.Inputs {
		t.inputs = append(t.inputs, b.tableInput(raw, input, i))
	}
	for i, output := range x.Outputs {
		t.outputs = append(t.outputs, b.tableOutput(raw, output, i))
	}
	for i, r := range x.Rules {
		t.rules = append(t.rules, b.rule(raw, r, i))
	}
	b.checkPolicy(raw, t)
	if finding.AnyError(b.findings[before:]) {
		return nil
	}
	return t
}

func (b *builder) tableInput(raw *xmlDecision, x xmlTableInput, i int) tableInput {
	what := fmt.Sprintf("input %d", i+1)
	in := tableInput{id: x.ID, label: or(x.Label, strings.TrimSpace(x.Expression.Text)), typeRef: x.Expression.TypeRef}
	x.Expression.ID = or(x.Expression.ID, x.ID)
	in.expression = b.expression(x.Expression, raw, what)
	if x.Values != nil && strings.TrimSpace(x.Values.Text) != "" {
		x.Values.ID = or(x.Values.ID, x.ID)
		in.allowed = b.tests(*x.Values, raw, "the allowed values of "+what)
	}
	return in
}

func (b *builder) tableOutput(raw *xmlDecision, x xmlTableOutput, i int) tableOutput {
	what := fmt.Sprintf("output %d", i+1)
	out := tableOutput{id: x.ID, name: strings.Join(strings.Fields(x.Name), " ")}
	if out.name == "" && len(raw.Table.Outputs) > 1 {
		b.report(finding.Error, or(x.ID, raw.ID), raw.Name, "output-name", "%s needs a name, because the table has several outputs", what)
	}
	if x.Values != nil && strings.TrimSpace(x.Values.Text) != "" {
		x.Values.ID = or(x.Values.ID, x.ID)
		out.allowed = b.tests(*x.Values, raw, "the allowed values of "+what)
		if out.allowed != nil {
			out.ranking = out.allowed.Values()
		}
	}
	if x.Default != nil && strings.TrimSpace(x.Default.Text) != "" {
		x.Default.ID = or(x.Default.ID, x.ID)
		out.fallback = b.expression(*x.Default, raw, "the default of "+what)
	}
	return out
}

func (b *builder) rule(raw *xmlDecision, x xmlRule, i int) rule {
	r := rule{id: or(x.ID, fmt.Sprintf("rule %d", i+1)), number: i + 1}
	if len(x.Inputs) != len(raw.Table.Inputs) || len(x.Outputs) != len(raw.Table.Outputs) {
		b.report(finding.Error, or(x.ID, raw.ID), raw.Name, "rule-width", "rule %d has %d inputs and %d outputs, the table %d and %d",
			i+1, len(x.Inputs), len(x.Outputs), len(raw.Table.Inputs), len(raw.Table.Outputs))
		return r
	}
	for j, cell := range x.Inputs {
		cell.ID = or(cell.ID, x.ID)
		r.tests = append(r.tests, b.tests(cell, raw, fmt.Sprintf("rule %d, input %d", i+1, j+1)))
	}
	for j, cell := range x.Outputs {
		cell.ID = or(cell.ID, x.ID)
		var output *feel.Expression
		if text := strings.TrimSpace(cell.Text); text != "" && text != "-" {
			output = b.expression(cell, raw, fmt.Sprintf("rule %d, output %d", i+1, j+1))
		}
		r.outputs = append(r.outputs, output)
	}
	for _, annotation := range append([]xmlText{{Text: x.Description}}, x.Annotations...) {
		if text := strings.TrimSpace(annotation.Text); text != "" {
			r.annotations = append(r.annotations, text)
		}
	}
	return r
}

// checkPolicy refuses tables whose policy cannot be applied to their outputs.
func (b *builder) checkPolicy(raw *xmlDecision, t *table) {
	if t.policy.aggregate != nil && len(t.outputs) > 1 {
		b.report(finding.Error, t.id, raw.Name, "hit-policy", "a collecting table with an aggregation has one output, not %d", len(t.outputs))
	}
	ranked := slices.ContainsFunc(t.outputs, func(o tableOutput) bool { return len(o.ranking) > 0 })
	if t.policy.ranked && !ranked {
		b.report(finding.Error, t.id, raw.Name, "hit-policy", "the hit policy %s needs output values in their order of priority", t.policy.name)
	}
}

func (t *table) names() []string {
	var names []string
	add := func(more []string) { names = append(names, more...) }
	for _, input := range t.inputs {
		add(input.expression.Names())
		if input.allowed != nil {
			add(input.allowed.Names())
		}
	}
	for _, output := range t.outputs {
		if output.allowed != nil {
			add(output.allowed.Names())
		}
		if output.fallback != nil {
			add(output.fallback.Names())
		}
	}
	for _, r := range t.rules {
		for _, test := range r.tests {
			add(test.Names())
		}
		for _, output := range r.outputs {
			if output != nil {
				add(output.Names())
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
