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
	Measures []string        // that the platform takes for every procedure

	Content   []byte           // what an officer signs: canonical JSON, in German whoever reads
	Digest    string           // its hash
	Signature *ImpactSignature // the newest of the release; nil: nobody has signed it
}

// Changed tells whether the content is another one than what was signed.
func (p Impact) Changed() bool { return p.Signature != nil && p.Signature.Digest != p.Digest }

// Measures are what the platform does whatever the procedure; each is a feature with tests.
var Measures = []string{"deny", "firewall", "once", "sealed", "log", "human", "erasure"}

// lawful is the language of the law, in which packs are signed.
const lawful = "de"

// ImpactRole is a role, and the agencies that play it.
type ImpactRole struct {
	Role     string   `json:"role"`
	Name     string   `json:"name"`
	Zone     string   `json:"zone"`
	Agencies []string `json:"agencies"`
}

// ImpactItem is one item of the record.
type ImpactItem struct {
	Item        string   `json:"item"`
	Name        string   `json:"name"`
	Category    string   `json:"category"`
	Special     bool     `json:"special"`
	Mandatory   bool     `json:"mandatory"`
	SourceName  string   `json:"source"`
	Purpose     string   `json:"purpose"`
	PurposeName string   `json:"purposeName"`
	LegalBasis  string   `json:"legalBasis"`
	Statute     string   `json:"statute"`
	Kept        string   `json:"kept"` // ISO 8601
	KeptAfter   string   `json:"keptAfter"`
	KeptUnder   string   `json:"keptUnder"`
	Recipients  []string `json:"recipients"` // names of roles
}

// ImpactFinding is what a proof found. Its words are those that process owners read.
type ImpactFinding struct {
	Element  string `json:"element"`
	Name     string `json:"name"`
	Rule     string `json:"rule"`
	Message  string `json:"message"`
	Language string `json:"language"` // of the message
	Grave    bool   `json:"grave"`    // it would stop a publication today
}

// ImpactRisk is a kind of risk and the names of what it is about.
type ImpactRisk struct {
	Kind string   `json:"kind"`
	Of   []string `json:"of"`
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
	pack, err := c.impactIn(ctx, locale, r)
	if err != nil {
		return Impact{}, err
	}
	pack.PublishedAt = row.PublishedAt
	found, err := c.proof(ctx, r, &pack)
	if err != nil {
		return Impact{}, err
	}
	pack.Findings = impactFindings(locale, found)
	signed, err := c.impactIn(ctx, lawful, r)
	if err != nil {
		return Impact{}, err
	}
	signed.Findings, signed.Proven = impactFindings(lawful, found), pack.Proven
	if pack.Content, pack.Digest, err = signed.canonical(); err != nil {
		return Impact{}, err
	}
	return pack, c.addSignature(ctx, &pack)
}

// impactIn is what the release itself and the agencies tell, in a language.
func (c *Casework) impactIn(ctx context.Context, locale string, r *release.Release) (pack Impact, err error) {
	pack = Impact{RegisterEntry: registerEntry(r, locale), Items: impactItems(locale, r), Risks: impactRisks(locale, r), Measures: Measures}
	pack.Roles, err = c.impactRoles(ctx, locale, r)
	return pack, err
}

// addSignature adds the signature that counts. One that does not hold counts as none.
func (c *Casework) addSignature(ctx context.Context, pack *Impact) error {
	row, err := c.Store.ImpactSignature(ctx, pack.Release, pack.Digest)
	if models.KindOf(err) == models.KindNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	signature, err := c.impactSignature(ctx, row)
	if err != nil {
		c.Log.ErrorContext(ctx, "a signature under an impact pack counts as none", "signature", row.ID, "reason", err)
		return nil
	}
	pack.Signature = &signature
	return nil
}

// proof says what the proofs find today, and whether the certificate of publication still holds.
func (c *Casework) proof(ctx context.Context, r *release.Release, pack *Impact) ([]finding.Finding, error) {
	all, err := c.currentWith(ctx, c.Store, r)
	if err != nil {
		return nil, err
	}
	zones, err := zones(ctx, c.Store, all)
	if err != nil {
		return nil, err
	}
	findings, _ := release.Prove(zones, all...)
	doubt, err := c.doubt(ctx, r)
	if err != nil || doubt != nil {
		return findings[0], err
	}
	certificate, err := c.Store.Certificate(ctx)
	pack.Proven, pack.SignedAt = true, certificate.SignedAt
	return findings[0], err
}

// impactFindings are findings with what they say in a language.
func impactFindings(locale string, found []finding.Finding) []ImpactFinding {
	var out []ImpactFinding
	for _, f := range found {
		out = append(out, ImpactFinding{Element: f.Element, Name: f.Name, Rule: f.Rule, Message: phrasebook.Say(locale, f.Message), Language: phrasebook.Language(locale), Grave: f.Severity == finding.Error})
	}
	return out
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
