package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"handinhand/audit"
	"handinhand/models"
)

// AddDocument records a document, unless its person has equal bytes already. What
// is recorded comes back, and added tells whether it is this one.
func (s *Store) AddDocument(ctx context.Context, d models.Document) (kept models.Document, added bool, err error) {
	ctx = asPart(ctx, PartVault)
	done := s.db(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "person_id"}, {Name: "digest"}}, DoNothing: true,
	}).Create(&d)
	if done.Error != nil {
		return models.Document{}, false, problem(done.Error, "add a document")
	}
	if done.RowsAffected == 1 {
		return d, true, nil
	}
	kept, err = s.DocumentByDigest(ctx, d.Person, d.Digest)
	return kept, false, err
}

// DocumentByDigest is a person's document with these bytes.
func (s *Store) DocumentByDigest(ctx context.Context, person models.PersonID, digest []byte) (models.Document, error) {
	ctx = asPart(ctx, PartVault)
	var out models.Document
	err := s.db(ctx).Take(&out, "person_id = ? AND digest = ?", person, digest).Error
	return out, problem(err, "find a document by its bytes")
}

// Document is one document.
func (s *Store) Document(ctx context.Context, id models.DocumentID) (models.Document, error) {
	var out models.Document
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a document")
}

// Documents are documents by id, in no order; unknown ids are left out.
func (s *Store) Documents(ctx context.Context, ids ...models.DocumentID) ([]models.Document, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var out []models.Document
	err := s.db(ctx).Where("id IN ?", ids).Find(&out).Error
	return out, problem(err, "find documents")
}

// AllDocuments are at most limit documents after one, by id, for a sweep.
func (s *Store) AllDocuments(ctx context.Context, after models.DocumentID, limit int) ([]models.Document, error) {
	var out []models.Document
	err := s.db(asPart(ctx, PartVault)).Where("id > ? AND expired_at IS NULL", after).Order("id").Limit(limit).Find(&out).Error
	return out, problem(err, "list all documents")
}

// Uncopied are at most limit documents after one, by id, that lack a copy or a preview.
func (s *Store) Uncopied(ctx context.Context, after models.DocumentID, limit int) ([]models.Document, error) {
	var out []models.Document
	err := s.db(asPart(ctx, PartVault)).Where("id > ? AND expired_at IS NULL AND (copy_object = '' OR preview_object = '')", after).Order("id").Limit(limit).Find(&out).Error
	return out, problem(err, "list documents without a copy")
}

// SetCopy records the copy and the preview of a document, unless the copy is not what it
// was any more, or the document expired: done tells.
func (s *Store) SetCopy(ctx context.Context, d models.Document, was string) (done bool, err error) {
	set := s.db(asPart(ctx, PartVault)).Exec(`
		UPDATE documents SET copy_object = ?, copy_type = ?, copy_size = ?, preview_object = ?, preview_size = ?, pages = ?
		WHERE id = ? AND copy_object = ? AND expired_at IS NULL`,
		d.CopyObject, d.CopyType, d.CopySize, d.PreviewObject, d.PreviewSize, d.Pages, d.ID, was)
	return set.RowsAffected == 1, problem(set.Error, "record a copy")
}

// DocumentsOfPerson are a person's documents, newest first.
func (s *Store) DocumentsOfPerson(ctx context.Context, person models.PersonID, p Page) (List[models.Document], error) {
	newest := order{name: "documents", columns: []string{"added_at", "id"}, newest: true}
	return list(s.db(ctx).Where("person_id = ?", person), p, newest, func(d models.Document) []string {
		return []string{keyTime(d.AddedAt), string(d.ID)}
	})
}

// AddReference puts a document, or the word that it cannot be had, into a case.
// What fulfilled the same item before is replaced. entries go into the access log with it.
func (s *Store) AddReference(ctx context.Context, r models.Reference, entries ...models.Access) error {
	return s.Tx(ctx, func(tx *Store) error {
		// Two at once would both find nothing to replace, so they queue at the case.
		err := tx.DB.Exec(`SELECT 1 FROM cases WHERE id = ? FOR NO KEY UPDATE`, r.Case).Error
		if err != nil {
			return problem(err, "lock a case")
		}
		err = tx.DB.Model(&models.Reference{}).
			Where("case_id = ? AND item = ? AND replaced_at IS NULL", r.Case, r.Item).
			Update("replaced_at", r.AddedAt).Error
		if err != nil {
			return problem(err, "replace a reference")
		}
		if err := tx.DB.Create(&r).Error; err != nil {
			return problem(err, "add a reference")
		}
		if err := audit.Append(tx.DB, entries...); err != nil || r.Document == nil {
			return err
		}
		// The row is locked now: what expired until here did so before.
		done := tx.DB.Exec(`SELECT 1 FROM documents WHERE id = ? AND expired_at IS NULL FOR KEY SHARE`, *r.Document)
		if done.Error == nil && done.RowsAffected == 0 {
			return models.Problemf(models.KindConflict, "document.expired", "the document has just expired; hand it in again")
		}
		return problem(done.Error, "lock a document")
	})
}

