package cli

import (
	"context"
	"fmt"

	"handinhand/store"
)

type documentsCommand struct {
	Verify  verifyDocumentsCommand  `cmd:"" help:"Read every document again and compare it with what came in. serve does so once a week."`
	Copy    copyDocumentsCommand    `cmd:"" help:"Make the safe copies and previews of documents that came in before there were any. serve does so once a day."`
	Collect collectDocumentsCommand `cmd:"" help:"Remove objects that belong to no document, or to an erased person's, and are older than a day. serve does so once a day."`
}

type verifyDocumentsCommand struct {
	Config
}

// Run fails when a document is damaged. It names ids only.
func (v *verifyDocumentsCommand) Run(ctx context.Context) error {
	p, err := v.documents(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	sweep, err := p.vault.Verify(ctx, p.store)
	for _, id := range sweep.Damaged {
		fmt.Printf("document %s: is not what came in, or is gone from the store\n", id)
	}
	fmt.Printf("%d documents whole, %d of erased people, %d damaged\n", sweep.Whole, sweep.Shredded, len(sweep.Damaged))
	if err == nil && len(sweep.Damaged) > 0 {
		return fmt.Errorf("%d documents are damaged", len(sweep.Damaged))
	}
	return err
}

type copyDocumentsCommand struct {
	Config
}

// Run says which documents cannot be rendered, by id, and why.
func (c *copyDocumentsCommand) Run(ctx context.Context) error {
	p, err := c.documents(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	rendering, done, err := renderer()
	if err != nil {
		return err
	}
	defer done()
	p.vault.Renderer = rendering
	copies, err := p.vault.Copy(ctx, p.store)
	for _, failed := range copies.Failed {
		fmt.Printf("document %s: cannot be rendered (%s)\n", failed.Document, failed.Why)
	}
	fmt.Printf("%d documents have a copy now, %d still have none, %d are of erased people\n", copies.Made, len(copies.Failed), copies.Shredded)
	return err
}

type collectDocumentsCommand struct {
	Config
}

// Run says how many objects belonged to nobody.
func (c *collectDocumentsCommand) Run(ctx context.Context) error {
	p, err := c.documents(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	found, err := p.vault.Collect(ctx, p.store)
	fmt.Printf("%d objects belong to none, %d of them are removed; the others are younger than a day\n", len(found.Orphans), found.Removed)
	return err
}

// documents is the vault with what it needs, and nothing else.
func (c Config) documents(ctx context.Context) (p *parts, err error) {
	p = &parts{log: c.logger()}
	if p.store, err = store.Open(ctx, string(c.DatabaseURL)); err != nil {
		return nil, err
	}
	if p.keys, err = c.ring(ctx, p.store); err == nil {
		p.vault, err = c.vault(p)
	}
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}
