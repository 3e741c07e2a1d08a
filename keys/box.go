package keys

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"handinhand/models"
)

// Box seals and opens with the key of one owner.
type Box struct {
	owner  string
	aead   tink.AEAD // AES-256-GCM
	digest []byte    // HMAC-SHA256 key
}

// secret is what the root key seals. It names its owner, so that a row copied
// onto another owner's place is found out.
type secret struct {
	Owner  string `json:"owner"`
	AEAD   []byte `json:"aead"` // tink keyset, binary
	Digest []byte `json:"digest"`
}

func newSecret(owner string) ([]byte, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("keys: make a key: %w", err)
	}
	var set bytes.Buffer
	// In the clear for the moment: the root key seals it next.
	if err := insecurecleartextkeyset.Write(handle, keyset.NewBinaryWriter(&set)); err != nil {
		return nil, fmt.Errorf("keys: make a key: %w", err)
	}
	digest := make([]byte, sha256.Size)
	if _, err := rand.Read(digest); err != nil {
		return nil, fmt.Errorf("keys: make a key: %w", err)
	}
	return json.Marshal(secret{Owner: owner, AEAD: set.Bytes(), Digest: digest})
}

func parseBox(owner string, plain []byte) (*Box, error) {
	var s secret
	if err := json.Unmarshal(plain, &s); err != nil {
		return nil, errors.New("keys: a stored key is not readable") // the cause could show bytes of it
	}
	if s.Owner != owner || len(s.Digest) != sha256.Size {
		return nil, fmt.Errorf("keys: the key stored for %s is not its own", owner)
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(s.AEAD)))
	if err != nil {
		return nil, fmt.Errorf("keys: the key stored for %s is broken: %w", owner, err)
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("keys: the key stored for %s is broken: %w", owner, err)
	}
	return &Box{owner: owner, aead: primitive, digest: s.Digest}, nil
}

// Seal encrypts. The same about must be given to Open: it says what the value is
// ("answer/<id>"), so that a sealed value cannot be put in another's place.
func (b *Box) Seal(plain, about []byte) ([]byte, error) {
	sealed, err := b.aead.Encrypt(plain, about)
	if err != nil {
		return nil, fmt.Errorf("keys: seal: %w", err)
	}
	return sealed, nil
}

// Open decrypts what Seal gave. Changed bytes, another about and another owner's
// key are an error.
func (b *Box) Open(sealed, about []byte) ([]byte, error) {
	plain, err := b.aead.Decrypt(sealed, about)
	if err != nil {
		return nil, models.Problemf(models.KindInternal, "sealed", "a sealed value does not open with the key of its owner: %w", err)
	}
	return plain, nil
}

// Digest is a keyed hash (HMAC-SHA256) to write bytes into: equal for equal bytes
// of one owner, unlike for two owners.
func (b *Box) Digest() hash.Hash { return hmac.New(sha256.New, b.digest) }

// Derive is a secret of 32 bytes for one use, which label names: always the same
// for an owner and label (HKDF, RFC 5869).
func (b *Box) Derive(label string) []byte {
	out, err := hkdf.Expand(sha256.New, b.digest, "handinhand "+label, sha256.Size)
	if err != nil {
		panic("keys: 32 bytes can always be derived: " + err.Error())
	}
	return out
}

// WrapKey seals a data key; about as in Seal.
func (b *Box) WrapKey(key *keyset.Handle, about []byte) ([]byte, error) {
	var out bytes.Buffer
	if err := key.WriteWithAssociatedData(keyset.NewBinaryWriter(&out), b.aead, about); err != nil {
		return nil, fmt.Errorf("keys: wrap a data key: %w", err)
	}
	return out.Bytes(), nil
}

// UnwrapKey opens what WrapKey gave.
func (b *Box) UnwrapKey(wrapped, about []byte) (*keyset.Handle, error) {
	handle, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(wrapped)), b.aead, about)
	if err != nil {
		return nil, models.Problemf(models.KindInternal, "sealed", "a data key does not open with the key of its owner: %w", err)
	}
	return handle, nil
}
