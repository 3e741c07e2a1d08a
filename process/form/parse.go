package form

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"handinhand/process/feel"
	"handinhand/process/finding"
)

const (
	oldestSchema = 16
	newestSchema = 18
	maxDepth     = 10 // groups inside groups
)

// jsonForm and jsonComponent are the schema as form-js writes it.
type jsonForm struct {
	ID            string          `json:"id"`
	SchemaVersion *int            `json:"schemaVersion"`
	Components    []jsonComponent `json:"components"`
}

type jsonComponent struct {
	ID                  string                     `json:"id"`
	Key                 string                     `json:"key"`
	Type                Type                       `json:"type"`
	Label               string                     `json:"label"`
	DateLabel           string                     `json:"dateLabel"`
	TimeLabel           string                     `json:"timeLabel"`
	Description         string                     `json:"description"`
	Text                string                     `json:"text"`
	Subtype             string                     `json:"subtype"`
	Path                string                     `json:"path"`
	Values              []jsonOption               `json:"values"`
	ValuesKey           string                     `json:"valuesKey"`
	ValuesExpression    string                     `json:"valuesExpression"`
	Validate            map[string]json.RawMessage `json:"validate"`
	Conditional         map[string]string          `json:"conditional"`
	Readonly            json.RawMessage            `json:"readonly"`
	Disabled            bool                       `json:"disabled"`
	DefaultValue        any                        `json:"defaultValue"`
	DecimalDigits       *int                       `json:"decimalDigits"`
	SerializeToString   bool                       `json:"serializeToString"`
	DisallowPassedDates bool                       `json:"disallowPassedDates"`
	Components          []jsonComponent            `json:"components"`
}

type jsonOption struct {
	Label string `json:"label"`
	Value any    `json:"value"`
}

var keyForm = regexp.MustCompile(`^\pL[\pL\pM\pN_]*$`)

// Parse reads a schema. The findings name every component and rule that cannot be executed; with an error among them the form must not
// be published. A text that is no form gives nil and one finding.
func Parse(data []byte) (*Form, []finding.Finding) {
	var raw jsonForm
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&raw); err != nil {
		return nil, []finding.Finding{{Severity: finding.Error, Rule: "json", Message: finding.Say("the file is not a form-js schema: %v", err)}}
	}
	b := &builder{form: &Form{ID: raw.ID}, keys: map[string]bool{}}
	if raw.SchemaVersion == nil || *raw.SchemaVersion < oldestSchema || *raw.SchemaVersion > newestSchema {
		b.report(finding.Warning, jsonComponent{ID: raw.ID}, "schema-version", "the schemaVersion should be %d to %d: check that the form behaves as drawn", oldestSchema, newestSchema)
	}
	b.form.Components = b.components(raw.Components, 0)
	b.form.fields = flatten(b.form.Components, nil)
	return b.form, b.findings
}

func flatten(components []Component, groups []string) []Field {
	var fields []Field
	for i := range components {
		c := &components[i]
		switch {
		case c.Type.isInput():
			fields = append(fields, Field{c, groups})
		case c.Type == Group:
			fields = append(fields, flatten(c.Components, append(groups[:len(groups):len(groups)], c.ID))...)
		}
	}
	return fields
}

type builder struct {
	form     *Form
	keys     map[string]bool
	findings []finding.Finding
}

func (b *builder) report(severity finding.Severity, raw jsonComponent, rule, format string, args ...any) {
	element := raw.Key
	if element == "" {
		element = raw.ID
	}
	b.findings = append(b.findings, finding.Finding{Severity: severity, Element: element, Name: raw.Label, Rule: rule, Message: finding.Say(format, args...)})
}

func (b *builder) components(raws []jsonComponent, depth int) []Component {
	var components []Component
	for _, raw := range raws {
		if depth > maxDepth {
			b.report(finding.Error, raw, "depth", "the groups are nested deeper than %d levels", maxDepth)
			break
		}
		switch raw.Type {
		case Text, Separator, Group, TextField, TextArea, Number, DateTime, Select, Radio, Checkbox, Checklist, Taglist:
			components = append(components, b.component(raw, depth))
		case "button":
			b.report(finding.Warning, raw, "button", "the button is left out: every task page has its own")
		default:
			b.report(finding.Error, raw, "unsupported-component", "the component type %q cannot be used: take a text, an input or a group", raw.Type)
		}
	}
	return components
}

