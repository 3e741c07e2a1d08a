package identity_test

import (
	"crypto/rand"
	"crypto/rsa"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handinhand/identity"
	"handinhand/models"
)

func TestBearerReadsAnIdentity(t *testing.T) {
	i := newIssuer(t)
	clerk := models.Identity{
		Issuer: i.URL, Subject: "s-1", Name: "Amal Haddad", Locale: "de",
		Roles: []models.Role{models.RoleClerk}, Agency: "immigration-office-musterstadt",
	}
	changed := func(change func(*models.Identity)) models.Identity { id := clerk; change(&id); return id }
	for name, test := range map[string]struct {
		claims map[string]any
		want   models.Identity
	}{
		"audience":            {nil, clerk},
		"authorized party":    {map[string]any{"aud": "account", "azp": clientID}, clerk},
		"keycloak's roles":    {map[string]any{"roles": nil, "realm_access": map[string]any{"roles": []string{"offline_access", "clerk"}}}, clerk},
		"user name, no name":  {map[string]any{"name": nil, "preferred_username": "amal"}, changed(func(id *models.Identity) { id.Name = "amal" })},
		"locale that is none": {map[string]any{"locale": "??"}, changed(func(id *models.Identity) { id.Locale = "" })},
		"no role, no agency": {map[string]any{"roles": nil, "agency": nil},
			changed(func(id *models.Identity) { id.Roles, id.Agency = nil, "" })},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := i.provider(t).Bearer(t.Context(), i.sign(t, i.key, test.claims))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBearerRefuses(t *testing.T) {
	i := newIssuer(t)
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string]string{
		"nothing":          "",
		"garbage":          "a.b.c",
		"another key":      i.sign(t, stranger, nil),
		"another issuer":   i.sign(t, i.key, map[string]any{"iss": "https://elsewhere.example"}),
		"another audience": i.sign(t, i.key, map[string]any{"aud": "account", "azp": "elsewhere"}),
		"expired":          i.sign(t, i.key, map[string]any{"exp": time.Now().Add(-time.Minute).Unix()}),
		"not yet":          i.sign(t, i.key, map[string]any{"nbf": time.Now().Add(time.Hour).Unix()}),
		"no subject":       i.sign(t, i.key, map[string]any{"sub": nil}),
		"id token":         i.sign(t, i.key, map[string]any{"nonce": "n"}),
		"keycloak's id":    i.sign(t, i.key, map[string]any{"typ": "ID"}),
		"unsigned":         "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzLTEifQ.",
	} {
		t.Run(name, func(t *testing.T) {
			id, err := i.provider(t).Bearer(t.Context(), raw)
			if models.KindOf(err) != models.KindUnsignedIn {
				t.Errorf("Bearer = %v, %v; want an unsigned-in problem", id, err)
			}
		})
	}
}

func TestProviderThatDoesNotAnswerIsUnavailable(t *testing.T) {
	i := newIssuer(t)
	late := i.provider(t)
	raw := i.sign(t, i.key, nil)
	early := i.provider(t)
	if err := early.Reach(t.Context()); err != nil {
		t.Fatal(err)
	}
	i.Close()
	for name, p := range map[string]*identity.Provider{"before discovery": late, "after discovery": early} {
		if _, err := p.Bearer(t.Context(), raw); models.KindOf(err) != models.KindUnavailable {
			t.Errorf("%s: Bearer = %v, want an unavailable problem", name, err)
		}
	}
}
