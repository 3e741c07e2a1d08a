package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"handinhand/activities"
	"handinhand/bench"
	"handinhand/casework"
	"handinhand/store"
	"handinhand/worker"
	"handinhand/workflows"
)

type benchCommand struct {
	Rounds int  `default:"3" help:"Rounds of each side, in turn."`
	Cases  int  `default:"200" help:"Cases in a round with 100 in flight; a fifth of it with 2."`
	JSON   bool `help:"Print each figure as a line of JSON."`
}

// Validate is called by kong after parsing.
func (b *benchCommand) Validate() error {
	if b.Rounds < 1 || b.Cases < 5 {
		return errors.New("at least 1 round and 5 cases, please")
	}
	return nil
}

// Run measures the engine against a workflow by hand, on a stack of its own.
func (b *benchCommand) Run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "handinhand-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	say := stopwatch(os.Stderr)
	stack, a, err := startStack(ctx, dir, func(line string) { say("%s", line) }, "--ephemeral", "--port-oidc", "0")
	if err != nil {
		return err
	}
	defer stack.stop()
	key, err := newRootKey()
	if err != nil {
		return err
	}
	config := a.config(key)
	if err := (&migrateCommand{Config: config, Owner: Secret(a.DatabaseURL)}).Run(ctx); err != nil {
		return err
	}
	p, err := config.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	ctx = store.As(ctx, store.Identity{Parts: []store.Part{store.PartWorker}})
	services, stop, err := benchServices(ctx, p, stack.cmd.Process.Pid)
	if err != nil {
		return err
	}
	defer stop()
	return b.measure(ctx, services, say)
}

func (b *benchCommand) measure(ctx context.Context, services bench.Services, say func(string, ...any)) error {
	var rows []bench.Ratio
	for _, plan := range []bench.Plan{{InFlight: 2, Cases: b.Cases / 5, Rounds: b.Rounds}, {InFlight: 100, Cases: b.Cases, Rounds: b.Rounds}} {
		results, err := services.Measure(ctx, plan, say)
		if err != nil {
			return err
		}
		rows = append(rows, bench.Ratios(results[0], results[1])...)
	}
	if b.JSON {
		return bench.WriteJSON(os.Stdout, rows)
	}
	return bench.WriteTable(os.Stdout, rows)
}

// benchServices publishes the errand and runs a worker for each side.
func benchServices(ctx context.Context, p *parts, stack int) (s bench.Services, stop func(), err error) {
	r, findings, err := (&casework.Casework{Store: p.store, Keys: p.keys}).PublishFiles(ctx, bench.Errand(), "bench")
	if err != nil {
		return s, nil, fmt.Errorf("%w: %v", err, findings)
	}
	person, err := p.store.EnsurePerson(ctx, "bench", "bench", "de")
	if err != nil {
		return s, nil, err
	}
	acts := &activities.Activities{Store: p.store, Notices: notices{p.store}, Transfers: transfers{p.store}}
	engine := worker.New(p.temporal, worker.Config{}, &workflows.Cases{Releases: worker.NewReleases(p.store.Bundle, p.log)}, acts)
	if err := engine.Start(); err != nil {
		return s, nil, err
	}
	byHand := bench.NewByHand(p.temporal, acts)
	if err := byHand.Start(); err != nil {
		return s, nil, err
	}
	s = bench.Services{Store: p.store, Temporal: p.temporal, Release: r.Hash, Person: person.ID, CPU: func() bench.Ticks { return bench.CPUOf(os.Getpid(), stack) }}
	return s, func() { byHand.Stop(); engine.Stop() }, nil
}
