package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/go-cmp/cmp"
)

const comeBack = "http://127.0.0.1:4711/sign-in/callback"

// browser is a client that does not follow redirects, so that a test sees each step.
var browser = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// metadata is what the tests need of the discovery document (OpenID Connect Discovery 1.0, section 3).
type metadata struct {
	Issuer    string   `json:"issuer"`
	Authorize string   `json:"authorization_endpoint"`
	Token     string   `json:"token_endpoint"`
	Keys      string   `json:"jwks_uri"`
	Userinfo  string   `json:"userinfo_endpoint"`
	End       string   `json:"end_session_endpoint"`
	Methods   []string `json:"code_challenge_methods_supported"`
	Grants    []string `json:"grant_types_supported"`
}

func getJSON(t *testing.T, address string, into any) {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
}

func discover(t *testing.T, issuer string) metadata {
	t.Helper()
	var m metadata
	getJSON(t, issuer+"/.well-known/openid-configuration", &m)
	if diff := cmp.Diff(issuer, m.Issuer); diff != "" {
		t.Error(diff)
	}
	return m
}

// visit returns status, the address of a redirect if there is one, and the page.
func visit(t *testing.T, response *http.Response, err error) (int, string, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	target := ""
	if location, err := response.Location(); err == nil {
		target = location.String()
	}
	return response.StatusCode, target, string(page)
}

