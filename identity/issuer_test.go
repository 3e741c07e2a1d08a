package identity_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"handinhand/identity"
)

const clientID = "handinhand"

// issuer signs whatever tokens a test asks for, also such that no provider would
// give out. Sign-in as a whole is tested against a real provider.
type issuer struct {
	*httptest.Server
	key    *rsa.PrivateKey
	answer func(form map[string][]string) map[string]any // of the token endpoint
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		write(w, map[string]any{
			"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token",
			"jwks_uri": i.URL + "/keys", "end_session_endpoint": i.URL + "/end?x=1",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		write(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || i.answer == nil {
			w.WriteHeader(http.StatusBadRequest)
			write(w, map[string]any{"error": "invalid_grant"})
			return
		}
		write(w, i.answer(r.PostForm))
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// sign makes a token of good claims, changed by change. A nil value removes one.
func (i *issuer) sign(t *testing.T, key *rsa.PrivateKey, change map[string]any) string {
	t.Helper()
	now := time.Now()
	claims := map[string]any{
		"iss": i.URL, "sub": "s-1", "aud": []string{"other", clientID}, "exp": now.Add(time.Hour).Unix(), "iat": now.Unix(),
		"name": "Amal Haddad", "locale": "de-AT", "roles": []string{"clerk", "unheard-of"}, "agency": "immigration-office-musterstadt",
	}
	for name, value := range change {
		if claims[name] = value; value == nil {
			delete(claims, name)
		}
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "k"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func (i *issuer) provider(t *testing.T) *identity.Provider {
	t.Helper()
	p, err := identity.New(identity.Config{Issuer: i.URL, ClientID: clientID, ClientSecret: "s", PublicURL: "https://city.example/"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
