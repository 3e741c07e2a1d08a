package feel

import (
	"slices"

	"handinhand/process/finding"
)

func (p *parser) primary() node {
	t := p.peek()
	switch t.kind {
	case tokenNumber:
		return p.numberLiteral(p.next())
	case tokenString:
		p.at++
		return &constant{t.text}
	case tokenAt:
		p.at++
		v, err := parseAt(t.text)
		if err != nil {
			p.refuse(t, "%v", err)
		}
		return &constant{v}
	case tokenName:
		return p.named(t)
	case tokenSymbol:
		switch t.text {
		case "(":
			p.at++
			return p.bracketed(func() node { return p.parenthesis(t) })
		case "[":
			p.at++
			return p.bracketed(func() node { return p.listOrRange(t) })
		case "]":
			p.at++
			return p.bracketed(func() node { return p.rangeFrom(p.expression(), false, t) })
		case "{":
			p.at++
			return p.bracketed(p.context)
		}
	}
	switch {
	case t.text == "=" && p.at > 0 && p.tokens[p.at-1].is(tokenSymbol, "="):
		p.refuse(t, `one "=" compares: "==" is not FEEL`)
	case t.text == "'":
		p.refuse(t, `a text stands in double quotes: "…"`)
	}
	p.refuse(t, "a value is missing here: there is %s", describe(t))
	return nil
}

func (p *parser) numberLiteral(t token) node {
	n, err := ParseNumber(t.text)
	if err != nil {
		p.refuse(t, "%v", err)
	}
	return &constant{n}
}

// named parses what begins with a word: a literal, a keyword expression, a built-in function or a variable.
func (p *parser) named(t token) node {
	switch t.text {
	case "true", "false":
		p.at++
		return &constant{t.text == "true"}
	case "null":
		p.at++
		return &constant{nil}
	case "if", "for", "some", "every", "function":
		return p.expression()
	case "?":
		p.at++
		p.usesInput = true
		return &variable{"?", t.pos}
	}
	return p.variable(t)
}

// variable takes the longest name that is known here. Names bound inside the expression win over declared ones, these over
// built-in functions, which count where they are called ("date and time(…)" is a function, "date" may be a variable) and where
// nothing else is known by the name.
func (p *parser) variable(t token) node {
	rest := p.tokens[p.at:]
	length, name, local := 0, "", false
	for _, table := range slices.Backward(p.locals) {
		if n, found := table.longest(rest); n > length {
			length, name, local = n, found, true
		}
	}
	if n, found := p.globals.longest(rest); n > length {
		length, name, local = n, found, false
	}
	if n, found := builtinNames.longest(rest); n > 0 && (n > length || !local && n == length) {
		called := rest[n].is(tokenSymbol, "(")
		if called || length == 0 && n > 1 && !slices.ContainsFunc(rest[:n], isKeyword) {
			p.at += n
			return &constant{builtins[found]}
		}
	}
	if length == 0 {
		if isKeyword(t) {
			p.refuse(t, "a value is missing before %s", describe(t))
		}
		length, name = 1, t.text
	}
	p.at += length
	switch {
	case !local:
		p.free[name] = true
	case name == "partial":
		p.usesPartial = true
	}
	return &variable{name, t.pos}
}

func isKeyword(t token) bool { return t.kind == tokenName && slices.Contains(keywords, t.text) }

func (p *parser) memberName() string {
	t := p.peek()
	if t.kind != tokenName {
		p.refuse(t, "a name is missing after the point: there is %s", describe(t))
	}
	length, name := p.members.longest(p.tokens[p.at:])
	if length == 0 {
		length, name = 1, t.text
	}
	p.at += length
	return name
}

func (p *parser) parenthesis(open token) node {
	n := p.expression()
	if p.symbol("..") {
		return p.rangeFrom(n, false, open)
	}
	p.expectSymbol(")", finding.Word("the bracket"))
	return n
}

func (p *parser) listOrRange(open token) node {
	list := &listLiteral{}
	if p.takeSymbol("]") {
		return list
	}
	for {
		item := p.expression()
		if len(list.items) == 0 && p.symbol("..") {
			return p.rangeFrom(item, true, open)
		}
		list.items = append(list.items, item)
		if !p.takeSymbol(",") {
			break
		}
	}
	p.expectSymbol("]", finding.Word("the list"))
	return list
}

// rangeFrom parses the rest of a range after its start: .. end and the closing bracket.
func (p *parser) rangeFrom(start node, included bool, open token) node {
	p.expectSymbol("..", finding.Word("the range"))
	p.rangeEnd = true
	end := p.additive()
	p.rangeEnd = false
	closing := p.next()
	if closing.kind != tokenSymbol || closing.text != "]" && closing.text != ")" && closing.text != "[" {
		p.refuse(closing, "the range needs ], ) or [ here, but there is %s", describe(closing))
	}
	return &rangeLiteral{start, end, included, closing.text == "]", open.pos}
}

