package demo

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// Place is where a platform and its sign-in provider are.
type Place struct {
	URL          string // of the platform, e.g. "http://localhost:8080"
	Issuer       string // of the OpenID Connect provider
	ClientID     string // the platform's at the provider
	ClientSecret string
}

// callback is where the provider sends a browser back to. We read the code from
// that address and go no further, so that the access token is ours to use.
func (p Place) callback() string { return strings.TrimRight(p.URL, "/") + "/signin/callback" }

// entrance gets access tokens for personas and keeps them while they are good.
type entrance struct {
	place Place

	mu     sync.Mutex
	tokens map[string]*oauth2.Token
}

// token is a good access token of a persona.
func (e *entrance) token(ctx context.Context, username string) (string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if known := e.tokens[username]; known.Valid() {
		return known.AccessToken, nil
	}
	who, err := persona(username)
	if err != nil {
		return "", err
	}
	fresh, err := e.signIn(ctx, who)
	if err != nil {
		return "", fmt.Errorf("sign in as %s at %s: %w", username, e.place.Issuer, err)
	}
	e.tokens[username] = fresh
	return fresh.AccessToken, nil
}

func (e *entrance) signIn(ctx context.Context, who Persona) (*oauth2.Token, error) {
	endpoint, err := discover(ctx, e.place.Issuer)
	if err != nil {
		return nil, err
	}
	if who.Kind == "system" {
		system := clientcredentials.Config{ClientID: who.Username, ClientSecret: who.Password, TokenURL: endpoint.TokenURL}
		return system.Token(ctx)
	}
	config := oauth2.Config{
		ClientID: e.place.ClientID, ClientSecret: e.place.ClientSecret, Endpoint: endpoint,
		RedirectURL: e.place.callback(), Scopes: []string{"openid", "profile"},
	}
	state, verifier := rand.Text(), oauth2.GenerateVerifier()
	back, err := logIn(ctx, config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier)), who, e.place.callback())
	if err != nil {
		return nil, err
	}
	if back.Get("state") != state || back.Get("code") == "" {
		return nil, fmt.Errorf("the provider sent no code: %s %s", back.Get("error"), back.Get("error_description"))
	}
	return config.Exchange(ctx, back.Get("code"), oauth2.VerifierOption(verifier))
}

// discover reads where the provider's endpoints are (OpenID Connect Discovery 1.0).
func discover(ctx context.Context, issuer string) (oauth2.Endpoint, error) {
	var found struct {
		Authorize string `json:"authorization_endpoint"`
		Token     string `json:"token_endpoint"`
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(issuer, "/")+"/.well-known/openid-configuration", nil)
	if err != nil {
		return oauth2.Endpoint{}, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return oauth2.Endpoint{}, err
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&found); err != nil {
		return oauth2.Endpoint{}, fmt.Errorf("the provider's discovery document: %w", err)
	}
	return oauth2.Endpoint{AuthURL: found.Authorize, TokenURL: found.Token}, nil
}

// logIn does what a person does in a browser: opens the login page, fills in the
// form, and is sent back. It returns the query of the address they come back to.
func logIn(ctx context.Context, address string, who Persona, callback string) (url.Values, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	var back url.Values
	browser := &http.Client{Jar: jar, Timeout: 30 * time.Second, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), callback) {
			back = r.URL.Query()
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, at, err := visit(ctx, browser, http.MethodGet, address, nil)
	if err != nil || back != nil { // already signed in
		return back, err
	}
	action, fields, err := loginForm(page)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", at, err)
	}
	fields.Set("username", who.Username)
	fields.Set("password", who.Password)
	target, err := at.Parse(action)
	if err != nil {
		return nil, err
	}
	if _, _, err := visit(ctx, browser, http.MethodPost, target.String(), fields); err != nil {
		return nil, err
	}
	if back == nil {
		return nil, errors.New("the login page did not take the name and the password")
	}
	return back, nil
}

// visit gives a page and the address where redirects have led.
func visit(ctx context.Context, browser *http.Client, method, address string, form url.Values) (string, *url.URL, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", nil, err
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := browser.Do(request)
	if err != nil {
		return "", nil, err
	}
	defer response.Body.Close()
	page, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	return string(page), response.Request.URL, err
}

var (
	formTag   = regexp.MustCompile(`(?s)<form[^>]*\baction="([^"]*)"[^>]*>(.*?)</form>`)
	hiddenTag = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
)

// loginForm finds the form that asks for a password, with its hidden fields.
func loginForm(page string) (action string, hidden url.Values, err error) {
	for _, form := range formTag.FindAllStringSubmatch(page, -1) {
		if !strings.Contains(form[2], `name="password"`) {
			continue
		}
		hidden = url.Values{}
		for _, field := range hiddenTag.FindAllStringSubmatch(form[2], -1) {
			hidden.Set(html.UnescapeString(field[1]), html.UnescapeString(field[2]))
		}
		return html.UnescapeString(form[1]), hidden, nil
	}
	return "", nil, errors.New("this is not the login page of the demo's provider: no form asks for a password")
}
