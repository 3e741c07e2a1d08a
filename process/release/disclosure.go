package release

import (
	"slices"

	"handinhand/process/bpmn"
)

// Disclosure is one item that one agency gets in a process: from whom, why and by which law. Told means that it is not sent
// or shown, but can be told from what happens (a named transfer on a step of the recipient).
type Disclosure struct {
	Recipient, Zone              string
	Item, Source                 string
	Purpose, LegalBasis, Statute string
	Told                         bool
}

// Disclosures are all that agencies get by the process, in the order of its steps, each once.
func (r *Release) Disclosures() []Disclosure {
	var out []Disclosure
	for _, e := range r.Elements() {
		for _, d := range r.disclosuresAt(e) {
			if !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
	}
	return out
}

// disclosuresAt are those of one step.
func (r *Release) disclosuresAt(e *bpmn.Element) []Disclosure {
	var out []Disclosure
	zone := map[string]string{}
	for _, role := range r.Roles() {
		zone[role.Name] = role.Zone
	}
	add := func(recipient, item, purpose, legalBasis, statute string, told bool) {
		law := r.law(item, purpose, legalBasis, statute)
		d := Disclosure{recipient, zone[recipient], item, r.Data.Items[item].Source, law.Purpose, law.LegalBasis, law.Statute, told}
		if recipient != RoleApplicant && recipient != d.Source && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	if t := e.Ext.Transfer; t != nil {
		sent := e.Kind == bpmn.ServiceTask || e.Kind == bpmn.SendTask || e.Kind == bpmn.ThrowEvent || e.Kind == bpmn.EndEvent
		for _, item := range t.Items {
			if slices.ContainsFunc(e.Ext.Requirements, func(q bpmn.Requirement) bool { return q.Item == item }) {
				continue // it is lent, which says more
			}
			add(t.Recipient, item, t.Purpose, t.LegalBasis, t.Statute, !sent)
		}
	}
	for _, q := range e.Ext.Requirements {
		add(r.Role(e), q.Item, q.Purpose, q.LegalBasis, q.Statute, false)
	}
	return out
}
