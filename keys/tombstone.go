package keys

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"handinhand/models"
)

// Graves keeps tombstones somewhere else than the shelf, so that a backup of the
// shelf does not bring them back to a time before they were set.
type Graves interface {
	Keep(ctx context.Context, name string, stone []byte) error
	// All calls do with every tombstone.
	All(ctx context.Context, do func(stone []byte) error) error
}

const (
	graveLabel   = "tombstones"
	stoneBinding = "tombstone"
)

// BuryIn makes every destroyed key leave a tombstone.
func (r *Ring) BuryIn(graves Graves) { r.graves = graves }

// bury sets the tombstone of an owner. Its name and content tell nobody whose it is
// who does not have the platform's key.
func (r *Ring) bury(ctx context.Context, owner string) error {
	if r.graves == nil {
		return nil
	}
	platform, err := r.Platform(ctx)
	if err != nil {
		return err
	}
	stone, err := platform.Seal([]byte(owner), []byte(stoneBinding))
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, platform.Derive(graveLabel))
	mac.Write([]byte(owner))
	return r.graves.Keep(ctx, hex.EncodeToString(mac.Sum(nil)), stone)
}

// Rebury destroys again every key that has a tombstone and is there all the same,
// which means that an old backup of the shelf was restored. It gives their owners: a
// person who was erased would otherwise have come back. A destroyed key without a
// tombstone gets one, because the place of the tombstones may be new, or was lost.
func (r *Ring) Rebury(ctx context.Context) (risen []string, err error) {
	if r.graves == nil {
		return nil, nil
	}
	platform, err := r.Platform(ctx)
	if err != nil {
		return nil, err
	}
	set := map[string]bool{}
	err = r.graves.All(ctx, func(stone []byte) error {
		plain, err := platform.Open(stone, []byte(stoneBinding))
		if err != nil {
			return fmt.Errorf("keys: a tombstone is not of this installation, or damaged: %w", err)
		}
		owner := string(plain)
		set[owner] = true
		_, err = r.shelf.Load(ctx, owner)
		switch {
		case models.KindOf(err) == models.KindNotFound:
			return nil // at rest
		case err != nil:
			return err
		}
		risen = append(risen, owner)
		r.cache.drop(owner)
		return r.shelf.Destroy(ctx, owner)
	})
	if err != nil {
		return risen, err
	}
	return risen, r.buryUnburied(ctx, set)
}

func (r *Ring) buryUnburied(ctx context.Context, set map[string]bool) error {
	const atOnce = 500
	for after := ""; ; {
		owners, err := r.shelf.Destroyed(ctx, after, atOnce)
		if err != nil {
			return err
		}
		for _, owner := range owners {
			after = owner
			if set[owner] {
				continue
			}
			if err := r.bury(ctx, owner); err != nil {
				return err
			}
		}
		if len(owners) < atOnce {
			return nil
		}
	}
}

// PersonOfOwner is the person whose key an owner names; ok is false for others.
func PersonOfOwner(owner string) (models.PersonID, bool) {
	id, ok := strings.CutPrefix(owner, "person/")
	return models.PersonID(id), ok
}
