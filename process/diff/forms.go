package diff

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
)

// forms compares one form: its components by their keys, groups and texts by their ids.
func (c *Changes) forms(name string, old, new fs.FS) error {
	was, err := components(name, old)
	if err != nil {
		return err
	}
	is, err := components(name, new)
	if err != nil {
		return err
	}
	reorder(was, is)
	c.Forms = append(c.Forms, compare(name, was, is)...)
	return nil
}

func components(name string, files fs.FS) (map[string]part, error) {
	text, err := content(files, name)
	if err != nil || len(text) == 0 {
		return nil, err
	}
	var root map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&root); err != nil {
		return nil, err
	}
	parts := map[string]part{}
	collect(root, "", 0, parts)
	return parts, nil
}

// collect takes a component and those in it. place is where it stands in the group around it.
func collect(component map[string]any, inside string, place int, parts map[string]part) {
	key, _ := component["key"].(string)
	id, _ := component["id"].(string)
	if key == "" {
		key = id
	}
	p := part{place: place, says: map[string]string{}}
	p.kind, _ = component["type"].(string)
	for _, what := range []string{"label", "dateLabel", "text"} {
		if name, ok := component[what].(string); ok && p.name == "" {
			p.name = name
		}
	}
	for what, value := range component {
		if what != "components" && what != "id" && what != "key" {
			flatten(value, what, p.says)
		}
	}
	if inside != "" {
		p.says["inside"] = inside
	}
	for n := 2; ; n++ { // ids that stand twice are an error, but nothing is lost
		if _, taken := parts[key]; !taken {
			break
		}
		key = fmt.Sprintf("%s (%d)", key, n)
	}
	parts[key] = p
	children, _ := component["components"].([]any)
	for i, child := range children {
		if c, ok := child.(map[string]any); ok {
			collect(c, key, i+1, parts)
		}
	}
}

// flatten writes a value down by the ways to its leaves.
func flatten(value any, at string, says map[string]string) {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			flatten(inner, join(at, key), says)
		}
	case []any:
		for i, inner := range v {
			name := fmt.Sprintf("[%d]", i+1)
			if m, ok := inner.(map[string]any); ok {
				if id, ok := m["value"].(string); ok {
					name = " " + id // an option is meant by its value
				}
			}
			flatten(inner, join(at, name), says)
		}
	case nil:
		says[at] = "null"
	default:
		says[at] = fmt.Sprint(v)
	}
}

// translations are the texts of a file.
func translations(name string, files fs.FS) (map[string]string, error) {
	text, err := content(files, name)
	if err != nil || len(text) == 0 {
		return nil, err
	}
	var texts map[string]string
	return texts, json.Unmarshal(text, &texts)
}
