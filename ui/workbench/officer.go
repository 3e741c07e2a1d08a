package workbench

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// OfficerView is what waits for an answer anywhere.
type OfficerView struct {
	Lines    []casework.OfficerLine
	Next     string
	Answered bool
	Reminded bool
}

// Officer shows the data-protection officer who has to answer by when.
func Officer(r *page.Request) error {
	list, err := r.Casework().OfficerConcerns(r.Ctx(), r.Actor, r.PageOf())
	if err != nil {
		return err
	}
	v := OfficerView{Lines: list.Items, Answered: r.Query("answered") != "", Reminded: r.Query("reminded") != ""}
	if list.Next != "" {
		v.Next = "/protection?after=" + url.QueryEscape(list.Next)
	}
	return r.Show(http.StatusOK, "workbench/officer", v)
}

// OfficerConcernView is one concern with what was said.
type OfficerConcernView struct {
	Line     casework.ConcernLine
	Answer   string // typed
	Reminder string // typed
	Due      string // typed
	Problems page.Problems
}

// Latest is the last day that a new deadline can be, where one can be set.
func (v OfficerConcernView) Latest() *time.Time {
	latest := models.AnswerLatest(v.Line.OpenedAt)
	if v.Line.Extended() || !latest.After(time.Now()) {
		return nil
	}
	return &latest
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

// DoRemind tells the agency that it owes an answer, maybe with a new deadline.
func DoRemind(r *page.Request) error {
	id, in := models.ConcernID(r.Param("id")), casework.Reminder{Text: r.PostForm("text")}
	due := r.PostForm("due")
	if day, err := time.Parse(time.DateOnly, due); err == nil {
		end := day.Add(24*time.Hour - time.Second)
		in.DueAt = &end
	}
	_, err := r.Casework().RemindAgency(r.Ctx(), r.Actor, id, in)
	if page.Invalid(err) {
		v := OfficerConcernView{Reminder: in.Text, Due: due, Problems: page.Problems{{ID: fieldOf(err), Text: page.Explain(r.Say, err)}}}
		return showOfficerConcern(r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	return r.Go("/protection?reminded=1")
}

// fieldOf is the field of the reminder's form that is wrong.
func fieldOf(err error) string {
	var p *models.Problem
	if errors.As(err, &p) && (p.Key == "reminder.due" || p.Key == "reminder.extended") {
		return "due"
	}
	return "text"
}
