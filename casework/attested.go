package casework

import (
	"bytes"
	"context"
	"time"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/store"
)

// attestation is the newest word on a paper that counts: one that was withdrawn
// hides none before it, and one that is not as signed is none. nil when there is none.
func (c *Casework) attestation(ctx context.Context, owner models.PersonID, ref models.Reference) (*models.Attestation, error) {
	rows, err := c.Store.AttestationsOfItem(ctx, owner, ref.Item)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var digest []byte
	if ref.Unobtainable() {
		if digest, err = c.paperDigest(ctx, owner, ref); err != nil {
			return nil, err
		}
	}
	var withdrawn *models.Attestation
	for i := range rows {
		row := &rows[i]
		about := ref.Attestation == row.ID || ref.Document != nil && row.Document != nil && *ref.Document == *row.Document ||
			ref.Unobtainable() && row.Document == nil && bytes.Equal(row.Digest, digest)
		if !about || len(row.Sealed) == 0 {
			continue
		}
		key, err := c.signed(ctx, *row)
		if err != nil {
			return nil, err
		}
		switch {
		case key == "":
		case row.WithdrawnAt == nil:
			return row, nil
		case withdrawn == nil:
			withdrawn = row
		}
	}
	return withdrawn, nil
}

// attested is attestation in its reader's words.
func (c *Casework) attested(ctx context.Context, a Actor, owner models.PersonID, ref models.Reference) (*Attested, error) {
	row, err := c.attestation(ctx, owner, ref)
	if err != nil || row == nil {
		return nil, err
	}
	return c.attestedView(ctx, a, *row)
}

func (c *Casework) attestedView(ctx context.Context, a Actor, row models.Attestation) (*Attested, error) {
	if len(row.Sealed) == 0 {
		return nil, models.Problemf(models.KindNotFound, "not-found", "the law's time for what was attested is over")
	}
	agency, err := c.Store.Agency(ctx, row.Agency)
	if err != nil {
		return nil, err
	}
	box, err := c.Keys.Person(ctx, row.Person)
	if err != nil {
		return nil, err
	}
	says, err := box.Open(row.Sealed, attestationBinding(row.ID))
	if err != nil {
		return nil, err
	}
	return &Attested{ID: row.ID, Verdict: row.Verdict, By: agency.Name.In(a.Locale), At: row.At, ValidUntil: row.ValidUntil, Says: string(says),
		Statute: row.Statute, Holds: row.Holds(now()), Withdrawn: row.WithdrawnAt}, nil
}

// rely writes down, before a task is completed, which attestations its doer was shown.
// It is better to tell one who did not need to know than to miss one who did.
func (c *Casework) rely(ctx context.Context, m matter) error {
	lent, err := c.lentTo(ctx, m)
	if err != nil || len(lent) == 0 {
		return err
	}
	refs, err := c.references(ctx, m.task.Case)
	if err != nil {
		return err
	}
	var rows []models.Reliance
	for _, n := range m.lent() {
		ref, there := refs[n.item]
		if _, open := lent[n.item]; !open || !there {
			continue
		}
		row, err := c.attestation(ctx, m.row.Person, ref)
		if err != nil {
			return err
		}
		if row != nil && row.Task != m.task.ID && row.Holds(now()) && row.Verdict != models.VerdictInvalid {
			rows = append(rows, models.Reliance{Attestation: row.ID, Task: m.task.ID, Case: m.row.ID, Agency: m.task.Agency, At: now()})
		}
	}
	return c.Store.Rely(ctx, rows)
}

// Attestation is an attestation with the chain of those who relied on it.
type Attestation struct {
	Attested
	Item     string     `json:"item"`
	ItemName string     `json:"itemName"`
	Number   string     `json:"number"` // of the case where it was given
	Note     string     `json:"note"`   // signed
	Key      string     `json:"key"`    // verifier key of the note, its agency's own; "": the row is not as it was signed
	Reliers  []Reliance `json:"reliers"`
}

