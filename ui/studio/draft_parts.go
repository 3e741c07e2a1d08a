package studio

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// version is that of the file that the reader saw.
func version(r *page.Request) (int64, error) {
	v, err := strconv.ParseInt(r.PostForm("version"), 10, 64)
	if err != nil {
		return 0, models.Problemf(models.KindInvalid, "", "version: %q is no number", r.PostForm("version"))
	}
	return v, nil
}

// TextsView is a part of a draft's texts, languages side by side.
type TextsView struct {
	casework.DraftTexts
	Problems page.Problems
	Done     bool
	Part     string // what the keys begin with, or "missing"
	Parts    []string
	Shown    []casework.DraftText
	Typed    map[string]map[string]string // language -> key -> what could not be saved
}

// Value is what the field of a text says: what was typed and not taken, else the text.
func (v TextsView) Value(language string, t casework.DraftText) string {
	if typed, was := v.Typed[language][t.Key]; was {
		return typed
	}
	return t.In[language]
}

// Base is the address of the draft.
func (v TextsView) Base() string { return base(v.ID) }

// Texts is the table of translations.
func Texts(r *page.Request) error { return showTexts(r, r.Query("part"), nil, nil) }

func showTexts(r *page.Request, part string, typed map[string]map[string]string, broken error) error {
	status, problems, err := mendable(r, broken)
	if err != nil {
		return err
	}
	texts, err := r.Casework().DraftTexts(r.Ctx(), r.Actor, draftID(r))
	if err != nil {
		return err
	}
	_, done := r.GetQuery("done")
	v := NewTextsView(texts, part)
	v.Problems, v.Done = problems, done && broken == nil
	v.retype(typed)
	return r.Show(status, "studio/draft-texts", v)
}

// retype keeps what could not be saved in its fields, also where the text is no longer among those that are shown.
func (v *TextsView) retype(typed map[string]map[string]string) {
	v.Typed = typed
	for _, t := range v.Texts {
		shown := slices.ContainsFunc(v.Shown, func(s casework.DraftText) bool { return s.Key == t.Key })
		wanted := slices.ContainsFunc(v.Languages, func(language string) bool { _, was := typed[language][t.Key]; return was })
		if wanted && !shown {
			v.Shown = append(v.Shown, t)
		}
	}
}

// NewTextsView picks the texts of one part: those that some language lacks, if nobody says which.
func NewTextsView(texts casework.DraftTexts, part string) TextsView {
	v := TextsView{DraftTexts: texts, Part: part, Parts: []string{"missing"}}
	for _, t := range texts.Texts {
		head, _, _ := strings.Cut(t.Key, ".")
		if !slices.Contains(v.Parts, head) {
			v.Parts = append(v.Parts, head)
		}
	}
	if v.Part == "" {
		v.Part = "missing"
	}
	for _, t := range texts.Texts {
		lacks := slices.ContainsFunc(texts.Languages, t.Lacks)
		if v.Part == "missing" && lacks || strings.HasPrefix(t.Key, v.Part+".") {
			v.Shown = append(v.Shown, t)
		}
	}
	return v
}

// DoTexts saves the texts that were changed, language by language.
func DoTexts(r *page.Request) error {
	changed := map[string]map[string]string{}
	for name, typed := range postForm(r) {
		language, key, ok := strings.Cut(strings.TrimPrefix(name, "text:"), ":")
		if !ok || !strings.HasPrefix(name, "text:") {
			continue
		}
		typed := strings.ReplaceAll(typed, "\r\n", "\n")
		if typed == postForm(r)["was:"+language+":"+key] {
			continue
		}
		if changed[language] == nil {
			changed[language] = map[string]string{}
		}
		changed[language][key] = typed
	}
	for language, texts := range changed {
		version, err := strconv.ParseInt(r.PostForm("version:"+language), 10, 64)
		if err == nil {
			_, err = r.Casework().SaveDraftTexts(r.Ctx(), r.Actor, draftID(r), language, version, texts)
		}
		if err != nil {
			return showTexts(r, r.PostForm("part"), changed, err)
		}
	}
	return r.Go(base(draftID(r)) + "/texts?done=1&part=" + r.PostForm("part"))
}

// postForm is the first value of each field that was sent.
func postForm(r *page.Request) map[string]string {
	if r.Context.Request.PostForm == nil {
		_ = r.Context.Request.ParseForm() // what cannot be read is empty
	}
	out := map[string]string{}
	for name, typed := range r.Context.Request.PostForm {
		out[name] = strings.ReplaceAll(typed[0], "\r\n", "\n")
	}
	return out
}

// DataView is the declarations of a draft; Item or Switch is the one that is changed.
type DataView struct {
	casework.DraftDeclarations
	Problems page.Problems
	Done     bool
	Item     *casework.DraftItem
	Switch   *SwitchForm
	Was      map[string]string // the fields of that item as they are, so that a later save tells what was changed
	Labels   []string
}

// Base is the address of the draft.
func (v DataView) Base() string { return base(v.ID) }

// Words joins a list for a field.
func (v DataView) Words(list []string) string { return strings.Join(list, ", ") }

