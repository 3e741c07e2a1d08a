package release

import (
	"slices"
	"strconv"
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/form"
)

// RiskKind is a kind of thing that the officer for data protection has to weigh.
type RiskKind string

const (
	RiskSpecial     RiskKind = "special"     // items of GDPR Art. 9
	RiskEnforcement RiskKind = "enforcement" // items that an agency in the zone of enforcement gets, or can tell
	RiskConsent     RiskKind = "consent"     // items that rest on consent, towards an authority (GDPR recital 43)
	RiskAutomated   RiskKind = "automated"   // steps that decide by a table
	RiskFreeText    RiskKind = "free-text"   // items with a field in which anything can be written
	RiskMany        RiskKind = "many"        // items that three or more agencies get
	RiskLong        RiskKind = "long"        // items that are kept for more than five years
)

// Risk is what a release itself says of the dangers to those whom it is about (GDPR Art. 35(7)(c)). Items and Elements are ids.
type Risk struct {
	Kind     RiskKind
	Items    []string
	Elements []string
}

const manyRecipients = 3

// Risks lists the kinds that the release holds anything of, in one order. That one is missing says that the release has
// nothing of it, not that somebody has looked at everything.
func (r *Release) Risks() []Risk {
	recipients := map[string][]string{}
	enforced := map[string]bool{}
	for _, d := range r.Disclosures() {
		if !slices.Contains(recipients[d.Item], d.Recipient) {
			recipients[d.Item] = append(recipients[d.Item], d.Recipient)
		}
		enforced[d.Item] = enforced[d.Item] || d.Zone == "enforcement"
	}
	free := r.freeText()
	risks := []Risk{
		{Kind: RiskSpecial, Items: r.itemsThat(func(_ string, i Item) bool { return i.Special })},
		{Kind: RiskEnforcement, Items: r.itemsThat(func(id string, _ Item) bool { return enforced[id] })},
		{Kind: RiskConsent, Items: r.itemsThat(func(_ string, i Item) bool { return i.LegalBasis == consent })},
		{Kind: RiskAutomated, Elements: r.deciding()},
		{Kind: RiskFreeText, Items: r.itemsThat(func(id string, _ Item) bool { return free[id] })},
		{Kind: RiskMany, Items: r.itemsThat(func(id string, _ Item) bool { return len(recipients[id]) >= manyRecipients })},
		{Kind: RiskLong, Items: r.itemsThat(func(_ string, i Item) bool { return years(i.Retention.Period) > 5 })},
	}
	return slices.DeleteFunc(risks, func(x Risk) bool { return len(x.Items)+len(x.Elements) == 0 })
}

func (r *Release) itemsThat(hold func(id string, item Item) bool) []string {
	var ids []string
	for _, id := range sorted(r.Data.Items) {
		if hold(id, r.Data.Items[id]) {
			ids = append(ids, id)
		}
	}
	return ids
}

// freeText tells which items have a field for any text.
func (r *Release) freeText() map[string]bool {
	free := map[string]bool{}
	for _, id := range sorted(r.Forms) {
		for _, field := range r.Forms[id].Fields() {
			if field.Type == form.TextArea {
				free[r.items[field.Key]] = true
			}
		}
	}
	return free
}

// DecidingRoles are the roles of the steps in which somebody decides about the applicant (hih:decision).
func (r *Release) DecidingRoles() map[string]bool {
	roles := map[string]bool{}
	for _, e := range r.Elements() {
		if e.Ext.Decides {
			roles[r.Role(e)] = true
		}
	}
	return roles
}

func (r *Release) deciding() []string {
	var ids []string
	for _, e := range r.Elements() {
		if e.Kind == bpmn.BusinessRuleTask {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// years is the number of whole years at the beginning of an ISO 8601 duration.
func years(period string) int {
	digits, _, found := strings.Cut(strings.TrimPrefix(period, "P"), "Y")
	if !found {
		return 0
	}
	n, _ := strconv.Atoi(digits)
	return n
}
