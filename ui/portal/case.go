package portal

import (
	"net/http"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// CaseView is a case with its timeline.
type CaseView struct {
	casework.Case
	Timeline []Moment
	Unread   bool
	Choices  []casework.StepChoice // of the case's ad-hoc sub-processes
}

// Moment is one step of the timeline.
type Moment struct {
	casework.MilestoneLine
	State string // "done", "now", "later", "skipped"
}

// Case shows where a case stands. Whoever sees its notices has read them.
func Case(r *page.Request) error {
	id := models.CaseID(r.Param("id"))
	c, err := r.Casework().Case(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	v := NewCaseView(c)
	if v.Helped {
		return r.Show(http.StatusOK, "portal/case", v)
	}
	if v.Unread {
		if err := r.Casework().ReadNotices(r.Ctx(), r.Actor, id); err != nil {
			return err
		}
	}
	if v.State == models.CaseRunning {
		if v.Choices, err = r.Casework().Choices(r.Ctx(), r.Actor, id); err != nil {
			return err
		}
	}
	return r.Show(http.StatusOK, "portal/case", v)
}

// DoChoose begins a step of an ad-hoc sub-process that is the applicant's.
func DoChoose(r *page.Request) error {
	id := models.CaseID(r.Param("id"))
	chosen, err := r.Chosen()
	if err != nil {
		return err
	}
	if _, err := r.Casework().Choose(r.Ctx(), r.Actor, id, chosen); err != nil {
		return err
	}
	return r.Go("/cases/" + string(id))
}

// NewCaseView prepares a case for its page.
func NewCaseView(c casework.Case) CaseView {
	v := CaseView{Case: c, Timeline: timeline(c)}
	for _, n := range c.Notices {
		v.Unread = v.Unread || !n.Read
	}
	return v
}

// timeline says of each milestone whether it is done, next, later, or will not
// come any more because the case has ended.
func timeline(c casework.Case) []Moment {
	moments := make([]Moment, len(c.Milestones))
	next := "now"
	if c.State == models.CaseEnded {
		next = "skipped"
	}
	for i, m := range c.Milestones {
		moments[i] = Moment{m, next}
		switch {
		case m.ReachedAt != nil:
			moments[i].State = "done"
		case next == "now":
			next = "later"
		}
	}
	return moments
}

// OwnPaper sends the applicant one of their own papers.
func OwnPaper(r *page.Request) error {
	c, err := r.Casework().OwnPaper(r.Ctx(), r.Actor, models.CaseID(r.Param("id")), r.Param("paper"))
	if err != nil {
		return err
	}
	return r.Stream(c)
}

// OwnPreview sends a small picture of it.
func OwnPreview(r *page.Request) error {
	c, err := r.Casework().OwnPreview(r.Ctx(), r.Actor, models.CaseID(r.Param("id")), r.Param("paper"))
	if err != nil {
		return err
	}
	return r.Stream(c)
}
