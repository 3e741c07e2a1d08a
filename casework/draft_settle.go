package casework

import (
	"context"

	"handinhand/models"
	"handinhand/process/merge"
	"handinhand/store"
)

// Settlement says how a clash ends: of each thing that two owners changed, whose is to stand. Kept is the revision that holds
// the refused bytes, Base the version that they began with, Over the version that they are settled with.
type Settlement struct {
	Draft            models.DraftID
	Kept, Base, Over int64
	Mine             []ClashChoice // what is to be as the refused bytes have it; all else as the file has it
}

// ClashChoice names one thing of a clash, as its conflict did.
type ClashChoice struct {
	Element string `json:"element" maxLength:"2000"`
	What    string `json:"what" maxLength:"200"`
}

// SettleDraftFile joins what was refused with the file as it is, by the choices of its owner. Where the file has changed once
// more since these were made, the error is a *Clash about the new state.
func (c *Casework) SettleDraftFile(ctx context.Context, a Actor, in Settlement) (Saved, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return Saved{}, err
	}
	var saved Saved
	var clash *Clash
	err = c.Store.Tx(ctx, func(tx *store.Store) error {
		row, err := tx.LockDraft(ctx, in.Draft)
		if err != nil {
			return err
		}
		kept, err := tx.DraftRevision(ctx, in.Draft, in.Kept)
		if err != nil {
			return err
		}
		saved, clash, err = joinAsChosen(ctx, tx, a, &row, kept, in)
		return err
	})
	if err == nil && clash != nil {
		return Saved{}, clash
	}
	return saved, err
}

func joinAsChosen(ctx context.Context, tx *store.Store, a Actor, row *models.Draft, kept models.DraftRevision, in Settlement) (Saved, *Clash, error) {
	now, err := tx.DraftFile(ctx, row.ID, kept.Path)
	if err != nil {
		return Saved{}, nil, err
	}
	if now.Version != in.Over {
		return join(ctx, tx, a, row, Save{Draft: row.ID, Path: kept.Path, Version: in.Base, Content: kept.Content}, now)
	}
	base, err := tx.DraftRevision(ctx, row.ID, in.Base)
	if err != nil {
		return Saved{}, nil, err
	}
	if base.Path != kept.Path {
		return Saved{}, nil, models.Problemf(models.KindInvalid, "invalid", "version %d is not of %s", in.Base, kept.Path)
	}
	mine := map[ClashChoice]bool{}
	for _, one := range in.Mine {
		mine[one] = true
	}
	merged, err := merge.Settle(kept.Path, base.Content, now.Content, kept.Content, func(conflict merge.Conflict) bool {
		return mine[ClashChoice{conflict.Element, conflict.What}]
	})
	if err != nil {
		return Saved{}, nil, models.Problemf(models.KindInvalid, "draft.settle", "%s cannot be joined: %w", kept.Path, err)
	}
	version, err := revise(ctx, tx, a, row, kept.Path, models.RevisionMerged, merged)
	return Saved{version, true, merged}, nil, err
}
