package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"handinhand/casework"
	"handinhand/keys"
	"handinhand/library"
	"handinhand/process/finding"
	"handinhand/store"
)

type processCommand struct {
	Lint    lintCommand    `cmd:"" help:"Check BPMN files and process packages, with every finding at once."`
	Run     runCommand     `cmd:"" help:"Play scenarios of a process on the bare core, with a virtual clock."`
	Decide  decideCommand  `cmd:"" help:"Take one decision of a DMN file on given facts, and say why."`
	Publish publishCommand `cmd:"" help:"Publish a process package as the release that new cases get."`
	Export  exportCommand  `cmd:"" help:"Write a process, a release or a draft to a folder or zip file."`
	Import  importCommand  `cmd:"" help:"Make a draft of a folder, a zip file, or files of any modeler."`
	Migrate moveCommand    `cmd:"" help:"Take the running cases of a release over to another one."`
}

func list(where string, findings []finding.Finding) {
	for _, f := range findings {
		fmt.Printf("%s: %s\n", where, f)
	}
}

type publishCommand struct {
	Config
	Dir     string `arg:"" optional:"" type:"existingdir" help:"Folder that holds the process package."`
	Shipped bool   `help:"Publish every package that this program ships."`
}

// Run publishes. Publishing what is published already changes nothing.
func (p *publishCommand) Run(ctx context.Context) error {
	ctx, cancel := p.withParent(ctx)
	defer cancel()
	if (p.Dir == "") == !p.Shipped {
		return errors.New("say which package: a folder, or --shipped")
	}
	s, err := store.Open(ctx, string(p.DatabaseURL))
	if err != nil {
		return err
	}
	defer s.Close()
	ring, err := keys.OpenRing(ctx, string(p.RootKeyURL), s.Shelf())
	if err != nil {
		return fmt.Errorf("the root key (ROOT_KEY_URL): %w", err)
	}
	defer ring.Close()
	work := &casework.Casework{Store: s, Keys: ring}
	if !p.Shipped {
		return publish(ctx, work, p.Dir, os.DirFS(p.Dir))
	}
	for _, pkg := range library.Packages() {
		if err := publish(ctx, work, pkg.Name, pkg.Files); err != nil {
			return err
		}
	}
	return nil
}

func publish(ctx context.Context, work *casework.Casework, name string, files fs.FS) error {
	r, findings, err := work.PublishFiles(ctx, files, "command line")
	list(name, findings)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	fmt.Printf("%s: published release %s\n", r.CaseType, r.Hash)
	return nil
}
