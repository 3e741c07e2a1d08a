package cli

import (
	"context"
	"errors"
	"fmt"

	"handinhand/casework"
	"handinhand/keys"
	"handinhand/models"
	"handinhand/store"
)

type keysCommand struct {
	Rotate rotateCommand `cmd:"" help:"Seal every key with a new root key. No document is written anew."`
	Erase  eraseCommand  `cmd:"" help:"Destroy the keys of a person and of their cases for good."`
	Verify risenCommand  `cmd:"" help:"Look for keys that were destroyed and are there again, and destroy them."`
}

type rotateCommand struct {
	Config
	New Secret `name:"new-root-key-url" env:"NEW_ROOT_KEY_URL" required:"" help:"The root key to come."`
}

// Run seals the keys with the new root key. It may be repeated when it broke off.
func (r *rotateCommand) Run(ctx context.Context) error {
	s, err := store.Open(ctx, string(r.DatabaseURL))
	if err != nil {
		return err
	}
	defer s.Close()
	done, err := keys.Rotate(ctx, string(r.RootKeyURL), string(r.New), s.Shelf())
	fmt.Printf("%d keys sealed anew, %d were already\n", done.Rewrapped, done.Already)
	if err != nil {
		return err
	}
	fmt.Println("now set ROOT_KEY_URL to the new root key, FORMER_ROOT_KEY_URL to nothing, and restart serve and worker")
	return nil
}

type eraseCommand struct {
	Config
	Person models.PersonID `arg:"" help:"Id of the person, from a decision on erasure."`
}

// Run erases one person.
func (e *eraseCommand) Run(ctx context.Context) error {
	work, done, err := e.buried(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := work.Erase(ctx, e.Person); err != nil {
		return err
	}
	fmt.Println("erased: what their keys sealed cannot be read again, from no backup that is older than this either")
	return nil
}

type risenCommand struct {
	Config
}

// Run fails when there was any: an old backup was restored.
func (r *risenCommand) Run(ctx context.Context) error {
	work, done, err := r.buried(ctx)
	if err != nil {
		return err
	}
	defer done()
	risen, err := work.Rebury(ctx)
	for _, owner := range risen {
		fmt.Printf("%s: was destroyed, came back from an old backup, is destroyed again\n", owner)
	}
	if err == nil && len(risen) > 0 {
		return fmt.Errorf("an old backup was restored: %d keys had come back", len(risen))
	}
	return err
}

// buried is casework with the database, the root key and the tombstones.
func (c Config) buried(ctx context.Context) (*casework.Casework, func(), error) {
	s, err := store.Open(ctx, string(c.DatabaseURL))
	if err != nil {
		return nil, nil, err
	}
	ring, err := c.ring(ctx, s)
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return &casework.Casework{Store: s, Keys: ring}, func() { _, _ = ring.Close(), s.Close() }, nil
}

// ring is the keys with their tombstones.
func (c Config) ring(ctx context.Context, s *store.Store) (*keys.Ring, error) {
	var former []string
	if c.FormerRootKeyURL != "" {
		former = append(former, string(c.FormerRootKeyURL))
	}
	ring, err := keys.OpenRing(ctx, string(c.RootKeyURL), s.Shelf(), former...)
	if err != nil {
		return nil, err
	}
	graves, err := c.graves()
	if err != nil {
		return nil, errors.Join(err, ring.Close())
	}
	ring.BuryIn(graves)
	return ring, nil
}
