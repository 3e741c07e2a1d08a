package main

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// signInLife is how long a person may take to sign in, and a code to be redeemed.
const signInLife = 15 * time.Minute

// signIn is one sign-in under way (op.AuthRequest).
type signIn struct {
	id       string
	asked    *oidc.AuthRequest
	began    time.Time
	code     string
	subject  string    // empty until the person has signed in
	signedAt time.Time // likewise
}

func (s *signIn) GetID() string                      { return s.id }
func (s *signIn) GetACR() string                     { return "" }
func (s *signIn) GetAMR() []string                   { return []string{"pwd"} }
func (s *signIn) GetAudience() []string              { return []string{clientID} }
func (s *signIn) GetAuthTime() time.Time             { return s.signedAt }
func (s *signIn) GetClientID() string                { return s.asked.ClientID }
func (s *signIn) GetNonce() string                   { return s.asked.Nonce }
func (s *signIn) GetRedirectURI() string             { return s.asked.RedirectURI }
func (s *signIn) GetResponseType() oidc.ResponseType { return s.asked.ResponseType }
func (s *signIn) GetResponseMode() oidc.ResponseMode { return s.asked.ResponseMode }
func (s *signIn) GetScopes() []string                { return s.asked.Scopes }
func (s *signIn) GetState() string                   { return s.asked.State }
func (s *signIn) GetSubject() string                 { return s.subject }
func (s *signIn) Done() bool                         { return s.subject != "" }

func (s *signIn) GetCodeChallenge() *oidc.CodeChallenge {
	return &oidc.CodeChallenge{Challenge: s.asked.CodeChallenge, Method: s.asked.CodeChallengeMethod}
}

var (
	errUnknownSignIn = errors.New("this sign-in is unknown or too old")
	errUnknownClient = errors.New("unknown client")
	errWrongSecret   = errors.New("wrong client secret")
	errNotOffered    = errors.New("not offered by this provider")
)

// oidcStore is what the provider's library asks about personas, clients and sign-ins (op.Storage, op.ClientCredentialsStorage).
// Sign-ins under way are kept in memory: a restart ends them, and nothing else.
type oidcStore struct {
	personas map[string]persona
	secret   string
	key      *signingKey

	mu      sync.Mutex
	signIns map[string]*signIn
}

func newOIDCStore(personas []persona, secret string, key *signingKey) *oidcStore {
	s := &oidcStore{personas: map[string]persona{}, secret: secret, key: key, signIns: map[string]*signIn{}}
	for _, p := range personas {
		s.personas[p.Username] = p
	}
	return s
}

// person is the persona who signs in at the page with that username; systems do not.
func (s *oidcStore) person(username string) (persona, bool) {
	p, found := s.personas[username]
	return p, found && p.Kind == kindPerson
}

// complete ends the person's part of a sign-in.
func (s *oidcStore) complete(id string, p persona) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	under, found := s.signIns[id]
	if !found {
		return errUnknownSignIn
	}
	under.subject, under.signedAt = p.Username, time.Now()
	return nil
}

func (s *oidcStore) CreateAuthRequest(_ context.Context, asked *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	if slices.Contains(asked.Prompt, oidc.PromptNone) {
		return nil, oidc.ErrLoginRequired()
	}
	if asked.CodeChallenge == "" || asked.CodeChallengeMethod != oidc.CodeChallengeMethodS256 {
		return nil, oidc.ErrInvalidRequest().WithDescription("PKCE is required: send code_challenge with code_challenge_method=S256")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, old := range s.signIns {
		if time.Since(old.began) > signInLife {
			delete(s.signIns, id)
		}
	}
	begun := &signIn{id: rand.Text(), asked: asked, began: time.Now()}
	s.signIns[begun.id] = begun
	return begun, nil
}

func (s *oidcStore) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	return s.find(func(candidate *signIn) bool { return candidate.id == id })
}

func (s *oidcStore) AuthRequestByCode(_ context.Context, code string) (op.AuthRequest, error) {
	return s.find(func(candidate *signIn) bool { return candidate.code != "" && candidate.code == code })
}

