package casework

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/diff"
	"handinhand/process/finding"
	"handinhand/process/release"
	"handinhand/store"
)

// nothing is a package without files: what a process that is new is compared with.
type nothing struct{}

// Open is of fs.FS.
func (nothing) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// PublicationState is what a publication means today.
type PublicationState string

const (
	PublicationCurrent    PublicationState = "current" // new cases get its release
	PublicationComing     PublicationState = "coming"  // they will
	PublicationFormer     PublicationState = "former"  // they did
	PublicationRolledBack PublicationState = "rolled-back"
)

// PublicationLine is one publication of a process.
type PublicationLine struct {
	ID            int64               `json:"id"`
	Release       string              `json:"release"`
	State         PublicationState    `json:"state"`
	ValidFrom     time.Time           `json:"validFrom"`
	PublishedAt   time.Time           `json:"publishedAt"`
	Direct        bool                `json:"direct" doc:"Published at the command line, by one person alone."`
	Proposal      string              `json:"proposal,omitempty"`
	Notes         models.ReleaseNotes `json:"notes"`
	RolledBackAt  *time.Time          `json:"rolledBackAt,omitempty"`
	RolledBackWhy string              `json:"rolledBackWhy,omitempty"`
	Before        string              `json:"before,omitempty" doc:"The release that was published before it."`
	Running       int                 `json:"running" doc:"Cases that run under the release."`
}

// Releases are the publications of a process, the last to be valid first.
func (c *Casework) Releases(ctx context.Context, a Actor, caseType string) (string, []PublicationLine, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewProcesses, policy.Platform()); err != nil {
		return "", nil, err
	}
	rows, err := c.Store.PublicationsOf(ctx, caseType)
	if err != nil {
		return "", nil, err
	}
	if len(rows) == 0 {
		return "", nil, models.Problemf(models.KindNotFound, "not-found", "there is no process %q", caseType)
	}
	newest, err := c.release(ctx, rows[0].Release)
	if err != nil {
		return "", nil, err
	}
	lines, err := c.publicationLines(ctx, caseType, rows)
	return newest.Text(a.Locale, "process.name"), lines, err
}

