package casework

import (
	"context"
	"errors"
	"slices"
	"strings"

	"handinhand/models"
	"handinhand/process/draft"
	"handinhand/process/release"
)

// DraftTurn is a day from which a switch holds another value; DraftSwitchText what data.yaml says of a switch.
type (
	DraftTurn       = draft.Turn
	DraftSwitchText = draft.Switch
)

// DraftSwitch is a policy switch of a draft. Name and Texts are in the actor's language; ReadBy are the steps that read it.
type DraftSwitch struct {
	ID, Name string
	draft.Switch
	Texts  []SwitchText
	ReadBy []SwitchReader
}

// SwitchText is a text that a switch needs; In says nothing where the actor's language lacks it, Lacking names all languages
// that do.
type SwitchText struct {
	Key, In string
	Lacking []string
}

// SwitchReader is a step that reads a switch, itself or in the condition of a way out of it.
type SwitchReader struct{ Element, Name string }

// Held is what a value is called: by the draft's texts, else as it is written.
func (s DraftSwitch) Held(value string) string {
	for _, t := range s.Texts {
		if t.Key == "switch."+s.ID+".value."+value && t.In != "" {
			return t.In
		}
	}
	return value
}

// Lacks tells whether some language lacks a text of the switch.
func (s DraftSwitch) Lacks() bool {
	return slices.ContainsFunc(s.Texts, func(t SwitchText) bool { return len(t.Lacking) > 0 })
}

// SwitchChange is a switch that is to be added or changed, or removed where Want is nil, at a version of data.yaml.
type SwitchChange struct {
	Switch  string
	New     bool
	Want    *draft.Switch
	Version int64
}

func draftSwitches(a Actor, r *release.Release, data release.Data) []DraftSwitch {
	var all []DraftSwitch
	texts := r.TextKeys()
	for _, name := range data.Switches.Names() {
		s := DraftSwitch{ID: name, Name: optionalText(a, r, "switch."+name+".name"), Switch: draft.SwitchOf(data.Switches[name], data.TimeZone), ReadBy: readers(a, r, name)}
		for _, t := range texts {
			if !strings.HasPrefix(t.Key, "switch."+name+".") {
				continue
			}
			text := SwitchText{Key: t.Key, In: r.Texts[a.Locale][t.Key]}
			for _, language := range data.Languages {
				if r.Texts[language][t.Key] == "" {
					text.Lacking = append(text.Lacking, language)
				}
			}
			s.Texts = append(s.Texts, text)
		}
		all = append(all, s)
	}
	return all
}

// readers are the steps that read a variable.
func readers(a Actor, r *release.Release, variable string) []SwitchReader {
	var all []SwitchReader
	for _, id := range r.ReadBy(variable) {
		for _, d := range r.Definitions() {
			if flow, is := d.Flow(id); is {
				id = flow.Source.ID
			}
		}
		all = append(all, SwitchReader{id, stepName(a, r, id)})
	}
	return all
}

// SaveDraftSwitch changes, adds or removes a switch of a draft. What is wrong with it is said field by field.
func (c *Casework) SaveDraftSwitch(ctx context.Context, a Actor, id models.DraftID, in SwitchChange) (Saved, error) {
	_, r, err := c.sketch(ctx, a, id)
	if err != nil {
		return Saved{}, err
	}
	return c.edit(ctx, a, id, draftData, in.Version, func(content []byte) ([]byte, error) {
		switch {
		case in.Want == nil:
			var names []string
			for _, reader := range readers(a, r, in.Switch) {
				names = append(names, reader.Name)
			}
			return draft.RemoveSwitch(content, in.Switch, names)
		case in.New:
			return draft.AddSwitch(content, in.Switch, *in.Want)
		}
		return draft.SetSwitch(content, in.Switch, *in.Want)
	})
}

// faulty makes a Problem of what is wrong with the fields of a switch.
func faulty(err error) error {
	var faults draft.Faults
	if !errors.As(err, &faults) {
		return err
	}
	problem := models.Problemf(models.KindInvalid, "draft.switch", "%s", faults.Error())
	for _, f := range faults {
		problem.Fields = append(problem.Fields, models.FieldProblem{Field: f.Field, Rule: f.Rule, Params: f.Params})
	}
	return problem
}
