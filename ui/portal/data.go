package portal

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// DataView is all that happens with the reader's data.
type DataView struct {
	casework.Cockpit
	Only     models.AgencyID // only what this one has to do with is shown
	More     string          // address of older cases
	Sent     string          // what was just sent: problem, rectification, revoked; "" nothing
	Text     string          // typed
	Problems page.Problems
}

// KeptOf is what one case knows, to say what of it is wrong.
func (v DataView) KeptOf(id models.CaseID) []casework.KeptLine {
	return slices.DeleteFunc(slices.Clone(v.Kept), func(k casework.KeptLine) bool { return k.Case != id })
}

// Choices are the agencies of the cases that are shown.
func (v DataView) Choices() []casework.AgencyLine {
	var out []casework.AgencyLine
	for _, kase := range v.Cases {
		for _, agency := range kase.Agencies {
			if !slices.ContainsFunc(out, func(a casework.AgencyLine) bool { return a.ID == agency.ID }) {
				out = append(out, agency)
			}
		}
	}
	return out
}

// Data shows every agency that holds, got or read something, and what comes next.
func Data(r *page.Request) error {
	return showData(r, http.StatusOK, DataView{Sent: r.Query("sent")})
}

func showData(r *page.Request, status int, v DataView) error {
	var err error
	v.Only = models.AgencyID(r.Query("agency"))
	if v.Cockpit, err = r.Casework().Cockpit(r.Ctx(), r.Actor, casework.CockpitQuery{Cursor: r.Query("after"), Agency: v.Only}); err != nil {
		return err
	}
	if v.Next != "" {
		v.More = "/data?" + url.Values{"after": {v.Next}, "agency": {string(v.Only)}}.Encode()
	}
	return r.Show(status, "portal/data", v)
}

// DoRaiseConcern reports a problem to the agency that it is with.
func DoRaiseConcern(r *page.Request) error {
	in := casework.Concern{Case: models.CaseID(r.PostForm("case")), Kind: models.ConcernProblem, Agency: models.AgencyID(r.PostForm("agency")), Text: r.PostForm("text"), Officer: r.PostForm("officer") != ""}
	_, err := r.Casework().RaiseConcern(r.Ctx(), r.Actor, in)
	if page.Invalid(err) {
		v := DataView{Text: in.Text, Problems: page.Problems{{ID: "problem-text", Text: page.Explain(r.Say, err)}}}
		return showData(r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	return r.Go("/data?sent=problem#sent")
}

// DoRevoke ends what lends something to an agency.
func DoRevoke(r *page.Request) error {
	if err := r.Casework().RevokeGrant(r.Ctx(), r.Actor, models.GrantID(r.Param("grant"))); err != nil {
		return err
	}
	return r.Go("/data?sent=revoked#sent")
}

// ExportJSON sends everything that is known of the reader, for machines.
func ExportJSON(r *page.Request) error {
	all, err := r.Casework().Export(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	return attach(r, "handinhand-data.json", all)
}

// ExportHTML is ExportJSON for people.
func ExportHTML(r *page.Request) error {
	all, err := r.Casework().Export(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	r.Header("Content-Disposition", `attachment; filename="handinhand-data.html"`)
	return r.Show(http.StatusOK, "portal/export", all)
}

// Proof sends a read with the proof that it stands in the signed log.
func Proof(r *page.Request) error {
	proof, err := r.Casework().ProveAccess(r.Ctx(), r.Actor, models.CaseID(r.Param("id")), r.Param("entry"))
	if err != nil {
		return err
	}
	return attach(r, "proof-"+proof.Says.ID+".json", proof)
}

// attach sends a view as a file to keep. name holds no character that needs quoting.
func attach(r *page.Request, name string, view any) error {
	body, err := json.MarshalIndent(view, "", " ")
	if err != nil {
		return err
	}
	r.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	r.Header("Cache-Control", "no-store")
	r.Context.Data(http.StatusOK, "application/json; charset=utf-8", body)
	return nil
}

// Attestation shows a word on one of the reader's papers, and who relied on it.
func Attestation(r *page.Request) error {
	view, err := r.Casework().Attestation(r.Ctx(), r.Actor, models.AttestationID(r.Param("id")))
	if err != nil {
		return err
	}
	return r.Show(http.StatusOK, "portal/attestation", view)
}
