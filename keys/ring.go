package keys

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gocloud.dev/secrets"
	"golang.org/x/sync/singleflight"

	"handinhand/models"
)

// Shelf keeps sealed keys by owner, "person/<id>" or "case/<id>".
type Shelf interface {
	// Load gives nil when there was never a key, and a Problem of KindNotFound
	// when it was destroyed.
	Load(ctx context.Context, owner string) ([]byte, error)
	// Keep stores a first key and gives the one that is kept: another process may
	// have been first. After Destroy it is a Problem of KindNotFound.
	Keep(ctx context.Context, owner string, sealed []byte) (winner []byte, err error)
	// Destroy shreds a key for good.
	Destroy(ctx context.Context, owner string) error
	// Destroyed are at most limit owners of destroyed keys after one, in their order.
	Destroyed(ctx context.Context, after string, limit int) ([]string, error)
}

const (
	// A key that another process destroyed stays usable here for so long at most.
	cacheTime = 30 * time.Second
	cacheSize = 10_000
	// The codec runs inside workflow code, where waiting longer is a deadlock.
	loadTimeout = 5 * time.Second
)

// Ring opens the keys of persons and cases, and makes them at first use. It may
// be used by many goroutines.
type Ring struct {
	root    *secrets.Keeper
	former  []*secrets.Keeper // root keys that opened what is not rotated yet
	shelf   Shelf
	graves  Graves // nil: destroyed keys leave no tombstone
	cache   *cache
	loading singleflight.Group
}

// OpenRing opens the root key by its URL: "base64key://<32 bytes, URL-safe base64>",
// "hashivault://KEY" (see transit) or "awskms:///KEY?region=REGION". Former root keys still open what they sealed, while a rotation is under
// way. Errors never show the URL, which may be the key itself.
func OpenRing(ctx context.Context, rootURL string, shelf Shelf, former ...string) (*Ring, error) {
	root, err := openRoot(ctx, rootURL)
	if err != nil {
		return nil, err
	}
	ring := &Ring{root: root, shelf: shelf, cache: newCache(cacheSize, cacheTime, time.Now)}
	for _, url := range former {
		old, err := openRoot(ctx, url)
		if err != nil {
			return nil, errors.Join(err, ring.Close())
		}
		ring.former = append(ring.former, old)
	}
	return ring, nil
}

// Close lets go of the root keys.
func (r *Ring) Close() error {
	err := r.root.Close()
	for _, old := range r.former {
		err = errors.Join(err, old.Close())
	}
	return err
}

// Person is the key of a person, made at first use. A destroyed one is a Problem
// of KindNotFound with the key "shredded".
func (r *Ring) Person(ctx context.Context, id models.PersonID) (*Box, error) {
	return r.ensure(ctx, PersonOwner(id))
}

// Case is the key of a case, made at first use. Errors as in Person.
func (r *Ring) Case(ctx context.Context, id models.CaseID) (*Box, error) {
	return r.ensure(ctx, CaseOwner(id))
}

// Platform is the key of this installation, made at first use.
func (r *Ring) Platform(ctx context.Context) (*Box, error) {
	return r.ensure(ctx, platformOwner)
}

// Destroy shreds an owner's key. This process forgets it at once, others within
// 30 seconds.
func (r *Ring) Destroy(ctx context.Context, owner string) error {
	if err := r.bury(ctx, owner); err != nil {
		return err
	}
	err := r.shelf.Destroy(ctx, owner)
	r.cache.drop(owner)
	return err
}

const platformOwner = "platform"

// PersonOwner names a person's key.
func PersonOwner(id models.PersonID) string { return "person/" + string(id) }

// CaseOwner names a case's key.
func CaseOwner(id models.CaseID) string { return "case/" + string(id) }

// ensure gives an owner's box and makes a key where there was never one.
func (r *Ring) ensure(ctx context.Context, owner string) (*Box, error) {
	return r.box(ctx, owner, true)
}

// existing gives an owner's box, for reading: no key means that all is gone.
func (r *Ring) existing(ctx context.Context, owner string) (*Box, error) {
	return r.box(ctx, owner, false)
}

func (r *Ring) box(ctx context.Context, owner string, mayMake bool) (*Box, error) {
	if box, ok := r.cache.get(owner); ok {
		return box, nil
	}
	flight := fmt.Sprint(mayMake, " ", owner)
	found, err, _ := r.loading.Do(flight, func() (any, error) {
		// The first caller's cancellation must not fail those who wait with it.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTimeout)
		defer cancel()
		since := r.cache.mark()
		box, err := r.load(ctx, owner, mayMake)
		if err == nil {
			r.cache.put(owner, box, since)
		}
		return box, err
	})
	if err != nil {
		return nil, err
	}
	return found.(*Box), nil
}

func (r *Ring) load(ctx context.Context, owner string, mayMake bool) (*Box, error) {
	sealed, err := r.shelf.Load(ctx, owner)
	if err != nil {
		return nil, err
	}
	if sealed == nil && !mayMake {
		return nil, models.Problemf(models.KindNotFound, "shredded", "there is no key; what it sealed is gone for good")
	}
	if sealed == nil {
		if sealed, err = r.make(ctx, owner); err != nil {
			return nil, err
		}
	}
	plain, err := r.root.Decrypt(ctx, sealed)
	for i := 0; err != nil && i < len(r.former); i++ {
		plain, err = r.former[i].Decrypt(ctx, sealed)
	}
	if err != nil {
		return nil, models.Problemf(models.KindUnavailable, "unavailable", "the root key does not open a stored key: is it the one of this database? %w", err)
	}
	return parseBox(owner, plain)
}

func (r *Ring) make(ctx context.Context, owner string) ([]byte, error) {
	plain, err := newSecret(owner)
	if err != nil {
		return nil, err
	}
	sealed, err := r.root.Encrypt(ctx, plain)
	if err != nil {
		return nil, models.Problemf(models.KindUnavailable, "unavailable", "the root key does not seal: %w", err)
	}
	return r.shelf.Keep(ctx, owner, sealed)
}
