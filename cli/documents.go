package cli

import (
	"context"
	"fmt"

	"handinhand/store"
)

type documentsCommand struct {
	Verify verifyDocumentsCommand `cmd:"" help:"Read every document again and compare it with what came in; find objects that belong to none."`
}

type verifyDocumentsCommand struct {
	Config
	Collect bool `help:"Remove objects that belong to no document and are older than a day."`
}

// Run fails when a document is damaged. It names ids only.
func (v *verifyDocumentsCommand) Run(ctx context.Context) error {
	s, err := store.Open(ctx, string(v.DatabaseURL))
	if err != nil {
		return err
	}
	defer s.Close()
	p := &parts{store: s}
	if p.keys, err = v.ring(ctx, s); err != nil {
		return err
	}
	defer p.keys.Close()
	vault, err := v.vault(p)
	if err != nil {
		return err
	}
	sweep, err := vault.Verify(ctx, s, v.Collect)
	for _, id := range sweep.Damaged {
		fmt.Printf("document %s: is not what came in, or is gone from the store\n", id)
	}
	fmt.Printf("%d documents whole, %d of erased people, %d damaged; %d objects belong to none\n", sweep.Whole, sweep.Shredded, len(sweep.Damaged), len(sweep.Orphans))
	if err == nil && len(sweep.Damaged) > 0 {
		return fmt.Errorf("%d documents are damaged", len(sweep.Damaged))
	}
	return err
}
