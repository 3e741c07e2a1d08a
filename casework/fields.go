package casework

import (
	"handinhand/process/feel"
	"handinhand/process/form"
)

// fields are the components of a task's form in the reader's language, with
// their values.
func fields(a Actor, m matter, values map[string]any) []Field {
	if m.spec.Form == nil {
		return []Field{}
	}
	scope := feel.Scope{Vars: feel.Vars(nil), Now: now()}
	v := fieldViews{
		actor: a, matter: m, values: values, prefix: "form." + m.spec.Form.ID + ".",
		visible: m.spec.Form.Visible(values, scope), readOnly: m.spec.Form.Readonly(values, scope),
	}
	return v.of(m.spec.Form.Components)
}

type fieldViews struct {
	actor             Actor
	matter            matter
	values            map[string]any
	prefix            string
	visible, readOnly map[string]bool
}

func (v fieldViews) of(components []form.Component) []Field {
	views := []Field{}
	for i := range components {
		views = append(views, v.field(&components[i]))
	}
	return views
}

func (v fieldViews) field(c *form.Component) Field {
	name := c.Name()
	f := Field{
		Key: name, Type: string(c.Type), Label: v.text(name+".label", c.Label), Description: v.text(name+".description", c.Description),
		Required: c.Rules.Required, ReadOnly: v.readOnly[name], Hidden: !v.visible[name], HideWhen: c.HideWhen(),
		MinLength: c.Rules.MinLength, MaxLength: c.Rules.MaxLength, Format: c.Rules.ValidationType,
	}
	switch c.Type {
	case form.Text:
		f.Text = v.text(name+".text", c.Text)
	case form.DateTime:
		f.Type = c.Subtype
	case form.Group:
		f.Fields = v.of(c.Components)
	}
	if c.Rules.Min != nil {
		f.Min = c.Rules.Min.String()
	}
	if c.Rules.Max != nil {
		f.Max = c.Rules.Max.String()
	}
	for _, o := range c.Options {
		f.Options = append(f.Options, Option{Value: o.Value, Label: v.text(name+".option."+o.Value, o.Label)})
	}
	if value, given := v.values[name]; given {
		f.Value = value
	} else if !f.ReadOnly {
		f.Value = c.Default
	}
	return f
}

// text is the translation of a part of the form, else what the schema says.
func (v fieldViews) text(key, schema string) string {
	if text := optionalText(v.actor, v.matter.release, v.prefix+key); text != "" {
		return text
	}
	return schema
}
