package identity_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/oauth2"

	"handinhand/identity"
	"handinhand/internal/stacktest"
	"handinhand/models"
)

const publicURL = "http://127.0.0.1:4711"

// logIn is a browser at the real provider: it opens the login page, signs in as
// amal and says with which query it was sent back.
func logIn(t *testing.T, address string) url.Values {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var back url.Values
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), publicURL) {
			back = r.URL.Query()
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	page.Body.Close()
	form := url.Values{"request": {page.Request.URL.Query().Get("request")}, "username": {"amal"}, "password": {"demo"}}
	answer, err := browser.PostForm(page.Request.URL.String(), form)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if back == nil {
		text, _ := io.ReadAll(answer.Body)
		t.Fatalf("not sent back: %s %s", answer.Status, text)
	}
	return back
}

// TestRealProvider signs in at the dev stack's provider, as a page and as a program.
func TestRealProvider(t *testing.T) {
	stack := stacktest.Stack(t)
	p, err := identity.New(identity.Config{
		Issuer: stack.OIDCIssuer, ClientID: stack.OIDCClientID, ClientSecret: stack.OIDCClientSecret, PublicURL: publicURL,
	})
	if err != nil {
		t.Fatal(err)
	}
	address, flow, err := p.Begin(t.Context(), "/cases", "en")
	if err != nil {
		t.Fatal(err)
	}
	id, idToken, returnTo, err := p.Finish(t.Context(), flow, logIn(t, address))
	if err != nil {
		t.Fatal(err)
	}
	want := models.Identity{Issuer: stack.OIDCIssuer, Subject: "amal", Name: "Amal Haddad", Locale: id.Locale, Roles: []models.Role{models.RolePerson}}
	if diff := cmp.Diff(want, id); diff != "" || returnTo != "/cases" {
		t.Errorf("returned to %s as:\n%s", returnTo, diff)
	}
	if _, err := p.Bearer(t.Context(), idToken); models.KindOf(err) != models.KindUnsignedIn {
		t.Errorf("an id token is taken for an access token: %v", err)
	}
	program := oauth2.Config{
		ClientID: stack.OIDCClientID, ClientSecret: stack.OIDCClientSecret, RedirectURL: publicURL + identity.CallbackPath,
		Endpoint: oauth2.Endpoint{AuthURL: strings.Split(address, "?")[0], TokenURL: tokenEndpoint(t, stack.OIDCIssuer)}, Scopes: []string{"openid", "profile"},
	}
	verifier := oauth2.GenerateVerifier()
	back := logIn(t, program.AuthCodeURL("s", oauth2.S256ChallengeOption(verifier)))
	token, err := program.Exchange(t.Context(), back.Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Bearer(t.Context(), token.AccessToken)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func tokenEndpoint(t *testing.T, issuer string) string {
	t.Helper()
	var found struct {
		Token string `json:"token_endpoint"`
	}
	answer, err := http.Get(issuer + "/.well-known/openid-configuration")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&found); err != nil {
		t.Fatal(err)
	}
	return found.Token
}
