package casework

import (
	"context"
	"slices"

	"handinhand/models"
	"handinhand/policy"
)

// OnHand are papers that the applicant has handed in as the same item in other cases
// of theirs, newest first: nobody needs to ask for them again. What was attested of
// one stands beside it where the release takes the fact alone. Only the applicant
// sees them, and only for what a task of theirs asks.
func (c *Casework) OnHand(ctx context.Context, a Actor, task models.TaskID, item string) (_ []Paper, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.UploadDocument, task: task, item: item}, &err)
	m, err := c.handingIn(ctx, a, task, item)
	if err != nil {
		return nil, err
	}
	return c.onHand(ctx, a, m, m.handIn(item))
}

func (m matter) handIn(item string) need {
	for _, n := range m.handsIn() {
		if n.item == item {
			return n
		}
	}
	return need{item: item, anew: true}
}

// onHand are those papers as their reader sees them. The ID of a fact that stands for
// a paper is that of its attestation.
func (c *Casework) onHand(ctx context.Context, a Actor, m matter, n need) ([]Paper, error) {
	views := []Paper{}
	if n.anew || !m.applicants() || a.Person != m.row.Person {
		return views, nil
	}
	refs, err := c.Store.OnHand(ctx, m.row.Person, n.item, m.row.ID)
	if err != nil {
		return nil, err
	}
	for _, ref := range refs {
		view, err := c.paper(ctx, a, m.release, m.row.Person, ref)
		if err != nil {
			return nil, err
		}
		holds := view.Attested != nil && view.Attested.Holds
		if view.Unobtainable && !holds {
			continue // a reason is not on hand; that it was found to be so is
		}
		views = append(views, view)
		if item, ok := m.release.Item(n.item); ok && item.FactSuffices && holds && view.Attested.Verdict == models.VerdictValid && view.Attested.Says != "" {
			views = append(views, Paper{ID: string(view.Attested.ID), Item: view.Item, ItemName: view.ItemName, FactOnly: true, AddedAt: view.Attested.At, Attested: view.Attested})
		}
	}
	return views, nil
}

// Reuse puts what is on hand into the case: another Reference to the same document, or
// to what was attested of it, or the word that it cannot be had.
func (c *Casework) Reuse(ctx context.Context, a Actor, task models.TaskID, item, paper string) (Paper, error) {
	ctx = acting(ctx, a)
	m, err := c.handingIn(ctx, a, task, item)
	if err != nil {
		return Paper{}, err
	}
	views, err := c.onHand(ctx, a, m, m.handIn(item))
	if err != nil {
		return Paper{}, err
	}
	i := slices.IndexFunc(views, func(p Paper) bool { return p.ID == paper })
	if i < 0 {
		return Paper{}, models.Problemf(models.KindNotFound, "not-found", "there is no such paper on hand")
	}
	ref := models.Reference{ID: models.NewID(), Item: item}
	switch {
	case views[i].FactOnly:
		ref.Attestation = models.AttestationID(paper)
	case views[i].Unobtainable:
		box, err := c.Keys.Person(ctx, m.row.Person)
		if err != nil {
			return Paper{}, err
		}
		if ref.SealedReason, err = box.Seal([]byte(views[i].Reason), reasonBinding(ref.ID)); err != nil {
			return Paper{}, err
		}
	default:
		original, err := c.Store.Reference(ctx, paper)
		if err != nil {
			return Paper{}, err
		}
		ref.Document = original.Document
	}
	return c.refer(ctx, a, m, ref)
}
