package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"handinhand/demo"
)

// local is everything on this machine: the dev stack, serve and worker.
type local struct {
	dir       string
	url       string
	env       []string
	addresses addresses
	stack     *child
	parts     []*supervised
	stopParts context.CancelFunc
	say       func(format string, args ...any)
}

// localOptions say where things are. Port 0 asks for a free one.
type localOptions struct {
	dir        string
	ephemeral  bool
	reset      bool
	port       int
	portSignIn int
	say        func(format string, args ...any)
}

// startLocal brings everything up: the stack, the schema, the shipped processes,
// the agencies, serve and worker. What it started is stopped again when a part
// fails.
func startLocal(ctx context.Context, o localOptions) (l *local, err error) {
	l = &local{dir: o.dir, say: o.say}
	defer func() {
		if err != nil {
			l.stop()
		}
	}()
	if o.port, err = port(o.port, "--port"); err != nil {
		return l, err
	}
	if o.portSignIn, err = port(o.portSignIn, "--port-sign-in"); err != nil {
		return l, err
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return l, fmt.Errorf("cannot make the data folder: %w; choose another one with --dir", err)
	}
	args := []string{"--port-oidc", strconv.Itoa(o.portSignIn), "--dir", filepath.Join(o.dir, "stack")}
	if o.reset {
		args = append(args, "--reset")
	}
	if o.ephemeral {
		args = []string{"--port-oidc", strconv.Itoa(o.portSignIn), "--ephemeral"}
	}
	l.stack, l.addresses, err = startStack(ctx, o.dir, func(line string) { o.say("%s", line) }, args...)
	if err != nil {
		return l, err
	}
	key, err := rootKey(o.dir)
	if err != nil {
		return l, err
	}
	l.url = "http://localhost:" + strconv.Itoa(o.port)
	l.env = l.addresses.environment(key, "127.0.0.1:"+strconv.Itoa(o.port), l.url)
	if err := l.prepare(ctx); err != nil {
		return l, err
	}
	return l, l.startParts(ctx)
}

// port is the wanted port when it is free, or a free one for 0.
func port(wanted int, way string) (int, error) {
	if wanted == 0 {
		return freePort()
	}
	return wanted, portIsFree(wanted, way)
}

// prepare runs the commands that a city's IT runs too, before serve and worker.
func (l *local) prepare(ctx context.Context) error {
	agencies := filepath.Join(l.dir, "agencies.yaml")
	if err := os.WriteFile(agencies, demo.AgenciesYAML, 0o644); err != nil {
		return err
	}
	for _, args := range [][]string{{"migrate"}, {"agencies", agencies}, {"process", "publish", "--shipped"}} {
		if err := l.run(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// run runs a command of this program against the stack and waits for its end.
func (l *local) run(ctx context.Context, args ...string) error {
	c, err := l.start(args[0], args...)
	if err != nil {
		return err
	}
	select {
	case <-c.exited:
	case <-ctx.Done():
		c.stop()
		return ctx.Err()
	}
	if c.err != nil {
		return fmt.Errorf("%s failed:\n%s", c.name, c.lastWords())
	}
	return nil
}

func (l *local) start(name string, args ...string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return startChild(l.dir, name, self, l.env, nil, append(args, "--with-parent")...)
}

func (l *local) startParts(ctx context.Context) error {
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l.stopParts = cancel
	for _, name := range []string{"worker", "serve"} {
		part, err := supervise(running, func() (*child, error) { return l.start(name, name) }, l.say)
		if err != nil {
			return err
		}
		l.parts = append(l.parts, part)
	}
	return l.awaitReady(ctx)
}

// awaitReady waits until serve says that every part answers.
func (l *local) awaitReady(ctx context.Context) error {
	deadline := time.Now().Add(time.Minute)
	for {
		resp, err := http.Get(l.url + "/readyz")
		if err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
			err = errors.New(resp.Status)
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the pages did not answer within a minute: %w\n%s", err, l.parts[len(l.parts)-1].current.Load().lastWords())
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// stop stops what was started, in order: people first, then the stack.
func (l *local) stop() {
	if l.stopParts != nil {
		l.stopParts()
	}
	for _, part := range l.parts {
		<-part.done
	}
	if l.stack != nil {
		l.stack.stop()
	}
}
