package worker

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"handinhand/models"
	"handinhand/workflows"
)

const (
	// courierPause is how long a parcel of another worker may lie; this worker's
	// own go at once.
	courierPause = time.Second
	courierLoad  = 100
)

// Parcel is one to hand over: a message or a signal for a case, opened.
type Parcel struct {
	models.Parcel
	Release   string // of the case that it is for
	Variables map[string]any
}

// PostOffice keeps the parcels between cases.
type PostOffice interface {
	// Due takes up parcels to hand over; nobody else gets them for a while. Of those
	// for one case it gives the oldest.
	Due(ctx context.Context, limit int) ([]Parcel, error)
	// Delivered closes one that has been handed over.
	Delivered(ctx context.Context, id string) error
	// Failed puts one back, to be tried again later and later.
	Failed(ctx context.Context, id string) error
	// Begin begins the case that a parcel begins, and closes it.
	Begin(ctx context.Context, p Parcel) error
}

// Courier hands parcels over to cases. Any number may run: a parcel that two of
// them bring counts once, by its ID.
type Courier struct {
	Office   PostOffice
	Cases    *workflows.Client
	Releases workflows.Releases
	Log      *slog.Logger
	wake     chan struct{}
}

// NewCourier makes a courier; Run lets it work.
func NewCourier(office PostOffice, cases *workflows.Client, releases workflows.Releases, log *slog.Logger) *Courier {
	return &Courier{Office: office, Cases: cases, Releases: releases, Log: log, wake: make(chan struct{}, 1)}
}

// Wake says that there may be a parcel.
func (c *Courier) Wake() {
	select {
	case c.wake <- struct{}{}:
	default: // it has been told
	}
}

// Run hands over what is due until the context ends.
func (c *Courier) Run(ctx context.Context) {
	for {
		if !c.round(ctx) {
			select {
			case <-ctx.Done():
				return
			case <-c.wake:
			case <-time.After(courierPause):
			}
		}
	}
}

// round hands over one load, and tells whether there may be more at once.
func (c *Courier) round(ctx context.Context) bool {
	due, err := c.Office.Due(ctx, courierLoad)
	if err != nil && ctx.Err() == nil {
		c.Log.Error("parcels between cases cannot be read; trying again", "error", err)
	}
	handed := 0
	for _, p := range due {
		err := c.hand(ctx, p)
		if err == nil {
			handed++
		} else if ctx.Err() == nil {
			c.Log.Error("a parcel cannot be handed over; trying again", "parcel", p.ID, "tries", p.Tries, "error", errors.Join(err, c.Office.Failed(ctx, p.ID)))
		}
	}
	// Behind what was handed over the next one of the same case may lie.
	return handed > 0 && ctx.Err() == nil
}

// hand brings a parcel to its case. One whose case has ended meanwhile has
// nowhere to go, which is no failure: nobody waits any longer.
func (c *Courier) hand(ctx context.Context, p Parcel) error {
	if p.Begins != "" {
		return c.Office.Begin(ctx, p)
	}
	release, err := c.Releases.Get(p.Release)
	if err != nil {
		return err
	}
	variables := workflows.Variables{}
	for name, v := range p.Variables {
		if release.Reads(name) {
			variables[name] = v
		}
	}
	if p.Signal {
		err = c.Cases.Broadcast(ctx, p.To, workflows.Signal{ID: p.ID, Name: p.Name, Variables: variables})
	} else {
		err = c.Cases.Deliver(ctx, p.To, workflows.Message{ID: p.ID, Name: p.Name, CorrelationKey: p.CorrelationKey, Variables: variables, Until: p.ExpiresAt})
	}
	if kind := models.KindOf(err); err != nil && kind != models.KindClosed && kind != models.KindNotFound {
		return err
	}
	return c.Office.Delivered(ctx, p.ID)
}
