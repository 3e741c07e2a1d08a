package merge

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// Kinds of JSON things.
const (
	isObject = "object"
	isArray  = "array"
	isValue  = "value"
)

// items of a list are known by the first of these that each of them has, all different.
var identities = []string{"id", "key", "value"}

func readJSON(content []byte) (*tree, error) {
	d := json.NewDecoder(bytes.NewReader(content))
	d.UseNumber()
	v, err := ordered(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something stands after the end of the JSON value")
	}
	t := &tree{entries: map[string]*entry{}}
	t.value("", "", "", v)
	return t, nil
}

// object is a JSON object that remembers the order of its members.
type object []member

type member struct {
	name  string
	value any
}

const maxDepth = 100

func ordered(d *json.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, errors.New("the JSON is nested too deeply")
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		out := object{}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			value, err := ordered(d, depth+1)
			if err != nil {
				return nil, err
			}
			out = append(out, member{key.(string), value})
		}
		_, err = d.Token()
		return out, err
	case json.Delim('['):
		out := []any{}
		for d.More() {
			value, err := ordered(d, depth+1)
			if err != nil {
				return nil, err
			}
			out = append(out, value)
		}
		_, err = d.Token()
		return out, err
	}
	return token, nil
}

// value adds a value below its parent; name is that of the member that holds it, empty in a list.
func (t *tree) value(parent, key, name string, v any) {
	e := &entry{key: parent + "/" + key, parent: parent, name: name}
	switch v := v.(type) {
	case object:
		e.tag = isObject
		e = t.add(e)
		for _, m := range v {
			t.value(e.key, m.name, m.name, m.value)
		}
	case []any:
		identity := identityOf(v)
		if identity == "" {
			e.tag, e.fields = isValue, []field{{"value", compact(v)}}
			t.add(e)
			return
		}
		e.tag = isArray
		e = t.add(e)
		for _, item := range v {
			t.value(e.key, compact(item.(object).get(identity)), "", item)
		}
	default:
		e.tag, e.fields = isValue, []field{{"value", compact(v)}}
		t.add(e)
	}
}

func (o object) get(name string) any {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// identityOf is the member by which the items of a list are told apart; empty where there is none.
func identityOf(list []any) string {
	for _, name := range identities {
		seen := map[string]bool{}
		for _, item := range list {
			if o, ok := item.(object); ok {
				if id, ok := o.get(name).(string); ok {
					seen[id] = true
				}
			}
		}
		if len(list) > 0 && len(seen) == len(list) {
			return name
		}
	}
	return ""
}

func compact(v any) string {
	var b strings.Builder
	write(&b, v, "", "")
	return b.String()
}

// write writes a value; with an indent one member a line.
func write(b *strings.Builder, v any, margin, indent string) {
	list := func(open, shut string, n int, each func(i int, inner string)) {
		b.WriteString(open)
		for i := range n {
			if i > 0 {
				b.WriteString(",")
			}
			if indent != "" {
				b.WriteString("\n" + margin + indent)
			}
			each(i, margin+indent)
		}
		if n > 0 && indent != "" {
			b.WriteString("\n" + margin)
		}
		b.WriteString(shut)
	}
	switch v := v.(type) {
	case object:
		list("{", "}", len(v), func(i int, inner string) {
			b.WriteString(literal(v[i].name) + ":")
			if indent != "" {
				b.WriteString(" ")
			}
			write(b, v[i].value, inner, indent)
		})
	case []any:
		list("[", "]", len(v), func(i int, inner string) { write(b, v[i], inner, indent) })
	default:
		b.WriteString(literal(v))
	}
}

func literal(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "null" // cannot be: it was read from JSON
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func writeJSON(t *tree) []byte {
	var b strings.Builder
	write(&b, t.back(t.root), "", "  ")
	return []byte(b.String() + "\n")
}

// back makes a value of an entry.
func (t *tree) back(key string) any {
	e := t.entries[key]
	switch e.tag {
	case isObject:
		out := object{}
		for _, kid := range e.kids {
			out = append(out, member{t.entries[kid].name, t.back(kid)})
		}
		return out
	case isArray:
		out := []any{}
		for _, kid := range e.kids {
			out = append(out, t.back(kid))
		}
		return out
	}
	text, _ := e.get("value")
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	v, err := ordered(d, 0)
	if err != nil {
		return nil // cannot be: compact wrote it
	}
	return v
}
