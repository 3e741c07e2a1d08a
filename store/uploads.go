package store

import (
	"context"
	"encoding/json"
	"time"

	"handinhand/models"
)

// AddUpload begins an upload, unless its bringer has so many open already: then it is
// a Problem of KindConflict.
func (s *Store) AddUpload(ctx context.Context, u models.Upload, atMost int64) error {
	return s.Tx(ctx, func(tx *Store) error {
		var open int64
		err := tx.DB.Model(&models.Upload{}).Where("added_by = ? AND done_at IS NULL AND expires_at > now()", u.AddedBy).Count(&open).Error
		if err != nil {
			return problem(err, "count uploads")
		}
		if open >= atMost {
			return models.Problemf(models.KindConflict, "upload.many", "%d uploads are open; finish or drop one", open)
		}
		return problem(tx.DB.Create(&u).Error, "begin an upload")
	})
}

// Upload is one upload.
func (s *Store) Upload(ctx context.Context, id string) (models.Upload, error) {
	var out models.Upload
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find an upload")
}

// ExtendUpload adds a part to an upload as it was read. It tells false when another
// part was faster.
func (s *Store) ExtendUpload(ctx context.Context, was models.Upload, part string, size int64) (bool, error) {
	parts, err := json.Marshal(append(was.Parts[:len(was.Parts):len(was.Parts)], part))
	if err != nil {
		return false, err
	}
	done := s.db(ctx).Exec(`UPDATE uploads SET received = received + ?, parts = ? WHERE id = ? AND received = ? AND done_at IS NULL`,
		size, string(parts), was.ID, was.Received)
	return done.RowsAffected == 1, problem(done.Error, "extend an upload")
}

// FinishUpload notes that an upload has become a paper.
func (s *Store) FinishUpload(ctx context.Context, id string, at time.Time) error {
	return problem(s.db(ctx).Exec(`UPDATE uploads SET done_at = ?, parts = '[]' WHERE id = ?`, at, id).Error, "finish an upload")
}

// DropUpload forgets an upload.
func (s *Store) DropUpload(ctx context.Context, id string) error {
	return problem(s.db(ctx).Exec(`DELETE FROM uploads WHERE id = ?`, id).Error, "drop an upload")
}

// ExpiredUploads are up to limit uploads whose time is over.
func (s *Store) ExpiredUploads(ctx context.Context, now time.Time, limit int) ([]models.Upload, error) {
	var out []models.Upload
	err := s.db(ctx).Where("expires_at < ?", now).Order("expires_at, id").Limit(limit).Find(&out).Error
	return out, problem(err, "list expired uploads")
}
