package casework

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"time"

	"handinhand/audit"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
)

// mandateDays bounds how long a helper may act without being asked again.
const mandateDays = 180

// Mandate is a helper's permission as its case's applicant, or the helper, sees it.
type Mandate struct {
	ID        models.MandateID `json:"id"`
	Case      models.CaseID    `json:"case"`
	Scopes    []models.Scope   `json:"scopes"`
	Code      string           `json:"code,omitempty"` // only once: for the applicant to give away
	OpenedAt  time.Time        `json:"openedAt"`
	ExpiresAt time.Time        `json:"expiresAt"`
	Accepted  bool             `json:"accepted"`
	Revoked   bool             `json:"revoked"`
}

func mandateView(m models.Mandate) Mandate {
	return Mandate{ID: m.ID, Case: m.Case, Scopes: m.List(), OpenedAt: m.OpenedAt, ExpiresAt: m.ExpiresAt,
		Accepted: m.AcceptedAt != nil, Revoked: m.RevokedAt != nil}
}

// GiveMandate lets somebody whom the applicant trusts act in a case, within scopes,
// for some days. The code in the answer is what they accept it with.
func (c *Casework) GiveMandate(ctx context.Context, a Actor, id models.CaseID, scopes []models.Scope, days int) (Mandate, error) {
	ctx = acting(ctx, a)
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return Mandate{}, err
	}
	if err := c.may(a, policy.ManageMandates, policy.Case(row)); err != nil {
		return Mandate{}, err
	}
	joined, ok := models.JoinScopes(scopes)
	if !ok || days < 1 || days > mandateDays {
		return Mandate{}, models.Problemf(models.KindInvalid, "mandate", "a mandate has scopes (view, act, read) and lasts 1 to %d days", mandateDays)
	}
	code := rand.Text()
	hash := sha256.Sum256([]byte(code))
	m := models.Mandate{ID: models.MandateID(models.NewID()), Case: id, Person: row.Person, Scopes: joined, CodeHash: hash[:],
		OpenedAt: now(), ExpiresAt: now().AddDate(0, 0, days)}
	view := mandateView(m)
	view.Code = code
	return view, c.Store.AddMandate(ctx, m)
}

// Mandates are those of an own case, newest first.
func (c *Casework) Mandates(ctx context.Context, a Actor, id models.CaseID) (_ []Mandate, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.ManageMandates, kase: id}, &err)
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := c.may(a, policy.ManageMandates, policy.Case(row)); err != nil {
		return nil, err
	}
	rows, err := c.Store.Mandates(ctx, id)
	return mandateViews(rows), err
}

// HeldMandates are those that the actor can help under now.
func (c *Casework) HeldMandates(ctx context.Context, a Actor) ([]Mandate, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.AcceptMandate, policy.Platform()); err != nil {
		return nil, err
	}
	rows, err := c.Store.MandatesOfHelper(ctx, a.Person, now())
	return mandateViews(rows), err
}

func mandateViews(rows []models.Mandate) []Mandate {
	views := []Mandate{}
	for _, row := range rows {
		views = append(views, mandateView(row))
	}
	return views
}

// AcceptMandate makes the actor the helper of whoever gave them the code.
func (c *Casework) AcceptMandate(ctx context.Context, a Actor, code string) (Mandate, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.AcceptMandate, policy.Platform()); err != nil {
		return Mandate{}, err
	}
	hash := sha256.Sum256([]byte(strings.ToUpper(strings.TrimSpace(code))))
	m, err := c.Store.AcceptMandate(ctx, hash[:], a.Person, now())
	if err != nil {
		return Mandate{}, err
	}
	return mandateView(m), nil
}

// RevokeMandate ends a mandate at once. The applicant may, and the helper.
func (c *Casework) RevokeMandate(ctx context.Context, a Actor, id models.MandateID) error {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.AcceptMandate, policy.Platform()); err != nil {
		return err
	}
	return c.Store.RevokeMandate(ctx, id, now()) // the wall shows it to these two only
}

// mandate is what lets the actor help in someone else's case; nil when nothing does.
func (c *Casework) mandate(ctx context.Context, a Actor, row models.Case) (*models.Mandate, error) {
	if a.Person == row.Person || a.Agency.ID != "" {
		return nil, nil
	}
	return c.Store.MandateFor(ctx, row.ID, a.Person, now())
}

// noteHelp writes down that a helper has seen something of a case. The consent of
// whoever gave the mandate is what it rests on.
func (c *Casework) noteHelp(ctx context.Context, a Actor, m *models.Mandate, r *release.Release, action policy.Action, item string, document *models.DocumentID) error {
	if m == nil {
		return nil
	}
	at := now()
	entry := models.Access{
		Action: string(action), Mandate: m.ID, Case: m.Case, Person: m.Person, By: a.Person, Item: item, Document: document,
		Purpose: "mandate", LegalBasis: "eu-gdpr:A6-1-a", At: at, KeepUntil: keepUntil(r, item, at),
	}
	return c.Store.Tx(ctx, func(tx *store.Store) error { return audit.Append(tx.DB, entry) })
}