// Replaced are the versions of a case's paper before a reference to it, oldest first:
// those that were handed in, not those that were exchanged before the task was done or
// that are the same document.
func (s *Store) Replaced(ctx context.Context, by models.Reference) ([]models.Reference, error) {
	var out []models.Reference
	err := s.db(ctx).Raw(`
		SELECT r.* FROM "references" r JOIN tasks t ON t.id = r.task_id
		WHERE r.case_id = ? AND r.item = ? AND r.added_at < ? AND r.replaced_at IS NOT NULL AND r.expired_at IS NULL
		  AND (r.document_id IS NULL OR r.document_id IS DISTINCT FROM ?) AND t.state = 'completed' AND t.closed_at <= r.replaced_at
		ORDER BY r.added_at, r.id`, by.Case, by.Item, by.AddedAt, by.Document).Scan(&out).Error
	return out, problem(err, "list the versions of a paper")
}

// OnHand are the papers of an item in a person's cases but one, newest first, each
// document once, and the words that it cannot be had.
func (s *Store) OnHand(ctx context.Context, person models.PersonID, item string, but models.CaseID) ([]models.Reference, error) {
	var out []models.Reference
	err := s.db(ctx).Raw(`
		SELECT * FROM (
			SELECT DISTINCT ON (coalesce(r.document_id, r.id)) r.* FROM "references" r JOIN cases c ON c.id = r.case_id
			WHERE c.person_id = ? AND r.item = ? AND r.attestation_id IS NULL AND r.case_id <> ? AND r.agency_id IS NULL AND r.expired_at IS NULL
			  AND (r.document_id IS NOT NULL OR r.replaced_at IS NULL)
			ORDER BY coalesce(r.document_id, r.id), r.added_at DESC) newest
		ORDER BY added_at DESC, id LIMIT 20`, person, item, but).Scan(&out).Error
	return out, problem(err, "list what is on hand")
}

// TakenOver are the papers of other cases that are the same as one of a case was, or
// stand for what was attested of it: one a case and item.
func (s *Store) TakenOver(ctx context.Context, id models.CaseID, item string) ([]models.Reference, error) {
	var out []models.Reference
	err := s.db(ctx).Raw(`
		SELECT DISTINCT ON (r.case_id, r.item) r.* FROM "references" own
		LEFT JOIN attestations a ON a.document_id = own.document_id
		JOIN "references" r ON r.case_id <> own.case_id AND (r.document_id = own.document_id OR r.attestation_id IN (a.id, own.attestation_id))
		WHERE own.case_id = ? AND own.item = ? AND own.expired_at IS NULL AND r.expired_at IS NULL
		ORDER BY r.case_id, r.item, r.added_at DESC, r.id`, id, item).Scan(&out).Error
	return out, problem(err, "find who took a paper over")
}

// RemoveReference takes a current reference out of its case.
func (s *Store) RemoveReference(ctx context.Context, id string, now time.Time) error {
	done := s.db(ctx).Model(&models.Reference{}).Where("id = ? AND replaced_at IS NULL", id).Update("replaced_at", now)
	if done.Error == nil && done.RowsAffected == 0 {
		return absent("find a reference")
	}
	return problem(done.Error, "remove a reference")
}

// Reference is one reference, replaced or not.
func (s *Store) Reference(ctx context.Context, id string) (models.Reference, error) {
	var out models.Reference
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a reference")
}

// References are the current references of a case, by item.
func (s *Store) References(ctx context.Context, id models.CaseID) ([]models.Reference, error) {
	var out []models.Reference
	err := s.db(ctx).Where("case_id = ? AND replaced_at IS NULL", id).Order("item").Find(&out).Error
	return out, problem(err, "list references")
}