// asking are the parameters of a correct authorisation request.
func asking(verifier string) url.Values {
	challenge := sha256.Sum256([]byte(verifier))
	return url.Values{
		"client_id": {clientID}, "redirect_uri": {comeBack}, "response_type": {"code"}, "scope": {"openid profile"},
		"state": {"state of a test"}, "nonce": {"nonce of a test"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"},
	}
}

// begin asks for a sign-in and returns the address of the login page.
func begin(t *testing.T, m metadata, q url.Values) string {
	t.Helper()
	response, err := browser.Get(m.Authorize + "?" + q.Encode())
	status, page, body := visit(t, response, err)
	if status != http.StatusFound || !strings.Contains(page, loginPath) {
		t.Fatalf("no way to the login page: %d %s %s", status, page, body)
	}
	return page
}

// enter submits the login form and follows to where the product is called back; it returns the code.
func enter(t *testing.T, page string, fields url.Values) string {
	t.Helper()
	address, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	fields.Set("request", address.Query().Get("request"))
	response, err := browser.PostForm(page, fields)
	status, target, body := visit(t, response, err)
	if status != http.StatusFound {
		t.Fatalf("not signed in: %d %s", status, body)
	}
	response, err = browser.Get(target)
	_, target, body = visit(t, response, err)
	if !strings.HasPrefix(target, comeBack) {
		t.Fatalf("not called back: %q %s", target, body)
	}
	back, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("state of a test", back.Query().Get("state")); diff != "" {
		t.Error(diff)
	}
	return back.Query().Get("code")
}

// tokens are the answer of the token endpoint.
type tokens struct {
	Access string `json:"access_token"`
	ID     string `json:"id_token"`
	Error  string `json:"error"`
}

func redeem(t *testing.T, m metadata, user, secret string, fields url.Values) tokens {
	t.Helper()
	request, err := http.NewRequest(http.MethodPost, m.Token, strings.NewReader(fields.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(url.QueryEscape(user), url.QueryEscape(secret))
	response, err := browser.Do(request)
	_, _, body := visit(t, response, err)
	var got tokens
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return got
}

// tokenClaims are the claims that the product relies on.
type tokenClaims struct {
	jwt.Claims
	Nonce    string   `json:"nonce"`
	Roles    []string `json:"roles"`
	Agency   *string  `json:"agency"`
	Name     string   `json:"name"`
	Locale   string   `json:"locale"`
	Username string   `json:"preferred_username"`
}

// verified checks the signature with the published keys and returns the claims.
func verified(t *testing.T, m metadata, token string) tokenClaims {
	t.Helper()
	var keys jose.JSONWebKeySet
	getJSON(t, m.Keys, &keys)
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		t.Fatalf("no signed token: %v: %q", err, token)
	}
	var c tokenClaims
	if err := parsed.Claims(keys, &c); err != nil {
		t.Fatalf("the signature does not fit the published keys: %v", err)
	}
	if err := c.Validate(jwt.Expected{Issuer: m.Issuer, AnyAudience: jwt.Audience{clientID}}); err != nil {
		t.Error(err)
	}
	return c
}

func ptr(s string) *string { return &s }

// signInWorks signs a person in with username and password, on the running stack.
func signInWorks(t *testing.T, s *started) {
	t.Helper()
	m := discover(t, s.OIDCIssuer)
	verifier := rand.Text() + rand.Text()
	code := enter(t, begin(t, m, asking(verifier)), url.Values{"username": {"okafor"}, "password": {"secret of okafor"}})
	fields := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {comeBack}, "code_verifier": {verifier}}
	got := redeem(t, m, clientID, s.OIDCClientSecret, fields)
	for name, token := range map[string]string{"ID token": got.ID, "access token": got.Access} {
		c := verified(t, m, token)
		want := []any{"okafor", []string{"clerk", "process-owner"}, ptr("federal-office"), "Chidi Okafor", "de", "okafor"}
		if diff := cmp.Diff(want, []any{c.Subject, c.Roles, c.Agency, c.Name, c.Locale, c.Username}); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if diff := cmp.Diff("nonce of a test", verified(t, m, got.ID).Nonce); diff != "" {
		t.Error(diff)
	}
	if again := redeem(t, m, clientID, s.OIDCClientSecret, fields); again.Error != "invalid_grant" {
		t.Errorf("a code can be redeemed twice: %+v", again)
	}
	endsSession(t, m, got.ID)
}

func endsSession(t *testing.T, m metadata, idToken string) {
	t.Helper()
	end := func(target string) (int, string) {
		q := url.Values{"id_token_hint": {idToken}, "post_logout_redirect_uri": {target}}
		response, err := browser.Get(m.End + "?" + q.Encode())
		status, to, _ := visit(t, response, err)
		return status, to
	}
	if status, to := end("http://localhost:4711/bye"); status != http.StatusFound || to != "http://localhost:4711/bye" {
		t.Errorf("end of session: %d %s", status, to)
	}
	if status, to := end("http://elsewhere.example/"); status != http.StatusBadRequest {
		t.Errorf("the end of a session leads elsewhere: %d %s", status, to)
	}
}

// systemTokenWorks gets a token for a system, on the running stack.
func systemTokenWorks(t *testing.T, s *started) {
	t.Helper()
	m := discover(t, s.OIDCIssuer)
	grant := url.Values{"grant_type": {"client_credentials"}}
	c := verified(t, m, redeem(t, m, "registry", "secret of registry", grant).Access)
	want := []any{"registry", []string{"system"}, ptr("federal-office")}
	if diff := cmp.Diff(want, []any{c.Subject, c.Roles, c.Agency}); diff != "" {
		t.Error(diff)
	}
	for name, got := range map[string]tokens{
		"wrong secret": redeem(t, m, "registry", "wrong", grant),
		"a person":     redeem(t, m, "amal", "demo", grant),
	} {
		if got.Error != "invalid_client" || got.Access != "" {
			t.Errorf("%s gets a token: %+v", name, got)
		}
	}
}

func signInOnly(t *testing.T) (*started, metadata) {
	t.Helper()
	s := up(t, placeForAll(t)+"/stack", "--only", "oidc", "--personas", "testdata/personas.json")
	return s, discover(t, s.OIDCIssuer)
}

func TestSignIn(t *testing.T) {
	s, m := signInOnly(t)
	if diff := cmp.Diff([]string{"S256"}, m.Methods); diff != "" {
		t.Error(diff)
	}
	for _, grant := range []string{"authorization_code", "client_credentials"} {
		if !slices.Contains(m.Grants, grant) {
			t.Errorf("%s is not offered: %v", grant, m.Grants)
		}
	}

	t.Run("one click signs an applicant in, without agency", func(t *testing.T) {
		verifier := rand.Text() + rand.Text()
		code := enter(t, begin(t, m, asking(verifier)), url.Values{"persona": {"amal"}})
		fields := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {comeBack}, "code_verifier": {verifier}}
		c := verified(t, m, redeem(t, m, clientID, s.OIDCClientSecret, fields).Access)
		if diff := cmp.Diff([]any{"amal", []string{"applicant"}, (*string)(nil), "ar"}, []any{c.Subject, c.Roles, c.Agency, c.Locale}); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a wrong verifier gets nothing", func(t *testing.T) {
		code := enter(t, begin(t, m, asking("the right verifier of this test, long enough")), url.Values{"persona": {"amal"}})
		fields := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {comeBack}, "code_verifier": {"a wrong verifier of this test, long enough"}}
		if got := redeem(t, m, clientID, s.OIDCClientSecret, fields); got.Error != "invalid_grant" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("requests that are refused", func(t *testing.T) { refusedRequests(t, m) })
}

func refusedRequests(t *testing.T, m metadata) {
	cases := []struct {
		name, field, value string
		comesBack          bool // the error goes to the product, not on a page
	}{
		{"no PKCE", "code_challenge", "", true},
		{"plain PKCE", "code_challenge_method", "plain", true},
		{"unknown client", "client_id", "stranger", false},
		{"not this machine", "redirect_uri", "http://elsewhere.example/callback", false},
		{"this machine as a user name", "redirect_uri", "http://localhost:80@elsewhere.example/callback", false},
		{"nobody can be asked", "prompt", "none", true},
	}
	for _, c := range cases {
		q := asking("a verifier of a test")
		q.Set(c.field, c.value)
		if c.value == "" {
			q.Del(c.field)
		}
		response, err := browser.Get(m.Authorize + "?" + q.Encode())
		status, target, body := visit(t, response, err)
		if back := strings.HasPrefix(target, comeBack+"?error="); back != c.comesBack || !back && status != http.StatusBadRequest {
			t.Errorf("%s: %d %q %s", c.name, status, target, body)
		}
	}
}

func TestLoginPage(t *testing.T) {
	_, m := signInOnly(t)
	page := begin(t, m, asking("a verifier of a test"))
	read := func(address, accept string) (int, string) {
		request, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept-Language", accept)
		response, err := browser.Do(request)
		status, _, body := visit(t, response, err)
		return status, body
	}
	_, body := read(page, "de-AT,de;q=0.9,en;q=0.8")
	says(t, body, `lang="de"`, "Demo-Anbieter", "Chidi Okafor", "Sachbearbeiter und Prozessverantwortlicher")
	if strings.Contains(body, "Registry") {
		t.Error("a system is offered as a person")
	}
	_, body = read(page, "fr")
	says(t, body, `lang="en"`, "demo provider", "Clerk and process owner")

	q := asking("a verifier of a test")
	q.Set("ui_locales", "de")
	_, body = read(begin(t, m, q), "en")
	says(t, body, `lang="de"`) // what the product asks for comes before the browser's wish

	response, err := browser.PostForm(page, url.Values{"request": {regexp.MustCompile(`request=(\w+)`).FindStringSubmatch(page)[1]}, "username": {"okafor"}, "password": {"wrong"}})
	status, _, body := visit(t, response, err)
	if status != http.StatusUnauthorized {
		t.Errorf("wrong password: status %d", status)
	}
	says(t, body, `role="alert"`, "wrong", `value="okafor"`)

	status, body = read(strings.Replace(page, "request=", "request=un", 1), "en")
	if status != http.StatusBadRequest {
		t.Errorf("unknown sign-in: status %d", status)
	}
	says(t, body, "Go back to the application")
}
