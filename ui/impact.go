package ui

import (
	"net/http"

	"handinhand/casework"
	"handinhand/ui/locales"
	"handinhand/ui/page"
)

// ImpactView is the pack for the officer for data protection, in one language.
type ImpactView struct {
	casework.Impact
	Name, Summary string
	Items         []ImpactItem
	Measures      []string // keys of the measures that the platform takes for every procedure
}

// ImpactItem is one item with how long it is kept, in words.
type ImpactItem struct {
	casework.ImpactItem
	KeptFor string
}

// measures are what the platform does whatever the procedure; each is a feature with tests.
var measures = []string{"deny", "firewall", "once", "sealed", "log", "human", "erasure"}

// impact shows everyone the record of processing, the flows, the risks and the measures of a procedure.
func impact(r *page.Request) error {
	pack, err := r.Casework().Impact(r.Ctx(), r.Say.Tag, r.Param("id"))
	if err != nil {
		return err
	}
	return r.Show(http.StatusOK, "site/impact", newImpactView(r.Say, pack))
}

func newImpactView(p *locales.Phrases, pack casework.Impact) ImpactView {
	v := ImpactView{Impact: pack, Name: in(pack.Names, p.Tag), Summary: in(pack.Summaries, p.Tag), Measures: measures}
	for _, item := range pack.Items {
		v.Items = append(v.Items, ImpactItem{item, page.Duration(p, item.Kept)})
	}
	return v
}
