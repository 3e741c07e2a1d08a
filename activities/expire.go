package activities

import (
	"context"
	"time"

	"handinhand/models"
)

// ExpireName is the activity's name, see ProjectName.
const ExpireName = "Expire"

// Expirer deletes what a case has gathered of some items, writes that into the access
// log, and does nothing the second time.
type Expirer interface {
	Expire(ctx context.Context, e Expiry) error
}

// Expiry names what is due for deletion, and since when.
type Expiry struct {
	Case  models.CaseID        `json:"case"`
	Items []models.ExpiredItem `json:"items"`
	At    time.Time            `json:"at"`
}

// Expire deletes what is due. Every error is temporary.
func (a *Activities) Expire(ctx context.Context, e Expiry) error {
	return guard(a.Expiries.Expire(ctx, e), "what is due could not be deleted")
}
