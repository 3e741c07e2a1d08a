package portal

import (
	"errors"
	"net/http"
	"reflect"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// CorrectView is what a case knows of an item, to say what is right instead.
type CorrectView struct {
	casework.Correction
	Questions []page.Field
	Text      string // typed
	Problems  page.Problems
}

// Correct asks what is right.
func Correct(r *page.Request) error {
	known, err := r.Casework().Correction(r.Ctx(), r.Actor, models.CaseID(r.Param("id")), r.Query("item"))
	if err != nil {
		return err
	}
	return r.Show(http.StatusOK, "portal/correct", newCorrectView(known, nil))
}

func newCorrectView(known casework.Correction, problems page.Problems) CorrectView {
	return CorrectView{Correction: known, Questions: page.Fields(known.Fields, problems), Problems: problems}
}

// DoCorrect asks everybody who has the wrong thing to put it right.
func DoCorrect(r *page.Request) error {
	known, err := r.Casework().Correction(r.Ctx(), r.Actor, models.CaseID(r.Param("id")), r.PostForm("item"))
	if err != nil {
		return err
	}
	sent := page.Submission{Typed: r.Context.Request.PostForm}
	typed := sent.Values(r, known.Fields)
	in := casework.Concern{Case: known.Case.ID, Kind: models.ConcernRectification, Item: known.Item, Text: r.PostForm("text"), Right: changes(known.Fields, typed)}
	_, err = r.Casework().RaiseConcern(r.Ctx(), r.Actor, in)
	if page.Invalid(err) {
		known.Fields = page.WithValues(known.Fields, typed)
		v := newCorrectView(known, correctProblems(r, known, err))
		v.Text = in.Text
		return r.Show(http.StatusUnprocessableEntity, "portal/correct", v)
	}
	if err != nil {
		return err
	}
	return r.Go("/data?sent=rectification#sent")
}

// changes are the answers that are not what the case knows.
func changes(fields []casework.Field, typed map[string]any) map[string]any {
	right := map[string]any{}
	for _, f := range fields {
		if value, sent := typed[f.Key]; sent && !reflect.DeepEqual(value, f.Value) {
			right[f.Key] = value
		}
	}
	return right
}

func correctProblems(r *page.Request, known casework.Correction, broken error) page.Problems {
	var p *models.Problem
	if errors.As(broken, &p) && len(p.Fields) > 0 {
		return page.FieldProblems(r.Say, casework.Task{Fields: known.Fields}, p.Fields)
	}
	if errors.As(broken, &p) && p.Key == "concern.text" {
		return page.Problems{{ID: "text", Text: r.Say.T("correct.nothing")}}
	}
	return page.Problems{{ID: "text", Text: page.Explain(r.Say, broken)}}
}
