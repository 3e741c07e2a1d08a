package casework

import (
	"cmp"
	"context"
	"io/fs"
	"strings"
	"time"

	"handinhand/models"
	"handinhand/process/finding"
	"handinhand/process/release"
	"handinhand/store"
)

// Terms are from when on a release is to be the current one, and what is told of it.
type Terms struct {
	ValidFrom string // a day where the installation is, 2006-01-02; "" or today: at once
	Notes     models.ReleaseNotes
}

// PublishFiles checks a process package and makes it the release that new cases get,
// at once: for the command line, where the city's IT acts alone. by is written down as
// who published. It is refused with every finding at once when it breaks a rule.
func (c *Casework) PublishFiles(ctx context.Context, files fs.FS, by string) (*release.Release, []finding.Finding, error) {
	return c.PublishOn(ctx, files, by, Terms{})
}

// PublishOn is PublishFiles with terms.
func (c *Casework) PublishOn(ctx context.Context, files fs.FS, by string, on Terms) (*release.Release, []finding.Finding, error) {
	r, bundle, findings, err := c.checked(ctx, files)
	if err != nil {
		return nil, findings, err
	}
	err = c.Store.Tx(ctx, func(tx *store.Store) error {
		if err := tx.LockPublishing(ctx); err != nil {
			return err
		}
		from, err := c.validFrom(ctx, tx, on.ValidFrom)
		if err != nil {
			return err
		}
		more, err := c.publishIn(ctx, tx, r, bundle, by, models.Publication{ValidFrom: from, Notes: on.Notes})
		findings = append(findings, more...)
		return err
	})
	if err != nil {
		return nil, findings, err
	}
	return r, findings, nil
}

// checked reads a package and packs it. With an error among the findings there is no release.
func (c *Casework) checked(ctx context.Context, files fs.FS) (*release.Release, []byte, []finding.Finding, error) {
	r, findings := release.Draft(files)
	if finding.AnyError(findings) {
		more, err := c.alsoLeaks(ctx, r)
		findings = append(findings, more...)
		if err == nil {
			err = broken(findings)
		}
		return nil, nil, findings, err
	}
	bundle, err := release.Pack(files)
	return r, bundle, findings, err
}

// publishIn proves a release from the moment on from which it is to be valid, and
// publishes it with the certificates of the proof. The caller holds the lock.
func (c *Casework) publishIn(ctx context.Context, tx *store.Store, r *release.Release, bundle []byte, by string, p models.Publication) ([]finding.Finding, error) {
	findings, certificates, err := c.stands(ctx, tx, r, p.ValidFrom)
	if err != nil {
		return findings, err
	}
	row := models.Release{Hash: r.Hash, CaseType: r.CaseType, Bundle: bundle, PublishedAt: now(), PublishedBy: by}
	if err := tx.Publish(ctx, row, p); err != nil {
		return findings, err
	}
	if err := tx.AddBeginnings(ctx, beginnings(r)...); err != nil {
		return findings, err
	}
	return findings, tx.AddCertificates(ctx, certificates...)
}

// stands tells whether a release may be the current one from a moment on.
func (c *Casework) stands(ctx context.Context, tx *store.Store, r *release.Release, from time.Time) ([]finding.Finding, []models.Certificate, error) {
	twice, err := rivals(ctx, tx, r)
	if err != nil {
		return nil, nil, err
	}
	if len(twice) > 0 {
		return twice, nil, broken(twice)
	}
	return c.prove(ctx, tx, r, from)
}

// validFrom is the moment at which a day begins where the installation is; today and
// no day at all are this moment. What has passed is refused: nobody can tell cases that
// have begun since that they began otherwise.
func (c *Casework) validFrom(ctx context.Context, tx *store.Store, day string) (time.Time, error) {
	at, err := tx.Clock(ctx)
	if err != nil || day == "" {
		return at, err
	}
	from, err := time.ParseInLocation(time.DateOnly, day, c.zone())
	if err != nil {
		return at, models.Problemf(models.KindInvalid, "valid-from", "%q is not a day such as 2027-01-31", day)
	}
	switch today := at.In(c.zone()).Format(time.DateOnly); {
	case day < today:
		return at, models.Problemf(models.KindInvalid, "valid-from-past", "%s has passed: a release cannot be valid from a day before today", day)
	case day == today:
		return at, nil
	}
	return from.UTC(), nil
}

// zone is where days begin.
func (c *Casework) zone() *time.Location {
	if c.TimeZone == nil {
		return time.UTC
	}
	return c.TimeZone
}

// alsoLeaks is what the proof finds of a draft that is refused anyway; nothing of a draft that cannot be proven.
func (c *Casework) alsoLeaks(ctx context.Context, r *release.Release) ([]finding.Finding, error) {
	if r == nil {
		return nil, nil
	}
	from, err := c.Store.Clock(ctx)
	if err != nil {
		return nil, err
	}
	findings, _, err := c.prove(ctx, c.Store, r, from)
	if models.KindOf(err) == models.KindInvalid {
		err = nil // the findings say it
	}
	return findings, err
}

// wayText is a counter-example in one line.
func wayText(steps []finding.Step) string {
	names := make([]string, len(steps))
	for i, s := range steps {
		names[i] = cmp.Or(s.Name, s.Element)
	}
	return strings.Join(names, " → ")
}

// broken is the Problem of a process with errors.
func broken(findings []finding.Finding) error {
	problem := models.Problemf(models.KindInvalid, "findings", "the process breaks %d rules", len(findings))
	for _, f := range findings {
		params := map[string]any{"message": f.Message, "severity": f.Severity}
		if len(f.Path) > 0 {
			params["path"], params["way"] = f.Path, wayText(f.Path)
		}
		problem.Fields = append(problem.Fields, models.FieldProblem{Field: f.Element, Rule: f.Rule, Params: params})
	}
	return problem
}
