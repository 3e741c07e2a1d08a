package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"handinhand/casework"
	"handinhand/models"
)

type actorKey struct{}

// signedIn is the guard of every operation: nobody comes in unless they are signed
// in, by access token or by the session of the pages. What they may do is
// casework's word. It runs before the body is read.
func (m *mount) signedIn(described huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		request := humagin.Unwrap(ctx).Request
		actor, err := m.actor(request)
		if err != nil {
			_ = huma.WriteErr(described, ctx, http.StatusInternalServerError, "", err)
			return
		}
		e := exchangeOf(ctx.Context())
		e.url = request.URL
		e.locale = localeOf(request.Header.Get("Accept-Language"), actor.Locale)
		next(huma.WithContext(ctx, context.WithValue(withExchange(ctx.Context(), e), actorKey{}, actor.In(e.locale))))
	}
}

func (m *mount) actor(r *http.Request) (casework.Actor, error) {
	if scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
		id, err := m.Identity.Bearer(r.Context(), strings.TrimSpace(token))
		if err != nil {
			return casework.Actor{}, err
		}
		return m.Casework.Actor(r.Context(), id)
	}
	cookie, err := r.Cookie(m.cookie)
	if err != nil {
		return casework.Actor{}, models.Problemf(models.KindUnsignedIn, "signin.needed", "send an access token or the session cookie")
	}
	// A browser sends the cookie along with what another site makes it send.
	if err := m.origin.Check(r); err != nil {
		return casework.Actor{}, models.Problemf(models.KindForbidden, "signin.origin", "the session cookie is taken from pages of this site only")
	}
	return m.Casework.Session(r.Context(), cookie.Value)
}

// actorOf is who signedIn let in.
func actorOf(ctx context.Context) casework.Actor {
	actor, _ := ctx.Value(actorKey{}).(casework.Actor)
	return actor
}
