package audit_test

import (
	"testing"

	"golang.org/x/mod/sumdb/note"

	"handinhand/audit"
	"handinhand/store"
)

func sequence(t testing.TB, s *store.Store, signer note.Signer) {
	t.Helper()
	err := s.Tx(t.Context(), func(tx *store.Store) error { _, err := audit.Sequence(tx.DB, signer, 1000, noon); return err })
	if err != nil {
		t.Fatal(err)
	}
}

// force does what the schema forbids, as the owner of the tables can.
func force(t *testing.T, s *store.Store, statements string) {
	t.Helper()
	err := s.Tx(t.Context(), func(tx *store.Store) error {
		for _, table := range []string{"accesses", "audit_leaves", "audit_hashes", "audit_checkpoints"} {
			if err := tx.DB.Exec("ALTER TABLE " + table + " DISABLE TRIGGER USER").Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = s.DB.Exec(statements).Error
	}
	if err != nil {
		t.Fatal(err)
	}
}
