package feel

import "maps"

// Option tells the compiler more about the place where a source text stands.
type Option func(*parser)

// Known declares names of variables and of their members. Only names that contain spaces or operators need it
// ("Full Name", "Approved/Declined"): others are recognised by themselves.
func Known(names ...string) Option {
	return func(p *parser) {
		for _, name := range names {
			p.globals.add(name)
			p.members.add(name)
		}
	}
}

// Members declares names of members only: they are known behind a point, but are no variables.
func Members(names ...string) Option {
	return func(p *parser) {
		for _, name := range names {
			p.members.add(name)
		}
	}
}

// Declare tells the name and the type of a variable. Names of the members come with the type. [Expression.Check] needs every variable
// declared; nil is a variable of any type.
func Declare(name string, t *Type) Option {
	return func(p *parser) {
		p.globals.add(name)
		p.types[normalName(name)] = t.orAny()
		p.addMembers(t, map[*Type]bool{})
	}
}

// Types gives types that the source may name after "instance of" and for parameters. The option may serve many sources.
func Types(named map[string]*Type) Option {
	table := builtinTypes
	if len(named) > 0 {
		all := maps.Clone(simpleTypes)
		maps.Copy(all, named)
		table = newTypeTable(all)
	}
	return func(p *parser) { p.typeNames = table }
}

// addMembers learns the names that may follow a point. Types may share their parts: each is looked at once.
func (p *parser) addMembers(t *Type, seen map[*Type]bool) {
	if t == nil || seen[t] {
		return
	}
	seen[t] = true
	for _, f := range t.fields {
		p.members.add(f.Name)
		p.addMembers(f.Type, seen)
	}
	p.addMembers(t.element, seen)
	p.addMembers(t.result, seen)
}
