package casework

import (
	"context"
	"slices"

	"handinhand/models"
)

// OnHand are papers that the applicant has handed in as the same item in other cases
// of theirs, newest first: nobody needs to ask for them again. Only the applicant
// sees them, and only for what a task of theirs asks.
func (c *Casework) OnHand(ctx context.Context, a Actor, task models.TaskID, item string) ([]Paper, error) {
	ctx = acting(ctx, a)
	m, err := c.handingIn(ctx, a, task, item)
	if err != nil {
		return nil, err
	}
	refs, err := c.onHand(ctx, a, m, item)
	if err != nil {
		return nil, err
	}
	views := []Paper{}
	for _, ref := range refs {
		view, err := c.paper(ctx, a, m.release, m.row.Person, ref)
		if err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

func (c *Casework) onHand(ctx context.Context, a Actor, m matter, item string) ([]models.Reference, error) {
	if !m.applicants() || a.Person != m.row.Person {
		return nil, nil
	}
	return c.Store.OnHand(ctx, m.row.Person, item, m.row.ID)
}

// Reuse puts a paper on hand into the case: another Reference to the same document.
func (c *Casework) Reuse(ctx context.Context, a Actor, task models.TaskID, item, paper string) (Paper, error) {
	ctx = acting(ctx, a)
	m, err := c.handingIn(ctx, a, task, item)
	if err != nil {
		return Paper{}, err
	}
	refs, err := c.onHand(ctx, a, m, item)
	if err != nil {
		return Paper{}, err
	}
	i := slices.IndexFunc(refs, func(r models.Reference) bool { return r.ID == paper })
	if i < 0 {
		return Paper{}, models.Problemf(models.KindNotFound, "not-found", "there is no such paper on hand")
	}
	return c.refer(ctx, a, m, models.Reference{Item: item, Document: refs[i].Document})
}
