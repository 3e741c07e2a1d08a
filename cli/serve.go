package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"handinhand/api"
	"handinhand/casework"
	"handinhand/identity"
	"handinhand/ui"
)

// stopGrace is how long requests in flight may take when serve stops.
const stopGrace = 10 * time.Second

type serveCommand struct {
	Config
	Web
}

// Validate checks both halves at once.
func (s *serveCommand) Validate() error { return errors.Join(s.Config.Validate(), s.Web.Validate()) }

// Run serves until ctx ends, then lets the requests in flight finish.
func (s *serveCommand) Run(ctx context.Context) error {
	ctx, cancel := s.withParent(ctx)
	defer cancel()
	p, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	work, err := p.casework()
	if err != nil {
		return err
	}
	// Nobody is served before it is sure that no erased person is back.
	if err := s.patiently(ctx, func(ctx context.Context) error { return p.rebury(ctx, work) }); err != nil {
		return fmt.Errorf("the tombstones of destroyed keys (TOMBSTONES_URL): %w", err)
	}
	rendering, done, err := renderer()
	if err != nil {
		return err
	}
	defer done()
	p.vault.Renderer = rendering
	go p.warm(ctx, rendering)
	handler, err := s.handler(p, work)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	go every(ctx, 10*time.Second, func() { tell(ctx, p.log, "cases wait to be started", work.Resume(ctx)) })
	go every(ctx, time.Minute, func() { tell(ctx, p.log, "the retention of ended cases waits to be begun", work.Retain(ctx)) })
	go every(ctx, 10*time.Minute, func() { tell(ctx, p.log, "those who owe answers could not be reminded", work.Remind(ctx)) })
	go every(ctx, time.Minute, func() { tell(ctx, p.log, "batches wait to be carried out", work.CarryOutPlans(ctx)) })
	go every(ctx, time.Hour, func() { tell(ctx, p.log, "old sessions and idempotency keys stay", work.Purge(ctx)) })
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
		defer cancel()
		_ = server.Shutdown(grace)
	}()
	go every(ctx, 10*time.Minute, func() {
		tell(ctx, p.log, "the tombstones of destroyed keys could not be looked at", p.rebury(ctx, work))
	})
	go every(ctx, 10*time.Minute, func() { tell(ctx, p.log, "the documents could not be looked after", work.Sweep(ctx)) })
	go every(ctx, 2*time.Second, func() { tell(ctx, p.log, "the access log waits to be sequenced", work.Sequence(ctx)) })
	p.log.Info("serving", "listen", s.Listen, "url", s.PublicURL)
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (s *serveCommand) handler(p *parts, work *casework.Casework) (http.Handler, error) {
	signIn, err := identity.New(identity.Config{
		Issuer: s.OIDCIssuer, ClientID: s.OIDCClientID, ClientSecret: string(s.OIDCClientSecret), PublicURL: s.PublicURL,
	})
	if err != nil {
		return nil, err
	}
	gin.SetMode(gin.ReleaseMode)
	router := gin.New()
	metrics := api.NewMetrics(Version)
	metrics.Registry.MustRegister(gauges{p.store, work, p.log})
	api.Mount(router, api.Config{
		Casework: work, Identity: signIn, Log: p.log, Metrics: metrics, PublicURL: s.PublicURL, MaxUpload: s.MaxUpload,
	})
	err = ui.Mount(router, ui.Config{Casework: work, SignIn: signIn, PublicURL: s.PublicURL, Area: s.Area, Zone: s.TimeZone, Log: p.log})
	return router, err
}

// rebury looks for keys that an old backup has brought back, at the start and from
// time to time. It must be seen: a restored backup is an event of its own.
func (p *parts) rebury(ctx context.Context, work *casework.Casework) error {
	risen, err := work.Rebury(ctx)
	if len(risen) > 0 {
		p.log.Error("an old backup was restored: keys that had been destroyed were there again, and are destroyed", "keys", len(risen))
	}
	return err
}

// tell logs what a chore could not do; it comes again.
func tell(ctx context.Context, log *slog.Logger, what string, err error) {
	if err != nil && ctx.Err() == nil {
		log.Warn(what, "error", err)
	}
}

// every calls do at a pace until ctx ends.
func every(ctx context.Context, pace time.Duration, do func()) {
	ticks := time.NewTicker(pace)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			do()
		}
	}
}
