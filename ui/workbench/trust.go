package workbench

import (
	"net/http"
	"net/url"
	"time"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// ConcernsView is what the agency has to answer.
type ConcernsView struct {
	Lines    []casework.ConcernLine
	Next     string
	Answered bool
	Problems page.Problems
}

// Concerns shows what the agency has to answer about somebody's data.
func Concerns(r *page.Request) error {
	return showConcerns(r, http.StatusOK, ConcernsView{Answered: r.Query("answered") != ""})
}

func showConcerns(r *page.Request, status int, v ConcernsView) error {
	list, err := r.Casework().Concerns(r.Ctx(), r.Actor, r.PageOf())
	if err != nil {
		return err
	}
	if v.Lines = list.Items; list.Next != "" {
		v.Next = "/work/concerns?after=" + url.QueryEscape(list.Next)
	}
	return r.Show(status, "workbench/concerns", v)
}

// DoAnswer answers one of them.
func DoAnswer(r *page.Request) error {
	err := r.Casework().AnswerConcern(r.Ctx(), r.Actor, models.ConcernID(r.Param("id")), answerOf(r))
	if page.Invalid(err) {
		return showConcerns(r, http.StatusUnprocessableEntity, ConcernsView{Problems: page.Problems{{ID: "answer-" + r.Param("id"), Text: page.Explain(r.Say, err)}}})
	}
	if err != nil {
		return err
	}
	return r.Go("/work/concerns?answered=1")
}

// answerOf is what the form of an answer says; a yes or no where something was asked for.
func answerOf(r *page.Request) casework.ConcernAnswer {
	answer := casework.ConcernAnswer{Text: r.PostForm("answer")}
	if said := r.PostForm("fulfilled"); said == "yes" || said == "no" {
		yes := said == "yes"
		answer.Fulfilled = &yes
	}
	return answer
}

// AttestationsView is what the agency has attested, and what others are lent of its
// papers.
type AttestationsView struct {
	Lines    []casework.Attestation
	Lent     []casework.GrantLine
	Next     string
	Problems page.Problems
}

// Attestations shows the agency's words on papers.
func Attestations(r *page.Request) error { return showAttestations(r, http.StatusOK, nil) }

func showAttestations(r *page.Request, status int, problems page.Problems) error {
	list, err := r.Casework().Attestations(r.Ctx(), r.Actor, r.PageOf())
	if err != nil {
		return err
	}
	v := AttestationsView{Lines: list.Items, Problems: problems}
	if list.Next != "" {
		v.Next = "/work/attestations?after=" + url.QueryEscape(list.Next)
	}
	if v.Lent, err = r.Casework().Lent(r.Ctx(), r.Actor); err != nil {
		return err
	}
	return r.Show(status, "workbench/attestations", v)
}

// DoWithdraw takes a word back.
func DoWithdraw(r *page.Request) error {
	err := r.Casework().Withdraw(r.Ctx(), r.Actor, models.AttestationID(r.Param("id")), r.PostForm("reason"))
	if page.Invalid(err) {
		return showAttestations(r, http.StatusUnprocessableEntity, page.Problems{{ID: "reason-" + r.Param("id"), Text: page.Explain(r.Say, err)}})
	}
	if err != nil {
		return err
	}
	return r.Go("/work/attestations")
}

// DoTakeBack ends what lends one of the agency's papers to another.
func DoTakeBack(r *page.Request) error {
	if err := r.Casework().RevokeGrant(r.Ctx(), r.Actor, models.GrantID(r.Param("id"))); err != nil {
		return err
	}
	return r.Go("/work/attestations")
}

// DoAttest gives the agency's word on a paper that the task is lent.
func DoAttest(r *page.Request) error {
	in := casework.Attest{Task: taskID(r), Item: r.PostForm("item"), Verdict: models.Verdict(r.PostForm("verdict")), Says: r.PostForm("says"), Statute: r.PostForm("statute")}
	if day, err := time.Parse(time.DateOnly, r.PostForm("until")); err == nil {
		end := day.Add(24*time.Hour - time.Second)
		in.ValidUntil = &end
	}
	_, err := r.Casework().Attest(r.Ctx(), r.Actor, in)
	if err != nil && !page.Invalid(err) {
		return err
	}
	if err == nil {
		return r.Go(path(in.Task) + "?saved=1")
	}
	task, failed := r.Casework().Task(r.Ctx(), r.Actor, in.Task)
	if failed != nil {
		return failed
	}
	problems := page.Problems{{ID: "says-" + in.Item, Text: page.Explain(r.Say, err)}}
	return r.Show(http.StatusUnprocessableEntity, "workbench/task", TaskView{TaskForm: page.NewTaskForm(task, problems, path(in.Task))})
}

// EmergencyView is the way to a paper that cannot wait for a task.
type EmergencyView struct {
	Number   string
	Item     string
	Reason   string
	Items    []casework.Option   // that the agency may ever see, once a case was found
	Open     *casework.Emergency // the paper is open now
	Problems page.Problems
}

// Emergency asks which case and paper, and why.
func Emergency(r *page.Request) error {
	v := EmergencyView{Number: r.Query("number")}
	if v.Number == "" {
		return r.Show(http.StatusOK, "workbench/emergency", v)
	}
	return showEmergency(r, http.StatusOK, v)
}

func showEmergency(r *page.Request, status int, v EmergencyView) error {
	_, items, err := r.Casework().EmergencyItems(r.Ctx(), r.Actor, v.Number)
	if models.KindOf(err) == models.KindNotFound {
		status, v.Problems = http.StatusUnprocessableEntity, page.Problems{{ID: "number", Text: r.Say.T("emergency.nocase")}}
	} else if err != nil {
		return err
	}
	v.Items = items
	return r.Show(status, "workbench/emergency", v)
}

// DoBreakGlass opens a paper for an hour; the applicant is told at once.
func DoBreakGlass(r *page.Request) error {
	v := EmergencyView{Number: r.PostForm("number"), Item: r.PostForm("item"), Reason: r.PostForm("reason")}
	id, items, err := r.Casework().EmergencyItems(r.Ctx(), r.Actor, v.Number)
	if err != nil {
		return err
	}
	open, err := r.Casework().BreakGlass(r.Ctx(), r.Actor, id, v.Item, v.Reason)
	switch {
	case page.Invalid(err):
		v.Problems = page.Problems{{ID: "reason", Text: page.Explain(r.Say, err)}}
		return showEmergency(r, http.StatusUnprocessableEntity, v)
	case models.KindOf(err) == models.KindNotFound:
		v.Problems = page.Problems{{ID: "item", Text: r.Say.T("emergency.nopaper")}}
		return showEmergency(r, http.StatusUnprocessableEntity, v)
	case err != nil:
		return err
	}
	v.Items, v.Open = items, &open
	return r.Show(http.StatusCreated, "workbench/emergency", v)
}

// EmergencyPaper sends the paper that an emergency lends.
func EmergencyPaper(r *page.Request) error {
	c, err := r.Casework().EmergencyPaper(r.Ctx(), r.Actor, models.GrantID(r.Param("id")))
	if err != nil {
		return err
	}
	return r.Stream(c)
}
