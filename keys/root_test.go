package keys_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"handinhand/keys"
	"handinhand/models"
)

// service plays a Vault's Transit engine and AWS KMS: keys that stay inside, by name.
type service struct {
	mutex sync.Mutex
	keys  map[string]cipher.AEAD
	token string // that a Vault wants
}

func newService(t *testing.T) (*service, string) {
	s := &service{keys: map[string]cipher.AEAD{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server.URL
}

func (s *service) key(name string) cipher.AEAD {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.keys[name] == nil {
		secret := make([]byte, 32)
		_, _ = rand.Read(secret)
		block, _ := aes.NewCipher(secret)
		s.keys[name], _ = cipher.NewGCMWithRandomNonce(block)
	}
	return s.keys[name]
}

func (s *service) demand(token string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.token = token
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		s.kms(w, r, strings.TrimPrefix(target, "TrentService."))
		return
	}
	s.mutex.Lock()
	known := r.Header.Get("X-Vault-Token") == s.token
	s.mutex.Unlock()
	steps := strings.Split(strings.Trim(r.URL.Path, "/"), "/") // v1/ENGINE/encrypt/KEY
	var in struct {
		Plaintext  []byte `json:"plaintext"`
		Ciphertext string `json:"ciphertext"`
	}
	err := json.NewDecoder(r.Body).Decode(&in)
	if !known || err != nil || len(steps) != 4 || r.Header.Get("X-Vault-Namespace") != "city" {
		w.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprint(w, `{"errors":["permission denied"]}`)
		return
	}
	data, aead := map[string]any{}, s.key(steps[1]+"/"+steps[3])
	if steps[2] == "encrypt" {
		data["ciphertext"] = "vault:v1:" + base64.StdEncoding.EncodeToString(aead.Seal(nil, nil, in.Plaintext, nil))
	} else {
		sealed, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(in.Ciphertext, "vault:v1:"))
		if data["plaintext"], err = aead.Open(nil, nil, sealed, nil); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprint(w, `{"errors":["cipher: message authentication failed"]}`)
			return
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
}

// kms finds the key in what was sealed, as AWS KMS does.
func (s *service) kms(w http.ResponseWriter, r *http.Request, what string) {
	var in struct {
		KeyId                     string
		Plaintext, CiphertextBlob []byte
		EncryptionContext         map[string]string
	}
	err := json.NewDecoder(r.Body).Decode(&in)
	about, _ := json.Marshal(in.EncryptionContext)
	out := map[string]any{}
	if what == "Encrypt" {
		out["CiphertextBlob"] = s.key("kms").Seal(nil, nil, in.Plaintext, about)
	} else if err == nil {
		out["Plaintext"], err = s.key("kms").Open(nil, nil, in.CiphertextBlob, about)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprint(w, `{"__type":"InvalidCiphertextException"}`)
		return
	}
	_ = json.NewEncoder(w).Encode(out)
}

// TestRootKeysThatStayInAService rotates from the file's key to a Vault's, to another of
// its, to one of AWS KMS and to another of its. What the keys sealed is never touched.
func TestRootKeysThatStayInAService(t *testing.T) {
	s, address := newService(t)
	s.demand("first")
	for name, value := range map[string]string{"VAULT_ADDR": address, "VAULT_TOKEN": "first", "VAULT_NAMESPACE": "city", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"} {
		t.Setenv(name, value)
	}
	shelf, kms := newShelf(t), "region=eu-central-1&endpoint="+address
	sealed, err := box(t)(newRing(t, rootURL, shelf).Person(t.Context(), "anna")).Seal([]byte("Anna Muster"), []byte("a"))
	if err != nil {
		t.Fatal(err)
	}
	was := rootURL
	for _, is := range []string{"hashivault://one", "hashivault://two?engine=city&address=" + address, "hashivault://one?engine=city", "awskms:///alias/one?" + kms, "awskms:///alias/two?" + kms, rootURL} {
		for _, want := range []keys.Rotation{{Rewrapped: 1}, {Already: 1}} {
			if got, err := keys.Rotate(t.Context(), was, is, shelf); err != nil || got != want {
				t.Fatalf("from %s to %s: %+v, %v; want %+v", was, is, got, err, want)
			}
		}
		if plain, err := box(t)(newRing(t, is, shelf).Person(t.Context(), "anna")).Open(sealed, []byte("a")); err != nil || string(plain) != "Anna Muster" {
			t.Errorf("under %s: %q, %v", is, plain, err)
		}
		if _, err := newRing(t, was, shelf).Person(t.Context(), "anna"); models.KindOf(err) != models.KindUnavailable {
			t.Errorf("%s still opens what %s has sealed anew: %v", was, is, err)
		}
		was = is
	}
}

// TestAVaultThatRefuses fails closed and says why, without the token.
func TestAVaultThatRefuses(t *testing.T) {
	s, address := newService(t)
	token := filepath.Join(t.TempDir(), "token")
	renew := func(is string) {
		t.Helper()
		if err := os.WriteFile(token, []byte(is+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("VAULT_ADDR", address)
	t.Setenv("VAULT_TOKEN_FILE", token)
	t.Setenv("VAULT_NAMESPACE", "city")
	s.demand("s3cret")
	renew("s3cret")
	shelf := newShelf(t)
	ring := newRing(t, "hashivault://one", shelf)
	box(t)(ring.Person(t.Context(), "anna"))
	s.demand("renewed")
	_, err := ring.Person(t.Context(), "omar")
	if models.KindOf(err) != models.KindUnavailable || !strings.Contains(err.Error(), "permission denied") || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("with an old token: %v", err)
	}
	renew("renewed")
	box(t)(ring.Person(t.Context(), "omar"))
	if _, err := newRing(t, "hashivault://one?address=http://127.0.0.1:1", shelf).Person(t.Context(), "anna"); models.KindOf(err) != models.KindUnavailable {
		t.Errorf("a Vault that is away: %v", err)
	}
	t.Setenv("VAULT_ADDR", "")
	for url, says := range map[string]string{"hashivault://one": "VAULT_ADDR", "hashivault://?address=" + address: "cannot open", "hashivault://a/b?address=" + address: "cannot open", "vault://one": "cannot open"} {
		if _, err := keys.OpenRing(t.Context(), url, shelf); err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "not one that this program can", "cannot"), says) {
			t.Errorf("%s: %v, want %q", url, err, says)
		}
	}
}
