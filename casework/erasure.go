package casework

import (
	"context"
	"errors"
	"slices"

	"handinhand/activities"
	"handinhand/keys"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
)

// The grounds on which something is erased for its person, as the log has them.
const (
	noLongerNeeded = "GDPR Art. 17(1)(a)"
	takenBack      = "GDPR Art. 17(1)(b)"
)

// Erasure is what of an own case can be forgotten at once, what stays and why, and what
// was forgotten already.
type Erasure struct {
	Case  CaseLine       `json:"case"`
	Ends  bool           `json:"ends"`  // nothing was ever sent: the case ends with it
	Now   []ErasableLine `json:"now"`   // goes as soon as its person asks
	Stays []KeptLine     `json:"stays"` // a law has it kept; the agencies are asked about it
	Gone  []AccessLine   `json:"gone"`  // newest first
	Asked []ConcernLine  `json:"asked"` // of the agencies, oldest first
}

// Asking tells whether an answer of an agency is still awaited.
func (e Erasure) Asking() bool {
	return slices.ContainsFunc(e.Asked, func(l ConcernLine) bool { return l.AnsweredAt == nil })
}

// Why something can be erased at once.
const (
	ErasedConsent = "consent" // it was given by the person's own will
	ErasedUnsent  = "unsent"  // it never left the person's hands
	ErasedOver    = "over"    // the law's time is over
)

// ErasableLine is something that no law has kept.
type ErasableLine struct {
	Item     string `json:"item"`
	ItemName string `json:"itemName"`
	Why      string `json:"why"` // consent, unsent, over
}

// erasable collects what of an own case can be erased.
type erasable struct {
	in   inside
	view Erasure
}

// Erasure is what the actor can have erased of an own case.
func (c *Casework) Erasure(ctx context.Context, a Actor, id models.CaseID) (_ Erasure, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.RaiseConcern, kase: id}, &err)
	e, err := c.erasable(ctx, a, id)
	return e.view, err
}

func (c *Casework) erasable(ctx context.Context, a Actor, id models.CaseID) (e erasable, err error) {
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return e, err
	}
	if err := c.may(a, policy.RaiseConcern, policy.Case(row)); err != nil {
		return e, err
	}
	cases, err := c.inside(ctx, a, row)
	if err != nil {
		return e, err
	}
	e.in = cases[0]
	e.view = Erasure{Case: e.in.line(), Now: []ErasableLine{}, Stays: []KeptLine{}, Gone: []AccessLine{}}
	if e.view.Ends, err = c.Store.NeverSent(ctx, id); err != nil {
		return e, err
	}
	if err := c.addUnsent(ctx, &e); err != nil {
		return e, err
	}
	if err := c.addKept(ctx, &e); err != nil {
		return e, err
	}
	if err := c.addGone(ctx, &e); err != nil {
		return e, err
	}
	asked, err := c.Store.ConcernsOfCase(ctx, id, models.ConcernErasure)
	if err != nil {
		return e, err
	}
	e.view.Asked, err = c.concernLines(ctx, a, asked)
	return e, err
}

func (e *erasable) now(item, why string) {
	e.view.Now = append(e.view.Now, ErasableLine{Item: item, ItemName: e.in.itemName(item), Why: why})
}

