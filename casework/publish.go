package casework

import (
	"context"
	"io/fs"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/finding"
	"handinhand/process/release"
	"handinhand/store"
)

// Publish checks a packed process package and makes it the release that new
// cases get. It is refused with every finding at once when it breaks a rule.
func (c *Casework) Publish(ctx context.Context, a Actor, bundle []byte) (ProcessLine, []finding.Finding, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.PublishRelease, policy.Platform()); err != nil {
		return ProcessLine{}, nil, err
	}
	files, err := release.Unpack(bundle)
	if err != nil {
		return ProcessLine{}, nil, models.Problemf(models.KindInvalid, "bundle", "this is not a packed process: %w", err)
	}
	r, findings, err := c.PublishFiles(ctx, files, string(a.Person))
	if err != nil {
		return ProcessLine{}, findings, err
	}
	line, _, err := c.processLine(ctx, a, models.CaseType{ID: r.CaseType, Release: r.Hash})
	return line, findings, err
}

// PublishFiles is Publish for the command line, where the city's IT acts. by is
// written down as who published.
func (c *Casework) PublishFiles(ctx context.Context, files fs.FS, by string) (*release.Release, []finding.Finding, error) {
	r, findings := release.Draft(files)
	if finding.AnyError(findings) {
		more, err := c.alsoLeaks(ctx, r)
		findings = append(findings, more...)
		if err == nil {
			err = broken(findings)
		}
		return nil, findings, err
	}
	bundle, err := release.Pack(files)
	if err != nil {
		return nil, findings, err
	}
	err = c.Store.Tx(ctx, func(tx *store.Store) error {
		if err := tx.LockPublishing(ctx); err != nil {
			return err
		}
		twice, err := rivals(ctx, tx, r)
		if err != nil {
			return err
		}
		if findings = append(findings, twice...); len(twice) > 0 {
			return broken(findings)
		}
		proven, certificate, err := c.prove(ctx, tx, r)
		findings = append(findings, proven...)
		if err != nil {
			return err
		}
		if err := tx.Publish(ctx, models.Release{Hash: r.Hash, CaseType: r.CaseType, Bundle: bundle, PublishedAt: now(), PublishedBy: by}); err != nil {
			return err
		}
		if err := tx.SetBeginnings(ctx, r.CaseType, r.Hash, beginnings(r, now())...); err != nil {
			return err
		}
		return tx.AddCertificate(ctx, certificate)
	})
	if err != nil {
		return nil, findings, err
	}
	return r, findings, nil
}

// alsoLeaks is what the proof finds of a draft that is refused anyway; nothing of a draft that cannot be proven.
func (c *Casework) alsoLeaks(ctx context.Context, r *release.Release) ([]finding.Finding, error) {
	if r == nil {
		return nil, nil
	}
	findings, _, err := c.prove(ctx, c.Store, r)
	if models.KindOf(err) == models.KindInvalid {
		err = nil // the findings say it
	}
	return findings, err
}

// broken is the Problem of a process with errors.
func broken(findings []finding.Finding) error {
	problem := models.Problemf(models.KindInvalid, "findings", "the process breaks %d rules", len(findings))
	for _, f := range findings {
		params := map[string]any{"message": f.Message, "severity": f.Severity}
		if len(f.Path) > 0 {
			params["path"] = f.Path
		}
		problem.Fields = append(problem.Fields, models.FieldProblem{Field: f.Element, Rule: f.Rule, Params: params})
	}
	return problem
}
