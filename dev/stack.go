package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sync/errgroup"
)

// stopPatience is how long one part may take to stop before the next is stopped anyway. PostgreSQL has its own, longer ladder.
const stopPatience = 15 * time.Second

// plan is what to start, checked.
type plan struct {
	parts       selection
	ports       map[string]int // by part; 0: any free one, for postgres: none
	personas    []persona
	databaseURL string // PostgreSQL for Temporal where postgres is not started here
}

// stack is the parts that are up. A part's fields are written by the goroutine that starts it and read after start returned.
type stack struct {
	dir       *directory
	plan      plan
	steps     *progress
	secrets   secrets
	addresses addresses

	postgres, temporal, s3, oidc *running
}

// start brings the chosen parts up, at the same time where they do not need each other. After an error the parts that are up stay up:
// call stop.
func (s *stack) start(ctx context.Context) (err error) {
	if s.secrets, err = loadSecrets(s.dir); err != nil {
		return err
	}
	parts, ctx := errgroup.WithContext(ctx)
	parts.Go(func() error { return s.startDatabases(ctx) })
	if s.plan.parts[partS3] {
		parts.Go(func() error { return s.startObjects(ctx) })
	}
	if s.plan.parts[partOIDC] {
		parts.Go(func() error { return s.startSignIn(ctx) })
	}
	return parts.Wait()
}

// startDatabases starts PostgreSQL and then what needs it.
func (s *stack) startDatabases(ctx context.Context) error {
	temporalURL := s.plan.databaseURL
	if s.plan.parts[partPostgres] {
		cluster, err := openCluster(ctx, s.dir, s.plan, s.steps)
		if err != nil {
			return err
		}
		if s.postgres, err = startPostgres(ctx, cluster, s.secrets, s.steps); err != nil {
			return err
		}
		s.addresses.DatabaseURL = cluster.databaseURL(productRole, s.secrets)
		s.addresses.AppDatabaseURL = cluster.databaseURL(appRole, s.secrets)
		temporalURL = cluster.socketURL(temporalRole, temporalDatabase)
	}
	if !s.plan.parts[partTemporal] {
		return nil
	}
	if !s.plan.parts[partPostgres] {
		if err := createStores(ctx, temporalURL); err != nil {
			return err
		}
	}
	stores, err := storesAt(temporalURL)
	if err != nil {
		return err
	}
	s.temporal, s.addresses.TemporalAddress, err = startTemporal(ctx, s.dir, stores, s.plan.ports[partTemporal], s.steps)
	s.addresses.TemporalNamespace = namespace
	return err
}

func (s *stack) startObjects(ctx context.Context) (err error) {
	s.s3, s.addresses.S3Endpoint, err = startS3(ctx, s.dir, s.secrets, s.plan.ports[partS3], s.steps)
	s.addresses.S3AccessKey, s.addresses.S3SecretKey = s.secrets.S3AccessKey, s.secrets.S3SecretKey
	s.addresses.S3Bucket, s.addresses.S3TLS = bucket, new(bool)
	return err
}

func (s *stack) startSignIn(ctx context.Context) (err error) {
	s.oidc, s.addresses.OIDCIssuer, err = startOIDC(ctx, s.dir, s.secrets, s.plan.personas, s.plan.ports[partOIDC], s.steps)
	s.addresses.OIDCClientID, s.addresses.OIDCClientSecret = clientID, s.secrets.OIDCClientSecret
	return err
}

// up are the parts that are up, in the order in which they are stopped: PostgreSQL last, because Temporal writes until it has ended.
func (s *stack) up() []*running {
	var up []*running
	for _, part := range []*running{s.temporal, s.s3, s.oidc, s.postgres} {
		if part != nil {
			up = append(up, part)
		}
	}
	return up
}

// wait returns nil when it is time to stop, or an error when a part ended by itself.
func (s *stack) wait(ctx context.Context) error {
	lost := make(chan error)
	for _, part := range s.up() {
		go func() {
			select {
			case err := <-part.lost:
				lost <- fmt.Errorf("%s is gone, so everything stops: %w", part.name, err)
			case <-ctx.Done():
			}
		}()
	}
	select {
	case err := <-lost:
		return err
	case <-ctx.Done():
		return nil
	}
}

// stop ends every part that is up. release gives the signals back first, so that a second Ctrl-C ends the process at once; PostgreSQL
// then shuts down by its death signal.
func (s *stack) stop(release func()) error {
	release()
	var problems []error
	for _, part := range s.up() {
		began := time.Now()
		ended := make(chan error, 1)
		go func() { ended <- part.stop() }()
		patience := stopPatience
		if part == s.postgres {
			patience = time.Hour
		}
		select {
		case err := <-ended:
			if err != nil && !errors.Is(err, os.ErrClosed) {
				problems = append(problems, fmt.Errorf("%s did not stop in good order: %w", part.name, err))
			}
			s.steps.done(began, part.name+": stopped")
		case <-time.After(patience):
			s.steps.say("%s: still stopping after %s, left to end with this process", part.name, patience)
		}
	}
	return errors.Join(problems...)
}
