package cli

import (
	"context"
	"errors"
	"time"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/worker"
)

// post keeps what is on its way to cases.
type post struct {
	work *casework.Casework
	wake func() // told of each parcel; nil for nobody
}

func (p post) Send(ctx context.Context, parcel models.Parcel, variables map[string]any) error {
	err := p.work.SendParcel(ctx, parcel, variables)
	if err == nil && p.wake != nil {
		p.wake()
	}
	return err
}

func (p post) Due(ctx context.Context, limit int) ([]worker.Parcel, error) {
	rows, err := p.work.Store.DueParcels(ctx, time.Now().UTC(), limit, "")
	var due []worker.Parcel
	for _, row := range rows {
		variables, failed := p.work.OpenParcel(ctx, row.Parcel)
		switch {
		case failed == nil:
			due = append(due, worker.Parcel{Parcel: row.Parcel, Release: row.Release, Variables: variables})
		case models.KindOf(failed) == models.KindNotFound:
			// The sender's data was erased: there is nothing left to hand over.
			failed = p.Delivered(ctx, row.ID)
		default:
			failed = errors.Join(failed, p.Failed(ctx, row.ID))
		}
		err = errors.Join(err, failed)
	}
	return due, err
}

func (p post) Begin(ctx context.Context, parcel worker.Parcel) error {
	return p.work.BeginByParcel(ctx, parcel.Parcel, parcel.Variables)
}

func (p post) Delivered(ctx context.Context, id string) error {
	return p.work.Store.ParcelDelivered(ctx, id, time.Now().UTC())
}

func (p post) Failed(ctx context.Context, id string) error {
	return p.work.Store.ParcelFailed(ctx, id, time.Now().UTC())
}
