package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/zitadel/oidc/v3/pkg/op"
	"golang.org/x/text/language"
)

// oidcPatience is how long requests under way may take when the provider stops.
const oidcPatience = 3 * time.Second

// startOIDC runs the OpenID Connect provider and returns its issuer. port 0 chooses a free one.
func startOIDC(ctx context.Context, dir *directory, s secrets, personas []persona, port int, steps *progress) (*running, string, error) {
	began := time.Now()
	key, err := loadSigningKey(dir)
	if err != nil {
		return nil, "", err
	}
	log, err := dir.log("oidc.log")
	if err != nil {
		return nil, "", err
	}
	// The library logs refused requests to the default logger; they belong in a file, not between the lines of progress.
	slog.SetDefault(slog.New(slog.NewTextHandler(log, nil)))
	listeners, err := listenLocalhost(port)
	if err != nil {
		return nil, "", errors.Join(err, log.Close())
	}
	issuer := fmt.Sprintf("http://localhost:%d", listeners[0].Addr().(*net.TCPAddr).Port)
	handler, err := provider(issuer, newOIDCStore(personas, s.OIDCClientSecret, key), personas)
	if err != nil {
		return nil, "", errors.Join(fmt.Errorf("cannot set up the OpenID Connect provider: %w", err), log.Close())
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn)}
	lost := make(chan error, len(listeners))
	for _, listener := range listeners {
		go func() { lost <- server.Serve(listener) }()
	}
	stop := func() error {
		ctx, cancel := context.WithTimeout(context.Background(), oidcPatience)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			server.Close() // a browser's idle connection must not hold us
		}
		return log.Close()
	}
	steps.done(began, "oidc: ready")
	return &running{name: partOIDC, stop: stop, lost: lost}, issuer, nil
}

// listenLocalhost opens one port on both loopback addresses, because "localhost" is both and a browser may take either. A machine
// without IPv6 has the first alone.
func listenLocalhost(port int) ([]net.Listener, error) {
	const flag, attempts = "--port-oidc", 20
	var err error
	for range attempts {
		var v4, v6 net.Listener
		if v4, err = listen(loopback, port, flag); err != nil {
			return nil, err
		}
		v6, err = listen("::1", v4.Addr().(*net.TCPAddr).Port, flag)
		switch {
		case err == nil:
			return []net.Listener{v4, v6}, nil
		case errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT):
			return []net.Listener{v4}, nil
		}
		v4.Close()
		if port != 0 {
			return nil, err
		}
	}
	return nil, err
}

// provider puts the protocol and the pages of the sign-in together.
func provider(issuer string, store *oidcStore, personas []persona) (http.Handler, error) {
	config := &op.Config{
		DefaultLogoutRedirectURI: loggedOutPath,
		CodeMethodS256:           true,
		AuthMethodPost:           true,
		SupportedUILocales:       []language.Tag{language.German, language.English},
		SupportedClaims:          strings.Fields("sub aud exp iat iss auth_time nonce roles agency name locale preferred_username"),
		SupportedScopes:          []string{"openid", "profile"},
	}
	rand.Read(config.CryptoKey[:]) // seals codes, which do not outlive this process
	protocol, err := op.NewProvider(config, store, op.StaticIssuer(issuer), op.WithAllowInsecure())
	if err != nil {
		return nil, err
	}
	pages := newLogin(store, personas, op.AuthCallbackURL(protocol))
	mux := http.NewServeMux()
	issuers := op.NewIssuerInterceptor(protocol.IssuerFromRequest)
	mux.HandleFunc("GET "+loginPath, pages.show)
	mux.HandleFunc("POST "+loginPath, issuers.HandlerFunc(pages.signIn))
	mux.HandleFunc("GET "+stylePath, pages.style)
	mux.HandleFunc("GET "+loggedOutPath, pages.loggedOut)
	mux.Handle("/", loopbackRedirects(protocol))
	return mux, nil
}
