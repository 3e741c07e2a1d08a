package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/goccy/go-yaml"

	"handinhand/casework"
	"handinhand/keys"
	"handinhand/library"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
)

type publishCommand struct {
	Config
	Path      string `arg:"" optional:"" type:"path" help:"Folder that holds the process package, or a packed one."`
	Shipped   bool   `help:"Publish every package that this program ships."`
	ValidFrom string `placeholder:"2027-01-31" help:"Day from which new cases get it; today where it is not said."`
	Notes     string `type:"existingfile" help:"YAML file that tells in plain words what changes: clerks and applicants, each by language."`
	Propose   bool   `help:"Leave it to a process owner to approve, instead of publishing as the operator of this machine."`
}

// Run publishes. Publishing what is published already changes nothing.
func (p *publishCommand) Run(ctx context.Context) error {
	ctx, cancel := p.withParent(ctx)
	defer cancel()
	if (p.Path == "") == !p.Shipped {
		return errors.New("say which package: a folder or a packed one, or --shipped")
	}
	terms, err := p.terms()
	if err != nil {
		return err
	}
	work, done, err := p.publisher(ctx)
	if err != nil {
		return err
	}
	defer done()
	if p.Shipped {
		for _, pkg := range library.Packages() {
			if err := p.publish(ctx, work, pkg.Name, pkg.Files, terms); err != nil {
				return err
			}
		}
		return nil
	}
	files, err := packageAt(p.Path)
	if err != nil {
		return err
	}
	return p.publish(ctx, work, p.Path, files, terms)
}

// publisher opens as much of casework as publishing needs.
func (c Config) publisher(ctx context.Context) (*casework.Casework, func(), error) {
	s, err := store.Open(ctx, string(c.DatabaseURL))
	if err != nil {
		return nil, nil, err
	}
	ring, err := keys.OpenRing(ctx, string(c.RootKeyURL), s.Shelf())
	if err != nil {
		_ = s.Close()
		return nil, nil, fmt.Errorf("the root key (ROOT_KEY_URL): %w", err)
	}
	done := func() { _, _ = ring.Close(), s.Close() }
	rules, err := policy.New()
	if err != nil {
		done()
		return nil, nil, err
	}
	return &casework.Casework{Store: s, Keys: ring, Policy: rules, Log: c.logger(), TimeZone: c.zone()}, done, nil
}

func (p *publishCommand) terms() (casework.Terms, error) {
	terms := casework.Terms{ValidFrom: p.ValidFrom}
	if p.Notes == "" {
		return terms, nil
	}
	text, err := os.ReadFile(p.Notes)
	if err == nil {
		err = yaml.UnmarshalWithOptions(text, &terms.Notes, yaml.Strict())
	}
	if err != nil {
		return terms, fmt.Errorf("%s: %w", p.Notes, err)
	}
	return terms, nil
}

// packageAt is the package in a folder or a packed one.
func packageAt(path string) (fs.FS, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return os.DirFS(path), nil
	}
	bundle, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	files, err := release.Unpack(bundle)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return files, nil
}

func (p *publishCommand) publish(ctx context.Context, work *casework.Casework, name string, files fs.FS, terms casework.Terms) error {
	if !p.Propose {
		return publish(ctx, work, name, files, terms)
	}
	who, err := atCommandLine(ctx, work.Store, models.RoleProcessOwner)
	if err != nil {
		return err
	}
	proposal, findings, err := work.Propose(ctx, who, files, terms)
	list(name, findings)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	fmt.Printf("%s: proposal %s of release %s is %s\n", proposal.CaseType, proposal.ID, proposal.Release, proposal.State)
	return nil
}

func publish(ctx context.Context, work *casework.Casework, name string, files fs.FS, terms casework.Terms) error {
	r, findings, err := work.PublishOn(ctx, files, commandLine, terms)
	list(name, findings)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	from := ""
	if terms.ValidFrom != "" {
		from = ", valid from " + terms.ValidFrom
	}
	fmt.Printf("%s: published release %s%s\n", r.CaseType, r.Hash, from)
	return nil
}
