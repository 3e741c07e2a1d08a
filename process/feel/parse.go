package feel

import (
	"maps"
	"slices"

	"handinhand/process/finding"
)

// parser builds the tree by recursive descent, without backtracking. A syntax error leaves it as a panic with a *SyntaxError
// that parseSource recovers: every rule stays readable and no error can be forgotten.
type parser struct {
	src       string
	tokens    []token
	at        int
	depth     int
	globals   *nameTable   // declared names of the outside
	members   *nameTable   // names that may follow a point
	locals    []*nameTable // names bound inside the expression, innermost last
	free      map[string]bool
	types     map[string]*Type // declared types of variables
	typeNames *typeTable       // names of types
	// rangeEnd says that a "[" closes a range, as in [1..5[, and opens no filter.
	rangeEnd bool
	// usesInput says that the test being parsed reads "?", usesPartial that the loop's body reads "partial".
	usesInput, usesPartial bool
	functions              bool // there are function literals
}

var keywords = []string{
	"and", "between", "else", "every", "external", "false", "for", "function", "if", "in", "instance", "null", "or",
	"return", "satisfies", "some", "then", "true",
}

func parseSource[T any](src string, options []Option, rule func(*parser) T) (tree T, p *parser, err error) {
	tokens, lexical := tokenize(src)
	if lexical != nil {
		return tree, nil, lexical
	}
	p = newParser(src, tokens)
	for _, option := range options {
		option(p)
	}
	defer func() {
		if failure := recover(); failure != nil {
			syntax, ok := failure.(*SyntaxError)
			if !ok {
				panic(failure)
			}
			err = syntax
		}
	}()
	tree = rule(p)
	if t := p.peek(); t.kind != tokenEnd {
		p.refuse(t, "the expression should end here, but there is %s", describe(t))
	}
	return tree, p, nil
}

// freeNames gives the variables that the source reads and does not bind, sorted.
func (p *parser) freeNames() []string { return slices.Sorted(maps.Keys(p.free)) }

func newParser(src string, tokens []token) *parser {
	return &parser{
		src: src, tokens: tokens, globals: newNameTable(), members: newNameTable(propertyNames...), free: map[string]bool{},
		types: map[string]*Type{}, typeNames: builtinTypes,
	}
}

func (p *parser) refuse(t token, format string, args ...any) {
	panic(&SyntaxError{positionOf(p.src, t.pos), finding.Say(format, args...)})
}

func describe(t token) finding.Text {
	if t.kind == tokenEnd {
		return finding.Say("the end of the expression")
	}
	return finding.Say("%q", shorten(t.text))
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != tokenEnd {
		p.at++
	}
	return t
}

func (t token) is(kind tokenKind, text string) bool { return t.kind == kind && t.text == text }

func (p *parser) symbol(text string) bool { return p.peek().is(tokenSymbol, text) }
func (p *parser) word(text string) bool   { return p.peek().is(tokenName, text) }

func (p *parser) takeSymbol(text string) bool {
	if !p.symbol(text) {
		return false
	}
	p.at++
	return true
}

func (p *parser) expectSymbol(text string, context any) token {
	if !p.symbol(text) {
		p.refuse(p.peek(), "%s needs %q here, but there is %s", context, text, describe(p.peek()))
	}
	return p.next()
}

func (p *parser) expectWord(text string, context any) {
	if !p.word(text) {
		p.refuse(p.peek(), "%s needs %q here, but there is %s", context, text, describe(p.peek()))
	}
	p.at++
}

// nested runs a rule one level deeper and refuses what is too deep to evaluate.
func (p *parser) nested(rule func() node) node {
	p.depth++
	if p.depth > maxNesting {
		p.refuse(p.peek(), "the expression is nested deeper than %d levels", maxNesting)
	}
	n := rule()
	p.depth--
	return n
}

// bracketed runs a rule inside brackets, where the end of an outer range does not matter.
func (p *parser) bracketed(rule func() node) node {
	outer := p.rangeEnd
	p.rangeEnd = false
	n := rule()
	p.rangeEnd = outer
	return n
}

// withNames runs a rule in which more names are bound.
func (p *parser) withNames(names *nameTable, rule func() node) node {
	p.locals = append(p.locals, names)
	n := rule()
	p.locals = p.locals[:len(p.locals)-1]
	return n
}

func (p *parser) expression() node {
	return p.nested(func() node {
		switch t := p.peek(); {
		case t.is(tokenName, "if"):
			return p.conditional()
		case t.is(tokenName, "for"):
			return p.loop()
		case t.is(tokenName, "some"), t.is(tokenName, "every"):
			return p.quantified()
		case t.is(tokenName, "function"):
			return p.functionLiteral()
		}
		return p.disjunction()
	})
}

func (p *parser) disjunction() node {
	return p.leftToRight(p.conjunction, func(t token) bool { return t.is(tokenName, "or") }, func(l, r node, t token) node {
		return &logic{l, r, true, t.pos}
	})
}

