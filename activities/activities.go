package activities

import (
	"context"
	"time"

	"handinhand/models"
)

// Names under which a worker registers the activities. Histories hold them:
// they must not change while a case runs that was recorded with them.
const (
	ProjectName = "Project"
	CallName    = "Call"
)

// Store keeps what a burst changed, in one transaction and once for each case
// and sequence.
type Store interface {
	Project(ctx context.Context, b models.Burst) error
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
}

// Project keeps a burst. It runs as a local activity: one event in the case's
// history. Every error is temporary for the case: it waits until it is written.
func (a *Activities) Project(ctx context.Context, b models.Burst) error {
	return guard(a.Store.Project(ctx, b), "the changes of the case could not be written")
}
