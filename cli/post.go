package cli

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"handinhand/models"
	"handinhand/worker"
	"handinhand/workflows"
)

// post keeps what cases send to one another. The variables lie there under the
// key of the case that sent them.
type post struct {
	parts *parts
	wake  func() // told of each parcel; nil for nobody
}

// parcelBinding keeps sealed variables from being passed off as another parcel's.
func parcelBinding(p models.Parcel) []byte {
	return []byte("parcel\x00" + string(p.From) + "\x00" + p.Name)
}

func (p post) Send(ctx context.Context, parcel models.Parcel, variables map[string]any) error {
	box, err := p.parts.keys.Case(ctx, parcel.From)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(variables)
	if err != nil {
		return err
	}
	if parcel.Sealed, err = box.Seal(plain, parcelBinding(parcel)); err != nil {
		return err
	}
	err = p.parts.store.Send(ctx, parcel)
	if err == nil && p.wake != nil {
		p.wake()
	}
	return err
}

func (p post) Due(ctx context.Context, limit int) ([]worker.Parcel, error) {
	rows, err := p.parts.store.DueParcels(ctx, limit)
	var due []worker.Parcel
	for _, row := range rows {
		variables, failed := p.open(ctx, row.Parcel)
		if models.KindOf(failed) == models.KindNotFound {
			// The sender's data was erased: there is nothing left to hand over.
			failed = p.Delivered(ctx, row.ID)
		} else if failed == nil {
			due = append(due, worker.Parcel{Parcel: row.Parcel, Release: row.Release, Variables: variables})
		}
		err = errors.Join(err, failed)
	}
	return due, err
}

func (p post) open(ctx context.Context, parcel models.Parcel) (variables workflows.Variables, err error) {
	box, err := p.parts.keys.Case(ctx, parcel.From)
	if err != nil {
		return nil, err
	}
	plain, err := box.Open(parcel.Sealed, parcelBinding(parcel))
	if err != nil {
		return nil, err
	}
	return variables, json.Unmarshal(plain, &variables)
}

func (p post) Delivered(ctx context.Context, id string) error {
	return p.parts.store.ParcelDelivered(ctx, id, time.Now().UTC())
}
