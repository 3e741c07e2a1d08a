package bpmn

import (
	_ "embed"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"handinhand/process/finding"
)

//go:embed schema.txt
var schemaText string

// schema is what the XML schemas of BPMN 2.0.2 say, without the order of children: modelers differ in it.
var schema = readSchema(schemaText)

type schemas struct {
	types  map[string]*schemaType
	groups map[string][]string // what may stand for an element, and what a reference may mean
}

type schemaType struct {
	base     string
	attrs    map[string]attribute
	children map[string]slot // by the tag that stands in the file
	slots    []string        // names of slots that must be filled
	required []string        // attributes
}

type attribute struct {
	required bool
	value    string // "", id, bool, int, uri, ref, >target, or the allowed values with | between them
}

// slot is a place for children. Several tags may share one.
type slot struct {
	name, typ        string // typ: the type of the child, or its content as in attribute
	needed, repeated bool
}

func readSchema(text string) schemas {
	s := schemas{map[string]*schemaType{}, map[string][]string{}}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if left, right, ok := strings.Cut(line, " = "); ok && line[0] != '#' {
			s.groups[left] = strings.Fields(right)
		}
	}
	for line := range strings.Lines(text) {
		left, right, ok := strings.Cut(strings.TrimSpace(line), " :")
		if !ok || line[0] == '#' {
			continue
		}
		name, base, _ := strings.Cut(left, " < ")
		s.types[name] = s.readType(base, strings.Fields(right))
	}
	for _, t := range s.types {
		for base := s.types[t.base]; base != nil; base = s.types[base.base] {
			t.inherit(base)
		}
		for _, key := range slices.Sorted(maps.Keys(t.attrs)) {
			if t.attrs[key].required {
				t.required = append(t.required, key)
			}
		}
	}
	return s
}

func (s schemas) readType(base string, parts []string) *schemaType {
	t := &schemaType{base: base, attrs: map[string]attribute{}, children: map[string]slot{}}
	for _, part := range parts {
		if a, ok := strings.CutPrefix(part, "@"); ok {
			key, value, _ := strings.Cut(a, ":")
			short, required := strings.CutSuffix(key, "!")
			t.attrs[short] = attribute{required, value}
			continue
		}
		key, typ, _ := strings.Cut(part, "=")
		name := strings.TrimRight(key, "?*+")
		in := slot{name, typ, name == key || strings.HasSuffix(key, "+"), strings.HasSuffix(key, "*") || strings.HasSuffix(key, "+")}
		if in.needed {
			t.slots = append(t.slots, name)
		}
		for _, tag := range s.standsFor(name) {
			t.children[tag] = in
		}
	}
	return t
}

// standsFor gives the elements that may stand where the schema says name.
func (s schemas) standsFor(name string) []string {
	var out []string
	if !slices.Contains(s.groups["abstract"], name) {
		out = append(out, name)
	}
	if name == "event" { // inside of a complexBehaviorDefinition only; its positions stand for themselves
		return out
	}
	for _, other := range s.groups[name] {
		out = append(out, s.standsFor(other)...)
	}
	return out
}

func (t *schemaType) inherit(base *schemaType) {
	for k, a := range base.attrs {
		if _, own := t.attrs[k]; !own {
			t.attrs[k] = a
		}
	}
	for k, c := range base.children {
		if _, own := t.children[k]; !own {
			t.children[k] = c
		}
	}
	for _, name := range base.slots {
		if !slices.Contains(t.slots, name) {
			t.slots = append(t.slots, name)
		}
	}
}

// validate compares an element and everything in it with the schema. typ is the name of its type there.
func (r *reader) validate(x *etree.Element, typ string) {
	if target, isRef := strings.CutPrefix(typ, ">"); isRef {
		r.reference(x, x.Tag, x.Text(), target)
		return
	}
	if typ == "expression" {
		typ = "formalExpression" // which of the two it is says xsi:type; what is not formal is reported when it is read
	}
	t := schema.types[typ]
	if t == nil || typ == "extensionElements" {
		return // plain text
	}
	r.schemaAttributes(x, t)
	if bodies[x.Tag] && text(x) == "" {
		r.cannot(x, "expression-empty", "The <%s> is empty; it must hold an expression, or be left out.", x.Tag)
	}
	filled := map[string]int{}
	for _, c := range children(x) {
		in, known := t.children[c.Tag]
		switch {
		case !known:
			r.fail(c, "unknown-element", "BPMN 2.0 has no <%s> in a <%s>.", c.Tag, x.Tag)
			continue
		case filled[in.name] == 1 && !in.repeated:
			r.fail(c, "element-repeated", "A <%s> may have only one %s, but has another: <%s>.", x.Tag, in.name, c.Tag)
		}
		filled[in.name]++
		next := in.typ
		if next == "" {
			next = c.Tag
		}
		r.validate(c, next)
	}
	for _, name := range t.slots {
		if filled[name] == 0 {
			r.fail(x, "element-missing", "The <%s> needs a <%s>, which is missing.", x.Tag, name)
		}
	}
}

