package casework

import (
	"context"

	"handinhand/audit"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
)

// Expected are the messages that cases wait for from the system's agency.
func (c *Casework) Expected(ctx context.Context, a Actor, p Page) (List[ExpectedMessage], error) {
	ctx = acting(ctx, a)
	if err := c.permitSystem(a, policy.DeliverMessage); err != nil {
		return List[ExpectedMessage]{}, err
	}
	rows, err := c.Store.Subscriptions(ctx, a.Agency.ID, store.Page(p))
	out := List[ExpectedMessage]{Items: []ExpectedMessage{}, Next: rows.Next}
	for _, row := range rows.Items {
		out.Items = append(out.Items, ExpectedMessage{Number: row.Number, Message: row.Message, CorrelationKey: row.CorrelationKey, Since: row.OpenedAt})
	}
	return out, err
}

func (c *Casework) permitSystem(a Actor, action policy.Action) error {
	return c.may(a, action, policy.Subscription(models.Subscription{Agency: a.Agency.ID}))
}

// Transfers are what the system's agency has been sent and may read now, newest
// first.
func (c *Casework) Transfers(ctx context.Context, a Actor, p Page) (List[TransferLine], error) {
	ctx = acting(ctx, a)
	if err := c.permitSystem(a, policy.DeliverMessage); err != nil {
		return List[TransferLine]{}, err
	}
	rows, err := c.Store.Transfers(ctx, a.Agency.ID, now(), store.Page(p))
	out := List[TransferLine]{Items: []TransferLine{}, Next: rows.Next}
	for _, row := range rows.Items {
		out.Items = append(out.Items, transferLine(row))
	}
	return out, err
}

// Transfer reads what was sent. Each item read is an Access.
func (c *Casework) Transfer(ctx context.Context, a Actor, id string) (_ Transfer, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.ReadTransfer, task: models.TaskID(id)}, &err)
	row, kase, err := c.transfer(ctx, a, id)
	if err != nil {
		return Transfer{}, err
	}
	r, err := c.release(ctx, kase.Release)
	if err != nil {
		return Transfer{}, err
	}
	items := map[string]models.Grant{}
	for _, g := range row.Grants {
		items[g.Item] = g
	}
	view := Transfer{TransferLine: transferLine(row), Papers: []Paper{}}
	refs, err := c.references(ctx, row.Case)
	if err != nil {
		return Transfer{}, err
	}
	for _, item := range sortedKeys(items) {
		if ref, ok := refs[item]; ok {
			paper, err := c.paper(ctx, a, r, kase.Person, ref)
			if err != nil {
				return Transfer{}, err
			}
			view.Papers = append(view.Papers, paper)
		}
	}
	answers, err := c.Store.Answers(ctx, row.Case)
	if err != nil {
		return Transfer{}, err
	}
	var lent []models.Answer
	read := map[string]models.Access{}
	for _, answer := range answers {
		item, known := r.ItemOfField(answer.Field)
		if grant, ok := items[item]; known && ok {
			lent = append(lent, answer)
			read[item] = access(a, r, grant, nil)
		}
	}
	var reads []models.Access
	for _, item := range sortedKeys(read) {
		reads = append(reads, read[item])
	}
	if err := c.Store.Tx(ctx, func(tx *store.Store) error { return audit.Append(tx.DB, reads...) }); err != nil {
		return Transfer{}, err
	}
	view.Facts, err = c.answers(ctx, lent)
	return view, err
}

// TransferPaper reads a document that was sent.
func (c *Casework) TransferPaper(ctx context.Context, a Actor, id, paper string) (_ Content, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.ReadTransfer, task: models.TaskID(id)}, &err)
	row, kase, err := c.transfer(ctx, a, id)
	if err != nil {
		return Content{}, err
	}
	ref, err := c.reference(ctx, row.Case, paper)
	if err != nil {
		return Content{}, err
	}
	r, err := c.release(ctx, kase.Release)
	if err != nil {
		return Content{}, err
	}
	return c.readPaper(ctx, a, r, kase.Person, ref, func(*store.Store) ([]models.Grant, error) { return row.Grants, nil }, func(g models.Grant) error {
		return c.may(a, policy.ReadTransfer, policy.Transfer(a.Agency.ID, g, declared(r, g.Item, nil, sent(r)), now()))
	})
}

// transfer is an open transfer to the system's agency, with its case.
func (c *Casework) transfer(ctx context.Context, a Actor, id string) (store.Transfer, models.Case, error) {
	kase, key, err := models.TaskID(id).Parse()
	if err != nil {
		return store.Transfer{}, models.Case{}, models.Problemf(models.KindNotFound, "not-found", "there is no such transfer")
	}
	row, err := c.Store.Transfer(ctx, a.Agency.ID, kase, key, now())
	if err != nil {
		return store.Transfer{}, models.Case{}, err
	}
	found, err := c.Store.Case(ctx, kase)
	if err != nil {
		return store.Transfer{}, models.Case{}, err
	}
	r, err := c.release(ctx, found.Release)
	if err != nil {
		return store.Transfer{}, models.Case{}, err
	}
	for _, g := range row.Grants {
		if err := c.may(a, policy.ReadTransfer, policy.Transfer(a.Agency.ID, g, declared(r, g.Item, nil, sent(r)), now())); err != nil {
			return store.Transfer{}, models.Case{}, err
		}
	}
	return row, found, nil
}

// sent is what the transfers of a process lend.
func sent(r *release.Release) []models.Lending {
	var all []models.Lending
	for _, element := range r.Elements() {
		if transfer, ok := r.Transfer(element.ID); ok {
			for _, item := range transfer.Items {
				all = append(all, models.Lending{Item: item, Purpose: transfer.Purpose})
			}
		}
	}
	return all
}

func transferLine(t store.Transfer) TransferLine {
	line := TransferLine{ID: string(models.NewTaskID(t.Case, t.Key)), Number: t.Number, Items: []string{}, At: t.OpenedAt, ExpiresAt: t.ExpiresAt}
	for _, g := range t.Grants {
		line.Items = append(line.Items, g.Item)
		line.Purpose, line.LegalBasis, line.Statute = g.Purpose, g.LegalBasis, g.Statute
	}
	return line
}
