package identity

import (
	"context"
	"slices"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"

	"handinhand/models"
)

// Bearer checks a JWT access token (RFC 9068 in spirit: providers differ in its
// typ header) and says who sent it: signature by the provider's keys, issuer,
// time, and that it was issued for us (aud) or to us (azp). The errors are
// *models.Problem of kind unsigned-in, or unavailable when the provider's keys
// cannot be had.
func (p *Provider) Bearer(ctx context.Context, raw string) (models.Identity, error) {
	known, err := p.discover(ctx)
	if err != nil {
		return models.Identity{}, err
	}
	token, err := known.bearer.Verify(oidc.ClientContext(ctx, p.client), raw)
	if err != nil {
		return models.Identity{}, bearerProblem(err)
	}
	var use struct {
		AuthorizedParty string `json:"azp"`
		Type            string `json:"typ"`
		Nonce           string `json:"nonce"`
		AccessTokenHash string `json:"at_hash"`
	}
	if err := token.Claims(&use); err != nil {
		return models.Identity{}, refused("the access token's claims cannot be read", err)
	}
	// An id token is for us as well, but it passes through browsers' addresses at
	// sign-out; only access tokens are keys.
	if use.Type == "ID" || use.Nonce != "" || use.AccessTokenHash != "" {
		return models.Identity{}, refused("this is an id token: send an access token", nil)
	}
	if !slices.Contains(token.Audience, p.config.ClientID) && use.AuthorizedParty != p.config.ClientID {
		return models.Identity{}, refused("the access token is for another audience", nil)
	}
	return identityOf(token)
}

// bearerProblem tells a bad token from keys that could not be fetched. The library
// does not wrap that error, so its words are all there is.
func bearerProblem(err error) error {
	if strings.Contains(err.Error(), "fetching keys") {
		return &models.Problem{Kind: models.KindUnavailable, Key: "signin.provider", Detail: "the sign-in provider's keys cannot be read", Err: err}
	}
	return refused("the access token is not valid", err)
}
