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
		return test{compares: true, operator: comparers[t.text], value: p.additive(), at: t.pos}
	}
	outer := p.usesInput
	p.usesInput = false
	found := plainTest(p.expression(), t)
	found.usesInput = p.usesInput
	p.usesInput = outer || found.usesInput
	return found
}

func plainTest(value node, t token) test {
	interval, _ := value.(*rangeLiteral)
	return test{value: value, interval: interval, at: t.pos}
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
		return &testList{tests: []test{plainTest(p.additive(), open)}}
	}
	var list *testList
	p.bracketed(func() node {
		list = p.testList()
		if first := &list.tests[0]; len(list.tests) == 1 && !first.compares && p.symbol("..") {
			*first = plainTest(p.rangeFrom(first.value, false, open), open)
			return nil
		}
		p.expectSymbol(")", "in")
		return nil
	})
	return list
}
