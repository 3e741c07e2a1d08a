package worker

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"handinhand/activities"
	"handinhand/workflows"
)

// Config is how a worker runs. The zero value fits two cores.
type Config struct {
	// BuildID names the version of this program. With it the worker takes part in
	// Worker Versioning: a case stays with the version that started it and moves
	// to the current one when it continues as new. Empty: no versioning, every
	// worker takes every case, and a new version must replay all histories.
	//
	// A version takes new cases only after an operator has made it current
	// (temporal worker deployment set-current-version).
	BuildID string
	// Deployment groups the versions; "" means "handinhand".
	Deployment string
	// Parallel is how many workflow tasks run at once; 0 means 16. Activities and
	// local activities (each holds a database connection) get as many.
	Parallel int
	// CachedCases is how many cases stay in memory between two events; 0 means
	// 600. A case that is not there is replayed from its history. The cache is
	// one for all workers of a process.
	CachedCases int
	// Grace is how long Stop lets running activities finish; 0 means 20 seconds.
	Grace time.Duration
	// Fatal is told when the worker cannot go on, e.g. because the namespace is
	// gone. It may be nil.
	Fatal func(error)
}

const (
	defaultDeployment  = "handinhand"
	defaultParallel    = 16
	defaultCachedCases = 600
	defaultGrace       = 20 * time.Second
)

// Worker runs cases until it is stopped. Metrics and logs go where the client's
// options say (client.Options.MetricsHandler and Logger).
type Worker struct{ inner sdk.Worker }

// New makes a worker; Start lets it run.
func New(c client.Client, config Config, cases *workflows.Cases, acts *activities.Activities) *Worker {
	sdk.SetStickyWorkflowCacheSize(config.filled().CachedCases)
	w := sdk.New(c, workflows.TaskQueue, config.Options())
	w.RegisterWorkflowWithOptions(cases.Case, workflow.RegisterOptions{Name: workflows.CaseName})
	w.RegisterWorkflowWithOptions(cases.Begin, workflow.RegisterOptions{Name: workflows.BeginName})
	w.RegisterActivityWithOptions(acts.Begin, activity.RegisterOptions{Name: activities.BeginName})
	// It sleeps for years: it cannot stay with the version that began it.
	w.RegisterWorkflowWithOptions(cases.Retention, workflow.RegisterOptions{Name: workflows.RetentionName, VersioningBehavior: config.upgrading()})
	w.RegisterActivityWithOptions(acts.Expire, activity.RegisterOptions{Name: activities.ExpireName})
	w.RegisterWorkflowWithOptions(cases.Migration, workflow.RegisterOptions{Name: workflows.MigrationName, VersioningBehavior: config.upgrading()})
	w.RegisterActivityWithOptions(acts.Move, activity.RegisterOptions{Name: activities.MoveName})
	w.RegisterActivityWithOptions(acts.Project, activity.RegisterOptions{Name: activities.ProjectName})
	w.RegisterActivityWithOptions(acts.Reconcile, activity.RegisterOptions{Name: activities.ReconcileName})
	w.RegisterActivityWithOptions(acts.Call, activity.RegisterOptions{Name: activities.CallName})
	w.RegisterActivityWithOptions(acts.Send, activity.RegisterOptions{Name: activities.SendName})
	return &Worker{inner: w}
}

// upgrading is the behaviour of workflows that move to every new version.
func (c Config) upgrading() workflow.VersioningBehavior {
	if c.BuildID == "" {
		return workflow.VersioningBehaviorUnspecified
	}
	return workflow.VersioningBehaviorAutoUpgrade
}

// Start begins to take work and returns at once. It fails when Temporal does not
// answer.
func (w *Worker) Start() error {
	if err := w.inner.Start(); err != nil {
		return fmt.Errorf("start the worker: is Temporal running, and does the namespace exist? %w", err)
	}
	return nil
}

// Stop takes no new work and waits for running activities, for Config.Grace at
// most. What is cut off is run again by another worker; nothing doubles.
func (w *Worker) Stop() { w.inner.Stop() }

// Run starts the worker and stops it when the context ends.
func (w *Worker) Run(ctx context.Context) error {
	if err := w.Start(); err != nil {
		return err
	}
	<-ctx.Done()
	w.Stop()
	return nil
}

func (c Config) filled() Config {
	if c.Deployment == "" {
		c.Deployment = defaultDeployment
	}
	if c.Parallel == 0 {
		c.Parallel = defaultParallel
	}
	if c.CachedCases == 0 {
		c.CachedCases = defaultCachedCases
	}
	if c.Grace == 0 {
		c.Grace = defaultGrace
	}
	return c
}

// Options fills what is left at zero. It leaves the panic policy at its default: a workflow that panics is
// tried again and never fails.
func (c Config) Options() sdk.Options {
	c = c.filled()
	o := sdk.Options{
		MaxConcurrentWorkflowTaskExecutionSize:  c.Parallel,
		MaxConcurrentActivityExecutionSize:      c.Parallel,
		MaxConcurrentLocalActivityExecutionSize: c.Parallel,
		MaxConcurrentWorkflowTaskPollers:        2,
		MaxConcurrentActivityTaskPollers:        2,
		WorkerStopTimeout:                       c.Grace,
		DeadlockDetectionTimeout:                workflows.Patience,
		// When a worker is killed, its cases wait this long before another takes
		// them: less than a person's patience (default: 5 seconds).
		StickyScheduleToStartTimeout: 2 * time.Second,
		OnFatalError:                 c.Fatal,
	}
	if c.BuildID != "" {
		o.DeploymentOptions = sdk.DeploymentOptions{
			UseVersioning:             true,
			Version:                   sdk.WorkerDeploymentVersion{DeploymentName: c.Deployment, BuildID: c.BuildID},
			DefaultVersioningBehavior: workflow.VersioningBehaviorPinned,
		}
	}
	return o
}
