package keys_test

import (
	"bytes"
	"sync"
	"testing"

	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/streamingaead"

	"handinhand/internal/stacktest"
	"handinhand/keys"
	"handinhand/models"
	"handinhand/store"
)

const (
	rootURL  = "base64key://smGbjm71Nxd1Ig5FS0wj9SlbzAIrnolCz9bQQ6uAhl4="
	otherURL = "base64key://AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
)

func newShelf(t *testing.T) store.Shelf {
	t.Helper()
	s, err := store.Open(t.Context(), stacktest.Database(t, stacktest.Stack(t), store.Migrate))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s.Shelf()
}

func newRing(t *testing.T, url string, shelf keys.Shelf) *keys.Ring {
	t.Helper()
	ring, err := keys.OpenRing(t.Context(), url, shelf)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ring.Close() })
	return ring
}

func box(t *testing.T) func(*keys.Box, error) *keys.Box {
	return func(b *keys.Box, err error) *keys.Box {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}

func TestBoxOpensOnlyItsOwn(t *testing.T) {
	shelf := newShelf(t)
	ring := newRing(t, rootURL, shelf)
	anna, omar := box(t)(ring.Person(t.Context(), "anna")), box(t)(ring.Person(t.Context(), "omar"))
	sealed, err := anna.Seal([]byte("Anna Muster"), []byte("answer/1"))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("Muster")) {
		t.Error("the sealed value can be read")
	}
	// Another process, with the same root key.
	again := box(t)(newRing(t, rootURL, shelf).Person(t.Context(), "anna"))
	if plain, err := again.Open(sealed, []byte("answer/1")); err != nil || string(plain) != "Anna Muster" {
		t.Errorf("opened %q, %v", plain, err)
	}
	flipped := bytes.Clone(sealed)
	flipped[len(flipped)-1] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"another person":  func() ([]byte, error) { return omar.Open(sealed, []byte("answer/1")) },
		"another place":   func() ([]byte, error) { return anna.Open(sealed, []byte("answer/2")) },
		"one flipped bit": func() ([]byte, error) { return anna.Open(flipped, []byte("answer/1")) },
		"nothing":         func() ([]byte, error) { return anna.Open(nil, []byte("answer/1")) },
	} {
		if plain, err := open(); err == nil {
			t.Errorf("%s: opened %q", name, plain)
		}
	}
}

func TestDigestsOfTwoPeopleAreUnlike(t *testing.T) {
	ring := newRing(t, rootURL, newShelf(t))
	sum := func(id models.PersonID) []byte {
		h := box(t)(ring.Person(t.Context(), id)).Digest()
		h.Write([]byte("the same file"))
		return h.Sum(nil)
	}
	if !bytes.Equal(sum("anna"), sum("anna")) {
		t.Error("one person's equal bytes have two digests")
	}
	if bytes.Equal(sum("anna"), sum("omar")) {
		t.Error("two people's equal bytes have one digest")
	}
}

func TestWrappedDataKeys(t *testing.T) {
	ring := newRing(t, rootURL, newShelf(t))
	anna, omar := box(t)(ring.Person(t.Context(), "anna")), box(t)(ring.Person(t.Context(), "omar"))
	data, err := keyset.NewHandle(streamingaead.AES256GCMHKDF1MBKeyTemplate())
	if err != nil {
		t.Fatal(err)
	}
	wrapped, err := anna.WrapKey(data, []byte("document/1"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := anna.UnwrapKey(wrapped, []byte("document/1")); err != nil || got.String() != data.String() {
		t.Errorf("unwrapped %v, %v", got, err)
	}
	if _, err := omar.UnwrapKey(wrapped, []byte("document/1")); err == nil {
		t.Error("another person's key unwraps")
	}
	if _, err := anna.UnwrapKey(wrapped, []byte("document/2")); err == nil {
		t.Error("a data key serves another document")
	}
}

func TestShreddedIsGone(t *testing.T) {
	shelf := newShelf(t)
	ring := newRing(t, rootURL, shelf)
	box(t)(ring.Person(t.Context(), "anna"))
	if err := ring.Destroy(t.Context(), keys.PersonOwner("anna")); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]*keys.Ring{"here": ring, "elsewhere": newRing(t, rootURL, shelf)} {
		_, err := r.Person(t.Context(), "anna")
		if models.KindOf(err) != models.KindNotFound {
			t.Errorf("%s: %v, want not-found", name, err)
		}
	}
}

func TestFirstUseAtOnceMakesOneKey(t *testing.T) {
	shelf := newShelf(t)
	var group sync.WaitGroup
	sums := make([]string, 8)
	for i := range sums {
		ring := newRing(t, rootURL, shelf)
		group.Go(func() {
			b, err := ring.Case(t.Context(), "c")
			if err != nil {
				t.Error(err)
				return
			}
			sums[i] = string(b.Digest().Sum(nil))
		})
	}
	group.Wait()
	for _, sum := range sums {
		if sum != sums[0] {
			t.Fatal("two processes have different keys of one case")
		}
	}
}

func TestWrongRootsAndSwappedRows(t *testing.T) {
	shelf := newShelf(t)
	ring := newRing(t, rootURL, shelf)
	box(t)(ring.Person(t.Context(), "anna"))
	if _, err := newRing(t, otherURL, shelf).Person(t.Context(), "anna"); models.KindOf(err) != models.KindUnavailable {
		t.Errorf("another root key: %v", err)
	}
	sealed, err := shelf.Load(t.Context(), "person/anna")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := shelf.Keep(t.Context(), "person/eve", sealed); err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Person(t.Context(), "eve"); err == nil {
		t.Error("a key row copied to another person serves there")
	}
	const leak = "c2VjcmV0"
	if _, err := keys.OpenRing(t.Context(), "base64key://"+leak, shelf); err == nil || bytes.Contains([]byte(err.Error()), []byte(leak)) {
		t.Errorf("a bad root URL: %v", err)
	}
}