// Data is the table of declarations.
func Data(r *page.Request) error { return showData(r, nil, nil) }

// showData shows the table; typed puts into it what could not be saved.
func showData(r *page.Request, broken error, typed func(v *DataView)) error {
	status, problems, err := mendable(r, broken)
	if err != nil {
		return err
	}
	declared, err := r.Casework().DraftDeclarations(r.Ctx(), r.Actor, draftID(r))
	if err != nil {
		return err
	}
	_, done := r.GetQuery("done")
	v := NewDataView(declared, r.Query("item"))
	if name := r.Query("switch"); name != "" || r.Query("new") == "switch" {
		v.open(name, r.Query("new") == "switch")
	}
	v.Problems, v.Done = problems, done && broken == nil
	if typed != nil {
		typed(&v)
	}
	return r.Show(status, "studio/draft-data", v)
}

// NewDataView opens one item for changing: "new" is one that is not there yet.
func NewDataView(declared casework.DraftDeclarations, open string) DataView {
	v := DataView{DraftDeclarations: declared}
	for label := range declared.Data.Labels {
		v.Labels = append(v.Labels, label)
	}
	slices.Sort(v.Labels)
	for i := range declared.Items {
		if declared.Items[i].ID == open {
			v.Item = &declared.Items[i]
		}
	}
	if open == "new" {
		v.Item = &casework.DraftItem{}
	}
	if v.Item != nil {
		v.Was = Said(*v.Item)
	}
	return v
}

// open opens a switch for changing, or room for a new one.
func (v *DataView) open(name string, fresh bool) {
	if fresh {
		v.Switch = newSwitchForm(casework.DraftSwitch{ID: name, Switch: casework.DraftSwitchText{Zone: v.Data.TimeZone}}, true, v.Version)
		return
	}
	for _, s := range v.Switches {
		if s.ID == name {
			v.Switch = newSwitchForm(s, false, v.Version)
		}
	}
}

// DoData changes, adds or removes an item.
func DoData(r *page.Request) error {
	version, err := version(r)
	if err != nil {
		return err
	}
	sent := postForm(r)
	want := itemOf(func(name string) string { return sent[name] })
	item := sent["item"]
	if sent["do"] == "remove" {
		want = nil
	}
	if _, err := r.Casework().SaveDraftItem(r.Ctx(), r.Actor, draftID(r), version, item, want); err != nil {
		return showData(r, err, func(v *DataView) { v.Item = retyped(item, sent, v.Item) })
	}
	return r.Go(base(draftID(r)) + "/data?done=1")
}

// itemOf reads an item from the fields of its form.
func itemOf(said func(string) string) *casework.DraftItemText {
	return &casework.DraftItemText{
		Category: said("category"), Label: said("label"), Source: said("source"), Purpose: said("purpose"),
		LegalBasis: said("legalBasis"), Statute: said("statute"), Period: said("period"), RetentionStatute: said("retentionStatute"),
		Mandatory: said("mandatory") != "",
		Fields:    strings.FieldsFunc(said("fields"), func(c rune) bool { return c == ',' || c == ' ' }),
	}
}

// retyped is an item as it is now, with what its owner changed and could not save: of the rest, what others did stays.
func retyped(id string, sent map[string]string, now *casework.DraftItem) *casework.DraftItem {
	is := map[string]string{}
	if now != nil {
		is = Said(*now)
	}
	return &casework.DraftItem{ID: id, Item: *itemOf(func(name string) string {
		if was, there := sent["was:"+name]; there && was == sent[name] && now != nil {
			return is[name]
		}
		return sent[name]
	})}
}

// Said are the fields of an item's form.
func Said(i casework.DraftItem) map[string]string {
	out := map[string]string{"category": i.Category, "label": i.Label, "source": i.Source, "purpose": i.Purpose, "legalBasis": i.LegalBasis, "statute": i.Statute,
		"period": i.Period, "retentionStatute": i.RetentionStatute, "fields": strings.Join(i.Fields, ", "), "mandatory": ""}
	if i.Mandatory {
		out["mandatory"] = "1"
	}
	return out
}

// PreviewView is a form of a draft as its applicant would see it.
type PreviewView struct {
	casework.DraftForm
	Shown    []page.Field
	In       string // the language
	Mirrored bool
}

// Base is the address of the draft.
func (v PreviewView) Base() string { return base(v.ID) }

// FromRight tells whether the form's language is written from right to left; the others can be mirrored, to see how one would be.
func (v PreviewView) FromRight() bool { return page.Direction(v.In) == "rtl" }

// Preview shows a form in the portal's own rendering, in the direction of its language.
func Preview(r *page.Request) error {
	in := r.Actor.Locale
	if wanted := r.Query("in"); wanted != "" {
		in = wanted
	}
	f, err := r.Casework().DraftForm(r.Ctx(), r.Actor.In(in), draftID(r), strings.TrimSuffix(r.Param("form"), ".form"))
	if err != nil {
		return err
	}
	return r.Show(http.StatusOK, "studio/draft-preview", PreviewView{f, page.Fields(f.Fields, nil), in, r.Query("mirrored") != ""})
}