// rangeText parses the text of range() (DMN 1.5, rule 66): an end may be missing where its bracket is open.
func (p *parser) rangeText() *rangeLiteral {
	open := p.next()
	if open.kind != tokenSymbol || !oneOf(open.text, "[", "(", "]") {
		p.refuse(open, "a range begins with [, ( or ]")
	}
	n := &rangeLiteral{startIncluded: open.text == "[", at: open.pos}
	if !p.symbol("..") || n.startIncluded {
		n.start = p.additive()
	}
	p.expectSymbol("..", finding.Word("the range"))
	if !oneOf(p.peek().text, ")", "[") {
		p.rangeEnd = true
		n.end = p.additive()
	}
	closing := p.next()
	if closing.kind != tokenSymbol || !oneOf(closing.text, "]", ")", "[") || n.start == nil && n.end == nil {
		p.refuse(closing, "a range ends with ], ) or [")
	}
	n.endIncluded = closing.text == "]"
	return n
}

func (p *parser) context() node {
	c := &contextLiteral{}
	if p.takeSymbol("}") {
		return c
	}
	names := newNameTable()
	return p.withNames(names, func() node {
		for {
			key := p.key()
			if p.word("function") {
				names.add(key) // a function may call itself
			}
			if slices.Contains(c.keys, key) {
				p.refuse(p.peek(), "the context has two entries named %q", shorten(key))
			}
			c.keys = append(c.keys, key)
			c.values = append(c.values, p.expression())
			names.add(key)
			p.members.add(key)
			if !p.takeSymbol(",") {
				break
			}
		}
		p.expectSymbol("}", finding.Word("the context"))
		return c
	})
}

// key takes a string or all tokens before the colon.
func (p *parser) key() string {
	t := p.peek()
	if t.kind == tokenString {
		p.at++
		p.expectSymbol(":", finding.Word("the context entry"))
		return t.text
	}
	return p.boundName(func(t token) bool { return t.is(tokenSymbol, ":") }, `":"`)
}

// boundName takes the name that an expression introduces: everything before the token that must follow it.
func (p *parser) boundName(ends func(token) bool, what string) string {
	start := p.peek()
	if start.kind != tokenName {
		p.refuse(start, "a name is missing here: there is %s", describe(start))
	}
	end := p.at
	for !ends(p.tokens[end]) {
		if k := p.tokens[end].kind; k == tokenEnd || k == tokenString || k == tokenAt {
			p.refuse(p.tokens[end], "the name must be followed by %s", what)
		}
		end++
	}
	if end == p.at {
		p.refuse(start, "a name is missing before %s", what)
	}
	name := nameOf(p.tokens[p.at:end])
	p.at = end + 1
	return name
}

func (p *parser) conditional() node {
	t := p.next()
	condition := p.expression()
	p.expectWord("then", "if")
	then := p.expression()
	p.expectWord("else", "if")
	return &conditional{condition, then, p.expression(), t.pos}
}

// iterators parses "x in domain, y in domain" and binds each name for what follows it.
func (p *parser) iterators(names *nameTable) []iterator {
	var list []iterator
	for {
		at := p.peek().pos
		name := p.boundName(func(t token) bool { return t.is(tokenName, "in") }, `"in"`)
		it := iterator{name: name, at: at}
		it.domain, it.weight = p.kept(list, p.expression)
		if p.takeSymbol("..") {
			it.domain, it.span = &rangeLiteral{it.domain, p.expression(), true, true, at}, true
		}
		list = append(list, it)
		names.add(name)
		if !p.takeSymbol(",") {
			return list
		}
	}
}

func (p *parser) loop() node {
	t := p.next()
	names := newNameTable()
	return p.withNames(names, func() node {
		n := &loop{iterators: p.iterators(names), at: t.pos}
		p.expectWord("return", "for")
		names.add("partial")
		outer := p.usesPartial
		p.usesPartial = false
		n.body, n.weight = p.kept(n.iterators, p.expression)
		n.partial = p.usesPartial
		p.usesPartial = outer
		return n
	})
}

// kept parses what iterators are for, and notes whether a function in it may keep their variables, and what one round of it costs.
func (p *parser) kept(iterators []iterator, rule func() node) (n node, weight int) {
	start := p.peek()
	n, keeps := p.closures(rule)
	for i := range iterators {
		iterators[i].keeps = iterators[i].keeps || keeps
	}
	return n, p.weightFrom(start)
}

// weightFrom tells what it costs to evaluate the source from a token to here, in the unit of maxWork.
func (p *parser) weightFrom(start token) int {
	return (p.tokens[max(p.at-1, 0)].end - start.pos) / bytesPerRound
}

// closures runs a rule and tells whether it found function literals.
func (p *parser) closures(rule func() node) (n node, found bool) {
	outer := p.functions
	p.functions = false
	n = rule()
	found = p.functions
	p.functions = outer || found
	return n, found
}

func (p *parser) quantified() node {
	t := p.next()
	names := newNameTable()
	return p.withNames(names, func() node {
		iterators := p.iterators(names)
		p.expectWord("satisfies", t.text)
		condition, weight := p.kept(iterators, p.expression)
		return &quantified{iterators, condition, t.text == "every", weight, t.pos}
	})
}
