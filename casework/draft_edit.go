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

const (
	draftProcess = "process.bpmn"
	draftData    = "data.yaml"
)

// DraftStep is a step of an outline, DraftSaying what hih: says of an element, DraftParty a pool or message flow.
type (
	DraftStep   = draft.Step
	DraftSaying = draft.Saying
	DraftParty  = draft.Party
)

// AddableSteps are the kinds of step that an outline can add.
func AddableSteps() []string { return draft.Addable() }

// DraftOutline is a draft's process without a canvas: its steps by lane, at a version of process.bpmn.
type DraftOutline struct {
	ProcessDraft
	Version      int64
	Lanes        []draft.Lane
	Pools, Flows []draft.Party // message flows
}

// DraftOutline gives the steps of a draft.
func (c *Casework) DraftOutline(ctx context.Context, a Actor, id models.DraftID) (DraftOutline, error) {
	d, err := c.ProcessDraft(ctx, a, id)
	if err != nil {
		return DraftOutline{}, err
	}
	file, err := c.DraftFile(ctx, a, id, draftProcess)
	if err != nil {
		return DraftOutline{ProcessDraft: d}, err
	}
	out := DraftOutline{ProcessDraft: d, Version: file.Version}
	if out.Lanes, err = draft.Outline(file.Content); err == nil {
		out.Pools, out.Flows, err = draft.Around(file.Content)
	}
	return out, unfit(err)
}

// StepChange is a change of one element in the outline: another name, another lane, a step after it, something that hih: says
// of it, or away with it.
type StepChange struct {
	Element string
	Name    *string
	Lane    string
	Add     string            // kind of a step that is to come after it, called Name
	Say     string            // hih: extension element, e.g. transfer
	Values  map[string]string // what that says, by attribute; see draft.Extend
	Unsay   bool              // take it away
	Remove  bool
	Version int64 // of process.bpmn that the change was made on
}

// ChangeStep changes a step on the version that its owner saw, and joins that with what others did meanwhile. What a text of
// the source language repeated of the step's old name says the new one. It gives the id of the element that was changed or
// added.
func (c *Casework) ChangeStep(ctx context.Context, a Actor, id models.DraftID, in StepChange) (element string, err error) {
	old, element := "", in.Element
	_, err = c.edit(ctx, a, id, draftProcess, in.Version, func(content []byte) (changed []byte, err error) {
		switch {
		case in.Remove:
			return draft.Remove(content, in.Element)
		case in.Add != "" && in.Name != nil:
			changed, element, err = draft.AddAfter(content, in.Element, in.Add, *in.Name)
			return changed, err
		case in.Say != "" && in.Unsay:
			return draft.Unsay(content, in.Element, in.Say, in.Values["item"])
		case in.Say != "":
			return draft.Extend(content, in.Element, in.Say, in.Values)
		case in.Lane != "":
			return draft.Move(content, in.Element, in.Lane)
		case in.Name != nil:
			if old, err = nameOf(content, in.Element); err != nil {
				return nil, err
			}
			return draft.Rename(content, in.Element, *in.Name)
		}
		return content, nil
	})
	if err != nil || in.Name == nil || in.Add != "" {
		return element, err
	}
	return element, c.renameText(ctx, a, id, "element."+in.Element+".name", old, *in.Name)
}

// nameOf is what a step is called in a process file.
func nameOf(content []byte, element string) (string, error) {
	lanes, err := draft.Outline(content)
	for _, lane := range lanes {
		for _, step := range lane.Steps {
			if step.ID == element {
				return step.Name, nil
			}
		}
	}
	return "", err
}

// renameText lets the German text of a step follow its name, where it said the same.
func (c *Casework) renameText(ctx context.Context, a Actor, id models.DraftID, key, old, name string) error {
	const german = "i18n/de.json"
	file, err := c.DraftFile(ctx, a, id, german)
	if models.KindOf(err) == models.KindNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	r, _, _ := release.Sketch(map[string][]byte{german: file.Content})
	if r.Texts["de"][key] != old {
		return nil
	}
	_, err = c.edit(ctx, a, id, german, file.Version, func(content []byte) ([]byte, error) {
		return draft.SetTexts(german, content, map[string]string{key: name})
	})
	return err
}

// edit changes a file as it was at a version, and saves that: with what others did since, or not at all.
func (c *Casework) edit(ctx context.Context, a Actor, id models.DraftID, path string, version int64, change func([]byte) ([]byte, error)) (Saved, error) {
	drafting, err := c.drafting(ctx, a)
	if err != nil {
		return Saved{}, err
	}
	content := []byte{}
	if version > 0 {
		base, err := c.Store.DraftRevision(drafting, id, version)
		if err != nil {
			return Saved{}, err
		}
		if base.Path != path {
			return Saved{}, models.Problemf(models.KindInvalid, "invalid", "version %d is not of %s", version, path)
		}
		content = base.Content
	}
	changed, err := change(content)
	if err != nil {
		return Saved{}, unfit(err)
	}
	return c.SaveDraftFile(ctx, a, Save{Draft: id, Path: path, Version: version, Content: changed})
}

// DraftTexts are the texts of a draft, languages side by side.
type DraftTexts struct {
	ProcessDraft
	Languages []string
	Versions  map[string]int64 // language -> version of its file; 0 where there is none
	Texts     []DraftText
	Missing   map[string]int // language -> texts that it lacks
}

// DraftText is one text in all languages.
type DraftText struct {
	Key    string
	Must   bool
	Source string // what the form itself says
	In     map[string]string
}

// Lacks tells whether a language must have the text and does not.
func (t DraftText) Lacks(language string) bool { return t.Must && t.In[language] == "" }

