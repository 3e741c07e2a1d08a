package casework

import (
	"context"
	"time"

	"handinhand/audit"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/store"
)

// OfficerLine is a concern as the data-protection officer watches it: who has to answer
// whom by when, and not what was said.
type OfficerLine struct {
	ID       models.ConcernID   `json:"id"`
	Kind     models.ConcernKind `json:"kind"`
	Number   string             `json:"number"` // of the case
	Agency   string             `json:"agency"`
	OpenedAt time.Time          `json:"openedAt"`
	DueAt    time.Time          `json:"dueAt"`
	Late     bool               `json:"late"`
	Officer  bool               `json:"officer"` // it is for the officer, who has to answer it

	RemindedAt *time.Time `json:"remindedAt,omitempty"` // when the officer has done so last
}

// OfficerConcerns is what waits for an answer anywhere, the most urgent first.
func (c *Casework) OfficerConcerns(ctx context.Context, a Actor, p Page) (List[OfficerLine], error) {
	if err := c.may(a, policy.ViewConcerns, policy.Platform()); err != nil {
		return List[OfficerLine]{}, err
	}
	rows, err := c.Store.ConcernsOpen(acting(ctx, a), store.Page(p))
	if err != nil {
		return List[OfficerLine]{}, err
	}
	out := List[OfficerLine]{Items: []OfficerLine{}, Next: rows.Next}
	ctx = store.As(ctx, asWorker) // the number and the agency's name stand elsewhere
	for _, row := range rows.Items {
		kase, err := c.Store.Case(ctx, row.Case)
		if err != nil {
			return List[OfficerLine]{}, err
		}
		agency, err := c.Store.Agency(ctx, row.Agency)
		if err != nil {
			return List[OfficerLine]{}, err
		}
		line := OfficerLine{ID: row.ID, Kind: row.Kind, Number: kase.Number, Agency: agency.Name.In(a.Locale),
			OpenedAt: row.OpenedAt, DueAt: row.DueAt, Late: now().After(row.DueAt), Officer: row.Officer}
		said, err := c.Store.Reminders(ctx, row.ID)
		if err != nil {
			return List[OfficerLine]{}, err
		}
		if n := len(said); n > 0 {
			line.RemindedAt = &said[n-1].SaidAt
		}
		out.Items = append(out.Items, line)
	}
	return out, nil
}

// OfficerConcern is a concern with what was said. That somebody reads it is on record
// first, and its person sees that.
func (c *Casework) OfficerConcern(ctx context.Context, a Actor, id models.ConcernID) (ConcernLine, error) {
	ctx = acting(ctx, a)
	row, err := c.Store.Concern(ctx, id)
	if err != nil {
		return ConcernLine{}, err
	}
	if err := c.may(a, policy.ReadConcern, policy.Concern(row)); err != nil {
		return ConcernLine{}, err
	}
	entry := models.Access{Outcome: models.AccessAudit, Action: string(policy.ReadConcern), Case: row.Case, Person: row.Person, By: a.Person, Item: row.Item,
		Purpose: dataProtection, LegalBasis: "eu-gdpr:A6-1-c", Statute: officerStatutes[policy.ReadConcern], At: now(), KeepUntil: now().Add(refusalKept)}
	if err := c.Store.Tx(ctx, func(tx *store.Store) error { return audit.Append(tx.DB, entry) }); err != nil {
		return ConcernLine{}, err
	}
	return c.concernLine(store.As(ctx, asWorker), a, row)
}
