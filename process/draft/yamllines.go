package draft

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"handinhand/process/release"
)

// plain writes a text as YAML: as it is where that is safe.
func plain(text string) string {
	if plainText.MatchString(text) && !strings.Contains(text, ": ") && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off"}, strings.ToLower(text)) {
		return text
	}
	return quote(text)
}

var plainText = regexp.MustCompile(`^[\pL§][\pL\pN §()./:_-]*[\pL\pN)]$`)

// yamlLines is data.yaml, line by line, of which one section is changed: a key at the margin with blocks by name below it.
type yamlLines struct {
	lines   []string
	section string
}

func readLines(content []byte, section string) *yamlLines {
	return &yamlLines{strings.Split(strings.TrimRight(string(content), "\n"), "\n"), section}
}

// head is the line that the section stands below.
func (f *yamlLines) head() (int, bool) { return f.top(f.section) }

// top finds a key at the margin.
func (f *yamlLines) top(key string) (int, bool) {
	i := slices.IndexFunc(f.lines, func(l string) bool { return l == key+":" || strings.HasPrefix(l, key+": ") })
	return i, i >= 0
}

// setTop writes what a key at the margin says; one that is not there comes before the section, and the comments above that.
func (f *yamlLines) setTop(key, text string) {
	if i, there := f.top(key); there {
		f.lines[i] = key + ": " + text + comment(f.lines[i])
		return
	}
	at, there := f.head()
	if !there {
		at = len(f.lines)
	}
	for at > 0 && strings.HasPrefix(f.lines[at-1], "#") {
		at--
	}
	f.lines = slices.Insert(f.lines, at, key+": "+text)
}

// block gives the lines of a block of the section: from its own to the next that stands no deeper.
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
		case from == 0 && depth(line) > 0 && keyOf(line) == id:
			if f.isFirst(head, i) {
				from = i
			}
		}
	}
	return from, f.trim(from, len(f.lines)), from > 0
}

// isFirst tells whether a line stands as deep as the first block does.
func (f *yamlLines) isFirst(head, at int) bool {
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

// keyOf is the key that a line begins with, without quotes.
func keyOf(line string) string {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") {
		return ""
	}
	if quote := line[0]; quote == '"' || quote == '\'' {
		key, rest, _ := strings.Cut(line[1:], string(quote))
		if strings.HasPrefix(rest, ":") {
			return key
		}
		return ""
	}
	key, _, _ := strings.Cut(line, ":")
	return key
}

// comment is what stands behind the value of a line, with the space before it.
func comment(line string) string {
	open := byte(0)
	for i := 0; i < len(line); i++ {
		c := line[i]
		begins := i == 0 || strings.IndexByte(" :[{,", line[i-1]) >= 0
		switch {
		case open != 0 && c == open:
			open = 0
		case open != 0:
		case begins && (c == '"' || c == '\''):
			open = c
		case c == '#' && i > 0 && line[i-1] == ' ':
			return " " + line[i:]
		}
	}
	return ""
}

// inner is how deep the keys of a block stand.
func (f *yamlLines) inner(from, to int) int {
	for i := from + 1; i < to; i++ {
		if line := f.lines[i]; content(line) {
			return depth(line)
		}
	}
	return depth(f.lines[from]) + 2
}

// child gives the lines of a key inside a block: its own and what stands deeper below it.
func (f *yamlLines) child(from, to int, key string) (a, b int, ok bool) {
	inner := f.inner(from, to)
	for i := from + 1; i < to; i++ {
		if line := f.lines[i]; depth(line) != inner || keyOf(line) != key {
			continue
		}
		end := i + 1
		for end < to && content(f.lines[end]) && depth(f.lines[end]) > inner {
			end++
		}
		return i, end, true
	}
	return 0, 0, false
}

// set writes what a block says of a key.
func (f *yamlLines) set(id, key, text string) {
	from, to, ok := f.block(id)
	if !ok {
		return // checked says so
	}
	written := strings.Repeat(" ", f.inner(from, to)) + key + ": " + text
	if a, b, there := f.child(from, to, key); there {
		f.lines = slices.Replace(f.lines, a, b, written+comment(f.lines[a]))
		return
	}
	f.lines = slices.Insert(f.lines, to, written)
}

// add adds a block that says nothing yet; empty tells that the section has none.
func (f *yamlLines) add(id string, empty bool) {
	head, ok := f.head()
	switch {
	case !ok:
		f.lines = append(f.lines, f.section+":")
		head = len(f.lines) - 1
	case empty:
		f.lines[head] = f.section + ":" + comment(f.lines[head])
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
}

// remove takes a block away; empty tells that it is the last one.
func (f *yamlLines) remove(id string, empty bool) {
	if from, to, ok := f.block(id); ok {
		f.lines = slices.Delete(f.lines, from, to)
	}
	if at, there := f.head(); there && empty {
		f.lines[at] = f.section + ": {}" + comment(f.lines[at])
	}
}

// checked gives the file if it says what it should and nothing else.
func (f *yamlLines) checked(want release.Data) ([]byte, error) {
	out := []byte(strings.Join(f.lines, "\n") + "\n")
	if after, err := ReadData(out); err == nil && same(want, after) {
		return out, nil
	}
	return nil, refuse(dataFile, "layout", "the file is laid out in a way that cannot be changed here: change data.yaml itself")
}

// same compares declarations; nothing and an empty list are one.
func same(a, b release.Data) bool {
	for _, d := range []*release.Data{&a, &b} {
		d.Items, d.Switches = maps.Clone(d.Items), maps.Clone(d.Switches)
		for id, item := range d.Items {
			if len(item.Fields) == 0 {
				item.Fields = nil
				d.Items[id] = item
			}
		}
		for name, s := range d.Switches {
			if len(s.From) == 0 {
				s.From = nil
				d.Switches[name] = s
			}
		}
		if len(d.Items) == 0 {
			d.Items = nil
		}
		if len(d.Switches) == 0 {
			d.Switches = nil
		}
	}
	return reflect.DeepEqual(a, b)
}
