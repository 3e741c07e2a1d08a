package store

import (
	"context"

	"handinhand/models"
)

// Shelf keeps the sealed keys of persons and cases (owners "person/<id>" and
// "case/<id>"). It never sees a key in the clear.
type Shelf struct{ store *Store }

// Shelf is the shelf in this database.
func (s *Store) Shelf() Shelf { return Shelf{s} }

// Load is an owner's sealed key; nil when there was never one. A destroyed key is
// a Problem of KindNotFound with the key "shredded".
func (s Shelf) Load(ctx context.Context, owner string) ([]byte, error) {
	ctx = asPart(ctx, PartKeys)
	var row struct {
		Sealed    []byte
		Destroyed bool
	}
	found := s.store.db(ctx).Raw(`SELECT sealed, destroyed_at IS NOT NULL AS destroyed FROM keys WHERE owner = ?`, owner).Scan(&row)
	switch {
	case found.Error != nil:
		return nil, problem(found.Error, "load a key")
	case row.Destroyed:
		return nil, models.Problemf(models.KindNotFound, "shredded", "the key was destroyed; what it sealed is gone for good")
	}
	return row.Sealed, nil
}

// Keep stores an owner's first key and gives the one that is kept: another
// process may have been first.
func (s Shelf) Keep(ctx context.Context, owner string, sealed []byte) ([]byte, error) {
	ctx = asPart(ctx, PartKeys)
	err := s.store.db(ctx).Exec(`INSERT INTO keys (owner, sealed) VALUES (?, ?) ON CONFLICT (owner) DO NOTHING`, owner, sealed).Error
	if err != nil {
		return nil, problem(err, "keep a key")
	}
	return s.Load(ctx, owner)
}

// Destroy shreds an owner's key for good; it also forbids one that was never made.
func (s Shelf) Destroy(ctx context.Context, owner string) error {
	ctx = asPart(ctx, PartKeys)
	err := s.store.db(ctx).Exec(`
		INSERT INTO keys (owner, sealed, destroyed_at) VALUES (?, NULL, now())
		ON CONFLICT (owner) DO UPDATE SET sealed = NULL, destroyed_at = coalesce(keys.destroyed_at, now())`, owner).Error
	return problem(err, "destroy a key")
}
