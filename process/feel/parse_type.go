package feel

import (
	"maps"
	"slices"

	"handinhand/process/finding"
)

// typeTable knows the names of types, which may hold spaces and points.
type typeTable struct {
	names *nameTable
	types map[string]*Type
}

var builtinTypes = newTypeTable(simpleTypes)

func newTypeTable(types map[string]*Type) *typeTable {
	t := &typeTable{newNameTable(slices.Sorted(maps.Keys(types))...), map[string]*Type{}}
	for name, typ := range types {
		t.types[normalName(name)] = typ
	}
	return t
}

// ParseType reads a type as FEEL writes it after "instance of". Types with other names must be given.
func ParseType(src string, named map[string]*Type) (*Type, error) {
	t, _, err := parseSource(src, []Option{Types(named)}, func(p *parser) *Type { return p.knownType() })
	return t, err
}

func (p *parser) instanceOf(value node, at token) node {
	start := p.peek()
	typ := p.typ()
	end := p.tokens[p.at-1].end
	return &instanceOf{value, typ, p.src[start.pos:max(end, start.pos)], at.pos}
}

// knownType parses a type that must exist.
func (p *parser) knownType() *Type {
	start := p.peek()
	t := p.typ()
	if t == nil {
		p.refuse(start, "there is no type %s%s", describe(start), didYouMean(start.text, slices.Sorted(maps.Keys(p.typeNames.types))))
	}
	return t
}

// typ parses a type (rule 52). An unknown one is nil, and so is a list without a parameter.
func (p *parser) typ() *Type {
	t := p.peek()
	if t.kind != tokenName {
		p.refuse(t, "a type is missing here: there is %s", describe(t))
	}
	if p.tokens[p.at+1].is(tokenSymbol, "<") && oneOf(t.text, "list", "range", "context", "function") {
		p.depth++
		if p.depth > maxNesting {
			p.refuse(t, "the type is nested deeper than %d levels", maxNesting)
		}
		p.at += 2
		typ := p.parameterised(t.text)
		p.depth--
		return typ
	}
	if length, name := p.typeNames.names.longest(p.tokens[p.at:]); length > 0 {
		p.at += length
		return p.typeNames.types[name]
	}
	p.at++
	for p.symbol(".") && p.tokens[p.at+1].kind == tokenName {
		p.at += 2
	}
	return nil
}

func (p *parser) parameterised(kind string) *Type {
	switch kind {
	case "list", "range":
		element := p.typ()
		p.closeAngle()
		if element == nil {
			return nil
		}
		if kind == "list" {
			return ListOf(element)
		}
		return RangeOf(element)
	case "context":
		return p.contextType()
	}
	return p.functionType()
}

// closeAngle takes ">", also where the tokens made it one with what follows, as in "list<number>=".
func (p *parser) closeAngle() {
	t := p.peek()
	if t.is(tokenSymbol, ">=") {
		p.tokens[p.at] = token{tokenSymbol, "=", t.pos + 1, t.end}
		return
	}
	p.expectSymbol(">", finding.Word("the type"))
}

func (p *parser) contextType() *Type {
	var fields []Field
	known := true
	for !p.symbol(">") && !p.symbol(">=") {
		name := p.key()
		typ := p.typ()
		known = known && typ != nil
		fields = append(fields, Field{name, typ})
		p.members.add(name)
		if !p.takeSymbol(",") {
			break
		}
	}
	p.closeAngle()
	if !known {
		return nil
	}
	return ContextOf(fields...)
}

func (p *parser) functionType() *Type {
	var params []*Type
	known := true
	for !p.symbol(">") {
		typ := p.typ()
		known = known && typ != nil
		params = append(params, typ)
		if !p.takeSymbol(",") {
			break
		}
	}
	p.expectSymbol(">", finding.Word("the type"))
	p.expectSymbol("->", finding.Word("the function type"))
	result := p.typ()
	if !known || result == nil {
		return nil
	}
	return FunctionOf(params, result)
}
