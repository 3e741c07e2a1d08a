package keys_test

import (
	"path/filepath"
	"testing"

	"handinhand/documents"
	"handinhand/internal/stacktest"
	"handinhand/keys"
	"handinhand/models"
	"handinhand/store"
)

func TestRotationTouchesNothingThatIsSealed(t *testing.T) {
	shelf := newShelf(t)
	ring := newRing(t, rootURL, shelf)
	anna := box(t)(ring.Person(t.Context(), "anna"))
	sealed, err := anna.Seal([]byte("Anna Muster"), []byte("a"))
	if err != nil {
		t.Fatal(err)
	}
	box(t)(ring.Person(t.Context(), "gone"))
	if err := ring.Destroy(t.Context(), keys.PersonOwner("gone")); err != nil {
		t.Fatal(err)
	}
	for round, want := range []keys.Rotation{{Rewrapped: 1}, {Already: 1}} {
		if got, err := keys.Rotate(t.Context(), rootURL, otherURL, shelf); err != nil || got != want {
			t.Errorf("round %d: %+v, %v; want %+v", round, got, err, want)
		}
	}
	both, err := keys.OpenRing(t.Context(), rootURL, shelf, otherURL)
	if err != nil {
		t.Fatal(err)
	}
	defer both.Close()
	for name, r := range map[string]*keys.Ring{"the new root key": newRing(t, otherURL, shelf), "both, the old one first": both} {
		if plain, err := box(t)(r.Person(t.Context(), "anna")).Open(sealed, []byte("a")); err != nil || string(plain) != "Anna Muster" {
			t.Errorf("%s: %q, %v", name, plain, err)
		}
	}
	if _, err := newRing(t, rootURL, shelf).Person(t.Context(), "anna"); models.KindOf(err) != models.KindUnavailable {
		t.Errorf("the old root key alone: %v", err)
	}
	if _, err := keys.Rotate(t.Context(), rootURL, "base64key://AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=", shelf); models.KindOf(err) != models.KindUnavailable {
		t.Errorf("rotating away from a root key that was never this database's: %v", err)
	}
}

// TestAnOldBackupBringsNobodyBack restores the shelf as it was before a shredding.
func TestAnOldBackupBringsNobodyBack(t *testing.T) {
	stack := stacktest.Stack(t)
	dsn := stacktest.Database(t, stack, store.Migrate)
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ring := newRing(t, rootURL, s.Shelf())
	client, bucket := stacktest.Bucket(t, stack)
	ring.BuryIn(documents.Graves{S3: client, Bucket: bucket})
	box(t)(ring.Person(t.Context(), "anna"))
	box(t)(ring.Person(t.Context(), "omar"))
	backup, err := s.Shelf().Load(t.Context(), "person/anna")
	if err != nil {
		t.Fatal(err)
	}
	if err := ring.Destroy(t.Context(), keys.PersonOwner("anna")); err != nil {
		t.Fatal(err)
	}
	if risen, err := ring.Rebury(t.Context()); err != nil || len(risen) != 0 {
		t.Errorf("before the restore: %v, %v", risen, err)
	}
	thief, err := store.Open(t.Context(), stacktest.Superuser(t, dsn))
	if err != nil {
		t.Fatal(err)
	}
	defer thief.Close()
	if err := thief.DB.Exec(`UPDATE keys SET sealed = ?, destroyed_at = NULL WHERE owner = 'person/anna'`, backup).Error; err != nil {
		t.Fatal(err)
	}
	box(t)(newRing(t, rootURL, s.Shelf()).Person(t.Context(), "anna")) // she is back
	if risen, err := ring.Rebury(t.Context()); err != nil || len(risen) != 1 || risen[0] != "person/anna" {
		t.Errorf("after the restore: %v, %v; want her reported", risen, err)
	}
	for name, r := range map[string]*keys.Ring{"here": ring, "elsewhere": newRing(t, rootURL, s.Shelf())} {
		if _, err := r.Person(t.Context(), "anna"); models.KindOf(err) != models.KindNotFound {
			t.Errorf("%s she can still be read: %v", name, err)
		}
	}
	box(t)(ring.Person(t.Context(), "omar"))
}

// TestTombstonesThatWereLostAreSetAgain moves to a new place for them.
func TestTombstonesThatWereLostAreSetAgain(t *testing.T) {
	shelf := newShelf(t)
	ring := newRing(t, rootURL, shelf)
	ring.BuryIn(documents.Folder(t.TempDir()))
	if err := ring.Destroy(t.Context(), keys.PersonOwner("anna")); err != nil {
		t.Fatal(err)
	}
	place := documents.Folder(filepath.Join(t.TempDir(), "new"))
	ring.BuryIn(place)
	for range 2 {
		if risen, err := ring.Rebury(t.Context()); err != nil || len(risen) != 0 {
			t.Errorf("%v, %v", risen, err)
		}
	}
	stones := 0
	if err := place.All(t.Context(), func([]byte) error { stones++; return nil }); err != nil || stones != 1 {
		t.Errorf("%d tombstones, %v", stones, err)
	}
}