// DraftTexts gives the texts that a draft needs or has.
func (c *Casework) DraftTexts(ctx context.Context, a Actor, id models.DraftID) (DraftTexts, error) {
	d, r, err := c.sketch(ctx, a, id)
	if err != nil {
		return DraftTexts{}, err
	}
	out := DraftTexts{ProcessDraft: d, Languages: slices.Clone(r.Data.Languages), Versions: map[string]int64{}, Missing: map[string]int{}}
	for language := range r.Texts {
		if !slices.Contains(out.Languages, language) {
			out.Languages = append(out.Languages, language)
		}
	}
	slices.Sort(out.Languages)
	for _, f := range d.Files {
		if language, ok := strings.CutPrefix(f.Path, "i18n/"); ok {
			out.Versions[strings.TrimSuffix(language, ".json")] = f.Version
		}
	}
	wanted := map[string]release.TextKey{}
	keys := map[string]bool{}
	for _, t := range r.TextKeys() {
		wanted[t.Key] = t
		keys[t.Key] = t.Must
	}
	for _, texts := range r.Texts {
		for key := range texts {
			keys[key] = wanted[key].Must
		}
	}
	for _, key := range sortedKeys(keys) {
		text := DraftText{Key: key, Must: keys[key], Source: wanted[key].Source, In: map[string]string{}}
		for _, language := range out.Languages {
			if text.In[language] = r.Texts[language][key]; text.Lacks(language) {
				out.Missing[language]++
			}
		}
		out.Texts = append(out.Texts, text)
	}
	return out, nil
}

// sketch reads a draft as far as it can be read.
func (c *Casework) sketch(ctx context.Context, a Actor, id models.DraftID) (ProcessDraft, *release.Release, error) {
	d, err := c.ProcessDraft(ctx, a, id)
	if err != nil {
		return d, nil, err
	}
	files, err := c.draftFiles(acting(ctx, a), id)
	if err != nil {
		return d, nil, err
	}
	r, _, _ := release.Sketch(files)
	return d, r, nil
}

// SaveDraftTexts saves texts of one language on the version of its file that their owner saw.
func (c *Casework) SaveDraftTexts(ctx context.Context, a Actor, id models.DraftID, language string, version int64, texts map[string]string) (Saved, error) {
	path := "i18n/" + language + ".json"
	return c.edit(ctx, a, id, path, version, func(content []byte) ([]byte, error) {
		return draft.SetTexts(path, content, texts)
	})
}

// DraftDeclarations is what a draft says of the data it wants, at a version of data.yaml.
type DraftDeclarations struct {
	ProcessDraft
	Version    int64
	Data       release.Data
	Items      []DraftItem
	Milestones []DraftMilestone
	Switches   []DraftSwitch
	Roles      []string
	Broken     string // why data.yaml cannot be read
}

// DraftMilestone is a declared milestone with its texts, "" where they are missing.
type DraftMilestone struct{ Key, Title, Text string }

// DraftItem is one declared item.
type DraftItem struct {
	ID, Name string
	draft.Item
}

// DraftDeclarations reads data.yaml of a draft.
func (c *Casework) DraftDeclarations(ctx context.Context, a Actor, id models.DraftID) (DraftDeclarations, error) {
	d, r, err := c.sketch(ctx, a, id)
	if err != nil {
		return DraftDeclarations{}, err
	}
	out := DraftDeclarations{ProcessDraft: d}
	for _, role := range r.Roles() {
		out.Roles = append(out.Roles, role.Name)
	}
	file, err := c.DraftFile(ctx, a, id, draftData)
	if models.KindOf(err) == models.KindNotFound {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.Version = file.Version
	data, err := draft.ReadData(file.Content)
	var refused *draft.Refused
	if errors.As(err, &refused) {
		out.Broken = refused.Message
		return out, nil
	}
	out.Data = data
	for _, item := range sortedKeys(data.Items) {
		out.Items = append(out.Items, DraftItem{item, optionalText(a, r, "item."+item+".name"), draft.ItemOf(data.Items[item])})
	}
	for _, key := range data.Milestones {
		out.Milestones = append(out.Milestones, DraftMilestone{key, optionalText(a, r, "milestone."+key+".title"), optionalText(a, r, "milestone."+key+".text")})
	}
	out.Switches = draftSwitches(a, r, data)
	return out, err
}

// SaveDraftItem changes or adds an item; nil removes it.
func (c *Casework) SaveDraftItem(ctx context.Context, a Actor, id models.DraftID, version int64, item string, want *draft.Item) (Saved, error) {
	return c.edit(ctx, a, id, draftData, version, func(content []byte) ([]byte, error) {
		if want == nil {
			return draft.RemoveItem(content, item)
		}
		return draft.SetItem(content, item, *want)
	})
}

// DraftForm is a form of a draft as an applicant would see it.
type DraftForm struct {
	ProcessDraft
	Form      string
	Title     string
	Intro     string
	Fields    []Field
	Languages []string
}

// DraftForm gives a form of a draft in the actor's language.
func (c *Casework) DraftForm(ctx context.Context, a Actor, id models.DraftID, name string) (DraftForm, error) {
	d, r, err := c.sketch(ctx, a, id)
	if err != nil {
		return DraftForm{}, err
	}
	f := r.Forms[name]
	if f == nil {
		return DraftForm{}, models.Problemf(models.KindNotFound, "not-found", "the draft has no form %q that can be read", name)
	}
	return DraftForm{
		ProcessDraft: d, Form: name, Title: optionalText(a, r, "form."+name+".title"), Intro: optionalText(a, r, "form."+name+".intro"),
		Fields: fields(a, matter{release: r, spec: release.Task{Form: f}}, map[string]any{}), Languages: r.Data.Languages,
	}, nil
}
