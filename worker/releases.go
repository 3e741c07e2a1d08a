package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"handinhand/process/release"
)

// Loader gives the bundle of a release by its hash.
type Loader func(ctx context.Context, hash string) (bundle []byte, error error)

const (
	// loadTimeout bounds the load of one release.
	loadTimeout = 30 * time.Second
	// loadWait is how long a case waits for a release that is being loaded. It is
	// well below the second after which Temporal takes a workflow for dead, and
	// saves the ten seconds that the next try of a workflow task may take.
	loadWait = 500 * time.Millisecond
)

// Releases holds compiled releases by hash, for as long as the worker runs: there
// are few, and cases of an old one may wake at any time. It is safe for
// concurrent use.
type Releases struct {
	load Loader
	log  *slog.Logger
	wait time.Duration

	mutex   sync.Mutex
	ready   map[string]*release.Release
	loading map[string]chan struct{} // closed when the load is over
}

// NewReleases makes an empty cache.
func NewReleases(load Loader, log *slog.Logger) *Releases {
	return &Releases{load: load, log: log, wait: loadWait, ready: map[string]*release.Release{}, loading: map[string]chan struct{}{}}
}

// Preload loads releases before the worker starts, so that no case has to wait.
// It loads all it can and gives the errors of the others.
func (r *Releases) Preload(ctx context.Context, hashes ...string) error {
	var failed []error
	for _, hash := range hashes {
		compiled, err := r.compile(ctx, hash)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		r.mutex.Lock()
		r.ready[hash] = compiled
		r.mutex.Unlock()
	}
	return errors.Join(failed...)
}

// Get gives a compiled release. One that is not here is loaded in the background;
// Get waits for it briefly, then gives an error: try again.
func (r *Releases) Get(hash string) (*release.Release, error) {
	compiled, loading := r.find(hash)
	if compiled != nil {
		return compiled, nil
	}
	select {
	case <-loading:
	case <-time.After(r.wait):
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if compiled := r.ready[hash]; compiled != nil {
		return compiled, nil
	}
	return nil, fmt.Errorf("release %s is still being loaded, or could not be: see the worker's log", hash)
}

// find looks a release up, and starts its load when nobody has.
func (r *Releases) find(hash string) (*release.Release, chan struct{}) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if compiled := r.ready[hash]; compiled != nil {
		return compiled, nil
	}
	over, busy := r.loading[hash]
	if !busy {
		over = make(chan struct{})
		r.loading[hash] = over
		go r.fetch(hash, over)
	}
	return nil, over
}

// fetch loads a release on its own time. A failure is not remembered: the next
// try of the workflow task loads again.
func (r *Releases) fetch(hash string, over chan struct{}) {
	defer close(over)
	ctx, cancel := context.WithTimeout(context.Background(), loadTimeout)
	defer cancel()
	compiled, err := r.compile(ctx, hash)
	if err != nil {
		r.log.Error("a release that cases need cannot be loaded", "release", hash, "error", err)
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if err == nil {
		r.ready[hash] = compiled
	}
	delete(r.loading, hash)
}

// compile loads a release and checks that it is what its hash says.
func (r *Releases) compile(ctx context.Context, hash string) (*release.Release, error) {
	bundle, err := r.load(ctx, hash)
	if err != nil {
		return nil, fmt.Errorf("load release %s: %w", hash, err)
	}
	files, err := release.Unpack(bundle)
	if err != nil {
		return nil, fmt.Errorf("unpack release %s: %w", hash, err)
	}
	compiled, findings := release.Load(files)
	if compiled == nil {
		return nil, fmt.Errorf("release %s no longer compiles: run a worker of the version that published it: %v", hash, findings)
	}
	if compiled.Hash != hash {
		return nil, fmt.Errorf("release %s: its content has the hash %s: the stored bundle was changed", hash, compiled.Hash)
	}
	return compiled, nil
}
