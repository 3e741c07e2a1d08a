package diff

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"handinhand/process/release"
)

// data compares the declarations: items, labels and switches by their names, and the rest as one.
func (c *Changes) data(old, new Package) error {
	was, err := declarations(old)
	if err != nil {
		return err
	}
	is, err := declarations(new)
	if err != nil {
		return err
	}
	if old.Release == nil || new.Release == nil {
		forget(was)
		forget(is)
	}
	c.Data = compare("data.yaml", was, is)
	return nil
}

// recipients is the property that follows from the process.
const recipients = "recipients"

func forget(parts map[string]part) {
	for _, p := range parts {
		delete(p.says, recipients)
	}
}

func declarations(p Package) (map[string]part, error) {
	text, err := content(p.Files, "data.yaml")
	if err != nil || len(text) == 0 {
		return nil, err
	}
	var root map[string]any
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, err
	}
	parts := map[string]part{}
	whole := part{kind: "package", says: map[string]string{}}
	for what, value := range root {
		kind, named := map[string]string{"items": "item", "labels": "label", "switches": "switch"}[what]
		inner, isMap := value.(map[string]any)
		if !named || !isMap {
			flatten(value, what, whole.says)
			continue
		}
		for name, declared := range inner {
			one := part{kind: kind, name: called(p.Release, kind, name), says: map[string]string{}}
			flatten(declared, "", one.says)
			if to := to(p.Release, name); kind == "item" && to != "" {
				one.says[recipients] = to
			}
			parts[kind+" "+name] = one
		}
	}
	parts["package"] = whole
	return parts, nil
}

// called is what an item or a switch is called in the language of the law.
func called(r *release.Release, kind, name string) string {
	if r == nil || kind == "label" {
		return ""
	}
	if key := kind + "." + name + ".name"; r.Text("de", key) != key {
		return r.Text("de", key)
	}
	return ""
}

// to are the roles that get an item.
func to(r *release.Release, item string) string {
	if r == nil {
		return ""
	}
	var roles []string
	for _, d := range r.Disclosures() {
		if d.Item == item {
			roles = append(roles, d.Recipient)
		}
	}
	slices.Sort(roles)
	return strings.Join(slices.Compact(roles), ", ")
}

// texts compares one language.
func (c *Changes) texts(name, language string, old, new fs.FS) error {
	was, err := translations(name, old)
	if err != nil {
		return err
	}
	is, err := translations(name, new)
	if err != nil {
		return err
	}
	for _, key := range union(was, is) {
		before, there := was[key]
		after, still := is[key]
		change := TextChange{How: Changed, Language: language, Key: key, Old: before, New: after}
		switch {
		case there && still && before == after:
			continue
		case !there:
			change.How = Added
		case !still:
			change.How = Removed
		}
		c.Texts = append(c.Texts, change)
	}
	return nil
}