func (c *Casework) publicationLines(ctx context.Context, caseType string, rows []models.Publication) ([]PublicationLine, error) {
	current, err := c.Store.CaseType(ctx, caseType)
	if err != nil && models.KindOf(err) != models.KindNotFound {
		return nil, err
	}
	at, err := c.Store.Clock(ctx)
	if err != nil {
		return nil, err
	}
	running, err := c.Store.RunningByRelease(ctx, caseType)
	if err != nil {
		return nil, err
	}
	lines := []PublicationLine{}
	for i, row := range rows {
		line := PublicationLine{
			ID: row.ID, Release: row.Release, State: standingOf(row, current, at), ValidFrom: row.ValidFrom, PublishedAt: row.PublishedAt,
			Direct: row.Proposal == nil, Notes: row.Notes, RolledBackAt: row.RolledBackAt, Running: int(running[row.Release]),
		}
		if row.Proposal != nil {
			line.Proposal = *row.Proposal
		}
		if row.RolledBackWhy != nil {
			line.RolledBackWhy = *row.RolledBackWhy
		}
		for _, before := range rows[i+1:] {
			if before.RolledBackAt == nil {
				line.Before = before.Release
				break
			}
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func standingOf(row models.Publication, current models.CaseType, at time.Time) PublicationState {
	switch {
	case row.RolledBackAt != nil:
		return PublicationRolledBack
	case row.ID == current.Publication:
		return PublicationCurrent
	case row.ValidFrom.After(at):
		return PublicationComing
	}
	return PublicationFormer
}

// RollBack takes back a publication that is current, or that is to become it: new cases
// get the former release again. Cases that run stay where they are. One process owner
// does it, with a reason that all of them read: what they go back to was approved by two,
// and what harms must not wait for a second one.
func (c *Casework) RollBack(ctx context.Context, a Actor, publication int64, why string) ([]finding.Finding, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.RollBack, policy.Platform()); err != nil {
		return nil, err
	}
	findings, err := c.TakeBack(ctx, publication, string(a.Person), why)
	return a.told(findings), err
}

// TakeBack is RollBack for the command line. by is written down as who did it.
func (c *Casework) TakeBack(ctx context.Context, publication int64, by, why string) ([]finding.Finding, error) {
	if err := checkReason(why); err != nil {
		return nil, err
	}
	var findings []finding.Finding
	err := c.Store.Tx(ctx, func(tx *store.Store) error {
		if err := tx.LockPublishing(ctx); err != nil {
			return err
		}
		row, err := tx.Publication(ctx, publication)
		if err != nil {
			return err
		}
		at, err := tx.Clock(ctx)
		if err != nil {
			return err
		}
		if err := tx.RollBack(ctx, row.ID, at, by, why); err != nil {
			return err
		}
		standing, err := tx.Standing(ctx)
		if err != nil {
			return err
		}
		if err := mayGoBack(row, standing, at); err != nil {
			return err
		}
		from := at
		if row.ValidFrom.After(at) {
			from = row.ValidFrom
		}
		more, certificates, err := c.proveFrom(ctx, tx, standing, from, nil)
		if findings = more; err != nil {
			return err
		}
		return tx.AddCertificates(ctx, certificates...)
	})
	return findings, err
}

// mayGoBack tells whether taking a publication back leaves new cases a release. standing
// are the other ones.
func mayGoBack(row models.Publication, standing []models.Publication, at time.Time) error {
	if row.ValidFrom.After(at) {
		return nil // it has begun no case yet
	}
	former := false
	for _, p := range standing {
		if p.CaseType != row.CaseType || p.ValidFrom.After(at) {
			continue
		}
		if p.ValidFrom.After(row.ValidFrom) || p.ValidFrom.Equal(row.ValidFrom) && p.ID > row.ID {
			return models.Problemf(models.KindConflict, "rollback.superseded", "a later release has taken its place already: there is nothing to go back from")
		}
		former = true
	}
	if !former {
		return models.Problemf(models.KindConflict, "rollback.first", "there is no former release to go back to: publish another one")
	}
	return nil
}

// PublicationNamed finds the publication of a release that is current or to become it, by
// the beginning of the release's hash: for the command line.
func (c *Casework) PublicationNamed(ctx context.Context, release string) (models.Publication, error) {
	standing, err := c.Store.Standing(ctx)
	if err != nil {
		return models.Publication{}, err
	}
	if len(release) < shortestPrefix {
		return models.Publication{}, models.Problemf(models.KindInvalid, "release", "name the release by its hash, or by %d characters of it at least", shortestPrefix)
	}
	slices.Reverse(standing)
	for _, p := range standing {
		if strings.HasPrefix(p.Release, strings.ToLower(release)) {
			return p, nil
		}
	}
	return models.Publication{}, models.Problemf(models.KindNotFound, "not-found", "no publication of a release %s stands", release)
}

// CompareReleases tells what is different between two published releases, each named by
// its hash or the beginning of it.
func (c *Casework) CompareReleases(ctx context.Context, a Actor, before, after string) (Comparison, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewProcesses, policy.Platform()); err != nil {
		return Comparison{}, err
	}
	var sides [2]diff.Package
	for i, name := range []string{before, after} {
		hash, err := c.releaseNamed(ctx, name)
		if err != nil {
			return Comparison{}, err
		}
		if sides[i], err = c.packed(ctx, hash); err != nil {
			return Comparison{}, err
		}
	}
	if sides[0].Release.CaseType != sides[1].Release.CaseType {
		return Comparison{}, models.Problemf(models.KindInvalid, "release", "%s", otherProcess(sides[0].Release, sides[1].Release))
	}
	return compare(sides[0], sides[1])
}

func otherProcess(x, y *release.Release) string {
	return fmt.Sprintf("the releases are of two processes, %s and %s", x.CaseType, y.CaseType)
}

// Recent are the changes of the last weeks that all process owners should know of: what
// was published, what is to come and what was taken back, newest first.
func (c *Casework) Recent(ctx context.Context, a Actor) ([]RecentLine, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewProcesses, policy.Platform()); err != nil {
		return nil, err
	}
	at, err := c.Store.Clock(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := c.Store.RecentPublications(ctx, at.Add(-recentFor))
	if err != nil {
		return nil, err
	}
	lines := []RecentLine{}
	for _, row := range rows {
		r, err := c.release(ctx, row.Release)
		if err != nil {
			return nil, err
		}
		line := RecentLine{CaseType: row.CaseType, Name: r.Text(a.Locale, "process.name"), Release: row.Release, ValidFrom: row.ValidFrom, Coming: row.ValidFrom.After(at), RolledBackAt: row.RolledBackAt}
		if row.RolledBackWhy != nil {
			line.Why = *row.RolledBackWhy
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// recentFor is how long a change is told.
const recentFor = 30 * 24 * time.Hour

// RecentLine is a change of what is published.
type RecentLine struct {
	CaseType, Name, Release string
	ValidFrom               time.Time
	Coming                  bool
	RolledBackAt            *time.Time
	Why                     string
}
