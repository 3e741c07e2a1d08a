package draft

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"

	"handinhand/process/release"
)

// Item is what data.yaml says of one thing that is known about a person, as a table shows it.
type Item struct {
	Category, Label, Source, Purpose, LegalBasis, Statute string
	Period, RetentionStatute                              string
	Mandatory                                             bool
	Fields                                                []string
}

// ReadData reads data.yaml.
func ReadData(content []byte) (release.Data, error) {
	var data release.Data
	if err := yaml.Unmarshal(content, &data); err != nil {
		return data, refuse(dataFile, "data-syntax", "the file cannot be read: %s", strings.TrimSpace(yaml.FormatError(err, false, false)))
	}
	return data, nil
}

const dataFile = "data.yaml"

// ItemOf is an item of data.yaml as a table shows it.
func ItemOf(i release.Item) Item {
	return Item{i.Category, i.Label, i.Source, i.Purpose, i.LegalBasis, i.Statute, i.Retention.Period, i.Retention.Statute, i.Mandatory, i.Fields}
}

// SetItem changes an item of data.yaml, or adds it. Only the lines that say something else are written anew: comments and all
// other items stay. A file that is laid out in another way than one item a block is refused.
func SetItem(content []byte, id string, want Item) ([]byte, error) {
	before, err := ReadData(content)
	if err != nil {
		return nil, err
	}
	if !regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`).MatchString(id) {
		return nil, refuse(dataFile, "data-value", "the id of an item must be small letters, digits and hyphens, not %q", id)
	}
	f := readLines(content, "items")
	expected := before.Items[id]
	is, fresh := ItemOf(expected), false
	if _, known := before.Items[id]; !known {
		fresh = true
		f.add(id, len(before.Items) == 0)
	}
	for _, p := range []struct {
		key      string
		is, want any
		text     string
	}{
		{"category", is.Category, want.Category, plain(want.Category)}, {"label", is.Label, want.Label, plain(want.Label)},
		{"fields", is.Fields, want.Fields, "[" + quoted(want.Fields...) + "]"},
		{"source", is.Source, want.Source, plain(want.Source)}, {"purpose", is.Purpose, want.Purpose, plain(want.Purpose)},
		{"legalBasis", is.LegalBasis, want.LegalBasis, plain(want.LegalBasis)}, {"statute", is.Statute, want.Statute, plain(want.Statute)},
		{"mandatory", is.Mandatory, want.Mandatory, fmt.Sprint(want.Mandatory)},
		{"retention", is.Period + "\x00" + is.RetentionStatute, want.Period + "\x00" + want.RetentionStatute,
			fmt.Sprintf("{after: caseClosed, period: %s, statute: %s}", quote(want.Period), quote(want.RetentionStatute))},
	} {
		if !reflect.DeepEqual(p.is, p.want) && !(len(want.Fields) == 0 && len(is.Fields) == 0 && p.key == "fields") {
			f.set(id, p.key, p.text)
		}
	}
	expected.Category, expected.Label, expected.Source, expected.Purpose = want.Category, want.Label, want.Source, want.Purpose
	expected.LegalBasis, expected.Statute, expected.Mandatory, expected.Fields = want.LegalBasis, want.Statute, want.Mandatory, want.Fields
	if fresh || is.Period != want.Period || is.RetentionStatute != want.RetentionStatute {
		expected.Retention = release.Retention{After: "caseClosed", Period: want.Period, Statute: want.RetentionStatute}
	}
	wanted := maps.Clone(before.Items)
	if wanted == nil {
		wanted = map[string]release.Item{}
	}
	wanted[id] = expected
	before.Items = wanted
	return f.checked(before)
}

// RemoveItem takes an item out of data.yaml, with the comments inside it.
func RemoveItem(content []byte, id string) ([]byte, error) {
	before, err := ReadData(content)
	if err != nil {
		return nil, err
	}
	f := readLines(content, "items")
	before.Items = maps.Clone(before.Items)
	delete(before.Items, id)
	f.remove(id, len(before.Items) == 0)
	return f.checked(before)
}
