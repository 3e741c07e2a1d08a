package store

import (
	"context"

	"handinhand/models"
)

// Owners are owners of keys that are not destroyed, see keys.Rewrapper.
func (s Shelf) Owners(ctx context.Context, after string, limit int) ([]string, error) {
	var out []string
	err := s.store.db(asPart(ctx, PartKeys)).Raw(`SELECT owner FROM keys WHERE owner > ? AND sealed IS NOT NULL ORDER BY owner LIMIT ?`, after, limit).Scan(&out).Error
	return out, problem(err, "list keys")
}

// Destroyed are owners of keys that are destroyed, see keys.Shelf.
func (s Shelf) Destroyed(ctx context.Context, after string, limit int) ([]string, error) {
	var out []string
	err := s.store.db(asPart(ctx, PartKeys)).Raw(`SELECT owner FROM keys WHERE owner > ? AND sealed IS NULL ORDER BY owner LIMIT ?`, after, limit).Scan(&out).Error
	return out, problem(err, "list destroyed keys")
}

// Reseal replaces a sealed key, unless it changed meanwhile.
func (s Shelf) Reseal(ctx context.Context, owner string, was, is []byte) (bool, error) {
	done := s.store.db(asPart(ctx, PartKeys)).Exec(`UPDATE keys SET sealed = ? WHERE owner = ? AND sealed = ?`, is, owner, was)
	return done.RowsAffected == 1, problem(done.Error, "seal a key anew")
}

// ForgetPerson takes from a person what lets anyone recognise them: who they are at
// the identity provider, and their sessions. It gives their cases. What is sealed with
// their keys goes with the keys; the rows that remain name nobody.
func (s *Store) ForgetPerson(ctx context.Context, id models.PersonID) ([]models.CaseID, error) {
	ctx = asPart(ctx, PartErasure)
	var cases []models.CaseID
	err := s.Tx(ctx, func(tx *Store) error {
		done := tx.DB.Exec(`UPDATE people SET issuer = 'erased', subject = id, locale = '' WHERE id = ?`, id)
		if done.Error != nil {
			return problem(done.Error, "forget a person")
		}
		if done.RowsAffected == 0 {
			return absent("find a person")
		}
		if err := tx.DB.Exec(`DELETE FROM sessions WHERE person_id = ?`, id).Error; err != nil {
			return problem(err, "end a person's sessions")
		}
		var ids []string
		err := tx.DB.Raw(`SELECT id FROM cases WHERE person_id = ? ORDER BY id`, id).Scan(&ids).Error
		for _, one := range ids {
			cases = append(cases, models.CaseID(one))
		}
		return problem(err, "list a person's cases")
	})
	return cases, err
}
