package studio

import (
	"net/http"
	"strconv"
	"strings"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// CaseView is where a case stands on its diagram.
type CaseView struct {
	casework.Diagram
	Lanes    []Lane
	MayRetry bool
}

// Flows are the sequence flows that the case took, for the diagram's script.
func (v CaseView) Flows() string { return strings.Join(v.Taken, " ") }

// In lists the steps that are in a state, for the diagram's script.
func (v CaseView) In(state string) string {
	var ids []string
	for _, s := range v.Steps {
		if s.State == state {
			ids = append(ids, s.Element)
		}
	}
	return strings.Join(ids, " ")
}

// Stuck lists the elements with an incident. They need not be steps: a gateway
// can be stuck too.
func (v CaseView) Stuck() string {
	var ids []string
	for _, i := range v.Incidents {
		ids = append(ids, i.Element)
	}
	return strings.Join(ids, " ")
}

// Case shows a case without anything personal.
func Case(r *page.Request) error {
	d, err := r.Casework().Diagram(r.Ctx(), r.Actor, caseID(r))
	if err != nil {
		return err
	}
	return r.Show(http.StatusOK, "studio/case", NewCaseView(d, r.Actor))
}

// NewCaseView prepares a case's diagram for a reader.
func NewCaseView(d casework.Diagram, reader casework.Actor) CaseView {
	return CaseView{Diagram: d, Lanes: lanes(d.Steps), MayRetry: reader.Is(models.RoleOperator)}
}

// DoRetry lets a stuck step run again.
func DoRetry(r *page.Request) error {
	key, err := strconv.ParseInt(r.PostForm("incident"), 10, 64)
	if err != nil {
		return models.Problemf(models.KindInvalid, "", "incident: %q is no number", r.PostForm("incident"))
	}
	if err := r.Casework().RetryIncident(r.Ctx(), r.Actor, caseID(r), key); err != nil {
		return err
	}
	return r.Go("/studio/cases/" + r.Param("id"))
}

func caseID(r *page.Request) models.CaseID { return models.CaseID(r.Param("id")) }
