package dmn

import (
	"slices"

	"handinhand/process/feel"
)

// policyKey is how a file names a policy.
type policyKey struct{ hitPolicy, aggregation string }

// policy is a hit policy (DMN 1.5, section 8.2.8): how the outputs of the matching rules become one value.
type policy struct {
	name      string
	single    bool // at most one rule may match
	agree     bool // matching rules must say the same
	ranked    bool // order by the output values
	list      bool // the result is a list
	aggregate func([]feel.Value) (feel.Value, bool)
}

var policies = map[policyKey]policy{
	{"UNIQUE", ""}:       {name: "U", single: true},
	{"ANY", ""}:          {name: "A", agree: true},
	{"PRIORITY", ""}:     {name: "P", ranked: true},
	{"FIRST", ""}:        {name: "F"},
	{"RULE ORDER", ""}:   {name: "R", list: true},
	{"OUTPUT ORDER", ""}: {name: "O", ranked: true, list: true},
	{"COLLECT", ""}:      {name: "C", list: true},
	{"COLLECT", "LIST"}:  {name: "C", list: true},
	{"COLLECT", "SUM"}:   {name: "C+", aggregate: aggregator("sum(values)")},
	{"COLLECT", "MIN"}:   {name: "C<", aggregate: aggregator("min(values)")},
	{"COLLECT", "MAX"}:   {name: "C>", aggregate: aggregator("max(values)")},
	{"COLLECT", "COUNT"}: {name: "C#", aggregate: aggregator("count(values)")},
}

func constant(src string) *feel.Expression {
	x, err := feel.Compile(src)
	if err != nil {
		panic("dmn: " + err.Error()) // a constant of this package
	}
	return x
}

// aggregator lets FEEL itself add and compare, so that tables and expressions agree. ok is false where the values do not fit.
func aggregator(src string) func([]feel.Value) (feel.Value, bool) {
	x := constant(src)
	return func(values []feel.Value) (feel.Value, bool) {
		v, diagnostics := x.Eval(feel.Scope{Vars: feel.NewContext().Put("values", feel.List(values))})
		return v, len(diagnostics) == 0
	}
}

// decide applies the policy to at least one hit.
func (t *table) decide(v *evaluation, hits []hit, s feel.Scope) feel.Value {
	p := t.policy
	if p.single && len(hits) > 1 {
		v.fail(t.id, rulesOf(hits), "the hit policy is UNIQUE, but several rules match the same input")
		return nil
	}
	if p.agree {
		for _, h := range hits[1:] {
			if !feel.Equal(h.value, hits[0].value) {
				v.fail(t.id, rulesOf(hits), "the hit policy is ANY, but the matching rules say different things")
				return nil
			}
		}
	}
	if p.ranked {
		hits = t.ranked(v, hits, s)
	}
	if !p.list && p.aggregate == nil {
		return hits[0].value
	}
	values := make(feel.List, len(hits))
	for i, h := range hits {
		values[i] = h.value
	}
	if p.list {
		return values
	}
	value, ok := p.aggregate(values)
	if !ok {
		v.fail(t.id, rulesOf(hits), "the outputs cannot be aggregated with %s", p.name)
		return nil
	}
	return value
}

func rulesOf(hits []hit) []string {
	rules := make([]string, len(hits))
	for i, h := range hits {
		rules[i] = h.rule.id
	}
	return rules
}

// ranked orders hits by the output values of each column, the first column first; equal ranks keep the order of the table.
func (t *table) ranked(v *evaluation, hits []hit, s feel.Scope) []hit {
	ranks := make(map[int][]int, len(hits)) // by rule number
	for _, h := range hits {
		for i, output := range t.outputs {
			ranks[h.rule.number] = append(ranks[h.rule.number], output.rank(v, h.outputs[i], s))
		}
	}
	hits = slices.Clone(hits)
	slices.SortStableFunc(hits, func(a, b hit) int { return slices.Compare(ranks[a.rule.number], ranks[b.rule.number]) })
	return hits
}

// rank gives the place of a value among the output values; what is not there comes last.
func (o *tableOutput) rank(v *evaluation, value feel.Value, s feel.Scope) int {
	for i, x := range o.ranking {
		if feel.Equal(v.evalText(o.id, x, s), value) {
			return i
		}
	}
	return len(o.ranking)
}
