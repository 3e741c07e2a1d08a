package draft

import (
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"handinhand/process/release"
)

// named makes blocks of a list of names, so that one of them can have days.
func (f *yamlLines) named(content []byte) {
	var raw struct {
		Switches any `yaml:"switches"`
	}
	head, there := f.head()
	if yaml.Unmarshal(content, &raw) != nil || !there {
		return
	}
	names, isList := raw.Switches.([]any)
	if !isList {
		return
	}
	inline := strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(f.lines[head], f.section+":")), "[")
	f.lines[head] = f.section + ":" + comment(f.lines[head])
	if inline {
		var blocks []string
		for _, name := range names {
			blocks = append(blocks, "  "+word(name)+": {}")
		}
		f.lines = slices.Insert(f.lines, head+1, blocks...)
		return
	}
	for i := head + 1; i < len(f.lines); i++ {
		name, listed := strings.CutPrefix(strings.TrimSpace(f.lines[i]), "- ")
		if content := strings.TrimSpace(f.lines[i]); !listed && content != "" && !strings.HasPrefix(content, "#") {
			return
		}
		if listed {
			behind := comment(f.lines[i])
			f.lines[i] = "  " + strings.TrimSpace(strings.TrimSuffix(name, strings.TrimSpace(behind))) + ": {}" + behind
		}
	}
}

// setSwitch writes what a switch holds.
func (f *yamlLines) setSwitch(name string, was, want release.Switch) {
	from, to, ok := f.block(name)
	if !ok || same(release.Data{Switches: release.Switches{name: was}}, release.Data{Switches: release.Switches{name: want}}) && !f.bare(from, to) {
		return
	}
	if f.inFlow(from) {
		indent := strings.Repeat(" ", depth(f.lines[from]))
		f.lines = slices.Replace(f.lines, from, to, indent+name+":"+comment(f.lines[from]))
		was = release.Switch{}
	}
	switch {
	case want.Plain():
		f.lines = slices.Replace(f.lines, from, f.end(name), strings.Repeat(" ", depth(f.lines[from]))+name+": {}"+comment(f.lines[from]))
	case want.Default != was.Default:
		f.set(name, "default", scalar(want.Default))
	}
	if !want.Plain() {
		f.setDays(name, want.From)
	}
}

// bare tells whether a block says nothing at all, not even that it is empty.
func (f *yamlLines) bare(from, to int) bool {
	return to == from+1 && !f.inFlow(from)
}

func (f *yamlLines) end(name string) int {
	_, to, _ := f.block(name)
	return to
}

// inFlow tells whether what a key says stands in braces.
func (f *yamlLines) inFlow(at int) bool {
	_, value, _ := strings.Cut(f.lines[at], ":")
	return strings.HasPrefix(strings.TrimSpace(value), "{")
}

// setDays writes the days of a switch, each on a line of its own.
func (f *yamlLines) setDays(name string, want map[string]any) {
	from, to, ok := f.block(name)
	if !ok {
		return
	}
	a, b, there := f.child(from, to, "from")
	switch {
	case len(want) == 0 && there:
		f.lines = slices.Delete(f.lines, a, f.deep(a, to))
		return
	case len(want) == 0:
		return
	case !there:
		f.lines = slices.Insert(f.lines, to, strings.Repeat(" ", f.inner(from, to))+"from:")
		a, b = to, to+1
	case f.inFlow(a):
		f.lines = slices.Replace(f.lines, a, b, strings.Repeat(" ", depth(f.lines[a]))+"from:"+comment(f.lines[a]))
		b = a + 1
	default:
		b = f.deep(a, to)
	}
	f.writeDays(a, b, want)
}

// deep is where what stands deeper than a line ends, comments too.
func (f *yamlLines) deep(a, to int) int {
	b := a + 1
	for i := b; i < to && (!content(f.lines[i]) || depth(f.lines[i]) > depth(f.lines[a])); i++ {
		if depth(f.lines[i]) > depth(f.lines[a]) {
			b = i + 1
		}
	}
	return b
}

func (f *yamlLines) writeDays(a, b int, want map[string]any) {
	indent := strings.Repeat(" ", f.inner(a, b))
	written := map[string]bool{}
	var lines []string
	for _, line := range f.lines[a+1 : b] {
		day := keyOf(line)
		value, stays := want[day]
		switch {
		case !content(line):
			lines = append(lines, line)
		case stays:
			written[day] = true
			if said := indent + day + ": " + scalar(value) + comment(line); !says(line, value) {
				line = said
			}
			lines = append(lines, line)
		}
	}
	for _, day := range slices.Sorted(maps.Keys(want)) {
		if written[day] {
			continue
		}
		at := 0
		for i, line := range lines {
			if key := keyOf(line); key != "" && key < day {
				at = i + 1
			}
		}
		lines = slices.Insert(lines, at, indent+day+": "+scalar(want[day]))
	}
	f.lines = slices.Replace(f.lines, a+1, b, lines...)
}

// says tells whether a line gives its key that value already.
func says(line string, value any) bool {
	var is map[string]any
	if yaml.Unmarshal([]byte(strings.TrimSpace(line)), &is) != nil {
		return false
	}
	return len(is) == 1 && is[keyOf(line)] == value
}

// scalar writes a value of a switch as YAML.
func scalar(value any) string {
	if text, is := value.(string); is {
		return plain(text)
	}
	return word(value)
}
