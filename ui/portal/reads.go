package portal

import (
	"net/http"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// ReadsView tells who read what in a case.
type ReadsView struct {
	Case  models.CaseID
	Lines []casework.AccessLine
	Next  string
}

// Reads shows every read of the applicant's data in a case.
func Reads(r *page.Request) error {
	id := models.CaseID(r.Param("id"))
	list, err := r.Casework().Accesses(r.Ctx(), r.Actor, id, r.PageOf())
	if err != nil {
		return err
	}
	v := ReadsView{Case: id, Lines: list.Items}
	if list.Next != "" {
		v.Next = "/cases/" + string(id) + "/reads?after=" + list.Next
	}
	return r.Show(http.StatusOK, "portal/reads", v)
}
