package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"

	"handinhand/casework"
	"handinhand/documents"
	"handinhand/keys"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/store"
	"handinhand/workflows"
)

// parts are the connections that serve and worker share.
type parts struct {
	log      *slog.Logger
	store    *store.Store
	keys     *keys.Ring
	vault    *documents.Vault
	temporal client.Client
	zone     *time.Location
}

// open connects to every part, waiting for each up to the configured patience.
func (c Config) open(ctx context.Context) (*parts, error) {
	p := &parts{log: c.logger(), zone: c.zone()}
	steps := []struct {
		name string
		do   func(context.Context) error
	}{
		{"PostgreSQL (DATABASE_URL)", func(ctx context.Context) (err error) {
			p.store, err = store.Open(ctx, string(c.DatabaseURL))
			return err
		}},
		{"the root key (ROOT_KEY_URL)", func(ctx context.Context) (err error) {
			p.keys, err = c.ring(ctx, p.store)
			return err
		}},
		{"the document store (S3_ENDPOINT)", func(ctx context.Context) (err error) { p.vault, err = c.vault(p); return err }},
		{"Temporal (TEMPORAL_ADDRESS)", func(ctx context.Context) (err error) { p.temporal, err = c.dialTemporal(ctx, p); return err }},
	}
	for _, step := range steps {
		if err := c.patiently(ctx, step.do); err != nil {
			p.close()
			return nil, fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return p, nil
}

// patiently tries a step again until it succeeds or the patience is spent.
func (c Config) patiently(ctx context.Context, do func(context.Context) error) error {
	deadline := time.Now().Add(c.Patience)
	for {
		err := do(ctx)
		if err == nil || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(500 * time.Millisecond):
		}
	}
}

func (c Config) logger() *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // kong has checked it
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

func (c Config) s3() (*minio.Client, error) {
	return minio.New(c.S3Endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(c.S3AccessKey, string(c.S3SecretKey), ""), Secure: c.S3TLS, Region: c.S3Region,
		// Not every S3 store takes checksums that follow a multipart body.
		TrailingHeaders: false,
	})
}

func (c Config) vault(p *parts) (*documents.Vault, error) {
	s3, err := c.s3()
	if err != nil {
		return nil, err
	}
	boxes := func(ctx context.Context, person models.PersonID) (documents.Box, error) {
		return p.keys.Person(ctx, person)
	}
	return &documents.Vault{S3: s3, Bucket: c.S3Bucket, Keys: boxes, Rows: p.store, Limit: c.MaxUpload, Clamd: c.ClamdAddress}, nil
}

func (c Config) dialTemporal(ctx context.Context, p *parts) (client.Client, error) {
	return client.DialContext(ctx, client.Options{
		HostPort: c.TemporalAddress, Namespace: c.TemporalNamespace, Logger: sdklog.NewStructuredLogger(p.log),
		DataConverter: keys.DataConverter(p.keys), FailureConverter: keys.NewFailureConverter(p.keys),
	})
}

func (p *parts) casework() (*casework.Casework, error) {
	rules, err := policy.New()
	if err != nil {
		return nil, err
	}
	return &casework.Casework{
		Store: p.store, Vault: p.vault, Keys: p.keys, Policy: rules, Workflows: &workflows.Client{Temporal: p.temporal}, Log: p.log, TimeZone: p.zone,
	}, nil
}

func (p *parts) close() {
	if p.temporal != nil {
		p.temporal.Close()
	}
	if p.keys != nil {
		_ = p.keys.Close()
	}
	if p.store != nil {
		_ = p.store.Close()
	}
}

// withParent ends ctx when standard input does, where that was asked for.
func (c Config) withParent(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if c.WithParent {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			cancel()
		}()
	}
	return ctx, cancel
}
