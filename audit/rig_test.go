package audit_test

import (
	"context"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"handinhand/audit"
	"handinhand/internal/stacktest"
	"handinhand/store"
)

func sequence(t testing.TB, s *store.Store, signer note.Signer) {
	t.Helper()
	err := s.Tx(everyone(t), func(tx *store.Store) error { _, err := audit.Sequence(tx.DB, signer, 1000, noon); return err })
	if err != nil {
		t.Fatal(err)
	}
}

// force does what the schema forbids, as the cluster's superuser can.
func force(t *testing.T, dsn, statements string) {
	t.Helper()
	s, err := store.Open(t.Context(), stacktest.Superuser(t, dsn))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.Tx(everyone(t), func(tx *store.Store) error {
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

// everyone is a context in which every part of the platform works at once.
func everyone(t testing.TB) context.Context {
	return store.As(t.Context(), store.Identity{Parts: []store.Part{
		store.PartWorker, store.PartOperations, store.PartLog, store.PartVault, store.PartChores, store.PartSignIn, store.PartKeys,
	}})
}
