package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"handinhand/models"
)

// Bounds of what is remembered of one file of a draft: the newest revisions, but no more
// bytes than these beyond the newest few.
const (
	keptRevisions      = 100
	keptRevisionsFloor = 10
	keptRevisionBytes  = 64 << 20
)

// AddDraft begins a draft without files.
func (s *Store) AddDraft(ctx context.Context, row models.Draft) error {
	return problem(s.db(ctx).Create(&row).Error, "add a draft")
}

// ListDrafts are all drafts, the one that was changed last first, at most limit.
func (s *Store) ListDrafts(ctx context.Context, limit int) ([]models.Draft, error) {
	var out []models.Draft
	err := s.db(ctx).Order("changed_at DESC, id DESC").Limit(limit).Find(&out).Error
	return out, problem(err, "list drafts")
}

// Draft is one draft.
func (s *Store) Draft(ctx context.Context, id models.DraftID) (models.Draft, error) {
	var out models.Draft
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a draft")
}

// LockDraft is Draft for who changes it in this transaction: one after another.
func (s *Store) LockDraft(ctx context.Context, id models.DraftID) (models.Draft, error) {
	var out models.Draft
	err := s.db(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a draft")
}

// RemoveDraft removes a draft with all that is remembered of it.
func (s *Store) RemoveDraft(ctx context.Context, id models.DraftID) error {
	done := s.db(ctx).Exec(`DELETE FROM drafts WHERE id = ?`, id)
	if done.Error == nil && done.RowsAffected == 0 {
		return absent("find a draft")
	}
	return problem(done.Error, "remove a draft")
}

// DraftSize is how many files a draft has and how many bytes, without one path.
func (s *Store) DraftSize(ctx context.Context, id models.DraftID, but string) (files, bytes int64, err error) {
	var out struct{ Files, Bytes int64 }
	err = s.db(ctx).Raw(`SELECT count(*) AS files, coalesce(sum(length(content)), 0) AS bytes FROM draft_files WHERE draft_id = ? AND path <> ?`, id, but).Scan(&out).Error
	return out.Files, out.Bytes, problem(err, "measure a draft")
}

// DraftFiles are the files of a draft by path, without their content.
func (s *Store) DraftFiles(ctx context.Context, id models.DraftID) ([]models.DraftFile, error) {
	var out []models.DraftFile
	err := s.db(ctx).Omit("content").Where("draft_id = ?", id).Order("path").Find(&out).Error
	return out, problem(err, "list the files of a draft")
}

// DraftContents are the files of a draft by path, whole.
func (s *Store) DraftContents(ctx context.Context, id models.DraftID) ([]models.DraftFile, error) {
	var out []models.DraftFile
	err := s.db(ctx).Where("draft_id = ?", id).Order("path").Find(&out).Error
	return out, problem(err, "read the files of a draft")
}

// DraftFile is one file of a draft.
func (s *Store) DraftFile(ctx context.Context, id models.DraftID, path string) (models.DraftFile, error) {
	var out models.DraftFile
	err := s.db(ctx).Take(&out, "draft_id = ? AND path = ?", id, path).Error
	return out, problem(err, "find a file of a draft")
}

// DraftRevisions are the revisions of a draft, of one path if it is given, newest first,
// without their content.
func (s *Store) DraftRevisions(ctx context.Context, id models.DraftID, path string, limit int) ([]models.DraftRevision, error) {
	var out []models.DraftRevision
	q := s.db(ctx).Omit("content").Where("draft_id = ?", id)
	if path != "" {
		q = q.Where("path = ?", path)
	}
	err := q.Order("number DESC").Limit(limit).Find(&out).Error
	return out, problem(err, "list the revisions of a draft")
}

// DraftRevision is one revision of a draft, whole.
func (s *Store) DraftRevision(ctx context.Context, id models.DraftID, number int64) (models.DraftRevision, error) {
	var out models.DraftRevision
	err := s.db(ctx).Take(&out, "draft_id = ? AND number = ?", id, number).Error
	return out, problem(err, "find a revision of a draft")
}

// Revise adds a revision under the number that the locked draft gives it, makes it the
// file unless it is only kept, and forgets the oldest revisions of the path beyond the
// bounds.
func (s *Store) Revise(ctx context.Context, draft *models.Draft, r models.DraftRevision) (int64, error) {
	draft.Version++
	draft.ChangedName, draft.ChangedAt = r.ChangedName, r.ChangedAt
	r.Draft, r.Number = draft.ID, draft.Version
	if err := s.db(ctx).Create(&r).Error; err != nil {
		return 0, problem(err, "add a revision of a draft")
	}
	if err := s.asFile(ctx, r); err != nil {
		return 0, problem(err, "change a file of a draft")
	}
	err := s.db(ctx).Exec(`DELETE FROM draft_revisions WHERE draft_id = ? AND number IN (
		SELECT number FROM (SELECT number, row_number() OVER newest AS nth, sum(coalesce(length(content), 0)) OVER newest AS bytes
			FROM draft_revisions WHERE draft_id = ? AND path = ? WINDOW newest AS (ORDER BY number DESC)) kept
		WHERE nth > ? OR nth > ? AND bytes > ?)`, r.Draft, r.Draft, r.Path, keptRevisions, keptRevisionsFloor, keptRevisionBytes).Error
	if err != nil {
		return 0, problem(err, "forget old revisions of a draft")
	}
	err = s.db(ctx).Model(draft).Select("version", "case_type", "changed_name", "changed_at").Updates(draft).Error
	return r.Number, problem(err, "change a draft")
}

// asFile makes a revision the file.
func (s *Store) asFile(ctx context.Context, r models.DraftRevision) error {
	switch r.How {
	case models.RevisionKept:
		return nil
	case models.RevisionRemoved:
		return s.db(ctx).Exec(`DELETE FROM draft_files WHERE draft_id = ? AND path = ?`, r.Draft, r.Path).Error
	}
	file := models.DraftFile{Draft: r.Draft, Path: r.Path, Version: r.Number, Content: r.Content, ChangedName: r.ChangedName, ChangedAt: r.ChangedAt}
	return s.db(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&file).Error
}

// DraftComments are what was said about a draft, oldest first.
func (s *Store) DraftComments(ctx context.Context, id models.DraftID) ([]models.DraftComment, error) {
	var out []models.DraftComment
	err := s.db(ctx).Where("draft_id = ?", id).Order("number").Find(&out).Error
	return out, problem(err, "list the comments of a draft")
}

// AddDraftComment gives a comment the next number of its locked draft.
func (s *Store) AddDraftComment(ctx context.Context, row models.DraftComment) (models.DraftComment, error) {
	err := s.db(ctx).Raw(`SELECT coalesce(max(number), 0) + 1 FROM draft_comments WHERE draft_id = ?`, row.Draft).Scan(&row.Number).Error
	if err == nil {
		err = s.db(ctx).Create(&row).Error
	}
	return row, problem(err, "add a comment")
}

// ResolveDraftComment says that a comment is done with; saying it again changes nothing.
func (s *Store) ResolveDraftComment(ctx context.Context, id models.DraftID, number int64, name string, now time.Time) (models.DraftComment, error) {
	err := s.db(ctx).Exec(`UPDATE draft_comments SET resolved_at = ?, resolved_name = ? WHERE draft_id = ? AND number = ? AND resolved_at IS NULL`, now, name, id, number).Error
	if err != nil {
		return models.DraftComment{}, problem(err, "resolve a comment")
	}
	var out models.DraftComment
	err = s.db(ctx).Take(&out, "draft_id = ? AND number = ?", id, number).Error
	return out, problem(err, "find a comment")
}

// SeeInDraft writes down where somebody is, and forgets who was last seen before then.
func (s *Store) SeeInDraft(ctx context.Context, row models.DraftPresence, gone time.Time) error {
	err := s.db(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
	if err == nil {
		err = s.db(ctx).Exec(`DELETE FROM draft_presence WHERE seen_at < ?`, gone).Error
	}
	return problem(err, "see somebody in a draft")
}

// PresentInDraft is who was seen in a draft since then, by name.
func (s *Store) PresentInDraft(ctx context.Context, id models.DraftID, since time.Time) ([]models.DraftPresence, error) {
	var out []models.DraftPresence
	err := s.db(ctx).Where("draft_id = ? AND seen_at >= ?", id, since).Order("name, person_id").Find(&out).Error
	return out, problem(err, "list who is in a draft")
}
