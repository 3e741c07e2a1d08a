package feel

// wholeTests parses a cell of a decision table: "-", not(…), or tests separated by commas (DMN 1.5, rule 17).
func (p *parser) wholeTests() *testList {
	if p.symbol("-") && p.tokens[p.at+1].kind == tokenEnd {
		p.at++
		return &testList{any: true}
	}
	if p.word("not") && p.bracketClosesAtEnd(p.at+1) {
		p.at += 2
		list := p.testList()
		p.expectSymbol(")", "not")
		list.negated = true
		return list
	}
	return p.testList()
}

// bracketClosesAtEnd tells whether the bracket at an index is closed by the last token.
func (p *parser) bracketClosesAtEnd(open int) bool {
	if !p.tokens[open].is(tokenSymbol, "(") {
		return false
	}
	depth := 0
	for i, t := range p.tokens[open:] {
		switch {
		case t.is(tokenSymbol, "("):
			depth++
		case t.is(tokenSymbol, ")"):
			depth--
		}
		if depth == 0 {
			return p.tokens[open+i+1].kind == tokenEnd
		}
	}
	return false
}

func (p *parser) testList() *testList {
	list := &testList{}
	for {
		list.tests = append(list.tests, p.test())
		if !p.takeSymbol(",") {
			return list
		}
	}
}

func (p *parser) test() test {
	t := p.peek()
	if isComparison(t) {
		p.at++
		return test{operator: t.text, value: p.additive(), at: t.pos}
	}
	outer := p.usesInput
	p.usesInput = false
	value := p.expression()
	found := test{value: value, usesInput: p.usesInput, at: t.pos}
	p.usesInput = outer || found.usesInput
	return found
}

// inOperand parses what may follow "in": tests in brackets, one comparison, or a value.
func (p *parser) inOperand() *testList {
	open := p.peek()
	outer := p.usesInput
	defer func() { p.usesInput = outer }() // "?" inside belongs to this "in"
	if isComparison(open) {
		return &testList{tests: []test{p.test()}}
	}
	if !p.takeSymbol("(") {
		return &testList{tests: []test{{value: p.additive(), at: open.pos}}}
	}
	var list *testList
	p.bracketed(func() node {
		list = p.testList()
		if len(list.tests) == 1 && list.tests[0].operator == "" && p.symbol("..") {
			list.tests[0].value = p.rangeFrom(list.tests[0].value, false, open)
			return nil
		}
		p.expectSymbol(")", "in")
		return nil
	})
	return list
}
