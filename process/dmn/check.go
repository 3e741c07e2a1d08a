package dmn

import "handinhand/process/finding"

// Check looks for what is wrong with tables although they can be read: cases that no rule covers, rules that overlap where only one may
// match, rules that contradict one another, rules that can never be reached. Each finding has an example of the inputs.
//
// The check is exact where cells compare with fixed values (values, intervals, lists, not): it knows every different case of
// each column and looks at all their combinations. Inputs count as independent of one another. A cell that asks for more (a
// variable, the clock, a condition) is taken as able to match anything or nothing, so that nothing false is said about its rule, and
// a finding says that it is not checked. Null is looked at only in columns that name it.
func (d *Definitions) Check() []finding.Finding {
	c := &checker{}
	for _, decision := range d.decisions {
		c.owner, c.requires = owner{decision.ID, decision.Name, d}, &decision.requires
		c.box(decision.body)
	}
	for _, k := range d.invocables {
		c.owner, c.requires = owner{k.ID, k.Name, d}, &k.requires
		c.box(k.body)
	}
	return c.findings
}

type checker struct {
	owner    owner
	requires *requirements
	findings []finding.Finding
}

func (c *checker) report(severity finding.Severity, element, rule, format string, args ...any) {
	c.findings = append(c.findings, finding.Finding{
		Severity: severity, Element: element, Name: c.owner.name, Rule: rule, Message: finding.Say(format, args...),
	})
}

// box finds the tables inside a boxed expression.
func (c *checker) box(x box) {
	switch x := x.(type) {
	case *table:
		c.table(x)
	case *typed:
		c.box(x.box)
	case *contextBox:
		for _, entry := range x.entries {
			c.box(entry.value)
		}
	case listBox:
		for _, item := range x {
			c.box(item)
		}
	case *relation:
		for _, row := range x.rows {
			c.box(listBox(row))
		}
	case *invocation:
		c.box(x.callee)
		c.box(listBox(x.args))
	case *functionBox:
		c.box(x.body)
	case *conditional:
		c.box(x.condition)
		c.box(x.then)
		c.box(x.other)
	case *iteration:
		c.box(x.domain)
		c.box(x.body)
	}
}

// table runs the checks that its hit policy calls for.
func (c *checker) table(t *table) {
	g := newGrid(t)
	for _, d := range g.dead {
		c.report(finding.Warning, t.rules[d.rule].id, "dead-rule", "rule %d can never match: no allowed value of %s passes %q", d.rule+1, d.label, d.source)
	}
	if t.policy.list || t.policy.aggregate != nil {
		return // several rules or none may match
	}
	switch t.policy.name {
	case "U":
		c.overlaps(t, g)
	case "A":
		c.contradictions(t, g)
	}
	c.gaps(t, g)
	c.masked(t, g)
	if len(g.unread) > 0 {
		c.report(finding.Warning, t.id, "not-checked", "%s: what these ask for is not fixed, so whether the table is complete there is for a person to check", list(g.unread, 3))
	}
}

// maxExamples keeps a table that is wrong all over from filling the page.
const maxExamples = 5

func (c *checker) overlaps(t *table, g *grid) {
	found := 0
	for i := range t.rules {
		for j := i + 1; j < len(t.rules) && found < maxExamples; j++ {
			if example, ok := g.overlap(i, j); ok {
				found++
				c.report(c.severity(t), t.rules[j].id, "overlap", "rules %d and %d both match %s, but the hit policy UNIQUE lets only one match: narrow one of them", i+1, j+1, g.say(example))
			}
		}
	}
}

func (c *checker) contradictions(t *table, g *grid) {
	found := 0
	for i := range t.rules {
		for j := i + 1; j < len(t.rules) && found < maxExamples; j++ {
			if !t.rules[i].contradicts(&t.rules[j]) {
				continue
			}
			if example, ok := g.overlap(i, j); ok {
				found++
				c.report(c.severity(t), t.rules[j].id, "contradiction", "rules %d and %d both match %s and say different things, but the hit policy ANY wants them to agree", i+1, j+1, g.say(example))
			}
		}
	}
}

// severity is an error where every input is a value from outside by its plain name, so that they are really independent. What is
// calculated, and the results of other decisions, may hang together in a way that the check does not see.
func (c *checker) severity(t *table) finding.Severity {
	for i := range t.inputs {
		x := t.inputs[i].expression
		if names := x.Names(); len(names) != 1 || names[0] != x.Source() {
			return finding.Warning
		}
		for _, d := range c.requires.decisions {
			if d.target.variable == x.Source() {
				return finding.Warning
			}
		}
	}
	return finding.Error
}

func (c *checker) gaps(t *table, g *grid) {
	if t.hasDefault() {
		return
	}
	g.work = 0
	examples, done := g.gaps(maxExamples)
	for _, example := range examples {
		c.report(finding.Warning, t.id, "gap", "no rule covers %s: add a rule or a default output", g.say(example))
	}
	if !done {
		c.report(finding.Warning, t.id, "not-checked", "the table has too many different cases to look at all of them for gaps: split it into several decisions")
	}
}

// masked reports rules that nothing can reach, because others always come first.
func (c *checker) masked(t *table, g *grid) {
	g.work = 0
	for j := range t.rules {
		var before []int
		for i := range t.rules {
			if i != j && t.goesFirst(i, j) {
				before = append(before, i)
			}
		}
		if g.work > maxWork {
			c.report(finding.Warning, t.id, "not-checked", "the table has too many different cases to look at all of them for rules that nothing reaches: split it into several decisions")
			return
		}
		if g.hides(before, j) {
			c.report(finding.Warning, t.rules[j].id, "masked-rule", "rule %d can never be the answer: whatever it matches, a rule of higher priority matches too", j+1)
		}
	}
}

func list(items []finding.Text, most int) finding.Text {
	if len(items) > most {
		return finding.Say("%s and %d more", finding.Join("%s, %s", items[:most]...), len(items)-most)
	}
	return finding.Join("%s, %s", items...)
}
