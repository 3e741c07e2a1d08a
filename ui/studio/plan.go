package studio

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// PlanView is a plan with its report, its journal and its cases.
type PlanView struct {
	casework.Plan
	Reader models.PersonID
	Only   models.PlanResult // the cases that are listed
	Cases  []casework.PlanCase
	Next   string
}

// Settled is how many cases have had their turn.
func (v PlanView) Settled() int64 { return v.Counts.All - v.Counts.Due }

// AtWork tells whether the page changes by itself.
func (v PlanView) AtWork() bool { return v.State.AtWork() }

// Mapped are the elements with another id, in one order.
func (v PlanView) Mapped() []casework.ElementName {
	var pairs []casework.ElementName
	for from, to := range v.Wish.Elements {
		pairs = append(pairs, casework.ElementName{Element: from, Name: to})
	}
	slices.SortFunc(pairs, func(x, y casework.ElementName) int { return cmp.Compare(x.Element, y.Element) })
	return pairs
}

// Results are the results that cases of the plan have, to list them by.
func (v PlanView) Results() (results []models.PlanResult) {
	for _, p := range v.Positions {
		if !slices.Contains(results, p.Result) && p.Result != models.ResultDue {
			results = append(results, p.Result)
		}
	}
	return results
}

// Plan shows a plan.
func Plan(r *page.Request) error {
	plan, err := r.Casework().Plan(r.Ctx(), r.Actor, planID(r))
	if err != nil {
		return err
	}
	only := models.PlanResult(r.Query("result"))
	list, err := r.Casework().PlanCases(r.Ctx(), r.Actor, planID(r), only, r.PageOf())
	if err != nil {
		return err
	}
	return r.Show(http.StatusOK, "studio/plan", NewPlanView(plan, list, only, r.Actor.Person))
}

// NewPlanView prepares a plan for its page.
func NewPlanView(plan casework.Plan, list casework.List[casework.PlanCase], only models.PlanResult, reader models.PersonID) PlanView {
	v := PlanView{Plan: plan, Reader: reader, Only: only, Cases: list.Items}
	if list.Next != "" {
		v.Next = "/studio/plans/" + url.PathEscape(string(plan.ID)) + "?result=" + url.QueryEscape(string(only)) + "&after=" + url.QueryEscape(list.Next) + "#cases"
	}
	return v
}

// DoDeed tries, starts, pauses, resumes or stops a plan.
func DoDeed(r *page.Request) error {
	if _, err := r.Casework().DoPlan(r.Ctx(), r.Actor, planID(r), casework.PlanDeed(r.PostForm("do"))); err != nil {
		return err
	}
	return r.Go("/studio/plans/" + r.Param("plan"))
}

func planID(r *page.Request) models.PlanID { return models.PlanID(r.Param("plan")) }
