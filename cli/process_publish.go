package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/goccy/go-yaml"

	"handinhand/casework"
	"handinhand/keys"
	"handinhand/library"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/finding"
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
	JSON      bool   `name:"json" help:"Print one JSON document a package instead of lines."`
}

// published is what became of a package, for a script that publishes.
type published struct {
	Path      string               `json:"path"`
	CaseType  string               `json:"caseType,omitempty"`
	Release   string               `json:"release,omitempty"`
	ValidFrom string               `json:"validFrom,omitempty"` // a day; absent: at once
	Fresh     bool                 `json:"fresh"`               // false: it was so already
	Proposal  string               `json:"proposal,omitempty"`
	State     models.ProposalState `json:"state,omitempty"`
	Findings  []finding.Finding    `json:"findings"`
	Error     string               `json:"error,omitempty"`
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

// publish publishes or proposes one package and tells what became of it.
func (p *publishCommand) publish(ctx context.Context, work *casework.Casework, name string, files fs.FS, terms casework.Terms) error {
	does := publish
	if p.Propose {
		does = propose
	}
	done, err := does(ctx, work, files, terms)
	done.Path = name
	if p.JSON {
		if err != nil {
			done.Error = err.Error()
		}
		if done.Findings == nil {
			done.Findings = []finding.Finding{}
		}
		if failed := printJSON(done); failed != nil {
			return failed
		}
		if err != nil {
			return errSaid
		}
		return nil
	}
	return done.tell(err)
}

// tell prints what became of a package, and gives back why it came to nothing.
func (d published) tell(err error) error {
	list(d.Path, d.Findings)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", d.Path, err)
	case d.Proposal != "":
		fmt.Printf("%s: proposal %s of release %s is %s\n", d.CaseType, d.Proposal, d.Release, d.State)
	case !d.Fresh:
		fmt.Printf("%s: release %s is published already\n", d.CaseType, d.Release)
	case d.ValidFrom != "":
		fmt.Printf("%s: published release %s, valid from %s\n", d.CaseType, d.Release, d.ValidFrom)
	default:
		fmt.Printf("%s: published release %s\n", d.CaseType, d.Release)
	}
	return nil
}

func propose(ctx context.Context, work *casework.Casework, files fs.FS, terms casework.Terms) (published, error) {
	who, err := atCommandLine(ctx, work.Store, models.RoleProcessOwner)
	if err != nil {
		return published{}, err
	}
	began := time.Now().Add(-time.Millisecond) // what is kept is rounded
	proposal, findings, err := work.Propose(ctx, who, files, terms)
	return published{
		CaseType: proposal.CaseType, Release: proposal.Release, ValidFrom: proposal.ValidFrom, Fresh: err == nil && !proposal.ProposedAt.Before(began),
		Proposal: proposal.ID, State: proposal.State, Findings: findings,
	}, err
}

func publish(ctx context.Context, work *casework.Casework, files fs.FS, terms casework.Terms) (published, error) {
	before, err := work.Store.CaseTypes(ctx)
	if err != nil {
		return published{}, err
	}
	r, findings, err := work.PublishOn(ctx, files, commandLine, terms)
	if err != nil {
		return published{Findings: findings}, err
	}
	was := slices.ContainsFunc(before, func(t models.CaseType) bool { return t.ID == r.CaseType && t.Release == r.Hash })
	return published{CaseType: r.CaseType, Release: r.Hash, ValidFrom: terms.ValidFrom, Fresh: !was, Findings: findings}, nil
}
