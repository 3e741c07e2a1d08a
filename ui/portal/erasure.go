package portal

import (
	"net/http"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// ErasureView is what of a case can be erased.
type ErasureView struct {
	casework.Erasure
	Done     bool   // it was just asked for
	Text     string // typed
	Problems page.Problems
}

// Discarded tells whether the case has ended by this, before anything was sent.
func (v ErasureView) Discarded() bool { return v.Case.Outcome == models.OutcomeDiscarded }

// Erasure shows what goes at once, what stays by which law until when, and what went.
func Erasure(r *page.Request) error {
	return showErasure(r, http.StatusOK, ErasureView{Done: r.Query("done") != ""})
}

func showErasure(r *page.Request, status int, v ErasureView) error {
	var err error
	if v.Erasure, err = r.Casework().Erasure(r.Ctx(), r.Actor, models.CaseID(r.Param("id"))); err != nil {
		return err
	}
	return r.Show(status, "portal/erasure", v)
}

// DoErase erases what no law has kept, and asks the agencies about the rest.
func DoErase(r *page.Request) error {
	id, text := models.CaseID(r.Param("id")), r.PostForm("text")
	_, err := r.Casework().EraseOwn(r.Ctx(), r.Actor, id, text)
	if page.Invalid(err) {
		return showErasure(r, http.StatusUnprocessableEntity, ErasureView{Text: text, Problems: page.Problems{{ID: "text", Text: page.Explain(r.Say, err)}}})
	}
	if err != nil {
		return err
	}
	return r.Go("/cases/" + string(id) + "/erasure?done=1")
}
