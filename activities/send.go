package activities

import (
	"context"
	"time"

	"handinhand/models"
)

// parcelLife is how long a message waits for a case that takes it.
const parcelLife = 30 * 24 * time.Hour

// Sending is a message or a signal that a case throws.
type Sending struct {
	ID             string         `json:"id"` // see models.Parcel
	Case           models.CaseID  `json:"case"`
	Element        string         `json:"element"`
	Signal         bool           `json:"signal,omitempty"`
	Name           string         `json:"name"`
	CorrelationKey string         `json:"correlationKey,omitempty"`
	Variables      map[string]any `json:"variables,omitempty"`
	At             time.Time      `json:"at"`
}

// Send puts a message or a signal on its way. It runs as an activity and not as
// a local one: what a worker forgot must not have been sent. Every error is
// temporary.
func (a *Activities) Send(ctx context.Context, s Sending) error {
	parcel := models.Parcel{
		ID: s.ID, From: s.Case, Signal: s.Signal, Name: s.Name, CorrelationKey: s.CorrelationKey,
		SentAt: s.At, ExpiresAt: s.At.Add(parcelLife),
	}
	return guard(a.Post.Send(ctx, parcel, s.Variables), "what element "+s.Element+" throws could not be sent")
}
