package main

import (
	"context"
	"net/http"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// clientID is the product's id at the provider, and the audience of every token.
const clientID = "handinhand"

// tokenLife is a working day: there are no refresh tokens, and a demo should not sign people out.
const tokenLife = 8 * time.Hour

// oidcClient is one client of the provider (op.Client): the product, or a persona of kind system.
type oidcClient struct {
	id        string
	grants    []oidc.GrantType
	redirects []string
}

func productClient(redirects []string) oidcClient {
	return oidcClient{id: clientID, grants: []oidc.GrantType{oidc.GrantTypeCode}, redirects: redirects}
}

func systemClient(id string) oidcClient {
	return oidcClient{id: id, grants: []oidc.GrantType{oidc.GrantTypeClientCredentials}}
}

func (c oidcClient) GetID() string                       { return c.id }
func (c oidcClient) RedirectURIs() []string              { return c.redirects }
func (c oidcClient) PostLogoutRedirectURIs() []string    { return c.redirects }
func (c oidcClient) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }
func (c oidcClient) AuthMethod() oidc.AuthMethod         { return oidc.AuthMethodBasic }
func (c oidcClient) GrantTypes() []oidc.GrantType        { return c.grants }
func (c oidcClient) LoginURL(id string) string           { return loginPath + "?request=" + id }
func (c oidcClient) AccessTokenType() op.AccessTokenType { return op.AccessTokenTypeJWT }
func (c oidcClient) IDTokenLifetime() time.Duration      { return tokenLife }
func (c oidcClient) DevMode() bool                       { return false }
func (c oidcClient) IsScopeAllowed(string) bool          { return false }
func (c oidcClient) ClockSkew() time.Duration            { return 0 }

func (c oidcClient) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}

// IDTokenUserinfoClaimsAssertion puts the persona's claims into the ID token also where an access token is issued with it.
func (c oidcClient) IDTokenUserinfoClaimsAssertion() bool { return true }

func (c oidcClient) RestrictAdditionalIdTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}

func (c oidcClient) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}

type redirectsKey struct{}

// loopbackRedirects lets the product come back to any loopback address: its port is chosen when it starts. The library asks the
// client for its registered addresses, so those of the request that lead to this machine are handed to it as the registered ones.
func loopbackRedirects(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var redirects []string
		for _, field := range []string{"redirect_uri", "post_logout_redirect_uri"} {
			uri := r.FormValue(field)
			if parsed, local := op.HTTPLoopbackOrLocalhost(uri); local && parsed.User == nil {
				redirects = append(redirects, uri)
			}
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), redirectsKey{}, redirects)))
	})
}

func redirectsOf(ctx context.Context) []string {
	redirects, _ := ctx.Value(redirectsKey{}).([]string)
	return redirects
}
