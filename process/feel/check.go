package feel

import (
	"maps"
	"slices"

	"handinhand/process/finding"
)

// Check tells what cannot be right, given the types of the variables (see [Declare]): names that nothing declares, members that a type
// does not have, operators, comparisons and functions that get the wrong types, a result that does not fit want (nil: any).
// Each has its place and, where a name is near, a suggestion. What is unknown is no problem.
func (x *Expression) Check(want *Type) []Problem {
	c := &checker{src: x.src, globals: x.types}
	found := x.root.infer(c, nil)
	if !possible(found, want) {
		c.report(0, "the expression gives %s, but %s is needed here", articleOf(found), articleOf(want))
	}
	return c.problems
}

// Type gives the type of the value as far as the text and the declared types tell it, and Any where they do not.
func (x *Expression) Type() *Type {
	return x.root.infer(&checker{src: x.src, globals: x.types}, nil).orAny()
}

// Check tells what cannot be right in tests of an input of a type (nil: any), as [Expression.Check] does.
func (u *UnaryTests) Check(input *Type) []Problem {
	c := &checker{src: u.src, globals: u.types}
	u.list.check(c, (*scope)(nil).bind("?", input), input)
	return c.problems
}

// checker walks a tree with types instead of values. A nil type is unknown, and so is Any: a variable of any type may hold what fits.
type checker struct {
	src      string
	globals  map[string]*Type
	problems []Problem
	settle   bool // keep the types of function results: only while compiling
}

// scope is a chain of local names with their types. A frame binds one name or, in a filter, the entries of the items.
type scope struct {
	outer   *scope
	name    string
	typ     *Type
	members *Type // a context, or unknown: any name may be an entry
	filter  bool
}

func (s *scope) bind(name string, t *Type) *scope { return &scope{outer: s, name: name, typ: t} }

// lookup finds a name; sure is false where it may be the entry of an item whose type is unknown.
func (s *scope) lookup(name string) (t *Type, found, sure bool) {
	sure = true
	for ; s != nil; s = s.outer {
		switch {
		case !s.filter:
			if s.name == name {
				return s.typ, true, sure
			}
		case !known(s.members) || s.members.kind == kindContext && len(s.members.fields) == 0:
			sure = false
		default:
			if t, ok := s.members.field(name); ok {
				return t, true, sure
			}
		}
	}
	return nil, false, sure
}

// names lists what may be meant.
func (c *checker) names(s *scope) []string {
	names := slices.Sorted(maps.Keys(c.globals))
	for ; s != nil; s = s.outer {
		if s.filter && s.members != nil {
			for _, f := range s.members.fields {
				names = append(names, f.Name)
			}
		} else if !s.filter {
			names = append(names, s.name)
		}
	}
	return append(names, slices.Sorted(maps.Keys(builtins))...)
}

func (c *checker) report(at int, format string, args ...any) *Type {
	if len(c.problems) < maxDiagnostics {
		c.problems = append(c.problems, Problem{positionOf(c.src, at), finding.Say(format, args...)})
	}
	return nil
}

func known(t *Type) bool { return t != nil && t.kind != kindAny }

func isKind(t *Type, kind typeKind) bool { return t != nil && t.kind == kind }

// articleOf names a type in a sentence.
func articleOf(t *Type) finding.Text {
	switch {
	case isKind(t, kindNull):
		return finding.Say("null")
	case t.IsAny():
		return finding.Say("any value")
	}
	return finding.Say("a %s", t.String())
}

// possible tells whether a value of type t may fit type u, perhaps after a conversion.
func possible(t, u *Type) bool {
	steps := 0
	return possibly(t, u, &steps)
}

func possibly(t, u *Type, steps *int) bool {
	*steps++
	switch {
	case *steps > maxTypeSteps || !known(t) || !known(u) || t == u || t.kind == kindNull:
		return true
	case t.kind == kindList && u.kind == kindList, t.kind == kindRange && u.kind == kindRange:
		return possibly(t.element, u.element, steps)
	case t.kind == kindList:
		return possibly(t.element, u, steps)
	case u.kind == kindList:
		return possibly(t, u.element, steps)
	case t.kind == kindDate && u.kind == kindDateTime:
		return true
	case t.kind == kindContext && u.kind == kindContext && len(t.fields) > 0: // without fields it tells nothing about its entries
		for _, f := range u.fields {
			if own, ok := t.field(f.Name); !ok || !possibly(own, f.Type, steps) {
				return false
			}
		}
	}
	return t.kind == u.kind
}

// join gives a type that has the values of both; unknown where they differ.
func join(t, u *Type) *Type {
	switch {
	case isKind(t, kindNull):
		return u
	case isKind(u, kindNull):
		return t
	case !known(t) || !known(u):
		return nil
	case t.ConformsTo(u):
		return u
	case u.ConformsTo(t):
		return t
	}
	return nil
}

// typeOf gives the type of a value.
func typeOf(v Value) *Type {
	switch v := v.(type) {
	case nil:
		return NullType
	case List:
		element := NullType
		for _, item := range v {
			element = join(element, typeOf(item))
		}
		return ListOf(element)
	case *Function:
		return v.forms[0].functionType()
	case *Context:
		return ContextOf()
	case *Range:
		return RangeOf(typeOf(v.bound()))
	}
	for _, t := range simpleTypes {
		if t.kind == kindOf(v) {
			return t
		}
	}
	return nil
}

func (f *form) functionType() *Type {
	if f.variadic || f.required != len(f.params) {
		return anyFunction
	}
	params := make([]*Type, len(f.params))
	for i, p := range f.params {
		params[i] = p.typ
	}
	return FunctionOf(params, f.result)
}
