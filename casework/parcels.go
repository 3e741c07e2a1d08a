package casework

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/store"
	"handinhand/workflows"
)

// messageLife is how long a message of an agency's system is kept, and remembered by
// its id.
const messageLife = 30 * 24 * time.Hour

// parcelBinding keeps sealed variables from being passed off as another parcel's.
func parcelBinding(p models.Parcel) []byte {
	return []byte("parcel\x00" + string(p.From) + "\x00" + p.Name)
}

// SendParcel keeps a parcel with its variables sealed under the key of the case that
// it is from.
func (c *Casework) SendParcel(ctx context.Context, p models.Parcel, variables map[string]any) error {
	box, err := c.Keys.Case(ctx, p.From)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(variables)
	if err != nil {
		return err
	}
	if p.Sealed, err = box.Seal(plain, parcelBinding(p)); err != nil {
		return err
	}
	return c.Store.Send(ctx, p)
}

// OpenParcel gives a parcel's variables. Not-found says that the data of whom it is
// from were erased.
func (c *Casework) OpenParcel(ctx context.Context, p models.Parcel) (variables workflows.Variables, err error) {
	box, err := c.Keys.Case(ctx, p.From)
	if err != nil {
		return nil, err
	}
	plain, err := box.Open(p.Sealed, parcelBinding(p))
	if err != nil {
		return nil, err
	}
	return variables, json.Unmarshal(plain, &variables)
}

// BeginByParcel begins the case that a message or signal begins: it is about the
// person of the case that the parcel is from. Where no start event takes it any more,
// a message waits for a subscription and a signal is over.
func (c *Casework) BeginByParcel(ctx context.Context, p models.Parcel, variables map[string]any) error {
	ctx = store.As(ctx, asWorker)
	origin, err := c.Store.Case(ctx, p.From)
	if err != nil {
		return err
	}
	kind := models.ByMessage
	if p.Signal {
		kind = models.BySignal
	}
	err = c.begin(ctx, p.Begins, happened{
		id: p.ID, origin: origin, person: origin.Person, agency: models.AgencyOfMessage(p.ID), variables: variables,
		fits: func(b models.Beginning) bool { return b.Kind == kind && b.Name == p.Name },
	})
	switch {
	case errors.Is(err, errNoBeginning) && !p.Signal:
		return c.Store.ParcelBeginsNothing(ctx, p.ID)
	case err != nil && !errors.Is(err, errNoBeginning):
		return err
	}
	return c.Store.ParcelDelivered(ctx, p.ID, now())
}

// Deliver brings a message to the case that waits for it from the system's agency, or
// begins the case that it begins. The message's id makes it exactly once, for as long
// as messages are remembered.
func (c *Casework) Deliver(ctx context.Context, a Actor, m Message) error {
	ctx = acting(ctx, a)
	if err := c.permitSystem(a, policy.DeliverMessage); err != nil {
		return err
	}
	if m.ID == "" || m.Message == "" {
		return models.Problemf(models.KindInvalid, "invalid", "a message needs an id and a name")
	}
	id := models.MessageParcel(a.Agency.ID, m.ID)
	if known, err := c.Store.Parcel(ctx, id); err == nil {
		return c.handAnswer(ctx, a, known)
	} else if models.KindOf(err) != models.KindNotFound {
		return err
	}
	p := models.Parcel{ID: id, Name: m.Message, CorrelationKey: m.CorrelationKey, SentAt: now(), ExpiresAt: now().Add(messageLife)}
	hash, err := c.addressee(ctx, a, &p)
	if err != nil {
		return err
	}
	r, err := c.release(ctx, hash)
	if err != nil {
		return err
	}
	for name := range m.Variables {
		if !r.Reads(name) {
			return models.Problemf(models.KindInvalid, "invalid", "no expression of the process reads %q; leave it out", name)
		}
	}
	if err := c.SendParcel(ctx, p, m.Variables); err != nil {
		return err
	}
	return c.handAnswer(ctx, a, p)
}

// handAnswer brings a system's message that is kept to its case. The agency has
// answered, so what it was sent for this case, it has read: that is closed first, and
// again whenever the message comes again, for we may have died in between.
func (c *Casework) handAnswer(ctx context.Context, a Actor, p models.Parcel) error {
	if p.To != "" {
		if err := c.Store.CloseTransfers(ctx, a.Agency.ID, p.To, now()); err != nil {
			return err
		}
	}
	if p.DeliveredAt != nil {
		return nil
	}
	return c.hand(ctx, p.ID)
}

// addressee says which case a system's message is for, or of which type it begins
// one, and gives the release that takes it. A message that begins a case must say
// about whom: its correlation key is the number of a case in which the agency takes
// part, and the new case is about the same person.
func (c *Casework) addressee(ctx context.Context, a Actor, p *models.Parcel) (release string, err error) {
	waiting, unawaited := c.Store.Subscription(ctx, a.Agency.ID, p.Name, p.CorrelationKey)
	if unawaited == nil {
		p.From, p.To = waiting.Case, waiting.Case
		row, err := c.Store.Case(ctx, waiting.Case)
		return row.Release, err
	}
	if models.KindOf(unawaited) != models.KindNotFound {
		return "", unawaited
	}
	rows, err := c.Store.Beginnings(ctx, models.ByMessage, p.Name)
	if err != nil {
		return "", err
	}
	for _, b := range rows {
		if b.Role != a.Agency.Role {
			continue
		}
		number, err := models.ParseCaseNumber(p.CorrelationKey)
		if err != nil {
			return "", models.Problemf(models.KindInvalid, "message.about", "the message begins a case: its correlation key must be the number of a case in which the agency takes part, and says about whom the new one is")
		}
		about, err := c.Store.CaseByNumber(ctx, number)
		if err != nil {
			return "", err
		}
		p.From, p.Begins = about.ID, b.CaseType
		return b.Release, nil
	}
	return "", unawaited
}

// hand brings a message that is kept to its case at once, without waiting for a
// courier. When another parcel of the case comes first or the case does not answer, a
// courier brings it later. An error says that nobody ever will.
func (c *Casework) hand(ctx context.Context, id string) error {
	due, err := c.Store.DueParcels(ctx, now(), 1, id)
	if err != nil || len(due) == 0 {
		return err
	}
	p := due[0].Parcel
	variables, err := c.OpenParcel(ctx, p)
	if err == nil && p.Begins != "" {
		err = c.BeginByParcel(ctx, p, variables)
	} else if err == nil {
		err = c.Workflows.Deliver(ctx, p.To, workflows.Message{ID: p.ID, Name: p.Name, CorrelationKey: p.CorrelationKey, Variables: variables, Until: p.ExpiresAt})
		if gone := models.KindOf(err); err == nil || gone == models.KindClosed || gone == models.KindNotFound {
			return errors.Join(err, c.Store.ParcelDelivered(ctx, id, now()))
		}
	}
	if err != nil {
		c.Log.WarnContext(ctx, "a message is kept and brought to its case later", "parcel", id, "error", err)
		return c.Store.ParcelFailed(ctx, id, now())
	}
	return nil
}
