package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/url"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"handinhand/models"
)

// Begin starts a sign-in: send the browser to redirectURL and keep the flow in
// its cookie. returnTo is where the person wanted to go; what is not a path of
// this site becomes "/". locale asks the provider for a language, if not empty.
func (p *Provider) Begin(ctx context.Context, returnTo, locale string) (redirectURL string, flow Flow, err error) {
	known, err := p.discover(ctx)
	if err != nil {
		return "", Flow{}, err
	}
	flow = Flow{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), ReturnTo: localPath(returnTo)}
	options := []oauth2.AuthCodeOption{oidc.Nonce(flow.Nonce), oauth2.S256ChallengeOption(flow.Verifier)}
	if locale != "" {
		options = append(options, oauth2.SetAuthURLParam("ui_locales", locale))
	}
	return known.oauth.AuthCodeURL(flow.State, options...), flow, nil
}

// Finish ends a sign-in with the query that the provider sent the browser back
// with. The errors are *models.Problem: invalid (not the answer to this flow),
// forbidden (the provider said no), unsigned-in (the code or the token is no
// good), unavailable (the provider does not answer).
func (p *Provider) Finish(ctx context.Context, flow Flow, query url.Values) (id models.Identity, idToken, returnTo string, err error) {
	if flow.State == "" || subtle.ConstantTimeCompare([]byte(flow.State), []byte(query.Get("state"))) != 1 {
		return id, "", "", models.Problemf(models.KindInvalid, "signin.flow", "the answer does not belong to this browser's sign-in: sign in again")
	}
	if query.Get("error") != "" {
		return id, "", "", models.Problemf(models.KindForbidden, "signin.refused", "the sign-in provider refused the sign-in")
	}
	known, err := p.discover(ctx)
	if err != nil {
		return id, "", "", err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := known.oauth.Exchange(ctx, query.Get("code"), oauth2.VerifierOption(flow.Verifier))
	if err != nil {
		return id, "", "", exchangeProblem(err)
	}
	idToken, _ = token.Extra("id_token").(string)
	verified, err := known.idTokens.Verify(ctx, idToken)
	if err != nil {
		return id, "", "", refused("the provider's id token is not valid", err)
	}
	if subtle.ConstantTimeCompare([]byte(verified.Nonce), []byte(flow.Nonce)) != 1 {
		return id, "", "", refused("the provider's id token is not for this sign-in", nil)
	}
	id, err = identityOf(verified)
	return id, idToken, localPath(flow.ReturnTo), err
}

// EndSessionURL is where to send the browser to sign out at the provider too; it
// comes back to back, which must be registered there. Without such an endpoint,
// or while the provider is not known yet, it is back itself.
func (p *Provider) EndSessionURL(idToken, back string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || p.known.endSession == "" {
		return back
	}
	u, err := url.Parse(p.known.endSession)
	if err != nil {
		return back
	}
	query := u.Query()
	query.Set("client_id", p.config.ClientID)
	query.Set("post_logout_redirect_uri", back)
	if idToken != "" {
		query.Set("id_token_hint", idToken)
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// exchangeProblem tells a provider that says no from one that does not answer.
func exchangeProblem(err error) error {
	var answer *oauth2.RetrieveError
	if errors.As(err, &answer) && answer.Response != nil && answer.Response.StatusCode < 500 {
		return refused("the provider did not take the code", err)
	}
	return &models.Problem{Kind: models.KindUnavailable, Key: "signin.provider", Detail: "the sign-in provider does not answer", Err: err}
}

func refused(detail string, err error) error {
	return &models.Problem{Kind: models.KindUnsignedIn, Key: "signin.refused", Detail: detail, Err: err}
}
