package identity_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"testing"

	"handinhand/identity"
	"handinhand/models"
)

// begin starts a sign-in and gives what the provider sees of it.
func begin(t *testing.T, p *identity.Provider, returnTo string) (url.Values, identity.Flow) {
	t.Helper()
	raw, flow, err := p.Begin(t.Context(), returnTo, "uk")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := identity.DecodeFlow(flow.Encode())
	if err != nil || decoded != flow {
		t.Fatalf("DecodeFlow(Encode) = %+v, %v; want %+v", decoded, err, flow)
	}
	return u.Query(), decoded
}

func TestSignIn(t *testing.T) {
	i := newIssuer(t)
	p := i.provider(t)
	asked, flow := begin(t, p, "/cases/1?x=1")
	for name, want := range map[string]string{
		"client_id": clientID, "response_type": "code", "code_challenge_method": "S256", "ui_locales": "uk",
		"redirect_uri": "https://city.example/signin/callback", "nonce": flow.Nonce, "state": flow.State,
	} {
		if got := asked.Get(name); got != want {
			t.Errorf("the provider is asked with %s=%q, want %q", name, got, want)
		}
	}
	var challenge string
	i.answer = func(form map[string][]string) map[string]any {
		sum := sha256.Sum256([]byte(url.Values(form).Get("code_verifier")))
		challenge = base64.RawURLEncoding.EncodeToString(sum[:])
		return map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": i.sign(t, i.key, map[string]any{"nonce": asked.Get("nonce")})}
	}
	id, idToken, returnTo, err := p.Finish(t.Context(), flow, url.Values{"state": {flow.State}, "code": {"c"}})
	if err != nil {
		t.Fatal(err)
	}
	if id.Name != "Amal Haddad" || idToken == "" || returnTo != "/cases/1?x=1" {
		t.Errorf("Finish = %+v, id token of %d bytes, %q", id, len(idToken), returnTo)
	}
	if challenge != asked.Get("code_challenge") {
		t.Error("the verifier does not match the challenge")
	}
}

func TestFinishRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		query  func(identity.Flow) url.Values
		claims map[string]any // of the id token; nil: the provider takes no code
		want   models.Kind
	}{
		"another browser's answer": {func(identity.Flow) url.Values { return url.Values{"state": {"x"}, "code": {"c"}} }, nil, models.KindInvalid},
		"the provider's no": {func(f identity.Flow) url.Values { return url.Values{"state": {f.State}, "error": {"access_denied"}} },
			nil, models.KindForbidden},
		"a code that is no good": {func(f identity.Flow) url.Values { return url.Values{"state": {f.State}, "code": {"c"}} }, nil, models.KindUnsignedIn},
		"another sign-in's token": {func(f identity.Flow) url.Values { return url.Values{"state": {f.State}, "code": {"c"}} },
			map[string]any{"nonce": "another"}, models.KindUnsignedIn},
		"a token for somebody else": {func(f identity.Flow) url.Values { return url.Values{"state": {f.State}, "code": {"c"}} },
			map[string]any{"aud": "another"}, models.KindUnsignedIn},
	} {
		t.Run(name, func(t *testing.T) {
			i := newIssuer(t)
			p := i.provider(t)
			_, flow := begin(t, p, "/")
			if test.claims != nil {
				i.answer = func(map[string][]string) map[string]any {
					return map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": i.sign(t, i.key, test.claims)}
				}
			}
			if _, _, _, err := p.Finish(t.Context(), flow, test.query(flow)); models.KindOf(err) != test.want {
				t.Errorf("Finish = %v, want a problem of kind %s", err, test.want)
			}
		})
	}
	if _, _, _, err := newIssuer(t).provider(t).Finish(t.Context(), identity.Flow{}, url.Values{}); models.KindOf(err) != models.KindInvalid {
		t.Errorf("Finish without a flow = %v, want invalid", err)
	}
}

func TestReturnToStaysOnThisSite(t *testing.T) {
	p := newIssuer(t).provider(t)
	for returnTo, want := range map[string]string{
		"/": "/", "/cases?a=b#c": "/cases?a=b#c", "": "/", "cases": "/", "//evil.example": "/", "/\\evil.example": "/",
		"https://evil.example/": "/", "/\t/evil.example": "/", "javascript:alert(1)": "/", "/a\r\nSet-Cookie: x": "/",
	} {
		if _, flow := begin(t, p, returnTo); flow.ReturnTo != want {
			t.Errorf("Begin(%q) returns to %q, want %q", returnTo, flow.ReturnTo, want)
		}
	}
}

func TestDecodeFlowRefuses(t *testing.T) {
	for _, value := range []string{"", "!", "e30", "bnVsbA", "eyJzIjoiYSJ9"} {
		if _, err := identity.DecodeFlow(value); models.KindOf(err) != models.KindInvalid {
			t.Errorf("DecodeFlow(%q) = %v, want invalid", value, err)
		}
	}
}

func TestCookieNames(t *testing.T) {
	for publicURL, want := range map[string]string{"https://city.example": "__Host-hih", "http://127.0.0.1:8080": "hih"} {
		if got := identity.SessionCookie(publicURL); got != want {
			t.Errorf("SessionCookie(%q) = %q, want %q", publicURL, got, want)
		}
	}
	if identity.FlowCookie("https://city.example") == identity.SessionCookie("https://city.example") {
		t.Error("a sign-in under way and a session share a cookie")
	}
}

func TestEndSession(t *testing.T) {
	i := newIssuer(t)
	p := i.provider(t)
	if got := p.EndSessionURL("t", "https://city.example/"); got != "https://city.example/" {
		t.Errorf("before discovery: %q", got)
	}
	if err := p.Reach(t.Context()); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(p.EndSessionURL("t", "https://city.example/"))
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{"x": {"1"}, "client_id": {clientID}, "id_token_hint": {"t"}, "post_logout_redirect_uri": {"https://city.example/"}}
	if u.Query().Encode() != want.Encode() || u.Path != "/end" {
		t.Errorf("EndSessionURL = %s", u)
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	good := identity.Config{Issuer: "https://id.example", ClientID: "c", PublicURL: "https://city.example"}
	for name, change := range map[string]func(*identity.Config){
		"no issuer":     func(c *identity.Config) { c.Issuer = "" },
		"issuer's name": func(c *identity.Config) { c.Issuer = "id.example" },
		"no client":     func(c *identity.Config) { c.ClientID = "" },
		"no public URL": func(c *identity.Config) { c.PublicURL = "/" },
	} {
		bad := good
		change(&bad)
		if _, err := identity.New(bad); err == nil {
			t.Errorf("%s: New took it", name)
		}
	}
	if _, err := identity.New(good); err != nil {
		t.Error(err)
	}
}
