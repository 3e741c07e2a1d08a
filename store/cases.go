package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"handinhand/models"
)

// numberAttempts bounds the search for a free case number. With 2.7e10 numbers a
// second attempt is rare and a fifth means that something else is wrong.
const numberAttempts = 5

// CreateCase records a case with the agencies bound to its roles, and gives it a
// number when it has none; the bindings need not name the case. The case comes back as it was kept. An id that is
// there already is a conflict.
func (s *Store) CreateCase(ctx context.Context, c models.Case, bindings []models.Binding) (models.Case, error) {
	err := s.Tx(ctx, func(tx *Store) error {
		if err := tx.insertNumbered(&c); err != nil {
			return err
		}
		if len(bindings) == 0 {
			return nil
		}
		for i := range bindings {
			bindings[i].Case = c.ID
		}
		return problem(tx.DB.Create(bindings).Error, "bind agencies to a case")
	})
	return c, err
}

func (s *Store) insertNumbered(c *models.Case) error {
	if c.Number != "" {
		return problem(s.DB.Create(c).Error, "add a case")
	}
	for range numberAttempts {
		number, err := models.NewCaseNumber(c.CaseType)
		if err != nil {
			return err
		}
		c.Number = number
		// A duplicate error would end the transaction, so a taken number does nothing.
		taken := clause.OnConflict{Columns: []clause.Column{{Name: "number"}}, DoNothing: true}
		done := s.DB.Clauses(taken).Create(c)
		if done.Error != nil {
			return problem(done.Error, "add a case")
		}
		if done.RowsAffected == 1 {
			return nil
		}
	}
	return models.Problemf(models.KindUnavailable, "unavailable", "no free case number was found; try again")
}

// Case is one case.
func (s *Store) Case(ctx context.Context, id models.CaseID) (models.Case, error) {
	var out models.Case
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a case")
}

// CaseByNumber is a case by the number that people read out, in its proper form.
func (s *Store) CaseByNumber(ctx context.Context, number string) (models.Case, error) {
	var out models.Case
	err := s.db(ctx).Take(&out, "number = ?", number).Error
	return out, problem(err, "find a case by its number")
}

// CasesOfPerson are an applicant's cases, newest first.
func (s *Store) CasesOfPerson(ctx context.Context, person models.PersonID, p Page) (List[models.Case], error) {
	return list(s.db(ctx).Where("person_id = ?", person), p, casesNewest, caseKey)
}

// RunningCasesOfPerson are somebody's cases that have not ended, newest first, at most
// limit.
func (s *Store) RunningCasesOfPerson(ctx context.Context, person models.PersonID, limit int) ([]models.Case, error) {
	var out []models.Case
	err := s.db(ctx).Where("person_id = ? AND state <> ?", person, models.CaseEnded).Order("started_at DESC, id DESC").Limit(limit).Find(&out).Error
	return out, problem(err, "list somebody's running cases")
}

// CasesOfType are the cases of a procedure, newest first.
func (s *Store) CasesOfType(ctx context.Context, caseType string, p Page) (List[models.Case], error) {
	return list(s.db(ctx).Where("case_type = ?", caseType), p, casesNewest, caseKey)
}

// CasesOfRelease are the cases under a release that have not ended, oldest first.
func (s *Store) CasesOfRelease(ctx context.Context, release string, p Page) (List[models.Case], error) {
	oldest := order{name: "cases.release", columns: []string{"started_at", "id"}}
	return list(s.db(ctx).Where("release = ? AND state <> 'ended'", release), p, oldest, caseKey)
}

var casesNewest = order{name: "cases", columns: []string{"started_at", "id"}, newest: true}

func caseKey(c models.Case) []string { return []string{keyTime(c.StartedAt), string(c.ID)} }

// StartingCases are up to limit cases of people that were recorded before a time and
// whose workflow has not been seen since, oldest first: someone has to start them
// again. What began another one (Case.BegunBy) is tried until it has.
func (s *Store) StartingCases(ctx context.Context, before time.Time, limit int) ([]models.Case, error) {
	ctx = asPart(ctx, PartChores)
	var out []models.Case
	err := s.db(ctx).Where("state = 'starting' AND begun_by = '' AND started_at < ?", before).
		Order("started_at, id").Limit(limit).Find(&out).Error
	return out, problem(err, "list starting cases")
}

// Bindings are the agencies of cases, by case and role.
func (s *Store) Bindings(ctx context.Context, cases ...models.CaseID) ([]models.Binding, error) {
	if len(cases) == 0 {
		return nil, nil
	}
	var out []models.Binding
	err := s.db(ctx).Where("case_id IN ?", cases).Order("case_id, role").Find(&out).Error
	return out, problem(err, "list the agencies of cases")
}

// Milestones are what a case has reached, in order.
func (s *Store) Milestones(ctx context.Context, id models.CaseID) ([]models.Milestone, error) {
	var out []models.Milestone
	err := s.db(ctx).Where("case_id = ?", id).Order("reached_at, key").Find(&out).Error
	return out, problem(err, "list milestones")
}

// Tokens are where cases stand, by case and key.
func (s *Store) Tokens(ctx context.Context, cases ...models.CaseID) ([]models.Token, error) {
	if len(cases) == 0 {
		return nil, nil
	}
	var out []models.Token
	err := s.db(ctx).Where("case_id IN ?", cases).Order("case_id, key").Find(&out).Error
	return out, problem(err, "list tokens")
}

// Journal is a case's own history, oldest first.
func (s *Store) Journal(ctx context.Context, id models.CaseID) ([]models.JournalEntry, error) {
	var out []models.JournalEntry
	err := s.db(ctx).Where("case_id = ?", id).Order("sequence, line").Find(&out).Error
	return out, problem(err, "list the journal")
}

// ReleasesOfCases are the hashes of the releases that cases are pinned to.
func (s *Store) ReleasesOfCases(ctx context.Context, ids ...models.CaseID) (map[models.CaseID]string, error) {
	releases := map[models.CaseID]string{}
	if len(ids) == 0 {
		return releases, nil
	}
	var rows []models.Case
	err := s.db(ctx).Select("id", "release").Where("id IN ?", ids).Find(&rows).Error
	for _, row := range rows {
		releases[row.ID] = row.Release
	}
	return releases, problem(err, "list the releases of cases")
}