// Reliance is a task that was done on the strength of an attestation.
type Reliance struct {
	Agency string    `json:"agency"`
	Step   string    `json:"step"`
	Number string    `json:"number,omitempty"` // of its case; only the applicant sees it
	At     time.Time `json:"at"`
}

// Attestation is what somebody's paper was found to be, by whom, and who relied on it.
func (c *Casework) Attestation(ctx context.Context, a Actor, id models.AttestationID) (_ Attestation, err error) {
	ctx = acting(ctx, a)
	about := models.CaseID(id) // as it was asked for, as long as no case is known
	defer func() { c.noteRefusal(ctx, a, refusal{action: policy.ViewAttestation, kase: about}, &err) }()
	row, err := c.Store.Attestation(ctx, id)
	if err != nil {
		return Attestation{}, err
	}
	about = row.Case
	if err := c.may(a, policy.ViewAttestation, policy.Attestation(row)); err != nil {
		return Attestation{}, err
	}
	view, err := c.attestationLine(ctx, a, row)
	if err != nil {
		return Attestation{}, err
	}
	if view.Key, err = c.signed(ctx, row); err != nil {
		return Attestation{}, err
	}
	rows, err := c.Store.Reliances(ctx, id)
	for _, r := range rows {
		if err == nil {
			err = c.relier(ctx, a, &view, r)
		}
	}
	return view, err
}

// relier adds one link of the chain. The platform looks the task up: its agency
// relied on the reader's word, so the reader may know which step it was.
func (c *Casework) relier(ctx context.Context, a Actor, view *Attestation, r models.Reliance) error {
	ctx = store.As(ctx, asWorker)
	agency, err := c.Store.Agency(ctx, r.Agency)
	if err != nil {
		return err
	}
	task, err := c.Store.Task(ctx, r.Task)
	if err != nil {
		return err
	}
	row, err := c.Store.Case(ctx, r.Case)
	if err != nil {
		return err
	}
	used, err := c.release(ctx, row.Release)
	if err != nil {
		return err
	}
	line := Reliance{Agency: agency.Name.In(a.Locale), Step: used.Text(a.Locale, "element."+task.Element+".name"), At: r.At}
	if row.Person == a.Person {
		line.Number = row.Number
	}
	view.Reliers = append(view.Reliers, line)
	return nil
}

// asWorker is for whom the platform itself writes what cases need.
var asWorker = store.Identity{Parts: []store.Part{store.PartWorker}}

func (c *Casework) attestationLine(ctx context.Context, a Actor, row models.Attestation) (Attestation, error) {
	said, err := c.attestedView(ctx, a, row)
	if err != nil {
		return Attestation{}, err
	}
	kase, err := c.Store.Case(ctx, row.Case)
	if err != nil {
		return Attestation{}, err
	}
	r, err := c.release(ctx, kase.Release)
	if err != nil {
		return Attestation{}, err
	}
	return Attestation{Attested: *said, Item: row.Item, ItemName: r.Text(a.Locale, "item."+row.Item+".name"), Number: kase.Number, Note: row.Note, Reliers: []Reliance{}}, nil
}

// Attestations are those that the clerk's agency has given, newest first.
func (c *Casework) Attestations(ctx context.Context, a Actor, p Page) (List[Attestation], error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewInbox, policy.Inbox(a.Agency.ID)); err != nil {
		return List[Attestation]{}, err
	}
	rows, err := c.Store.AttestationsOfAgency(ctx, a.Agency.ID, store.Page(p))
	out := List[Attestation]{Items: []Attestation{}, Next: rows.Next}
	for _, row := range rows.Items {
		line, failed := c.attestationLine(ctx, a, row)
		if models.KindOf(failed) == models.KindNotFound {
			continue // the person was erased, or the law's time is over: there is nothing left to say
		}
		if err == nil {
			err = failed
		}
		out.Items = append(out.Items, line)
	}
	return out, err
}
