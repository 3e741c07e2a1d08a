package studio

import (
	"net/http"
	"path"
	"slices"
	"strings"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// Edit opens a file of a draft in its editor. What it holds and says comes to the
// browser by the API.
func Edit(r *page.Request) error {
	file := strings.TrimPrefix(r.Param("path"), "/")
	d, err := r.Casework().ProcessDraft(r.Ctx(), r.Actor, models.DraftID(r.Param("id")))
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(d.Files, func(f casework.DraftFile) bool { return f.Path == file }) {
		return models.Problemf(models.KindNotFound, "", "the draft has no file %q", file)
	}
	v := NewEditView(string(d.ID), d.Title, file, spoken(d.Files))
	if v.Kind == "bpmn" {
		if v.Declared, err = r.Casework().DraftDeclarations(r.Ctx(), r.Actor, d.ID); err != nil {
			return err
		}
	}
	return r.Show(http.StatusOK, "studio/edit", v)
}

// spoken are the languages that a draft has texts in.
func spoken(files []casework.DraftFile) []string {
	var tags []string
	for _, f := range files {
		if tag, ok := strings.CutPrefix(f.Path, "i18n/"); ok {
			tags = append(tags, strings.TrimSuffix(tag, ".json"))
		}
	}
	return tags
}

// EditView is one file of a draft in its editor.
type EditView struct {
	Draft, Title, Path string
	Kind               string                     // bpmn, dmn, form or text: which editor
	Languages          []string                   // of the draft's texts, for the preview of a form
	Declared           casework.DraftDeclarations // what a diagram can speak of
}

// NewEditView picks the editor of a file.
func NewEditView(draft, title, file string, languages []string) EditView {
	v := EditView{Draft: draft, Title: title, Path: file, Kind: "text", Languages: languages}
	switch ext := strings.TrimPrefix(path.Ext(file), "."); ext {
	case "bpmn", "dmn", "form":
		v.Kind = ext
	}
	return v
}

// Tabs are the panels beside the canvas.
func (v EditView) Tabs() []string {
	switch v.Kind {
	case "bpmn":
		return []string{"properties", "findings", "try", "comments"}
	case "form":
		return []string{"properties", "preview", "findings", "comments"}
	}
	return []string{"findings", "comments"}
}

// Steps tells whether the page has undo and redo of its own; a browser has them for text.
func (v EditView) Steps() bool { return v.Kind != "text" }

// Form is the name of the form that the file holds.
func (v EditView) Form() string { return strings.TrimSuffix(path.Base(v.Path), ".form") }

// Table is the page where the same can be edited as a table, "" if there is none.
func (v EditView) Table() string {
	switch {
	case v.Path == "data.yaml":
		return "data"
	case strings.HasPrefix(v.Path, "i18n/"):
		return "texts"
	}
	return ""
}
