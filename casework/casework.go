package casework

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"handinhand/documents"
	"handinhand/keys"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
	"handinhand/workflows"
)

// Casework joins the parts. All fields are required but TimeZone.
type Casework struct {
	Store     *store.Store
	Vault     *documents.Vault
	Keys      *keys.Ring
	Policy    *policy.Policy
	Workflows *workflows.Client
	Log       *slog.Logger
	TimeZone  *time.Location // in which days begin; nil is UTC

	releases sync.Map // hash -> *release.Release; immutable, so never stale
}

// now is the time that is written down. PostgreSQL keeps microseconds.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// release is a published release, parsed once.
func (c *Casework) release(ctx context.Context, hash string) (*release.Release, error) {
	if known, ok := c.releases.Load(hash); ok {
		return known.(*release.Release), nil
	}
	bundle, err := c.Store.Bundle(ctx, hash)
	if err != nil {
		return nil, err
	}
	r, err := release.Open(bundle)
	if err != nil {
		return nil, models.Problemf(models.KindInternal, "internal", "release %s does not load: %w", hash, err)
	}
	c.releases.Store(hash, r)
	return r, nil
}

// Ready tells whether the parts that every request needs answer.
func (c *Casework) Ready(ctx context.Context) error {
	for _, part := range []func(context.Context) error{c.Store.Ready, c.Vault.Ready, c.Workflows.Ready} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}
