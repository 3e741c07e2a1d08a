package casework

import (
	"context"
	"maps"
	"slices"
	"time"

	"handinhand/models"
	"handinhand/process/analysis"
	"handinhand/process/finding"
	"handinhand/process/release"
	"handinhand/store"
)

// moment is from when on which releases are the current ones, by case type.
type moment struct {
	from     time.Time
	releases map[string]string
}

// moments are a time and each later one at which publications make another release the
// current one of its case type.
func moments(standing []models.Publication, from time.Time) []moment {
	ordered := slices.Clone(standing)
	slices.SortStableFunc(ordered, func(a, b models.Publication) int { return a.ValidFrom.Compare(b.ValidFrom) })
	all := []moment{{from, map[string]string{}}}
	for _, p := range ordered {
		last := all[len(all)-1]
		if p.ValidFrom.After(last.from) {
			last = moment{p.ValidFrom, maps.Clone(last.releases)}
			all = append(all, last)
		}
		last.releases[p.CaseType] = p.Release
	}
	return slices.CompactFunc(all, func(a, b moment) bool { return maps.Equal(a.releases, b.releases) })
}

// prove proves a release together with those that are current beside it, from the moment
// on from which it is to be valid. The findings are those of the release; a leak that it
// opens in another one is among them.
func (c *Casework) prove(ctx context.Context, tx *store.Store, r *release.Release, from time.Time) ([]finding.Finding, []models.Certificate, error) {
	standing, err := tx.Standing(ctx)
	if err != nil {
		return nil, nil, err
	}
	standing = append(standing, models.Publication{CaseType: r.CaseType, Release: r.Hash, ValidFrom: from})
	return c.proveFrom(ctx, tx, standing, from, r)
}

// proveFrom proves what publications make current together, at a time and at each later
// change, and signs what holds. r is the release that the findings are about; nil: none
// is new, and only leaks count.
func (c *Casework) proveFrom(ctx context.Context, tx *store.Store, standing []models.Publication, from time.Time, r *release.Release) ([]finding.Finding, []models.Certificate, error) {
	var findings []finding.Finding
	var certificates []models.Certificate
	for _, m := range moments(standing, from) {
		more, proven, err := c.proveAt(ctx, tx, m, r, release.Prove)
		if err != nil {
			return nil, nil, err
		}
		if findings = append(findings, more...); finding.AnyError(findings) {
			continue // what the later moments bring is said too
		}
		certificate, err := c.certify(ctx, proven.policy, proven.proof, proven.all)
		if err != nil {
			return nil, nil, err
		}
		certificate.ValidFrom = m.from
		certificates = append(certificates, certificate)
	}
	findings = unique(findings)
	if finding.AnyError(findings) {
		return findings, nil, broken(findings)
	}
	return findings, certificates, nil
}

// prover is release.Prove, or ProveSoon.
type prover func(analysis.Policy, ...*release.Release) ([][]finding.Finding, analysis.Proof)

// proven is what a proof was about.
type proven struct {
	policy analysis.Policy
	proof  analysis.Proof
	all    []*release.Release
}

// proveAt proves the releases of one moment together.
func (c *Casework) proveAt(ctx context.Context, tx *store.Store, m moment, r *release.Release, prove prover) ([]finding.Finding, proven, error) {
	all, err := c.together(ctx, m, r)
	if err != nil {
		return nil, proven{}, err
	}
	policy, err := zones(ctx, tx, all)
	if err != nil {
		return nil, proven{}, err
	}
	findings, proof := prove(policy, all...)
	return ofRelease(r, all, findings), proven{policy, proof, all}, nil
}

// provenNow is what a proof finds of a release as if it were the current one now.
func (c *Casework) provenNow(ctx context.Context, r *release.Release, prove prover) ([]finding.Finding, error) {
	from, err := c.Store.Clock(ctx)
	if err != nil {
		return nil, err
	}
	standing, err := c.Store.Standing(ctx)
	if err != nil {
		return nil, err
	}
	standing = append(standing, models.Publication{CaseType: r.CaseType, Release: r.Hash, ValidFrom: from})
	findings, _, err := c.proveAt(ctx, c.Store, moments(standing, from)[0], r, prove)
	return findings, err
}

// together are the releases of a moment, by case type. r need not be published yet.
func (c *Casework) together(ctx context.Context, m moment, r *release.Release) ([]*release.Release, error) {
	var all []*release.Release
	for _, caseType := range slices.Sorted(maps.Keys(m.releases)) {
		if r != nil && m.releases[caseType] == r.Hash {
			all = append(all, r)
			continue
		}
		other, err := c.release(ctx, m.releases[caseType])
		if err != nil {
			return nil, err
		}
		all = append(all, other)
	}
	return all, nil
}

// ofRelease are the findings of one release, and the leaks of the others.
func ofRelease(r *release.Release, all []*release.Release, proven [][]finding.Finding) []finding.Finding {
	var findings []finding.Finding
	for i, of := range all {
		if r != nil && of.Hash == r.Hash {
			findings = append(findings, proven[i]...)
			continue
		}
		for _, f := range proven[i] {
			if f.Rule == "firewall" {
				f.Message = finding.At(of.CaseType, f.Message)
				findings = append(findings, f)
			}
		}
	}
	return findings
}

// unique leaves out what was found at an earlier moment already.
func unique(findings []finding.Finding) []finding.Finding {
	type said struct{ element, rule, message string }
	seen := map[said]bool{}
	return slices.DeleteFunc(findings, func(f finding.Finding) bool {
		key := said{f.Element, f.Rule, f.Message.String()}
		defer func() { seen[key] = true }()
		return seen[key]
	})
}