func (p *parser) conjunction() node {
	return p.leftToRight(p.comparison, func(t token) bool { return t.is(tokenName, "and") }, func(l, r node, t token) node {
		return &logic{l, r, false, t.pos}
	})
}

// leftToRight parses operand (operator operand)*. A chain nests to the left, so each operator counts as a level.
func (p *parser) leftToRight(operand func() node, operator func(token) bool, build func(l, r node, t token) node) node {
	left := operand()
	links := 0
	for operator(p.peek()) {
		t := p.next()
		if links++; links > maxNesting {
			p.refuse(t, "more than %d operators in one row: use a list and a function", maxNesting)
		}
		left = build(left, operand(), t)
	}
	return left
}

func isComparison(t token) bool {
	_, ok := comparers[t.text]
	return ok && t.kind == tokenSymbol
}

func (p *parser) comparison() node {
	if t := p.peek(); isComparison(t) {
		p.at++
		return &unaryRange{comparers[t.text], p.additive(), t.pos}
	}
	left := p.additive()
	switch t := p.peek(); {
	case isComparison(t):
		p.at++
		return &comparison{left, p.additive(), comparers[t.text], t.pos}
	case t.is(tokenName, "between"):
		p.at++
		low := p.additive()
		p.expectWord("and", "between")
		return &between{left, low, p.additive(), t.pos}
	case t.is(tokenName, "in"):
		p.at++
		tests := p.inOperand()
		input := slices.ContainsFunc(tests.tests, func(t test) bool { return t.usesInput })
		return &inTests{left, tests, input, t.pos}
	}
	return left
}

func (p *parser) additive() node {
	return p.arithmetic(p.multiplicative, "+", "-")
}

func (p *parser) multiplicative() node {
	return p.arithmetic(func() node { return p.arithmetic(p.negation, "**") }, "*", "/")
}

func (p *parser) arithmetic(operand func() node, operators ...string) node {
	return p.leftToRight(operand,
		func(t token) bool { return t.kind == tokenSymbol && slices.Contains(operators, t.text) },
		func(l, r node, t token) node { return &arithmetic{l, r, symbolOperators[t.text], t.pos} })
}

// negation binds tighter than ** (DMN 1.5, rule 4: the order of the alternatives). A minus before digits is part of the numeral.
func (p *parser) negation() node {
	t := p.peek()
	if !p.takeSymbol("-") {
		return p.postfix(p.primary())
	}
	if digits := p.peek(); digits.kind == tokenNumber {
		n := p.numberLiteral(p.next()).(*constant).value.(Number)
		return p.postfix(&constant{negate(n)})
	}
	operand := p.nested(p.negation)
	return &arithmetic{&constant{Int(0)}, operand, opNegate, t.pos}
}

func (p *parser) postfix(n node) node {
	for links := 0; ; links++ {
		t := p.peek()
		if links > maxNesting {
			p.refuse(t, "the path is too long")
		}
		switch {
		case p.takeSymbol("."):
			n = &path{n, p.memberName(), t.pos}
		case t.is(tokenSymbol, "[") && !p.rangeEnd:
			p.at++
			n = p.filter(n, t)
		case p.takeSymbol("("):
			n = p.call(n, t)
		case t.is(tokenName, "instance"):
			p.at++
			p.expectWord("of", "instance")
			n = p.instanceOf(n, t)
		default:
			return n
		}
	}
}

func (p *parser) filter(list node, open token) node {
	condition, keeps := p.closures(func() node {
		return p.bracketed(func() node { return p.withNames(newNameTable("item"), p.expression) })
	})
	p.expectSymbol("]", finding.Word("the filter"))
	return &filter{list, condition, keeps, p.weightFrom(open), open.pos}
}

func (p *parser) call(callee node, open token) node {
	c := &call{callee: callee, at: open.pos}
	if p.takeSymbol(")") {
		return c
	}
	for {
		if name, ok := p.argumentName(); ok {
			c.names = append(c.names, name)
		}
		c.args = append(c.args, p.bracketed(p.expression))
		if len(c.names) != 0 && len(c.names) != len(c.args) {
			p.refuse(open, "name all arguments of a call or none")
		}
		if !p.takeSymbol(",") {
			break
		}
	}
	p.expectSymbol(")", finding.Word("the call"))
	if v, problem, ok := c.literal(); ok && problem == nil {
		return &constant{v}
	}
	return c
}

// argumentName takes words followed by a colon.
func (p *parser) argumentName() (string, bool) {
	end := p.at
	for p.tokens[end].kind == tokenName {
		end++
	}
	if end == p.at || !p.tokens[end].is(tokenSymbol, ":") {
		return "", false
	}
	name := nameOf(p.tokens[p.at:end])
	p.at = end + 1
	return name, true
}
