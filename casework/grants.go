package casework

import (
	"context"
	"time"

	"handinhand/models"
	"handinhand/policy"
)

// GrantLine is what an agency may read now, as the applicant or the agency that brought
// the paper in sees it.
type GrantLine struct {
	ID     models.GrantID `json:"id"`
	Case   models.CaseID  `json:"case,omitempty"`
	Agency string         `json:"agency"`

	AgencyID models.AgencyID `json:"agencyId"`

	Item        string     `json:"item"`
	ItemName    string     `json:"itemName"`
	FactOnly    bool       `json:"factOnly,omitempty"` // what was attested of it, not the paper
	Purpose     string     `json:"purpose"`
	PurposeName string     `json:"purposeName,omitempty"`
	LegalBasis  string     `json:"legalBasis"`
	Statute     string     `json:"statute"`
	Since       time.Time  `json:"since"`
	Until       *time.Time `json:"until,omitempty"` // nil: until the step is done
	MayRevoke   bool       `json:"mayRevoke"`
}

// Grants are what agencies may read now of an own case.
func (c *Casework) Grants(ctx context.Context, a Actor, id models.CaseID) ([]GrantLine, error) {
	ctx = acting(ctx, a)
	row, err := c.ownCase(ctx, a, id)
	if err != nil {
		return nil, err
	}
	cases, err := c.inside(ctx, a, row)
	if err != nil {
		return nil, err
	}
	return c.grantLines(ctx, a, cases[0])
}

func (c *Casework) grantLines(ctx context.Context, a Actor, in inside) ([]GrantLine, error) {
	rows, err := c.Store.OpenGrants(ctx, in.row.ID, now())
	lines := []GrantLine{}
	for _, g := range rows {
		line := GrantLine{ID: g.ID, Case: g.Case, AgencyID: g.Agency, Agency: in.agencyName(g.Agency), Item: g.Item, ItemName: in.itemName(g.Item), FactOnly: g.Attested,
			Purpose: g.Purpose, PurposeName: optionalText(a, in.release, "purpose."+g.Purpose), LegalBasis: g.LegalBasis, Statute: g.Statute,
			Since: g.OpenedAt, Until: g.ExpiresAt}
		line.MayRevoke = c.may(a, policy.RevokeGrant, policy.Grant(g, "")) == nil
		lines = append(lines, line)
	}
	return lines, err
}

// lentOf bounds the list of what is lent of an agency's papers.
const lentOf = 100

// Lent are what other agencies may read now of papers that the clerk's agency has
// brought in. It names no case: a clerk reaches one through a task only.
func (c *Casework) Lent(ctx context.Context, a Actor) ([]GrantLine, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewInbox, policy.Inbox(a.Agency.ID)); err != nil {
		return nil, err
	}
	rows, err := c.Store.LentOf(ctx, a.Agency.ID, now(), lentOf)
	if err != nil {
		return nil, err
	}
	lines := []GrantLine{}
	for _, g := range rows {
		agency, err := c.Store.Agency(ctx, g.Agency)
		if err != nil {
			return nil, err
		}
		row, err := c.Store.Case(ctx, g.Case)
		if err != nil {
			return nil, err
		}
		r, err := c.release(ctx, row.Release)
		if err != nil {
			return nil, err
		}
		lines = append(lines, GrantLine{ID: g.ID, Agency: agency.Name.In(a.Locale), Item: g.Item, ItemName: r.Text(a.Locale, "item."+g.Item+".name"),
			FactOnly: g.Attested, Purpose: g.Purpose, PurposeName: optionalText(a, r, "purpose."+g.Purpose), LegalBasis: g.LegalBasis, Statute: g.Statute,
			Since: g.OpenedAt, Until: g.ExpiresAt, MayRevoke: true})
	}
	return lines, nil
}

// RevokeGrant ends at once what lends an item to an agency: the applicant what they
// have consented to, the agency that brought a paper in what lends it.
func (c *Casework) RevokeGrant(ctx context.Context, a Actor, id models.GrantID) error {
	ctx = acting(ctx, a)
	g, holder, err := c.Store.GrantHolder(ctx, id)
	if err != nil {
		return err
	}
	if err := c.may(a, policy.RevokeGrant, policy.Grant(g, holder)); err != nil {
		return err
	}
	return c.Store.RevokeGrant(ctx, id, a.Person, now())
}
