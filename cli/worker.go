package cli

import (
	"context"
	"log/slog"
	"time"

	"handinhand/activities"
	"handinhand/casework"
	"handinhand/models"
	"handinhand/store"
	"handinhand/worker"
	"handinhand/workflows"
)

type workerCommand struct {
	Config
	BuildID     string `env:"WORKER_BUILD_ID" help:"Take part in Temporal's Worker Versioning as this build."`
	Parallel    int    `env:"WORKER_PARALLEL" help:"Workflow tasks and activities that run at once; 0 fits two cores."`
	CachedCases int    `env:"WORKER_CACHED_CASES" help:"Cases kept in memory between two events; 0 means 600."`
}

// Run runs cases until ctx ends, then lets running activities finish.
func (w *workerCommand) Run(ctx context.Context) error {
	ctx, cancel := w.withParent(ctx)
	defer cancel()
	p, err := w.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	releases := worker.NewReleases(p.store.Bundle, p.log)
	hashes, err := p.store.ReleaseHashes(ctx)
	if err != nil {
		return err
	}
	if err := releases.Preload(ctx, hashes...); err != nil {
		p.log.Error("some releases do not load: their cases wait", "error", err)
	}
	fatal := make(chan error, 1)
	config := worker.Config{BuildID: w.BuildID, Parallel: w.Parallel, CachedCases: w.CachedCases, Fatal: func(err error) { fatal <- err }}
	work, err := p.casework()
	if err != nil {
		return err
	}
	courier := worker.NewCourier(post{work, nil}, &workflows.Client{Temporal: p.temporal}, releases, p.log)
	acts := &activities.Activities{Store: p.store, Notices: notices{p.store}, Transfers: transfers{p.store}, Post: post{work, courier.Wake}, Begins: work, Traces: p.keys, Expiries: work, Moves: work}
	running := worker.New(p.temporal, config, &workflows.Cases{Releases: releases}, acts)
	if err := running.Start(); err != nil {
		return err
	}
	go courier.Run(ctx)
	go keepTime(ctx, p.log, work)
	p.log.Info("running cases", "releases", len(hashes))
	select {
	case <-ctx.Done():
		running.Stop()
		return nil
	case err := <-fatal:
		return err
	}
}

// timersPause is how long a timer that was published may take to be known to Temporal.
const timersPause = 10 * time.Second

// keepTime keeps Temporal's schedules those of the published timers.
func keepTime(ctx context.Context, log *slog.Logger, work *casework.Casework) {
	sync := func() {
		timers, err := work.Timers(ctx)
		if err == nil {
			err = work.Workflows.SyncTimers(ctx, timers, time.Now().UTC())
		}
		tell(ctx, log, "timers that begin cases are not scheduled as published", err)
	}
	sync()
	every(ctx, timersPause, sync)
}

// notices keeps notices where their readers find them.
type notices struct{ store *store.Store }

func (n notices) Notify(ctx context.Context, in activities.Notice) error {
	return n.store.AddNotice(ctx, models.Notice{ID: in.ID, Case: in.Case, Text: in.Text, At: in.At}, in.Role)
}

// transfers opens the grants of a transfer.
type transfers struct{ store *store.Store }

func (t transfers) Transfer(ctx context.Context, in activities.Transfer) error {
	return t.store.OpenTransfer(ctx, store.TransferOpening{
		Case: in.Case, Key: in.Key, Recipient: in.Recipient, Lends: in.Lends, OpenedAt: in.At, ExpiresAt: in.ExpiresAt,
	})
}
