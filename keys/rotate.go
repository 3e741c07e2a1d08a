package keys

import (
	"context"
	"fmt"

	"gocloud.dev/secrets"

	"handinhand/models"
)

// Rewrapper is a Shelf whose sealed keys can be sealed anew.
type Rewrapper interface {
	Shelf
	// Owners are at most limit owners of keys after one, in their order; "" is the
	// start. Destroyed keys are left out.
	Owners(ctx context.Context, after string, limit int) ([]string, error)
	// Reseal replaces a sealed key, unless it changed meanwhile.
	Reseal(ctx context.Context, owner string, was, is []byte) (bool, error)
}

// Rotation is what Rotate did.
type Rotation struct {
	Rewrapped int // sealed with the new root key from now on
	Already   int // were so before: a rotation that broke off goes on
}

// Rotate seals every key on the shelf with a new root key instead of the old one.
// Nothing that the keys seal is touched: no document is written anew. It may be
// repeated, and run while keys are used, provided that all programs know both root
// keys (see OpenRing) until it is done.
func Rotate(ctx context.Context, oldURL, newURL string, shelf Rewrapper) (Rotation, error) {
	var done Rotation
	was, err := openRoot(ctx, oldURL)
	if err != nil {
		return done, err
	}
	defer was.Close()
	is, err := openRoot(ctx, newURL)
	if err != nil {
		return done, err
	}
	defer is.Close()
	const atOnce = 500
	for after := ""; ; {
		owners, err := shelf.Owners(ctx, after, atOnce)
		if err != nil {
			return done, err
		}
		for _, owner := range owners {
			if err := rewrap(ctx, was, is, shelf, owner, &done); err != nil {
				return done, fmt.Errorf("keys: rotate %s: %w", owner, err)
			}
			after = owner
		}
		if len(owners) < atOnce {
			return done, nil
		}
	}
}

func rewrap(ctx context.Context, was, is *secrets.Keeper, shelf Rewrapper, owner string, done *Rotation) error {
	for {
		sealed, err := shelf.Load(ctx, owner)
		if models.KindOf(err) == models.KindNotFound {
			return nil // destroyed meanwhile
		}
		if err != nil {
			return err
		}
		plain, err := was.Decrypt(ctx, sealed)
		if err != nil {
			if _, err := is.Decrypt(ctx, sealed); err == nil {
				done.Already++
				return nil
			}
			return models.Problemf(models.KindUnavailable, "unavailable", "neither root key opens it: is the old one that of this database?")
		}
		fresh, err := is.Encrypt(ctx, plain)
		if err != nil {
			return models.Problemf(models.KindUnavailable, "unavailable", "the new root key does not seal: %w", err)
		}
		replaced, err := shelf.Reseal(ctx, owner, sealed, fresh)
		if err != nil {
			return err
		}
		if replaced {
			done.Rewrapped++
			return nil
		}
	}
}
