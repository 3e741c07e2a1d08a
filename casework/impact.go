package casework

import (
	"context"
	"time"

	"handinhand/models"
	"handinhand/phrasebook"
	"handinhand/process/finding"
	"handinhand/process/release"
)

// Impact is what an officer for data protection needs to judge a published procedure: the record of processing (GDPR
// Art. 30(1)), its flows, its risks (Art. 35(7)) and what was proven of it.
type Impact struct {
	RegisterEntry
	Roles    []ImpactRole
	Items    []ImpactItem
	Risks    []ImpactRisk
	Findings []ImpactFinding // of the proofs, as the agencies stand today
	Proven   bool            // the certificate holds for the release today
	SignedAt time.Time       // of the certificate
}

// ImpactRole is a role, and the agencies that play it.
type ImpactRole struct {
	Role, Name, Zone string
	Agencies         []string
}

// ImpactItem is one item of the record.
type ImpactItem struct {
	Item, Name, Category       string
	Special, Mandatory         bool
	SourceName                 string
	Purpose, PurposeName       string
	LegalBasis, Statute        string
	Kept, KeptAfter, KeptUnder string
	Recipients                 []string // names of roles
}

// ImpactFinding is what a proof found. Its words are those that process owners read, in English.
type ImpactFinding struct {
	Element, Name, Rule, Message string
	Language                     string // of the message
	Grave                        bool   // it would stop a publication today
}

// ImpactRisk is a kind of risk and the names of what it is about.
type ImpactRisk struct {
	Kind string
	Of   []string
}

// Impact makes the pack of the release that new cases of a procedure get. It holds nothing about anybody and is for
// everyone, as the register is.
func (c *Casework) Impact(ctx context.Context, locale, caseType string) (Impact, error) {
	t, err := c.Store.CaseType(ctx, caseType)
	if err != nil {
		return Impact{}, err
	}
	r, err := c.release(ctx, t.Release)
	if err != nil {
		return Impact{}, err
	}
	row, err := c.Store.Release(ctx, t.Release)
	if err != nil {
		return Impact{}, err
	}
	pack := Impact{RegisterEntry: registerEntry(r, locale), Items: impactItems(locale, r), Risks: impactRisks(locale, r)}
	pack.PublishedAt = row.PublishedAt
	if pack.Roles, err = c.impactRoles(ctx, locale, r); err != nil {
		return Impact{}, err
	}
	return pack, c.proof(ctx, locale, r, &pack)
}

// proof says what the proofs find today, and whether the certificate of publication still holds.
func (c *Casework) proof(ctx context.Context, locale string, r *release.Release, pack *Impact) error {
	all, err := c.currentWith(ctx, c.Store, r)
	if err != nil {
		return err
	}
	zones, err := zones(ctx, c.Store, all)
	if err != nil {
		return err
	}
	findings, _ := release.Prove(zones, all...)
	for _, f := range findings[0] {
		pack.Findings = append(pack.Findings, ImpactFinding{Element: f.Element, Name: f.Name, Rule: f.Rule, Message: phrasebook.Say(locale, f.Message), Language: phrasebook.Language(locale), Grave: f.Severity == finding.Error})
	}
	doubt, err := c.doubt(ctx, r)
	if err != nil || doubt != nil {
		return err
	}
	certificate, err := c.Store.Certificate(ctx)
	pack.Proven, pack.SignedAt = true, certificate.SignedAt
	return err
}

func (c *Casework) impactRoles(ctx context.Context, locale string, r *release.Release) ([]ImpactRole, error) {
	agencies, err := c.agenciesByRole(ctx)
	if err != nil {
		return nil, err
	}
	var roles []ImpactRole
	for _, role := range r.Roles() {
		out := ImpactRole{Role: role.Name, Name: r.Text(locale, "role."+role.Name+".name"), Zone: role.Zone}
		for _, agency := range agencies[models.AgencyRole(role.Name)] {
			out.Agencies = append(out.Agencies, agency.Name.In(locale))
		}
		roles = append(roles, out)
	}
	return roles, nil
}

func impactItems(locale string, r *release.Release) []ImpactItem {
	recipients := map[string][]string{}
	for _, d := range r.Disclosures() {
		recipients[d.Item] = append(recipients[d.Item], r.Text(locale, "role."+d.Recipient+".name"))
	}
	var items []ImpactItem
	for _, id := range r.ItemIDs() {
		item, _ := r.Item(id)
		purpose := item.Purpose
		if purpose == "" {
			purpose = r.Data.Purpose // that of the procedure as a whole
		}
		items = append(items, ImpactItem{
			Item: id, Name: r.Text(locale, "item."+id+".name"), Category: item.Category, Special: item.Special, Mandatory: item.Mandatory,
			SourceName: r.Text(locale, "role."+item.Source+".name"),
			Purpose:    purpose, PurposeName: optionalText(Actor{Locale: locale}, r, "purpose."+purpose),
			LegalBasis: item.LegalBasis, Statute: item.Statute,
			Kept: item.Retention.Period, KeptAfter: item.Retention.After, KeptUnder: item.Retention.Statute, Recipients: distinct(recipients[id]),
		})
	}
	return items
}

func impactRisks(locale string, r *release.Release) []ImpactRisk {
	var risks []ImpactRisk
	for _, risk := range r.Risks() {
		out := ImpactRisk{Kind: string(risk.Kind)}
		for _, id := range risk.Items {
			out.Of = append(out.Of, r.Text(locale, "item."+id+".name"))
		}
		for _, id := range risk.Elements {
			out.Of = append(out.Of, r.Text(locale, "element."+id+".name"))
		}
		risks = append(risks, out)
	}
	return risks
}

// distinct keeps the first of each.
func distinct(names []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, name := range names {
		if !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return out
}
