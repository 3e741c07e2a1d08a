package identity

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/sethvargo/go-retry"
	"golang.org/x/oauth2"

	"handinhand/models"
)

// CallbackPath is where the provider sends people back to, below PublicURL. It
// must be registered there.
const CallbackPath = "/signin/callback"

// Config says which provider to trust and who we are to it.
type Config struct {
	Issuer       string // URL, exactly as the provider's discovery document says it
	ClientID     string
	ClientSecret string // empty for a public client: PKCE alone then protects the code
	PublicURL    string // where browsers reach us, e.g. "https://city.example"
}

// Provider is the OpenID Connect provider as we see it. Its discovery document is
// read at the first use, so that we start while it does not run yet.
type Provider struct {
	config Config
	client *http.Client

	mu    sync.Mutex
	known *discovered
}

// discovered is what the discovery document told us.
type discovered struct {
	oauth      oauth2.Config
	idTokens   *oidc.IDTokenVerifier
	bearer     *oidc.IDTokenVerifier
	endSession string
}

// New checks the configuration. It does not need the provider to answer yet; see
// Reach.
func New(c Config) (*Provider, error) {
	for name, raw := range map[string]string{"issuer": c.Issuer, "public URL": c.PublicURL} {
		if u, err := url.Parse(raw); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return nil, fmt.Errorf("identity: the %s %q is not an http(s) URL", name, raw)
		}
	}
	if c.ClientID == "" {
		return nil, errors.New("identity: the client id is empty: register a client at the provider and give its id")
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	return &Provider{config: c, client: &http.Client{Timeout: 10 * time.Second}}, nil
}

// Reach reads the provider's discovery document unless that has been done. The
// error is a *models.Problem of kind unavailable that names the issuer.
func (p *Provider) Reach(ctx context.Context) error {
	_, err := p.discover(ctx)
	return err
}

// discover is Reach with what was found. A failure is not remembered: the next
// caller tries again.
func (p *Provider) discover(ctx context.Context) (*discovered, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil {
		return p.known, nil
	}
	backoff := retry.WithMaxRetries(2, retry.NewExponential(100*time.Millisecond))
	found, err := retry.DoValue(ctx, backoff, func(ctx context.Context) (*oidc.Provider, error) {
		found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.config.Issuer)
		return found, retry.RetryableError(err)
	})
	if err != nil {
		problem := models.Problemf(models.KindUnavailable, "signin.provider",
			"the sign-in provider %s gives no usable discovery document: check its address and that it runs", p.config.Issuer)
		problem.Err = err
		return nil, problem
	}
	var more struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := found.Claims(&more); err != nil {
		return nil, fmt.Errorf("identity: read the discovery document of %s: %w", p.config.Issuer, err)
	}
	p.known = &discovered{
		oauth: oauth2.Config{
			ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, Endpoint: found.Endpoint(),
			RedirectURL: p.config.PublicURL + CallbackPath,
			Scopes:      []string{oidc.ScopeOpenID, "profile"},
		},
		idTokens: found.Verifier(&oidc.Config{ClientID: p.config.ClientID}),
		// An access token may name several audiences; Bearer looks for us among them.
		bearer:     found.Verifier(&oidc.Config{SkipClientIDCheck: true}),
		endSession: more.EndSession,
	}
	return p.known, nil
}
