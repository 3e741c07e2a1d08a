package merge

import (
	"slices"

	"handinhand/process/xmldoc"
)

// tree is a file as things that have a name which stays when the file changes.
type tree struct {
	root          string
	entries       map[string]*entry
	before, after []*xmldoc.Node // of an XML file: what stands around the element
}

// entry is one thing: an XML element, a member of a JSON object, an item of a list.
type entry struct {
	key    string
	parent string
	tag    string
	name   string // for people
	fields []field
	kids   []string       // keys, in order
	nodes  []*xmldoc.Node // of an XML element that is taken as a whole, as its one field says
}

type field struct{ name, value string }

func (e *entry) get(name string) (string, bool) {
	for _, f := range e.fields {
		if f.name == name {
			return f.value, true
		}
	}
	return "", false
}

// add puts an entry below its parent. A second one of a key gets another.
func (t *tree) add(e *entry) *entry {
	for t.entries[e.key] != nil {
		e.key += "'"
	}
	t.entries[e.key] = e
	if parent := t.entries[e.parent]; parent != nil {
		parent.kids = append(parent.kids, e.key)
	} else {
		t.root = e.key
	}
	return e
}

// order are all keys, each after its parent's.
func (t *tree) order() []string {
	var out []string
	var visit func(key string)
	visit = func(key string) {
		out = append(out, key)
		for _, kid := range t.entries[key].kids {
			visit(kid)
		}
	}
	if t.root != "" {
		visit(t.root)
	}
	return out
}

// union lists what is in any of the trees, without repetition: theirs first.
func union(lists ...[]string) []string {
	var out []string
	seen := map[string]bool{}
	for _, list := range lists {
		for _, key := range list {
			if !seen[key] {
				seen[key] = true
				out = append(out, key)
			}
		}
	}
	return out
}

// weave gives the kids that are wanted in the order of lead, those that only follow has after the one before them there.
func weave(lead, follow []string, wanted func(string) bool) []string {
	var out []string
	there := map[string]bool{}
	for _, key := range lead {
		if wanted(key) {
			out, there[key] = append(out, key), true
		}
	}
	for i, key := range follow {
		if !wanted(key) || there[key] {
			continue
		}
		there[key] = true
		at := 0
		for j := i - 1; j >= 0; j-- {
			if k := slices.Index(out, follow[j]); k >= 0 {
				at = k + 1
				break
			}
		}
		out = slices.Insert(out, at, key)
	}
	return out
}

// common is a list without what the other does not have.
func common(list, other []string) []string {
	has := map[string]bool{}
	for _, key := range other {
		has[key] = true
	}
	return slices.DeleteFunc(slices.Clone(list), func(key string) bool { return !has[key] })
}