func (c *Casework) addUnsent(ctx context.Context, e *erasable) error {
	items, fields, err := c.Store.Unsent(ctx, e.in.row.ID)
	for _, field := range fields {
		if item, ok := e.in.release.ItemOfField(field); ok && !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	slices.Sort(items)
	for _, item := range items {
		e.now(item, ErasedUnsent)
	}
	return err
}

// addKept parts what the case holds into what goes at once and what a law has kept.
func (c *Casework) addKept(ctx context.Context, e *erasable) error {
	k := known{view: &Cockpit{}, in: e.in, items: map[string]bool{}}
	refs, err := c.Store.References(ctx, e.in.row.ID)
	for _, ref := range refs {
		unsent := slices.ContainsFunc(e.in.tasks, func(t models.Task) bool { return t.ID == ref.Task && t.Role == models.RoleApplicant })
		if !unsent {
			k.items[ref.Item] = true
		}
	}
	if err != nil {
		return err
	}
	if err := c.addAnswers(ctx, &k); err != nil {
		return err
	}
	for _, line := range k.kept() {
		switch {
		case line.Voluntary:
			e.now(line.Item, ErasedConsent)
		case line.Until != nil && !now().Before(*line.Until):
			e.now(line.Item, ErasedOver)
		default:
			e.view.Stays = append(e.view.Stays, line)
		}
	}
	return nil
}

func (c *Casework) addGone(ctx context.Context, e *erasable) error {
	rows, err := c.Store.Expired(ctx, e.in.row.ID, cockpitReads)
	for _, row := range rows {
		line, err := c.accessLine(ctx, e.in, row)
		if err != nil {
			return err
		}
		e.view.Gone = append(e.view.Gone, line)
	}
	return err
}

// EraseOwn erases of an own case what no law has kept, at once: what its person allowed,
// what was never sent, and what is older than the law's time. About the rest each agency
// of the case is asked, who has a month to say yes or no (GDPR Art. 12(3)). A case of
// which nothing was ever sent ends.
func (c *Casework) EraseOwn(ctx context.Context, a Actor, id models.CaseID, text string) (Erasure, error) {
	ctx = acting(ctx, a)
	e, err := c.erasable(ctx, a, id)
	if err != nil {
		return Erasure{}, err
	}
	if text, err = concernText(Concern{Kind: models.ConcernErasure}, text); err != nil {
		return Erasure{}, err
	}
	if err := c.eraseNow(ctx, a, e); err != nil {
		return Erasure{}, err
	}
	if err := c.discard(ctx, a, e); err != nil {
		return Erasure{}, err
	}
	if len(e.view.Stays) > 0 && !e.view.Asking() {
		if _, err := c.raise(ctx, a, e.in.row, Concern{Case: id, Kind: models.ConcernErasure, Text: text}); err != nil {
			return Erasure{}, err
		}
	}
	return c.Erasure(ctx, a, id)
}

func (c *Casework) eraseNow(ctx context.Context, a Actor, e erasable) error {
	id, at := e.in.row.ID, now()
	unsent := []models.ExpiredItem{}
	over := activities.Expiry{Case: id, At: at}
	for _, line := range e.view.Now {
		switch line.Why {
		case ErasedConsent:
			if err := c.eraseConsented(ctx, a, e.in, line.Item); err != nil {
				return err
			}
		case ErasedUnsent:
			unsent = append(unsent, expiring(e.in.release, line.Item, noLongerNeeded))
		case ErasedOver:
			over.Items = append(over.Items, expiring(e.in.release, line.Item, noLongerNeeded))
		}
	}
	gone, err := c.Store.EraseUnsent(ctx, id, unsent, at)
	for _, d := range gone {
		err = errors.Join(err, c.Vault.Remove(ctx, d))
	}
	if err != nil || len(over.Items) == 0 {
		return err
	}
	return c.Expire(ctx, over)
}

// eraseConsented takes a consent back, which erases what was said; what has no consent
// on record is erased alone.
func (c *Casework) eraseConsented(ctx context.Context, a Actor, in inside, item string) error {
	err := c.WithdrawConsent(ctx, a, in.row.ID, item)
	if models.KindOf(err) != models.KindNotFound {
		return err
	}
	return c.Expire(ctx, activities.Expiry{Case: in.row.ID, At: now(), Items: []models.ExpiredItem{expiring(in.release, item, takenBack)}})
}

func expiring(r *release.Release, item, statute string) models.ExpiredItem {
	declared, _ := r.Item(item)
	return models.ExpiredItem{Item: item, Fields: declared.Fields, Statute: statute}
}

// dataErased is the notice that a case holds nothing of its applicant any more.
const dataErased = "data-erased"

// eraseGranted erases all of an ended case when every agency that was asked has said
// yes. One that says no keeps it for all, since the platform keeps it once for all.
func (c *Casework) eraseGranted(ctx context.Context, row models.Case) error {
	ctx = store.As(ctx, asWorker)
	asked, err := c.Store.ConcernsOfCase(ctx, row.ID, models.ConcernErasure)
	refuses := func(q models.Concern) bool { return q.Fulfilled == nil || !*q.Fulfilled }
	if err != nil || len(asked) == 0 || row.State != models.CaseEnded || slices.ContainsFunc(newestRound(asked), refuses) {
		return err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return err
	}
	all := activities.Expiry{Case: row.ID, At: now()}
	for _, item := range sortedKeys(r.Data.Items) {
		all.Items = append(all.Items, expiring(r, item, noLongerNeeded))
	}
	if err := c.Expire(ctx, all); err != nil {
		return err
	}
	return c.Store.AddNotice(ctx, models.Notice{ID: "erased/" + string(row.ID), Case: row.ID, Text: dataErased, At: now()}, models.RoleApplicant)
}

// newestRound are the requests that were made last: who asks again asks everybody anew.
func newestRound(asked []models.Concern) []models.Concern {
	last := asked[len(asked)-1].OpenedAt
	return slices.DeleteFunc(slices.Clone(asked), func(q models.Concern) bool { return q.OpenedAt.Before(last) })
}

// shred destroys the key of an ended case that holds nothing any more: with it goes
// what its history knew. A tombstone keeps old backups from bringing it back.
func (c *Casework) shred(ctx context.Context, id models.CaseID) error {
	empty, err := c.Store.Empty(ctx, id)
	if err != nil || !empty {
		return err
	}
	return c.Keys.Destroy(ctx, keys.CaseOwner(id))
}