// find returns a copy: the library reads it while the person may still be signing in.
func (s *oidcStore) find(is func(*signIn) bool) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, candidate := range s.signIns {
		if is(candidate) && time.Since(candidate.began) <= signInLife {
			found := *candidate
			return &found, nil
		}
	}
	return nil, errUnknownSignIn
}

func (s *oidcStore) SaveAuthCode(_ context.Context, id, code string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	under, found := s.signIns[id]
	if !found {
		return errUnknownSignIn
	}
	under.code = code
	return nil
}

func (s *oidcStore) DeleteAuthRequest(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.signIns, id)
	return nil
}

func (s *oidcStore) CreateAccessToken(context.Context, op.TokenRequest) (string, time.Time, error) {
	return rand.Text(), time.Now().Add(tokenLife), nil
}

func (s *oidcStore) SigningKey(context.Context) (op.SigningKey, error) { return s.key, nil }
func (s *oidcStore) KeySet(context.Context) ([]op.Key, error)          { return []op.Key{publicKey{s.key}}, nil }
func (s *oidcStore) Health(context.Context) error                      { return nil }

func (s *oidcStore) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.ES256}, nil
}

func (s *oidcStore) GetClientByClientID(ctx context.Context, id string) (op.Client, error) {
	if id == clientID {
		return productClient(redirectsOf(ctx)), nil
	}
	if p, found := s.personas[id]; found && p.Kind == kindSystem {
		return systemClient(id), nil
	}
	return nil, errUnknownClient
}

func (s *oidcStore) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	expected := s.secret
	if id != clientID {
		p, found := s.personas[id]
		if !found || p.Kind != kindSystem {
			return errUnknownClient
		}
		expected = p.Password
	}
	if subtle.ConstantTimeCompare([]byte(secret), []byte(expected)) != 1 {
		return errWrongSecret
	}
	return nil
}

func (s *oidcStore) ClientCredentials(ctx context.Context, id, secret string) (op.Client, error) {
	if err := s.AuthorizeClientIDSecret(ctx, id, secret); err != nil {
		return nil, err
	}
	return s.GetClientByClientID(ctx, id)
}

// ClientCredentialsTokenRequest issues a system's token for the product's audience: the product is the one to read it.
func (s *oidcStore) ClientCredentialsTokenRequest(_ context.Context, id string, scopes []string) (op.TokenRequest, error) {
	return &oidc.JWTTokenRequest{Subject: id, Audience: []string{clientID}, Scopes: scopes}, nil
}

func (s *oidcStore) GetPrivateClaimsFromScopes(_ context.Context, subject, _ string, _ []string) (map[string]any, error) {
	return s.personas[subject].claims(), nil
}

func (s *oidcStore) SetUserinfoFromScopes(_ context.Context, info *oidc.UserInfo, subject, _ string, _ []string) error {
	info.Subject = subject
	info.Claims = s.personas[subject].claims()
	return nil
}

func (s *oidcStore) SetUserinfoFromToken(ctx context.Context, info *oidc.UserInfo, _, subject, _ string) error {
	return s.SetUserinfoFromScopes(ctx, info, subject, "", nil)
}

func (s *oidcStore) SetIntrospectionFromToken(_ context.Context, answer *oidc.IntrospectionResponse, _, subject, client string) error {
	answer.Subject, answer.ClientID, answer.Claims = subject, client, s.personas[subject].claims()
	return nil
}

// The rest of op.Storage is about sessions, refresh tokens and JWT profiles, which this provider does not keep.

func (s *oidcStore) TerminateSession(context.Context, string, string) error          { return nil }
func (s *oidcStore) RevokeToken(context.Context, string, string, string) *oidc.Error { return nil }
func (s *oidcStore) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, errNotOffered
}

func (s *oidcStore) CreateAccessAndRefreshTokens(context.Context, op.TokenRequest, string) (string, string, time.Time, error) {
	return "", "", time.Time{}, errNotOffered
}

func (s *oidcStore) TokenRequestByRefreshToken(context.Context, string) (op.RefreshTokenRequest, error) {
	return nil, errNotOffered
}

func (s *oidcStore) GetRefreshTokenInfo(context.Context, string, string) (string, string, error) {
	return "", "", op.ErrInvalidRefreshToken
}

func (s *oidcStore) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errNotOffered
}
