package ui

import (
	"encoding/json"
	"net/http"
	"net/url"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/locales"
	"handinhand/ui/page"
)

// ImpactView is the pack for the officer for data protection, in one language.
type ImpactView struct {
	casework.Impact
	Name, Summary string
	Items         []ImpactItem
	MaySign       bool // the reader is the officer
	Problems      page.Problems
}

// ImpactItem is one item with how long it is kept, in words.
type ImpactItem struct {
	casework.ImpactItem
	KeptFor string
}

// impact shows everyone the record of processing, the flows, the risks and the measures of a procedure.
func impact(r *page.Request) error { return showImpact(r, http.StatusOK, nil) }

func showImpact(r *page.Request, status int, problems page.Problems) error {
	pack, err := r.Casework().Impact(r.Ctx(), r.Say.Tag, r.Param("id"))
	if err != nil {
		return err
	}
	v := newImpactView(r.Say, pack)
	v.MaySign, v.Problems = r.Actor.Is(models.RoleProtection), problems
	return r.Show(status, "site/impact", v)
}

// doSign signs what the officer has read.
func doSign(r *page.Request) error {
	id := r.Param("id")
	_, err := r.Casework().SignImpact(r.Ctx(), r.Actor, id, r.PostForm("digest"))
	if page.Invalid(err) {
		return showImpact(r, http.StatusUnprocessableEntity, page.Problems{{ID: "sign-go", Text: page.Explain(r.Say, err)}})
	}
	if err != nil {
		return err
	}
	return r.Go("/register/" + url.PathEscape(id) + "/impact#sign")
}

// impactPack is what an officer signs, for machines: its hash is the one on the page.
func impactPack(r *page.Request) error {
	pack, err := r.Casework().Impact(r.Ctx(), r.Say.Tag, r.Param("id"))
	if err != nil {
		return err
	}
	r.Data(http.StatusOK, "application/json; charset=utf-8", pack.Content)
	return nil
}

// impactSigned is the pack as it was signed, with the signature.
func impactSigned(r *page.Request) error {
	signed, err := r.Casework().SignedImpact(r.Ctx(), r.Param("id"))
	if err != nil {
		return err
	}
	body, err := json.Marshal(signed)
	if err != nil {
		return err
	}
	r.Data(http.StatusOK, "application/json; charset=utf-8", body)
	return nil
}

func newImpactView(p *locales.Phrases, pack casework.Impact) ImpactView {
	v := ImpactView{Impact: pack, Name: in(pack.Names, p.Tag), Summary: in(pack.Summaries, p.Tag)}
	for _, item := range pack.Items {
		v.Items = append(v.Items, ImpactItem{item, page.Duration(p, item.Kept)})
	}
	return v
}
