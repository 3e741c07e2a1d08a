package worker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/workflow"

	"handinhand/activities"
	"handinhand/internal/stacktest"
	"handinhand/process/release"
	"handinhand/workflows"
)

func bundle(t *testing.T) (packed []byte, hash string) {
	t.Helper()
	files := os.DirFS("../library/language-course")
	packed, err := release.Pack(files)
	if err != nil {
		t.Fatal(err)
	}
	compiled, findings := release.Load(files)
	if compiled == nil {
		t.Fatal(findings)
	}
	return packed, compiled.Hash
}

func TestReleasesPreload(t *testing.T) {
	packed, hash := bundle(t)
	loads := 0
	r := NewReleases(func(context.Context, string) ([]byte, error) { loads++; return packed, nil }, slog.New(slog.DiscardHandler))
	if err := r.Preload(t.Context(), hash); err != nil {
		t.Fatal(err)
	}
	got, err := r.Get(hash)
	if err != nil || got.Hash != hash || loads != 1 {
		t.Errorf("got %v, %v after %d loads", got, err, loads)
	}
}

// TestReleasesLoadInTheBackground: Get does not wait for a slow database, and
// many cases ask for one load.
func TestReleasesLoadInTheBackground(t *testing.T) {
	packed, hash := bundle(t)
	var loads atomic.Int32
	open := make(chan struct{})
	r := NewReleases(func(context.Context, string) ([]byte, error) { loads.Add(1); <-open; return packed, nil }, slog.New(slog.DiscardHandler))
	r.wait = time.Millisecond
	var cases sync.WaitGroup
	for range 10 {
		cases.Go(func() {
			if _, err := r.Get(hash); err == nil {
				t.Error("a release was there before it was loaded")
			}
		})
	}
	cases.Wait()
	r.wait = time.Minute
	close(open)
	if _, err := r.Get(hash); err != nil {
		t.Error(err)
	}
	if n := loads.Load(); n != 1 {
		t.Errorf("%d loads, want 1", n)
	}
}

func TestReleasesTryAgainAndCheck(t *testing.T) {
	packed, hash := bundle(t)
	var log bytes.Buffer
	answers := []func() ([]byte, error){
		func() ([]byte, error) { return nil, errors.New("the database is down") },
		func() ([]byte, error) { return packed, nil },
	}
	r := NewReleases(func(context.Context, string) ([]byte, error) {
		next := answers[0]
		answers = answers[1:]
		return next()
	}, slog.New(slog.NewTextHandler(&log, nil)))
	r.wait = time.Minute
	if _, err := r.Get(hash); err == nil || !strings.Contains(log.String(), "the database is down") {
		t.Errorf("error %v, log %q", err, log.String())
	}
	if _, err := r.Get(hash); err != nil {
		t.Errorf("the second try: %v", err)
	}
	other := strings.Repeat("0", 64)
	cheat := NewReleases(func(context.Context, string) ([]byte, error) { return packed, nil }, slog.New(slog.DiscardHandler))
	if err := cheat.Preload(t.Context(), other); err == nil || !strings.Contains(err.Error(), hash) {
		t.Errorf("a bundle under a false hash: %v", err)
	}
}

func TestVersioningIsOptIn(t *testing.T) {
	if o := (Config{}).Options(); o.DeploymentOptions.UseVersioning {
		t.Error("a worker without a build id takes part in versioning")
	}
	o := Config{BuildID: "abc"}.Options()
	d := o.DeploymentOptions
	if !d.UseVersioning || d.Version.BuildID != "abc" || d.DefaultVersioningBehavior != workflow.VersioningBehaviorPinned {
		t.Errorf("options %+v", d)
	}
}

// TestWorkerStartsAndStops on a real server.
func TestWorkerStartsAndStops(t *testing.T) {
	stack := stacktest.Stack(t)
	c, err := client.Dial(client.Options{HostPort: stack.TemporalAddress, Namespace: stack.TemporalNamespace})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithCancel(t.Context())
	w := New(c, Config{Grace: time.Second}, &workflows.Cases{}, &activities.Activities{})
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	nowhere, err := client.NewLazyClient(client.Options{HostPort: "127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := New(nowhere, Config{}, &workflows.Cases{}, &activities.Activities{}).Start(); err == nil || !strings.Contains(err.Error(), "Temporal") {
		t.Errorf("a worker without a server: %v", err)
	}
}
