package portal

import (
	"net/http"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// ConsentsView tells apart what is voluntary in a case and what a law demands.
type ConsentsView struct {
	Case      models.CaseID
	Withdrawn bool // one has just been taken back
	casework.Consents
}

// Consents shows what somebody has allowed in a case.
func Consents(r *page.Request) error {
	id := models.CaseID(r.Param("id"))
	consents, err := r.Casework().Consents(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	_, withdrawn := r.GetQuery("withdrawn")
	return r.Show(http.StatusOK, "portal/consents", ConsentsView{id, withdrawn, consents})
}

// Receipt sends the record of a consent, to keep.
func Receipt(r *page.Request) error {
	id, item := models.CaseID(r.Param("id")), r.Param("item")
	receipt, err := r.Casework().ConsentReceipt(r.Ctx(), r.Actor, id, item)
	if err != nil {
		return err
	}
	return attach(r, "consent-"+item+".json", receipt)
}

// DoWithdraw takes a consent back.
func DoWithdraw(r *page.Request) error {
	id := models.CaseID(r.Param("id"))
	if err := r.Casework().WithdrawConsent(r.Ctx(), r.Actor, id, r.Param("item")); err != nil {
		return err
	}
	return r.Go("/cases/" + string(id) + "/consents?withdrawn=1")
}
