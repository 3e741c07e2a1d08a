package api

import (
	"context"
	"log/slog"
	"net/url"
	"regexp"

	"github.com/google/uuid"
)

// RequestIDHeader carries the id of a request, in and out.
const RequestIDHeader = "X-Request-Id"

// exchange is what one request carries along from Observe to its problem
// document.
type exchange struct {
	id     string
	log    *slog.Logger
	url    *url.URL
	locale string // language of the texts for people, one of locales
}

type exchangeKey struct{}

func withExchange(ctx context.Context, e exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, e)
}

// exchangeOf gives the request's exchange. Without one (Observe is not in front)
// nothing is lost but the id.
func exchangeOf(ctx context.Context) exchange {
	if e, ok := ctx.Value(exchangeKey{}).(exchange); ok {
		return e
	}
	return exchange{log: slog.Default(), url: &url.URL{}, locale: locales[0]}
}

// RequestID is the id of the request that ctx belongs to, or "".
func RequestID(ctx context.Context) string { return exchangeOf(ctx).id }

// clientID is what we take over as a request id: short, and harmless in a log.
var clientID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// requestID takes the id that a client or a proxy gave, or makes one.
func requestID(given string) string {
	if clientID.MatchString(given) {
		return given
	}
	return uuid.Must(uuid.NewV7()).String()
}
