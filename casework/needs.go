package casework

import (
	"context"

	"handinhand/models"
	"handinhand/policy"
)

// needs are the documents of a task: to hand in, or lent. lent are the open grants.
func (c *Casework) needs(ctx context.Context, a Actor, m matter, open bool, lent map[string]models.Grant) ([]Need, error) {
	rows, err := c.references(ctx, m.task.Case)
	if err != nil {
		return nil, err
	}
	views, said := []Need{}, map[string]bool{}
	for _, n := range m.handsIn() {
		view := m.need(a, n)
		view.HandIn = true
		if item, ok := m.release.Item(n.item); ok {
			view.MayBeMissing = m.applicants() && item.Unobtainable
		}
		if ref, there := rows[n.item]; there && open {
			if err := c.shows(ctx, a, m, &view, ref); err != nil {
				return nil, err
			}
		} else if open {
			if view.OnHand, err = c.onHand(ctx, a, m, n); err != nil {
				return nil, err
			}
		}
		views = append(views, view)
	}
	for _, n := range m.lent() {
		view := m.need(a, n)
		grant, there := lent[n.item]
		view.Ended = open && !there
		if ref, handed := rows[n.item]; handed && there {
			if err := c.lends(ctx, a, m, &view, ref, grant); err != nil {
				return nil, err
			}
			said[n.item] = view.Paper.Attested != nil
		}
		views = append(views, view)
	}
	return views, c.recordReads(ctx, a, m, policy.ReadAttestation, only(said))
}

func (m matter) need(a Actor, n need) Need {
	return Need{
		Item: n.item, Name: m.release.Text(a.Locale, "item."+n.item+".name"), Help: optionalText(a, m.release, "item."+n.item+".help"),
		Optional: n.optional, Purpose: n.purpose, LegalBasis: n.legalBasis, Statute: n.statute,
		PurposeName: optionalText(a, m.release, "purpose."+n.purpose),
	}
}

// shows puts a paper into the view of a need.
func (c *Casework) shows(ctx context.Context, a Actor, m matter, view *Need, ref models.Reference) error {
	paper, err := c.paper(ctx, a, m.release, m.row.Person, ref)
	view.Paper = &paper
	return err
}

// lends is shows under a grant, which may lend no more than what was attested.
func (c *Casework) lends(ctx context.Context, a Actor, m matter, view *Need, ref models.Reference, grant models.Grant) error {
	if !grant.Attested {
		view.MayAttest = !ref.FactOnly() && c.may(a, policy.AttestDocument, policy.Item(m.task, m.row.Person, &grant, m.declared(ref.Item), now())) == nil
		return c.shows(ctx, a, m, view, ref)
	}
	attested, err := c.attested(ctx, a, m.row.Person, ref)
	view.Paper = &Paper{ID: ref.ID, Item: ref.Item, ItemName: view.Name, FactOnly: true, AddedAt: ref.AddedAt, Attested: attested}
	return err
}

func only(set map[string]bool) map[string]bool {
	chosen := map[string]bool{}
	for key, in := range set {
		if in {
			chosen[key] = true
		}
	}
	return chosen
}
