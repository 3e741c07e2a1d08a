package portal

import (
	"net/http"
	"strconv"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// HelpersView tells who may help in a case.
type HelpersView struct {
	Case     models.CaseID
	Mandates []casework.Mandate
	Given    *casework.Mandate // just now, with the code to give away
	Ended    bool
	Problems page.Problems
}

// Helpers shows the mandates of a case.
func Helpers(r *page.Request) error {
	return showHelpers(r, http.StatusOK, HelpersView{Ended: r.Query("ended") != ""})
}

func showHelpers(r *page.Request, status int, v HelpersView) error {
	var err error
	v.Case = models.CaseID(r.Param("id"))
	if v.Mandates, err = r.Casework().Mandates(r.Ctx(), r.Actor, v.Case); err != nil {
		return err
	}
	return r.Show(status, "portal/helpers", v)
}

// DoGive makes a mandate and shows its code, once.
func DoGive(r *page.Request) error {
	var scopes []models.Scope
	for _, scope := range r.PostFormArray("scope") {
		scopes = append(scopes, models.Scope(scope))
	}
	days, _ := strconv.Atoi(r.PostForm("days"))
	given, err := r.Casework().GiveMandate(r.Ctx(), r.Actor, models.CaseID(r.Param("id")), scopes, days)
	if page.Invalid(err) {
		return showHelpers(r, http.StatusUnprocessableEntity, HelpersView{Problems: page.Problems{{ID: "scope-view", Text: page.Explain(r.Say, err)}}})
	}
	if err != nil {
		return err
	}
	return showHelpers(r, http.StatusCreated, HelpersView{Given: &given})
}

// DoEndHelp ends a mandate at once.
func DoEndHelp(r *page.Request) error {
	if err := r.Casework().RevokeMandate(r.Ctx(), r.Actor, models.MandateID(r.Param("mandate"))); err != nil {
		return err
	}
	return r.Go("/cases/" + r.Param("id") + "/helpers?ended=1")
}

// HelpingView tells in which cases the reader may help.
type HelpingView struct {
	Mandates []casework.Mandate
	Problems page.Problems
}

// Helping shows the mandates that the reader holds.
func Helping(r *page.Request) error { return showHelping(r, http.StatusOK, HelpingView{}) }

func showHelping(r *page.Request, status int, v HelpingView) error {
	var err error
	if v.Mandates, err = r.Casework().HeldMandates(r.Ctx(), r.Actor); err != nil {
		return err
	}
	return r.Show(status, "portal/helping", v)
}

// DoAccept takes a mandate with the code that somebody gave.
func DoAccept(r *page.Request) error {
	held, err := r.Casework().AcceptMandate(r.Ctx(), r.Actor, r.PostForm("code"))
	if models.KindOf(err) == models.KindNotFound {
		return showHelping(r, http.StatusUnprocessableEntity, HelpingView{Problems: page.Problems{{ID: "code", Text: r.Say.T("helping.wrong")}}})
	}
	if err != nil {
		return err
	}
	return r.Go("/cases/" + string(held.Case))
}

// DoStopHelping gives a mandate back.
func DoStopHelping(r *page.Request) error {
	if err := r.Casework().RevokeMandate(r.Ctx(), r.Actor, models.MandateID(r.Param("mandate"))); err != nil {
		return err
	}
	return r.Go("/helping")
}
