package feel

// functionLiteral parses function(a, b: type) body, also with "external" before the body (rule 55).
func (p *parser) functionLiteral() node {
	t := p.next()
	p.expectSymbol("(", "function")
	names := newNameTable()
	f := &functionLiteral{at: t.pos, src: p.src}
	p.functions = true
	for !p.takeSymbol(")") {
		param := p.parameter()
		for _, other := range f.params {
			if other.name == param.name {
				p.refuse(t, "the function has two parameters named %q", shorten(param.name))
			}
		}
		f.params = append(f.params, param)
		names.add(param.name)
		if !p.takeSymbol(",") && !p.symbol(")") {
			p.expectSymbol(")", "function")
		}
	}
	f.external = p.word("external") && !p.tokens[p.at+1].is(tokenEnd, "")
	if f.external {
		p.at++
	}
	start := p.peek()
	f.body = p.withNames(names, p.expression)
	f.weight = p.weightFrom(start)
	return f
}

// parameter parses a name of any tokens but the ones that end it, and an optional type. Null is a value for every parameter.
func (p *parser) parameter() parameter {
	start := p.peek()
	if start.kind != tokenName {
		p.refuse(start, "a parameter name is missing here: there is %s", describe(start))
	}
	end := p.at
	for t := p.tokens[end]; t.kind != tokenEnd && !(t.kind == tokenSymbol && oneOf(t.text, ",", ":", ")")); t = p.tokens[end] {
		end++
	}
	param := parameter{name: nameOf(p.tokens[p.at:end]), null: true}
	p.at = end
	if p.takeSymbol(":") {
		param.typ = p.knownType()
		p.addMembers(param.typ, map[*Type]bool{})
	}
	return param
}
