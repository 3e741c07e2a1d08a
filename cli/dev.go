package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"handinhand/demo"
)

type devCommand struct {
	Dir        string `default:"data" env:"HANDINHAND_DIR" help:"Folder for everything that is kept between runs."`
	Port       int    `default:"8080" env:"HANDINHAND_PORT" help:"Port of the pages and the API; 0 = a free one."`
	PortSignIn int    `default:"8081" env:"HANDINHAND_PORT_SIGN_IN" help:"Port of the demo sign-in; 0 = a free one, which makes everyone a new person on the next run."`
	Reset      bool   `help:"Throw away what earlier runs kept, and start clean."`
	Ephemeral  bool   `help:"Keep nothing: a temporary folder and free ports."`
	Seed       bool   `default:"true" negatable:"" help:"Put a few cases in different states there on the first run."`
	JSON       bool   `help:"Print one line of JSON when ready, for programs."`
}

// Run brings everything up, says where to click, and stops everything that it
// started when it is asked to stop.
func (d *devCommand) Run(ctx context.Context) error {
	say := stopwatch(os.Stderr)
	options, err := d.options(say)
	if err != nil {
		return err
	}
	if d.Ephemeral {
		defer os.RemoveAll(options.dir)
	}
	l, err := startLocal(ctx, options)
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return nil
		}
		return err
	}
	defer func() { say("stopping"); l.stop(); say("stopped") }()
	go federalOffice(ctx, l, say)
	if err := d.seed(ctx, l, say); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("the sample cases could not be made: %w", err)
	}
	if err := d.welcome(l); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return nil
	case <-l.stack.exited:
		return fmt.Errorf("the stack has ended: %v\n%s", l.stack.err, l.stack.lastWords())
	}
}

func (d *devCommand) options(say func(string, ...any)) (localOptions, error) {
	o := localOptions{dir: d.Dir, port: d.Port, portSignIn: d.PortSignIn, say: say}
	if d.Ephemeral {
		dir, err := os.MkdirTemp("", "handinhand-")
		return localOptions{dir: dir, ephemeral: true, say: say}, err
	}
	dir, err := filepath.Abs(d.Dir)
	if err != nil {
		return o, err
	}
	o.dir = dir
	if d.Reset {
		say("throwing away what %s keeps", dir)
		o.reset = true
		return o, resetDir(dir)
	}
	return o, nil
}

// resetDir removes what we keep in a folder by name, so that --dir with a typing
// error costs nobody their files. The stack removes its own part, which need not
// lie in the folder.
func resetDir(dir string) error {
	for _, ours := range []string{"root.key", "seeded", "logs", "personas.json", "agencies.yaml"} {
		if err := os.RemoveAll(filepath.Join(dir, ours)); err != nil {
			return err
		}
	}
	return nil
}

// seed makes the sample cases on the first run of a folder.
func (d *devCommand) seed(ctx context.Context, l *local, say func(string, ...any)) error {
	done := filepath.Join(l.dir, "seeded")
	if _, err := os.Stat(done); err == nil || !d.Seed {
		return nil
	}
	say("making sample cases, as the demo personas and through the public interface")
	err := demo.Seed(ctx, l.demo(), func(line string) { say("  %s", line) })
	if err != nil {
		return err
	}
	return os.WriteFile(done, []byte(time.Now().Format(time.RFC3339)+"\n"), 0o644)
}

// federalOffice plays the one system that the demo needs until ctx ends: the
// federal office's, which fetches what it was sent and acknowledges it.
func federalOffice(ctx context.Context, l *local, say func(string, ...any)) {
	err := demo.FederalOffice(ctx, l.demo())
	if err != nil && ctx.Err() == nil {
		say("the federal office's demo system has ended: %v", err)
	}
}

// demo is where the demo personas find this stack.
func (l *local) demo() demo.Place {
	return demo.Place{URL: l.url, Issuer: l.addresses.OIDCIssuer, ClientID: l.addresses.OIDCClientID, ClientSecret: l.addresses.OIDCClientSecret}
}
