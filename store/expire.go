package store

import (
	"context"
	"time"

	"handinhand/audit"
	"handinhand/models"
)

// EndedCases are up to limit cases that have ended and whose retention has not begun.
func (s *Store) EndedCases(ctx context.Context, limit int) ([]models.Case, error) {
	var out []models.Case
	err := s.db(asPart(ctx, PartChores)).Where("state = 'ended' AND retention_begun_at IS NULL").Order("ended_at, id").Limit(limit).Find(&out).Error
	return out, problem(err, "list ended cases")
}

// RetentionBegun notes that a case's retention runs.
func (s *Store) RetentionBegun(ctx context.Context, id models.CaseID, at time.Time) error {
	err := s.db(asPart(ctx, PartChores)).Exec(`UPDATE cases SET retention_begun_at = ? WHERE id = ? AND retention_begun_at IS NULL`, at, id).Error
	return problem(err, "note that a retention has begun")
}

// Expire lets a case go of items: of its papers, of the words why one cannot be had,
// and of the answers that belong to them, with an entry in the access log for each
// item of which there was something. A document that another case, or a longer time of
// this one, still holds stays. It gives the documents that nobody holds any more, as
// they were: what is left of them opens with no key.
func (s *Store) Expire(ctx context.Context, id models.CaseID, items []models.ExpiredItem, at time.Time) ([]models.Document, error) {
	expire := func(tx *Store, c models.Case, item models.ExpiredItem) ([]models.Document, error) {
		return tx.expireItem(c, item, at)
	}
	return s.letGo(ctx, id, items, expire, func(*Store) error { return nil })
}

// letGo has a case let go of items, and of the rest, in one transaction.
func (s *Store) letGo(ctx context.Context, id models.CaseID, items []models.ExpiredItem,
	of func(*Store, models.Case, models.ExpiredItem) ([]models.Document, error), rest func(*Store) error) (gone []models.Document, err error) {
	ctx = As(ctx, Identity{Parts: []Part{PartWorker, PartVault, PartLog}})
	err = s.Tx(ctx, func(tx *Store) error {
		gone = nil
		var c models.Case
		if err := tx.DB.Take(&c, "id = ?", id).Error; err != nil {
			return problem(err, "find a case")
		}
		for _, item := range items {
			documents, err := of(tx, c, item)
			if err != nil {
				return err
			}
			gone = append(gone, documents...)
		}
		return rest(tx)
	})
	return gone, err
}

// dropPapers takes an item's papers, those for which a condition holds, out of a case, with
// the words why one cannot be had.
func (s *Store) dropPapers(c models.Case, item, which string, at time.Time) (papers []models.Reference, err error) {
	err = s.DB.Raw(`
		UPDATE "references" SET expired_at = ?, replaced_at = coalesce(replaced_at, ?),
			sealed_reason = CASE WHEN sealed_reason IS NOT NULL THEN '\x'::bytea END
		WHERE case_id = ? AND item = ? AND expired_at IS NULL AND `+which+` RETURNING *`, at, at, c.ID, item).Scan(&papers).Error
	return papers, problem(err, "let a case go of its papers")
}

func (s *Store) expireItem(c models.Case, item models.ExpiredItem, at time.Time) ([]models.Document, error) {
	papers, err := s.dropPapers(c, item.Item, "true", at)
	if err != nil {
		return nil, err
	}
	if err := s.expireWords(c, item.Item); err != nil {
		return nil, err
	}
	answers := int64(0)
	if len(item.Fields) > 0 {
		done := s.DB.Exec(`DELETE FROM answers WHERE case_id = ? AND field IN ?`, c.ID, item.Fields)
		if answers = done.RowsAffected; done.Error != nil {
			return nil, problem(done.Error, "delete answers")
		}
	}
	if err := s.DB.Exec(`UPDATE concerns SET sealed_values = NULL WHERE case_id = ? AND item = ?`, c.ID, item.Item).Error; err != nil {
		return nil, problem(err, "delete what was said to be right")
	}
	// Why a table decided holds what it was given: it goes with the first of that.
	done := s.DB.Exec(`DELETE FROM explanations WHERE case_id = ? AND position(? IN items) > 0`, c.ID, itemList([]string{item.Item}))
	if done.Error != nil {
		return nil, problem(done.Error, "delete explanations")
	}
	return s.noteExpired(c, item, at, papers, answers+done.RowsAffected)
}

// noteExpired writes down what of an item went, and takes what opens them from the
// documents that no case holds any more.
func (s *Store) noteExpired(c models.Case, item models.ExpiredItem, at time.Time, papers []models.Reference, answers int64) ([]models.Document, error) {
	entry := models.Access{Outcome: models.AccessExpired, Action: "expire", Case: c.ID, Person: c.Person, Item: item.Item, Statute: item.Statute,
		At: at, KeepUntil: at.Add(interventionKept)}
	var entries []models.Access
	var held []models.DocumentID
	for _, paper := range papers {
		entry.Document = paper.Document
		entries = append(entries, entry)
		if paper.Document != nil {
			held = append(held, *paper.Document)
		}
	}
	if entry.Document = nil; answers > 0 {
		entries = append(entries, entry)
	}
	if err := audit.Append(s.DB, entries...); err != nil || len(held) == 0 {
		return nil, err
	}
	return s.unheld(held, at)
}

// expireWords takes from attestations of an item what they say, where no case holds
// what they are about. That there was one stays, with who relied on it.
func (s *Store) expireWords(c models.Case, item string) error {
	err := s.DB.Exec(`
		UPDATE attestations a SET sealed = '\x' WHERE person_id = ? AND item = ? AND NOT EXISTS (
			SELECT 1 FROM "references" r JOIN cases ON cases.id = r.case_id
			WHERE r.expired_at IS NULL AND r.item = a.item AND cases.person_id = a.person_id
			AND (r.attestation_id = a.id OR r.document_id = a.document_id OR a.document_id IS NULL AND r.sealed_reason IS NOT NULL))`, c.Person, item).Error
	return problem(err, "let words on papers go")
}

// unheld takes from documents that no case holds what opens them. They are locked
// first, so that no case takes one meanwhile.
func (s *Store) unheld(ids []models.DocumentID, at time.Time) ([]models.Document, error) {
	if err := s.DB.Exec(`SELECT 1 FROM documents WHERE id IN ? ORDER BY id FOR UPDATE`, ids).Error; err != nil {
		return nil, problem(err, "lock documents")
	}
	var free []models.Document
	err := s.DB.Raw(`
		SELECT * FROM documents d WHERE id IN ? AND expired_at IS NULL
			AND NOT EXISTS (SELECT 1 FROM "references" r WHERE r.document_id = d.id AND r.expired_at IS NULL)`, ids).Scan(&free).Error
	if err != nil {
		return nil, problem(err, "find documents that no case holds")
	}
	for _, d := range free {
		err := s.DB.Exec(`UPDATE documents SET expired_at = ?, sealed_key = '\x', sealed_name = '\x', digest = sha256(convert_to(id, 'UTF8')) WHERE id = ?`, at, d.ID).Error
		if err != nil {
			return nil, problem(err, "take from a document what opens it")
		}
	}
	return free, nil
}
