package release

import (
	"regexp"
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/dmn"
	"handinhand/process/engine"
	"handinhand/process/feel"
)

// Trace is what is kept of a decision in a case: what it was given from outside, and all that it came to.
type Trace struct {
	Given  map[string]any `json:"given"`
	Result dmn.Result     `json:"result"`
}

// Kept is a Trace as it is read back.
type Kept struct {
	Given  map[string]any `json:"given"`
	Result struct {
		Value       any              `json:"value"`
		Trace       []dmn.TableTrace `json:"trace"`
		Diagnostics []string         `json:"diagnostics,omitempty"`
	} `json:"result"`
}

// ItemsIn are the items that a decision was given something of, in the order of its inputs.
func (r *Release) ItemsIn(c engine.Decided) []string {
	var items []string
	d, ok := r.decisions[c.Decision]
	if !ok {
		return nil
	}
	for _, name := range d.Inputs() {
		item, known := r.items[name]
		if _, given := c.Given[name]; given && known && !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	return items
}

// Origins are the form fields that one input of a table rests on, through decisions and mappings, sorted. Switches are
// not among them: they say nothing about anybody. Known is false where the input rests on something else as well, which
// nobody has classified.
func (r *Release) Origins(element string, t dmn.TableTrace, in dmn.InputTrace) (fields []string, known bool) {
	e, ok := r.Element(element)
	if !ok || e.Ext.Decision == nil {
		return nil, false
	}
	d, ok := r.decisions[e.Ext.Decision.ID]
	if !ok {
		return nil, false
	}
	o := origins{release: r, known: true, seen: map[string]bool{}}
	for _, name := range d.Origins(t, in) {
		o.add(e, name)
	}
	slices.Sort(o.fields)
	return slices.Compact(o.fields), o.known
}

// origins follows names back to what people said.
type origins struct {
	release *Release
	fields  []string
	known   bool
	seen    map[string]bool
}

// add follows a name as a step reads it; nil for the case's own variable.
func (o *origins) add(at *bpmn.Element, name string) {
	key := name
	if at != nil {
		key = at.ID + "\x00" + name
	}
	if o.seen[key] {
		return
	}
	o.seen[key] = true
	if at != nil {
		for _, m := range at.Ext.Inputs {
			if m.Target == name {
				o.expression(m.Source)
				return
			}
		}
	}
	if _, is := o.release.items[name]; is {
		o.fields = append(o.fields, name)
	} else if _, is := o.release.Data.Switches[name]; !is && !o.results(name) {
		o.known = false
	}
}

func (o *origins) expression(text string) {
	if text == "" || text[0] != '=' {
		return
	}
	x, err := feel.Compile(text[1:])
	if err != nil {
		o.known = false
		return
	}
	for _, name := range x.Names() {
		o.add(nil, name)
	}
}

// results follows a variable that business rule tasks write, and nothing else does.
func (o *origins) results(name string) bool {
	found := false
	for _, e := range o.release.Elements() {
		for _, m := range e.Ext.Outputs {
			if m.Target == name {
				return false
			}
		}
		if e.Ext.Script != nil && e.Ext.Script.ResultVariable == name {
			return false
		}
		if e.Ext.Decision == nil || e.Ext.Decision.ResultVariable != name {
			continue
		}
		if d, ok := o.release.decisions[e.Ext.Decision.ID]; ok {
			found = true
			for _, in := range d.Inputs() {
				o.add(e, in)
			}
		}
	}
	return found
}

var placeholder = regexp.MustCompile(`\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// Placeholders are the names that a text wants the values of: "{residenceTitle}".
func Placeholders(text string) []string {
	var names []string
	for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, found[1])
	}
	return names
}
