package activities

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"go.temporal.io/sdk/temporal"

	"handinhand/models"
)

// Names under which a worker registers the activities. Histories hold them:
// they must not change while a case runs that was recorded with them.
const (
	ProjectName   = "Project"
	ReconcileName = "Reconcile"
	CallName      = "Call"
	SendName      = "Send"
)

// Store keeps what a burst changed, in one transaction and once for each case
// and sequence. A burst that is not the one under its sequence is
// models.ErrDiverged; Reconcile then makes the rows equal to the case and gives
// the sequence under which it did.
type Store interface {
	Project(ctx context.Context, b models.Burst) error
	Reconcile(ctx context.Context, in models.Snapshot) (sequence int64, err error)
}

// Notifier keeps a notice where its reader finds it, once for each Notice.ID.
type Notifier interface {
	Notify(ctx context.Context, n Notice) error
}

// Transferrer lends items to another agency outside of a task, once for each
// Transfer.ID.
type Transferrer interface {
	Transfer(ctx context.Context, t Transfer) error
}

// Sender gives a message or a signal to whichever case waits for it, once for
// each Parcel.ID. It seals the variables.
type Sender interface {
	Send(ctx context.Context, p models.Parcel, variables map[string]any) error
}

// Sealer seals the trace of a decision with the key of its case. The mark is a keyed
// hash, equal for equal traces.
type Sealer interface {
	SealTrace(ctx context.Context, plain []byte, about models.Explanation) (sealed, mark []byte, err error)
}

// Notice is a short message to a role of a case. Text is a key of the release's
// translations, so nothing personal is in it.
type Notice struct {
	ID   string // case/element/key
	Case models.CaseID
	Role models.AgencyRole // who reads it; models.RoleApplicant for the applicant
	Text string
	At   time.Time // when the case sent it
}

// Transfer is the named way of items to another agency (hih:transfer).
type Transfer struct {
	ID        string // case/element/key
	Case      models.CaseID
	Key       int64             // of the service step: the Grants carry it
	Recipient models.AgencyRole // who may read from now on
	Lends     []models.Lending
	At        time.Time  // when the case sent it
	ExpiresAt *time.Time // nil: until it is acknowledged
}

// Activities are the side effects of a case. A worker registers one value of it.
type Activities struct {
	Store     Store
	Notices   Notifier
	Transfers Transferrer
	Post      Sender
	Begins    Beginner
	Traces    Sealer
	Expiries  Expirer
	Moves     Mover
}

// Project keeps a burst. It runs as a local activity: one event in the case's
// history. Every error but TypeDiverged is temporary for the case: it waits until
// it is written.
func (a *Activities) Project(ctx context.Context, b models.Burst) error {
	b, err := a.sealed(ctx, b)
	if err == nil {
		err = a.Store.Project(ctx, b)
	}
	if errors.Is(err, models.ErrDiverged) {
		return temporal.NewNonRetryableApplicationError(models.ErrDiverged.Error(), TypeDiverged, nil)
	}
	return guard(err, "the changes of the case could not be written")
}

// Reconcile makes what was projected equal to the case. It runs as a local
// activity; every error is temporary.
func (a *Activities) Reconcile(ctx context.Context, in models.Snapshot) (sequence int64, err error) {
	if in.Burst, err = a.sealed(ctx, in.Burst); err == nil {
		sequence, err = a.Store.Reconcile(ctx, in)
	}
	return sequence, guard(err, "the case could not be reconciled")
}

// sealed is a burst without readable traces. They come in the clear because the
// input of a local activity stays in the worker's memory: what is sealed here is in
// no history. The burst that came in stays as it is, for another attempt.
func (a *Activities) sealed(ctx context.Context, b models.Burst) (models.Burst, error) {
	b.Explained = slices.Clone(b.Explained)
	for i := range b.Explained {
		e := &b.Explained[i]
		plain, err := json.Marshal(e.Trace)
		if err != nil {
			return b, err
		}
		about := models.Explanation{Case: b.Case, Element: e.Element, Decision: e.Decision}
		if e.Sealed, e.Mark, err = a.Traces.SealTrace(ctx, plain, about); err != nil {
			return b, err
		}
		e.Trace = nil
	}
	return b, nil
}
