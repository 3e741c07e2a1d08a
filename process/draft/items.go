package draft

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
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
	f := readLines(content)
	expected := before.Items[id]
	is, fresh := ItemOf(expected), false
	if _, known := before.Items[id]; !known {
		fresh = true
		if err := f.addItem(id, before); err != nil {
			return nil, err
		}
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
	return f.checked(before, wanted)
}

// RemoveItem takes an item out of data.yaml, with the comments inside it.
func RemoveItem(content []byte, id string) ([]byte, error) {
	before, err := ReadData(content)
	if err != nil {
		return nil, err
	}
	f := readLines(content)
	if from, to, ok := f.block(id); ok {
		f.lines = slices.Delete(f.lines, from, to)
	}
	wanted := maps.Clone(before.Items)
	delete(wanted, id)
	if at, head := f.head(); head && len(wanted) == 0 {
		f.lines[at] = "items: {}"
	}
	return f.checked(before, wanted)
}

// plain writes a text as YAML: as it is where that is safe.
func plain(text string) string {
	if plainText.MatchString(text) && !strings.Contains(text, ": ") && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off"}, strings.ToLower(text)) {
		return text
	}
	return quote(text)
}

var plainText = regexp.MustCompile(`^[\pL§][\pL\pN §()./:_-]*[\pL\pN)]$`)

// yamlLines is data.yaml, line by line.
type yamlLines struct{ lines []string }

func readLines(content []byte) *yamlLines {
	return &yamlLines{strings.Split(strings.TrimRight(string(content), "\n"), "\n")}
}

// head is the line that the items stand below.
func (f *yamlLines) head() (int, bool) {
	i := slices.IndexFunc(f.lines, func(l string) bool { return l == "items:" || strings.HasPrefix(l, "items: ") })
	return i, i >= 0
}

// block gives the lines of an item: from its own to the next that stands no deeper.
func (f *yamlLines) block(id string) (from, to int, ok bool) {
	head, ok := f.head()
	if !ok {
		return 0, 0, false
	}
	for i := head + 1; i < len(f.lines); i++ {
		line := f.lines[i]
		switch {
		case ok && from > 0 && content(line) && depth(line) <= depth(f.lines[from]):
			return from, f.trim(from, i), true
		case from == 0 && content(line) && depth(line) == 0:
			return 0, 0, false
		case from == 0 && depth(line) > 0 && strings.HasPrefix(strings.TrimSpace(line), id+":"):
			if f.isItem(head, i) {
				from = i
			}
		}
	}
	return from, len(f.lines), from > 0
}

// isItem tells whether a line stands where the first item does.
func (f *yamlLines) isItem(head, at int) bool {
	for i := head + 1; i <= at; i++ {
		if content(f.lines[i]) {
			return depth(f.lines[i]) == depth(f.lines[at])
		}
	}
	return false
}

// trim leaves out empty lines and comments before the next block, which belong to that.
func (f *yamlLines) trim(from, to int) int {
	for to > from+1 && !content(f.lines[to-1]) && depth(f.lines[to-1]) <= depth(f.lines[from]) {
		to--
	}
	return to
}

func depth(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// content tells a line that says something from an empty one and a comment.
func content(line string) bool {
	line = strings.TrimSpace(line)
	return line != "" && !strings.HasPrefix(line, "#")
}

// set writes what an item says of a key.
func (f *yamlLines) set(id, key, text string) {
	from, to, ok := f.block(id)
	if !ok {
		return // checked says so
	}
	inner := depth(f.lines[from]) + 2
	for i := from + 1; i < to; i++ {
		if line := f.lines[i]; content(line) {
			inner = depth(line)
			break
		}
	}
	written := strings.Repeat(" ", inner) + key + ": " + text
	for i := from + 1; i < to; i++ {
		line := f.lines[i]
		if depth(line) != inner || !strings.HasPrefix(line[inner:], key+":") {
			continue
		}
		if at := strings.Index(line, " #"); at >= 0 && !strings.ContainsAny(line[at:], `"'`) {
			written += line[at:]
		}
		end := i + 1
		for end < to && content(f.lines[end]) && depth(f.lines[end]) > inner {
			end++
		}
		f.lines = slices.Replace(f.lines, i, end, written)
		return
	}
	f.lines = slices.Insert(f.lines, to, written)
}

// addItem adds an item that says nothing yet.
func (f *yamlLines) addItem(id string, data release.Data) error {
	head, ok := f.head()
	switch {
	case !ok:
		f.lines = append(f.lines, "items:")
		head = len(f.lines) - 1
	case f.lines[head] != "items:" && len(data.Items) == 0:
		f.lines[head] = "items:"
	}
	at, indent := head+1, 2
	for i := head + 1; i < len(f.lines); i++ {
		if content(f.lines[i]) {
			if depth(f.lines[i]) == 0 {
				break
			}
			if at == head+1 {
				indent = depth(f.lines[i])
			}
			at = i + 1
		}
	}
	f.lines = slices.Insert(f.lines, at, strings.Repeat(" ", indent)+id+":")
	return nil
}

// checked gives the file if it says what it should and nothing else.
func (f *yamlLines) checked(before release.Data, items map[string]release.Item) ([]byte, error) {
	out := []byte(strings.Join(f.lines, "\n") + "\n")
	after, err := ReadData(out)
	before.Items = items
	if err == nil && same(before, after) {
		return out, nil
	}
	return nil, refuse(dataFile, "layout", "the file is laid out in a way that cannot be changed here: change data.yaml itself")
}

func same(a, b release.Data) bool {
	if len(a.Items) == 0 && len(b.Items) == 0 {
		a.Items, b.Items = nil, nil
	}
	for _, d := range []*release.Data{&a, &b} {
		items := maps.Clone(d.Items)
		for id, item := range items {
			if len(item.Fields) == 0 {
				item.Fields = nil
				items[id] = item
			}
		}
		d.Items = items
	}
	return reflect.DeepEqual(a, b)
}