func (b *builder) component(raw jsonComponent, depth int) Component {
	c := Component{
		ID: raw.ID, Key: raw.Key, Label: raw.Label, Description: raw.Description, Type: raw.Type, Text: raw.Text, Default: raw.DefaultValue,
		DecimalDigits: raw.DecimalDigits, SerializeToString: raw.SerializeToString, NoPastDates: raw.DisallowPassedDates,
	}
	if hide, ok := raw.Conditional["hide"]; ok {
		c.hide = b.condition(raw, "hide", hide)
	}
	for _, key := range slices.Sorted(maps.Keys(raw.Conditional)) {
		if key != "hide" {
			b.report(finding.Error, raw, "conditional", "the condition %q is not known: only \"hide\" is", key)
		}
	}
	for _, text := range []string{raw.Label, raw.Description, raw.Text} {
		if strings.HasPrefix(text, "=") || strings.Contains(text, "{{") {
			b.report(finding.Error, raw, "text-expression", "texts with expressions cannot be translated: write the text itself")
		}
	}
	if raw.Type == Group {
		if raw.Path != "" {
			b.report(finding.Error, raw, "group-path", "a group must have no path: give the fields keys of their own")
		}
		c.Components = b.components(raw.Components, depth+1)
	}
	if !raw.Type.isInput() {
		c.Key = ""
		return c
	}
	b.input(raw, &c)
	return c
}

// input reads what only inputs have.
func (b *builder) input(raw jsonComponent, c *Component) {
	switch {
	case !keyForm.MatchString(raw.Key):
		b.report(finding.Error, raw, "key", "the field needs a key of letters, digits and underscores that starts with a letter")
	case b.keys[raw.Key]:
		b.report(finding.Error, raw, "key", "another field has the key %q already", raw.Key)
	}
	b.keys[raw.Key] = true
	c.readonly = b.readonly(raw)
	if raw.Type == DateTime {
		b.dateTime(raw, c)
	}
	if raw.Type.hasOptions() {
		b.options(raw, c)
	}
	b.rules(raw, c)
}

func (b *builder) readonly(raw jsonComponent) condition {
	if len(raw.Readonly) == 0 || raw.Disabled {
		return condition{always: raw.Disabled}
	}
	var text string
	if json.Unmarshal(raw.Readonly, &text) == nil && text != "" {
		return b.condition(raw, "readonly", text)
	}
	return condition{always: string(raw.Readonly) == "true"}
}

// condition compiles "=expression"; form-js allows nothing else here.
func (b *builder) condition(raw jsonComponent, what, text string) condition {
	source, found := strings.CutPrefix(strings.TrimSpace(text), "=")
	if !found {
		b.report(finding.Error, raw, "feel-syntax", "%s must be an expression that starts with \"=\"", what)
		return condition{}
	}
	x, err := feel.Compile(source)
	if err != nil {
		b.report(finding.Error, raw, "feel-syntax", "%s: %s", what, err)
		return condition{}
	}
	return condition{expression: x}
}

func (b *builder) dateTime(raw jsonComponent, c *Component) {
	c.Subtype = raw.Subtype
	switch raw.Subtype {
	case "date", "datetime":
		if c.Label == "" {
			c.Label = raw.DateLabel
		}
	case "time":
		if c.Label == "" {
			c.Label = raw.TimeLabel
		}
	default:
		b.report(finding.Error, raw, "subtype", "the subtype of a datetime is date, time or datetime, not %q", raw.Subtype)
	}
}

func (b *builder) options(raw jsonComponent, c *Component) {
	if raw.ValuesKey != "" || raw.ValuesExpression != "" {
		b.report(finding.Error, raw, "dynamic-options", "options from variables cannot be used: list them in the form")
	}
	seen := map[string]bool{}
	for _, option := range raw.Values {
		value, ok := option.Value.(string)
		if !ok || value == "" || seen[value] {
			b.report(finding.Error, raw, "options", "each option needs a value of its own, as a string")
			continue
		}
		seen[value] = true
		c.Options = append(c.Options, Option{option.Label, value})
	}
	if len(c.Options) == 0 {
		b.report(finding.Error, raw, "options", "the field has no options to choose from")
	}
}
