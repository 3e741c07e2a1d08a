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
	names      []string         // that the expression reads
	typ        *itemType        // nil: not said
	domain     *itemType        // typ, or the type of the variable that the expression names
	allowed    *feel.UnaryTests // nil allows all
}

type tableOutput struct {
	id, name string
	typ      *itemType
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

// table compiles a decision table. With an error in it the whole table is broken: some of its rules would be worse than none.
func (b *builder) table(e *element, p place) box {
	t := &table{id: or(e.id(), p.id)}
	before := len(b.findings)
	t.policy = b.policy(e, p, t.id)
	inputs, outputs, rules := e.all("input"), e.all("output"), e.all("rule")
	if len(outputs) == 0 || len(rules) == 0 {
		b.report(finding.Error, t.id, p.name, "empty-table", "a decision table needs at least one output and one rule")
	}
	for i, input := range inputs {
		t.inputs = append(t.inputs, b.tableInput(input, p, i))
	}
	for i, output := range outputs {
		t.outputs = append(t.outputs, b.tableOutput(output, p, i, len(outputs)))
	}
	for i, r := range rules {
		t.rules = append(t.rules, b.rule(r, p, i, t))
	}
	b.checkPolicy(t, p)
	if !runs(b.findings[before:]) {
		return &broken{t.id}
	}
	return t
}

// runs tells whether a table with these findings can be evaluated. A wrong type only makes values null.
func runs(findings []finding.Finding) bool {
	return !slices.ContainsFunc(findings, func(f finding.Finding) bool {
		return f.Severity == finding.Error && f.Rule != "feel-type" && f.Rule != "unknown-type"
	})
}

// policy reads the hit policy; files spell those of two words with a space or an underscore.
func (b *builder) policy(e *element, p place, id string) policy {
	key := policyKey{strings.ReplaceAll(or(e.attr("hitPolicy"), "UNIQUE"), "_", " "), e.attr("aggregation")}
	if key.hitPolicy != "COLLECT" {
		key.aggregation = ""
	}
	found, ok := policies[key]
	if !ok {
		b.report(finding.Error, id, p.name, "hit-policy", "the hit policy %q with aggregation %q does not exist", key.hitPolicy, key.aggregation)
	}
	return found
}

func (b *builder) tableInput(e *element, p place, i int) tableInput {
	what := finding.Say("input %d", i+1)
	x := e.child("inputExpression")
	source := x.childText("text")
	in := tableInput{id: or(e.id(), p.id), label: or(e.attr("label"), source)}
	in.expression = b.expression(text{source, x.attr("expressionLanguage"), or(x.attr("id"), in.id), false}, p, what, nil)
	if in.expression != nil {
		in.names = in.expression.Names()
	}
	in.typ = b.typeOf(e, x.attr("typeRef"), p)
	in.domain = in.typ
	for _, v := range p.visible {
		if v.name == source && in.typ == nil {
			in.domain = v.typ
		}
	}
	if values := e.child("inputValues"); values != nil && e.childText("inputValues") != "" {
		in.allowed = b.tests(text{e.childText("inputValues"), values.attr("expressionLanguage"), or(values.id(), in.id), false}, p, finding.Say("the allowed values of %s", what), in.typ)
	}
	return in
}

func (b *builder) tableOutput(e *element, p place, i, count int) tableOutput {
	what := finding.Say("output %d", i+1)
	out := tableOutput{id: or(e.id(), p.id), name: e.label(), typ: b.typeOf(e, e.attr("typeRef"), p)}
	if out.name == "" && count > 1 {
		b.report(finding.Error, out.id, p.name, "output-name", "%s needs a name, because the table has several outputs", what)
	}
	out.ranking = rankingOf(out.typ)
	if out.ranking == nil && count == 1 {
		out.ranking = rankingOf(p.typ)
	}
	if values := e.child("outputValues"); values != nil && e.childText("outputValues") != "" {
		out.allowed = b.tests(text{e.childText("outputValues"), values.attr("expressionLanguage"), or(values.id(), out.id), false}, p, finding.Say("the allowed values of %s", what), out.typ)
		if out.allowed != nil {
			out.ranking = out.allowed.Values()
		}
	}
	if fallback := e.child("defaultOutputEntry"); fallback != nil && e.childText("defaultOutputEntry") != "" {
		out.fallback = b.expression(text{e.childText("defaultOutputEntry"), fallback.attr("expressionLanguage"), or(fallback.id(), out.id), false}, p, finding.Say("the default of %s", what), out.typ)
	}
	return out
}

func rankingOf(t *itemType) []*feel.Expression {
	if t == nil {
		return nil
	}
	return t.ranking
}

func (b *builder) rule(e *element, p place, i int, t *table) rule {
	r := rule{id: or(e.id(), fmt.Sprintf("rule %d", i+1)), number: i + 1}
	inputs, outputs := e.all("inputEntry"), e.all("outputEntry")
	if len(inputs) != len(t.inputs) || len(outputs) != len(t.outputs) {
		b.report(finding.Error, or(e.id(), p.id), p.name, "rule-width", "rule %d has %d inputs and %d outputs, the table %d and %d",
			i+1, len(inputs), len(outputs), len(t.inputs), len(t.outputs))
		return r
	}
	for j, cell := range inputs {
		source := text{cellText(cell), cell.attr("expressionLanguage"), or(cell.id(), or(e.id(), p.id)), true}
		r.tests = append(r.tests, b.tests(source, p, finding.Say("rule %d, input %d", i+1, j+1), t.inputs[j].domain))
	}
	for j, cell := range outputs {
		var output *feel.Expression
		source := text{cellText(cell), cell.attr("expressionLanguage"), or(cell.id(), or(e.id(), p.id)), true}
		if source.source != "" && source.source != "-" {
			output = b.expression(source, p, finding.Say("rule %d, output %d", i+1, j+1), t.outputs[j].typ)
		}
		r.outputs = append(r.outputs, output)
	}
	r.annotations = annotations(e)
	return r
}

func cellText(cell *element) string {
	if inner := cell.child("text"); inner != nil {
		cell = inner
	}
	return strings.TrimSpace(cell.text)
}

// annotations gives what a rule says for people: its description, then its annotation entries.
func annotations(rule *element) []string {
	var texts []string
	if d := rule.childText("description"); d != "" {
		texts = append(texts, d)
	}
	for _, entry := range rule.all("annotationEntry") {
		if s := cellText(entry); s != "" {
			texts = append(texts, s)
		}
	}
	return texts
}

// checkPolicy refuses tables whose policy cannot be applied to their outputs.
func (b *builder) checkPolicy(t *table, p place) {
	if t.policy.aggregate != nil && len(t.outputs) > 1 {
		b.report(finding.Error, t.id, p.name, "hit-policy", "a collecting table with an aggregation has one output, not %d", len(t.outputs))
	}
	ranked := slices.ContainsFunc(t.outputs, func(o tableOutput) bool { return len(o.ranking) > 0 })
	if t.policy.ranked && !ranked {
		b.report(finding.Error, t.id, p.name, "hit-policy", "the hit policy %s needs output values in their order of priority", t.policy.name)
	}
}
