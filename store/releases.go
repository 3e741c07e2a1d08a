package store

import (
	"context"

	"handinhand/models"
)

// Release is a release with its bundle.
func (s *Store) Release(ctx context.Context, hash string) (models.Release, error) {
	var out models.Release
	err := s.db(ctx).Take(&out, "hash = ?", hash).Error
	return out, problem(err, "find a release")
}

// Bundle is the bytes of a release, for whoever keeps compiled releases.
func (s *Store) Bundle(ctx context.Context, hash string) ([]byte, error) {
	release, err := s.Release(ctx, hash)
	return release.Bundle, err
}

// Releases are all releases without their bundles, newest first.
func (s *Store) Releases(ctx context.Context) ([]models.Release, error) {
	var out []models.Release
	err := s.db(ctx).Omit("bundle").Order("published_at DESC, hash").Find(&out).Error
	return out, problem(err, "list releases")
}

// ReleaseHashes are the releases that some case may still need: the current ones,
// those that are to become it, and those of cases that have not ended.
func (s *Store) ReleaseHashes(ctx context.Context) ([]string, error) {
	ctx = asPart(ctx, PartWorker)
	var out []string
	err := s.db(ctx).Raw(`
		SELECT hash FROM releases r
		WHERE EXISTS (SELECT 1 FROM ` + currentReleases + ` WHERE release = r.hash)
		   OR EXISTS (SELECT 1 FROM publications WHERE release = r.hash AND rolled_back_at IS NULL AND valid_from > now())
		   OR EXISTS (SELECT 1 FROM cases WHERE release = r.hash AND state <> 'ended')
		ORDER BY hash`).Scan(&out).Error
	return out, problem(err, "list the releases in use")
}

// ReleasesNamed are the releases whose hash begins so, without their bundles.
func (s *Store) ReleasesNamed(ctx context.Context, prefix string) ([]models.Release, error) {
	var out []models.Release
	err := s.db(ctx).Omit("bundle").Where("starts_with(hash, ?)", prefix).Order("hash").Limit(2).Find(&out).Error
	return out, problem(err, "find a release")
}

// ReleasesOf are the releases of a case type, newest first, without their bundles.
func (s *Store) ReleasesOf(ctx context.Context, caseType string) ([]models.Release, error) {
	var out []models.Release
	err := s.db(ctx).Omit("bundle").Where("case_type = ?", caseType).Order("published_at DESC, hash").Find(&out).Error
	return out, problem(err, "list the releases of a case type")
}

// currentReleases are the releases that new cases get at this moment, by the clock of
// the database: so all parts of the platform change over at once, and none has to be
// awake for it. since is when it became so: when it was valid, or when a later one was
// taken back.
const currentReleases = `(SELECT DISTINCT ON (p.case_type) p.case_type AS id, p.release, p.id AS publication,
	GREATEST(p.valid_from, (SELECT max(b.rolled_back_at) FROM publications b WHERE b.case_type = p.case_type AND b.valid_from <= b.rolled_back_at)) AS since
	FROM publications p WHERE p.rolled_back_at IS NULL AND p.valid_from <= now()
	ORDER BY p.case_type, p.valid_from DESC, p.id DESC) AS current_releases`

// CaseTypes are the published procedures, by id.
func (s *Store) CaseTypes(ctx context.Context) ([]models.CaseType, error) {
	var out []models.CaseType
	err := s.db(ctx).Table(currentReleases).Order("id").Find(&out).Error
	return out, problem(err, "list case types")
}

// CaseType is one published procedure.
func (s *Store) CaseType(ctx context.Context, id string) (models.CaseType, error) {
	var out models.CaseType
	err := s.db(ctx).Table(currentReleases).Where("id = ?", id).Take(&out).Error
	return out, problem(err, "find a case type")
}