// bodies are the expressions that must not be empty; those of flows, conditional events and timers are checked where they
// are read.
var bodies = words("loopCardinality completionCondition loopCondition activationCondition from to transformation messagePath dataPath formalExpression")

var ncName = regexp.MustCompile(`^[\pL_][\pL\pN\pM._·-]*$`)

func (r *reader) schemaAttributes(x *etree.Element, t *schemaType) {
	for _, a := range x.Attr {
		known, ok := t.attrs[a.Key]
		switch {
		case a.Space != "" || a.Key == "xmlns":
		case !ok:
			r.warn(x, "unknown-attribute", "BPMN 2.0 has no attribute %q of a <%s>; it is kept, but means nothing.", a.Key, x.Tag)
		default:
			r.attributeValue(x, a.Key, strings.TrimSpace(a.Value), known.value)
		}
	}
	for _, key := range t.required {
		if x.SelectAttr(key) == nil {
			r.fail(x, "attribute-missing", "The <%s> needs the attribute %s, which is missing.", x.Tag, key)
		}
	}
}

func (r *reader) attributeValue(x *etree.Element, key, v, want string) {
	bad := func(what finding.Text) {
		r.fail(x, "attribute-value", "The attribute %s of the <%s> is %q; it must be %s.", key, x.Tag, clip(v), what)
	}
	switch {
	case want == "" || want == "ref":
	case want == "id":
		if !ncName.MatchString(v) {
			bad(finding.Say("a name without spaces and colons that begins with a letter or _"))
		}
	case want == "bool":
		if !slices.Contains([]string{"true", "false", "1", "0"}, v) {
			bad(finding.Say("true or false"))
		}
	case want == "int":
		if _, err := strconv.ParseInt(v, 10, 64); err != nil {
			bad(finding.Say("a whole number"))
		}
	case want == "uri":
		if _, err := url.Parse(v); err != nil || strings.ContainsAny(v, " <>{}|\\^`\"") {
			bad(finding.Say("a URI"))
		}
	case want[0] == '>':
		r.reference(x, key, v, want[1:])
	default:
		if allowed := strings.Split(want, "|"); !slices.Contains(allowed, v) {
			bad(finding.Say("one of %s", strings.Join(allowed, ", ")))
		}
	}
}

// reference checks that a reference means something of the right type.
func (r *reader) reference(x *etree.Element, use, qname, target string) {
	id := local(qname)
	tag, exists := r.ids[id]
	switch {
	case id == "":
		if x.Tag == use { // an empty attribute says as much as none
			r.fail(x, "dangling-reference", "The <%s> is empty; it must name a %s.", use, target)
		}
	case r.imported(x, qname):
		r.cannot(x, "unsupported-import", "%s refers to %q in another file; only what stands in this file is read.", use, qname)
	case !exists:
		r.fail(x, "dangling-reference", "%s names %q, which the file does not have.", use, id)
	case !schema.matches(tag, target):
		r.fail(x, "wrong-reference", "%s names %q, which is a %s and should be a %s.", use, id, tag, target)
	}
}

// imported tells whether the prefix of a name means an imported namespace.
func (r *reader) imported(x *etree.Element, qname string) bool {
	prefix, _, ok := strings.Cut(strings.TrimSpace(qname), ":")
	if !ok {
		return false
	}
	for at := x; at != nil; at = at.Parent() {
		for _, a := range at.Attr {
			if a.Space == "xmlns" && a.Key == prefix {
				return r.imports[a.Value]
			}
		}
	}
	return false
}

func (s schemas) matches(tag, target string) bool {
	if target == "any" || tag == target { // the sort itself, or anything
		return true
	}
	return slices.ContainsFunc(s.groups[target], func(g string) bool { return s.matches(tag, g) })
}
