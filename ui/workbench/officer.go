package workbench

import (
	"net/http"
	"net/url"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// OfficerView is what waits for an answer anywhere.
type OfficerView struct {
	Lines    []casework.OfficerLine
	Next     string
	Answered bool
}

// Officer shows the data-protection officer who has to answer by when.
func Officer(r *page.Request) error {
	list, err := r.Casework().OfficerConcerns(r.Ctx(), r.Actor, r.PageOf())
	if err != nil {
		return err
	}
	v := OfficerView{Lines: list.Items, Answered: r.Query("answered") != ""}
	if list.Next != "" {
		v.Next = "/protection?after=" + url.QueryEscape(list.Next)
	}
	return r.Show(http.StatusOK, "workbench/officer", v)
}

// OfficerConcernView is one concern with what was said.
type OfficerConcernView struct {
	Line     casework.ConcernLine
	Answer   string // typed
	Problems page.Problems
}

// OfficerConcern opens what was said; the reading is on record. It is behind a button,
// so that no look-ahead of a browser reads anything.
func OfficerConcern(r *page.Request) error {
	return showOfficerConcern(r, http.StatusOK, OfficerConcernView{})
}

func showOfficerConcern(r *page.Request, status int, v OfficerConcernView) error {
	var err error
	if v.Line, err = r.Casework().OfficerConcern(r.Ctx(), r.Actor, models.ConcernID(r.Param("id"))); err != nil {
		return err
	}
	return r.Show(status, "workbench/officer-concern", v)
}

// DoOfficerAnswer answers what was sent to the officer.
func DoOfficerAnswer(r *page.Request) error {
	answer := answerOf(r)
	err := r.Casework().AnswerConcern(r.Ctx(), r.Actor, models.ConcernID(r.Param("id")), answer)
	if page.Invalid(err) {
		return showOfficerConcern(r, http.StatusUnprocessableEntity, OfficerConcernView{Answer: answer.Text, Problems: page.Problems{{ID: "answer", Text: page.Explain(r.Say, err)}}})
	}
	if err != nil {
		return err
	}
	return r.Go("/protection?answered=1")
}
