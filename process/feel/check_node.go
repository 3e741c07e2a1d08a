package feel

func (n *constant) infer(*checker, *scope) *Type { return typeOf(n.value) }

func (n *variable) infer(c *checker, s *scope) *Type {
	t, found, sure := s.lookup(n.name)
	if !sure {
		return nil
	}
	if found {
		return t
	}
	if t, ok := c.globals[n.name]; ok {
		return t
	}
	if f, ok := builtins[n.name]; ok {
		return f.forms[0].functionType()
	}
	return c.report(n.at, "the name %q is not known here%s", n.name, didYouMean(n.name, c.names(s)))
}

func (n *listLiteral) infer(c *checker, s *scope) *Type {
	element := NullType
	for _, item := range n.items {
		element = join(element, item.infer(c, s))
	}
	if len(n.items) == 0 {
		element = nil
	}
	return ListOf(element)
}

func (n *contextLiteral) infer(c *checker, s *scope) *Type {
	fields := make([]Field, len(n.keys))
	for i, key := range n.keys {
		inner := s
		if f, ok := n.values[i].(*functionLiteral); ok {
			inner = s.bind(key, f.declared())
		}
		t := n.values[i].infer(c, inner)
		fields[i] = Field{key, t}
		s = s.bind(key, t)
	}
	return ContextOf(fields...)
}

func (n *logic) infer(c *checker, s *scope) *Type {
	for _, operand := range []node{n.left, n.right} {
		if t := operand.infer(c, s); known(t) && t.kind != kindBoolean && t.kind != kindNull {
			c.report(n.at, "\"and\" and \"or\" need booleans, not %s", articleOf(t))
		}
	}
	return BooleanType
}

func (n *conditional) infer(c *checker, s *scope) *Type {
	if t := n.condition.infer(c, s); known(t) && t.kind != kindBoolean && t.kind != kindNull {
		c.report(n.at, "the condition of \"if\" must be a boolean, not %s", articleOf(t))
	}
	return join(n.then.infer(c, s), n.otherwise.infer(c, s))
}

func (n *instanceOf) infer(c *checker, s *scope) *Type {
	n.value.infer(c, s)
	if n.typ == nil {
		c.report(n.at, "there is no type %q; list, range, context and function need their parameters, as in list<number>", n.text)
	}
	return BooleanType
}

func (n *functionLiteral) infer(c *checker, s *scope) *Type {
	if n.external {
		return n.declared()
	}
	inner := s
	for _, p := range n.params {
		inner = inner.bind(p.name, p.typ)
	}
	result := n.body.infer(c, inner)
	if c.settle {
		n.result = result
	}
	t := n.declared()
	return FunctionOf(t.params, result)
}

// declared gives the type that the parameters tell; the result is unknown.
func (n *functionLiteral) declared() *Type {
	return (&form{params: n.params, required: len(n.params)}).functionType()
}

func (n *loop) infer(c *checker, s *scope) *Type {
	inner := c.iterators(n.iterators, s)
	if n.partial {
		inner = inner.bind("partial", ListOf(nil))
	}
	return ListOf(n.body.infer(c, inner))
}

func (n *quantified) infer(c *checker, s *scope) *Type {
	if t := n.condition.infer(c, c.iterators(n.iterators, s)); known(t) && t.kind != kindBoolean && t.kind != kindNull {
		c.report(n.at, "the condition after \"satisfies\" must be a boolean, not %s", articleOf(t))
	}
	return BooleanType
}

func (c *checker) iterators(iterators []iterator, s *scope) *scope {
	for _, it := range iterators {
		t := it.domain.infer(c, s)
		var element *Type
		switch {
		case isKind(t, kindRange):
			if element = t.element; known(element) && element.kind != kindNumber && element.kind != kindDate {
				c.report(it.at, "only ranges of integers or dates can be gone through, not of %s", element.String())
			}
		case isKind(t, kindList):
			element = t.element
		case known(t):
			element = t
		}
		s = s.bind(it.name, element)
	}
	return s
}

func (n *rangeLiteral) infer(c *checker, s *scope) *Type {
	start, end := n.start.infer(c, s), n.end.infer(c, s)
	if isKind(start, kindNull) || isKind(end, kindNull) {
		return c.report(n.at, "the ends of a range must not be null: write < or > for an open range")
	}
	if known(start) && known(end) && !comparable(start, end) {
		return c.report(n.at, "a range cannot go from %s to %s", articleOf(start), articleOf(end))
	}
	return RangeOf(join(start, end))
}

func (n *unaryRange) infer(c *checker, s *scope) *Type { return RangeOf(n.end.infer(c, s)) }

// comparable tells whether two known types have one order.
func comparable(t, u *Type) bool { return t.kind == u.kind && t.ordered() }

// ordered tells whether <, > and ranges are defined.
func (t *Type) ordered() bool {
	switch t.kind {
	case kindNumber, kindString, kindDate, kindTime, kindDateTime, kindDayTime, kindYearMonth:
		return true
	}
	return false
}
