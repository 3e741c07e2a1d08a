package dmn

import (
	"fmt"
	"slices"

	"handinhand/process/feel"
	"handinhand/process/finding"
)

// maxWork bounds the search for gaps, which can be as large as the product of all columns. The unit is a rule looked at.
const maxWork = 2_000_000

// grid is a table as sets: each column is a list of cases (classes of values that no cell tells apart), each rule a set of cases for each
// column. A cell that cannot be read counts as everything where "may match" is asked and as nothing where "surely matches" is.
type grid struct {
	columns []column
	rules   []gridRule
	unread  []finding.Text // places of cells that cannot be read
	dead    []deadCell
	work    int
}

// column is one input expression; two inputs that read the same are one column.
type column struct {
	label string
	cases []feel.Value // one representative each, null last
	null  bool         // a cell names null: then it must be covered too
}

// gridRule says for each column which cases the rule takes.
type gridRule struct {
	cases [][]bool
	sure  bool // every cell was read
}

type deadCell struct {
	rule          int
	label, source string
}

func newGrid(t *table) *grid {
	g := &grid{rules: make([]gridRule, len(t.rules))}
	for i := range g.rules {
		g.rules[i].sure = true
	}
	for _, inputs := range sameInputs(t) {
		g.addColumn(t, inputs)
	}
	return g
}

// sameInputs groups the inputs by their expression.
func sameInputs(t *table) [][]int {
	var groups [][]int
	for i := range t.inputs {
		at := slices.IndexFunc(groups, func(group []int) bool {
			return t.inputs[group[0]].expression.Source() == t.inputs[i].expression.Source()
		})
		if at < 0 {
			groups = append(groups, []int{i})
		} else {
			groups[at] = append(groups[at], i)
		}
	}
	return groups
}

// addColumn finds the cases of some inputs that read the same, and which of them each rule takes.
func (g *grid) addColumn(t *table, inputs []int) {
	cases := &cases{}
	readable := map[*feel.UnaryTests]bool{}
	for _, i := range inputs {
		cases.allow(&t.inputs[i])
		for n := range t.rules {
			test := t.rules[n].tests[i]
			bounds, ok := test.Bounds()
			readable[test] = ok && cases.add(bounds)
		}
	}
	values := cases.values()
	at := len(g.columns)
	g.columns = append(g.columns, column{t.inputs[inputs[0]].label, values, cases.null})
	for n := range t.rules {
		taken := make([]bool, len(values))
		for k := range taken {
			taken[k] = true
		}
		for _, i := range inputs {
			test := t.rules[n].tests[i]
			if !readable[test] {
				g.rules[n].sure = false
				g.unread = append(g.unread, finding.Say("rule %d, %s", n+1, t.inputs[i].label))
				continue
			}
			for k, value := range values {
				ok, _ := test.Match(value, feel.Scope{})
				taken[k] = taken[k] && ok
			}
		}
		if !slices.Contains(taken, true) {
			g.dead = append(g.dead, deadCell{n, g.columns[at].label, t.rules[n].tests[inputs[0]].Source()})
		}
		g.rules[n].cases = append(g.rules[n].cases, taken)
	}
}

// overlap gives a case, by column, that two rules surely both take.
func (g *grid) overlap(i, j int) ([]int, bool) {
	if !g.rules[i].sure || !g.rules[j].sure {
		return nil, false
	}
	example := make([]int, len(g.columns))
	for c := range g.columns {
		at := -1
		for k := range g.columns[c].cases {
			if g.rules[i].cases[c][k] && g.rules[j].cases[c][k] {
				at = k
				break
			}
		}
		if at < 0 {
			return nil, false
		}
		example[c] = at
	}
	return example, true
}

// gaps gives combinations that no rule can take, at most that many; done is false if the search was too long. Columns that do not
// matter for the gap are -1 in the example.
func (g *grid) gaps(most int) (examples [][]int, done bool) {
	all := make([]int, len(g.rules))
	for i := range all {
		all[i] = i
	}
	done = g.search(0, all, make([]int, 0, len(g.columns)), nil, func(example []int) bool {
		examples = append(examples, slices.Clone(example))
		return len(examples) < most
	})
	return examples, done || len(examples) == most
}

// hides tells whether the rules before surely take every case of rule j.
func (g *grid) hides(before []int, j int) bool {
	sure := slices.DeleteFunc(before, func(i int) bool { return !g.rules[i].sure })
	if len(sure) == 0 {
		return false
	}
	open := false
	done := g.search(0, sure, make([]int, 0, len(g.columns)), &g.rules[j], func([]int) bool {
		open = true
		return false
	})
	return done && !open && g.canMatch(j)
}

func (g *grid) canMatch(j int) bool {
	for _, taken := range g.rules[j].cases {
		if !slices.Contains(taken, true) {
			return false
		}
	}
	return true
}

// search goes through the columns from c on, within the cases of a rule (nil: all), and calls found for combinations that none of the
// rules takes. Cases that the same rules take are looked at once. It gives false when it was stopped or took too long.
func (g *grid) search(c int, rules []int, path []int, within *gridRule, found func([]int) bool) bool {
	if g.work += 1 + len(rules); g.work > maxWork {
		return false
	}
	if len(rules) == 0 {
		for len(path) < len(g.columns) {
			path = append(path, -1)
		}
		return found(path)
	}
	if c == len(g.columns) {
		return true
	}
	seen := map[string]bool{}
	for k := range g.columns[c].cases {
		if !g.counts(c, k, within) {
			continue
		}
		taking := g.taking(c, k, rules)
		key := fmt.Sprint(taking)
		if seen[key] {
			continue
		}
		seen[key] = true
		if g.covers(c+1, taking, within) {
			continue
		}
		if !g.search(c+1, taking, append(path, k), within, found) {
			return false
		}
	}
	return true
}

// counts tells whether a case is looked at: those of a rule, else all, null only where a cell names it.
func (g *grid) counts(c, k int, within *gridRule) bool {
	if within != nil {
		return within.cases[c][k]
	}
	return g.columns[c].cases[k] != nil || g.columns[c].null
}

func (g *grid) taking(c, k int, rules []int) []int {
	var taking []int
	for _, i := range rules {
		if g.rules[i].cases[c][k] {
			taking = append(taking, i)
		}
	}
	return taking
}

// covers tells whether one of the rules takes everything from column c on.
func (g *grid) covers(c int, rules []int, within *gridRule) bool {
	return slices.ContainsFunc(rules, func(i int) bool {
		for n := c; n < len(g.columns); n++ {
			for k, taken := range g.rules[i].cases[n] {
				if !taken && g.counts(n, k, within) {
					return false
				}
			}
		}
		return true
	})
}

// say writes an example as its owner would: the inputs that matter with a value each.
func (g *grid) say(example []int) finding.Text {
	var parts []finding.Text
	for c, k := range example {
		if k >= 0 && len(g.columns[c].cases) > 2 {
			parts = append(parts, finding.Say("%s = %s", g.columns[c].label, sayValue(g.columns[c].cases[k])))
		}
	}
	if len(parts) == 0 {
		return finding.Say("any input")
	}
	return finding.Join("%s, %s", parts...)
}

func sayValue(v feel.Value) finding.Text {
	switch v := v.(type) {
	case nil:
		return finding.Say("null")
	case string:
		if v == otherwise {
			return finding.Say("%q", finding.Say(otherwise))
		}
		return finding.Say("%q", v)
	}
	return finding.Say("%s", fmt.Sprint(feel.ToJSON(v)))
}
