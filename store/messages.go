package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"handinhand/models"
)

// Subscriptions are the messages that cases await from an agency, oldest first.
func (s *Store) Subscriptions(ctx context.Context, agency models.AgencyID, p Page) (List[models.Subscription], error) {
	oldest := order{name: "subscriptions", columns: []string{"opened_at", "case_id", "key"}}
	rows := s.db(ctx).Where("agency_id = ? AND NOT signal AND closed_at IS NULL", agency)
	return list(rows, p, oldest, func(x models.Subscription) []string {
		return []string{keyTime(x.OpenedAt), string(x.Case), keyInt(x.Key)}
	})
}

// Subscription is the oldest open one for a message and correlation key from an
// agency.
func (s *Store) Subscription(ctx context.Context, agency models.AgencyID, message, correlationKey string) (models.Subscription, error) {
	var out models.Subscription
	err := s.db(ctx).Where("message = ? AND correlation_key = ? AND agency_id = ? AND NOT signal AND closed_at IS NULL", message, correlationKey, agency).
		Order("opened_at, case_id, key").Take(&out).Error
	return out, problem(err, "find an awaited message")
}

// SubscriptionOfCase is the oldest open one for a message in a case.
func (s *Store) SubscriptionOfCase(ctx context.Context, id models.CaseID, message string) (models.Subscription, error) {
	var out models.Subscription
	err := s.db(ctx).Where("case_id = ? AND message = ? AND NOT signal AND closed_at IS NULL", id, message).
		Order("opened_at, key").Take(&out).Error
	return out, problem(err, "find an awaited message")
}

// CaseNotice is a notice with what is needed to show it.
type CaseNotice struct {
	models.Notice
	Number  string
	Release string
}

// AddNotice keeps a notice, once for each id. The agency is the one that plays
// role in the case; models.RoleApplicant means the applicant.
func (s *Store) AddNotice(ctx context.Context, n models.Notice, role models.AgencyRole) error {
	ctx = asPart(ctx, PartWorker)
	bound, err := s.bound(ctx, n.Case)
	if err != nil {
		return err
	}
	if n.Agency, err = bound.agency(role); err != nil {
		return err
	}
	return s.addNotice(ctx, n)
}

// AddAgencyNotice keeps a notice to an agency, once for each id.
func (s *Store) AddAgencyNotice(ctx context.Context, n models.Notice, agency models.AgencyID) error {
	n.Agency = agency
	return s.addNotice(asPart(ctx, PartWorker), n)
}

func (s *Store) addNotice(ctx context.Context, n models.Notice) error {
	err := s.db(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoNothing: true}).Create(&n).Error
	return problem(err, "add a notice")
}

// NoticesOfCase are a case's notices to the applicant, newest first.
func (s *Store) NoticesOfCase(ctx context.Context, id models.CaseID, p Page) (List[models.Notice], error) {
	newest := order{name: "notices.case", columns: []string{"at", "id"}, newest: true}
	return list(s.db(ctx).Where("case_id = ? AND agency_id IS NULL", id), p, newest, func(n models.Notice) []string {
		return []string{keyTime(n.At), n.ID}
	})
}

// NoticesOfAgency are the notices to an agency, newest first.
func (s *Store) NoticesOfAgency(ctx context.Context, agency models.AgencyID, p Page) (List[CaseNotice], error) {
	newest := order{name: "notices.agency", columns: []string{"notices.at", "notices.id"}, newest: true}
	rows := s.db(ctx).Table("notices").Select("notices.*, cases.number, cases.release").
		Joins("JOIN cases ON cases.id = notices.case_id").Where("notices.agency_id = ?", agency)
	return list(rows, p, newest, func(n CaseNotice) []string { return []string{keyTime(n.At), n.ID} })
}

// ReadNotices marks a case's notices to the applicant as read.
func (s *Store) ReadNotices(ctx context.Context, id models.CaseID, now time.Time) error {
	err := s.db(ctx).Model(&models.Notice{}).
		Where("case_id = ? AND agency_id IS NULL AND read_at IS NULL", id).Update("read_at", now).Error
	return problem(err, "mark notices as read")
}

// ReadAgencyNotices marks an agency's notices up to a time as read.
func (s *Store) ReadAgencyNotices(ctx context.Context, agency models.AgencyID, upTo, now time.Time) error {
	err := s.db(ctx).Model(&models.Notice{}).
		Where("agency_id = ? AND at <= ? AND read_at IS NULL", agency, upTo).Update("read_at", now).Error
	return problem(err, "mark an agency's notices as read")
}
