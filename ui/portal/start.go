package portal

import (
	"net/http"
	"strings"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// StartView lets the applicant choose what to start, and with whom.
type StartView struct {
	Types    []casework.CaseType
	Chosen   string            // case type that was sent
	Agencies map[string]string // role → agency that was sent
	Problems page.Problems
}

// Start shows what can be started.
func Start(r *page.Request) error {
	types, err := r.Casework().CaseTypes(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	return r.Show(http.StatusOK, "portal/start", StartView{Types: types})
}

// DoStart starts a case.
func DoStart(r *page.Request) error {
	in := casework.Start{CaseType: r.PostForm("type"), Key: r.PostForm("key"), Agencies: map[models.AgencyRole]models.AgencyID{}}
	v := StartView{Chosen: in.CaseType, Agencies: map[string]string{}}
	for name, sent := range r.Context.Request.PostForm {
		if role, ok := strings.CutPrefix(name, "agency-"); ok && sent[0] != "" {
			in.Agencies[models.AgencyRole(role)] = models.AgencyID(sent[0])
			v.Agencies[role] = sent[0]
		}
	}
	types, err := r.Casework().CaseTypes(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	v.Types = types
	if v.Problems = v.unchosen(r); len(v.Problems) > 0 {
		return r.Show(http.StatusUnprocessableEntity, "portal/start", v)
	}
	c, err := r.Casework().Start(r.Ctx(), r.Actor, in)
	if page.Invalid(err) {
		v.Problems = page.Problems{{ID: "main", Text: page.Explain(r.Say, err)}}
		return r.Show(http.StatusUnprocessableEntity, "portal/start", v)
	}
	if err != nil {
		return err
	}
	return r.Go("/cases/" + string(c.ID))
}

// unchosen tells which agencies were not chosen.
func (v StartView) unchosen(r *page.Request) page.Problems {
	var problems page.Problems
	for _, t := range v.Types {
		if t.ID != v.Chosen {
			continue
		}
		for _, c := range t.Choices {
			if v.Agencies[string(c.Role)] == "" {
				problems = append(problems, page.Problem{ID: v.ControlID(t, c), Text: r.Say.T("start.unchosen", "label", c.Name)})
			}
		}
	}
	return problems
}

// ControlID is the id of the control that chooses an agency.
func (StartView) ControlID(t casework.CaseType, c casework.Choice) string {
	return t.ID + "-" + string(c.Role)
}

// Is tells whether an agency was chosen.
func (v StartView) Is(t casework.CaseType, c casework.Choice, a casework.AgencyLine) bool {
	return v.Chosen == t.ID && v.Agencies[string(c.Role)] == string(a.ID)
}
