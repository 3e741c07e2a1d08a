package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"handinhand/models"
)

// Clock is the time by which releases become valid: the database's, which all parts
// of the platform share.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	var at time.Time
	err := s.db(ctx).Raw("SELECT clock_timestamp()").Scan(&at).Error
	return at.UTC(), problem(err, "read the clock")
}

// Publish adds a release and makes it the one that new cases of its case type get,
// from p.ValidFrom on. Publishing what has been published so changes nothing.
func (s *Store) Publish(ctx context.Context, release models.Release, p models.Publication) error {
	p.CaseType, p.Release, p.PublishedAt, p.PublishedBy = release.CaseType, release.Hash, release.PublishedAt, release.PublishedBy
	return s.Tx(ctx, func(tx *Store) error {
		if err := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(&release).Error; err != nil {
			return problem(err, "add a release")
		}
		if err := tx.DB.Exec(`INSERT INTO case_types (id) VALUES (?) ON CONFLICT DO NOTHING`, p.CaseType).Error; err != nil {
			return problem(err, "add a case type")
		}
		standing, err := tx.Standing(ctx)
		if err != nil || p.Proposal == nil && repeats(standing, p) {
			return err
		}
		return problem(tx.DB.Create(&p).Error, "publish a release")
	})
}

// repeats tells whether a release is, at the moment from which it shall be valid, the current one already.
func repeats(standing []models.Publication, p models.Publication) bool {
	there := ""
	for _, other := range standing {
		if other.CaseType == p.CaseType && !other.ValidFrom.After(p.ValidFrom) {
			there = other.Release
		}
	}
	return there == p.Release
}

// Standing are the publications that were not rolled back, in the order in which they
// are valid: of those of a case type that are valid at some moment, the last counts.
func (s *Store) Standing(ctx context.Context) ([]models.Publication, error) {
	var out []models.Publication
	err := s.db(ctx).Where("rolled_back_at IS NULL").Order("valid_from, id").Find(&out).Error
	return out, problem(err, "list what is published")
}

// Publication is one publication.
func (s *Store) Publication(ctx context.Context, id int64) (models.Publication, error) {
	var out models.Publication
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a publication")
}

// PublicationsOf are those of a case type, rolled back ones too, the last to be valid first.
func (s *Store) PublicationsOf(ctx context.Context, caseType string) ([]models.Publication, error) {
	var out []models.Publication
	err := s.db(ctx).Where("case_type = ?", caseType).Order("valid_from DESC, id DESC").Find(&out).Error
	return out, problem(err, "list the publications of a case type")
}

// RollBack takes a publication back, once.
func (s *Store) RollBack(ctx context.Context, id int64, at time.Time, by, why string) error {
	done := s.db(ctx).Exec(`UPDATE publications SET rolled_back_at = ?, rolled_back_by = ?, rolled_back_why = ? WHERE id = ? AND rolled_back_at IS NULL`, at, by, why, id)
	if done.Error == nil && done.RowsAffected == 0 {
		return models.Problemf(models.KindClosed, "publication.closed", "the publication was taken back already")
	}
	return problem(done.Error, "take a publication back")
}

// RunningByRelease counts the cases of a type that have not ended, by release.
func (s *Store) RunningByRelease(ctx context.Context, caseType string) (map[string]int64, error) {
	ctx = asPart(ctx, PartOperations)
	var rows []struct {
		Release string
		N       int64
	}
	err := s.db(ctx).Raw(`SELECT release, count(*) AS n FROM cases WHERE case_type = ? AND state <> 'ended' GROUP BY release`, caseType).Scan(&rows).Error
	out := map[string]int64{}
	for _, row := range rows {
		out[row.Release] = row.N
	}
	return out, problem(err, "count cases by release")
}

// RecentPublications are those that were published, taken back or became valid since a time, newest first.
func (s *Store) RecentPublications(ctx context.Context, since time.Time) ([]models.Publication, error) {
	var out []models.Publication
	err := s.db(ctx).Where("published_at >= ? OR valid_from >= ? OR rolled_back_at >= ?", since, since, since).
		Order("GREATEST(published_at, rolled_back_at) DESC, id DESC").Limit(maximumPageSize).Find(&out).Error
	return out, problem(err, "list recent publications")
}
