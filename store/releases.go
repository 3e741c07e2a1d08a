package store

import (
	"context"

	"gorm.io/gorm/clause"

	"handinhand/models"
)

// Publish adds a release and makes it the one that new cases of its case type
// get. Publishing the same bundle again only moves the pointer.
func (s *Store) Publish(ctx context.Context, release models.Release) error {
	return s.Tx(ctx, func(tx *Store) error {
		err := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&release).Error
		if err != nil {
			return problem(err, "add a release")
		}
		current := models.CaseType{ID: release.CaseType, Release: release.Hash}
		err = tx.DB.Clauses(clause.OnConflict{UpdateAll: true}).Create(&current).Error
		return problem(err, "make a release current")
	})
}

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

// ReleaseHashes are the releases that some case may still need: the current ones
// and those of cases that have not ended.
func (s *Store) ReleaseHashes(ctx context.Context) ([]string, error) {
	ctx = asPart(ctx, PartWorker)
	var out []string
	err := s.db(ctx).Raw(`
		SELECT hash FROM releases r
		WHERE EXISTS (SELECT 1 FROM case_types WHERE release = r.hash)
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

// CaseTypes are the published procedures, by id.
func (s *Store) CaseTypes(ctx context.Context) ([]models.CaseType, error) {
	var out []models.CaseType
	err := s.db(ctx).Order("id").Find(&out).Error
	return out, problem(err, "list case types")
}

// CaseType is one published procedure.
func (s *Store) CaseType(ctx context.Context, id string) (models.CaseType, error) {
	var out models.CaseType
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a case type")
}
