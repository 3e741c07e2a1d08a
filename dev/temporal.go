package main

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/server/common/authorization"
	temporalcluster "go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/temporal"
)

const (
	historyShards = 4 // measured: right for two cores, one shard is slower. Fixed for the life of a database
	clusterName   = "active"
)

// features are what the product relies on. They are the server's defaults today; said here so that an upgrade cannot change them.
var features = dynamicconfig.StaticClient{
	dynamicconfig.FrontendEnableUpdateWorkflowExecution.Key(): true,
	dynamicconfig.EnableEagerWorkflowStart.Key():              true,
	// One partition a task queue: on one machine more only cost polls.
	dynamicconfig.MatchingNumTaskqueueReadPartitions.Key():  1,
	dynamicconfig.MatchingNumTaskqueueWritePartitions.Key(): 1,
}

// startTemporal runs the four services of a Temporal server in this process and registers the namespace. port 0 chooses a free one.
func startTemporal(ctx context.Context, dir *directory, stores temporalStores, port int, steps *progress) (*running, string, error) {
	began := time.Now()
	journal, err := openTemporalLog(dir)
	if err != nil {
		return nil, "", err
	}
	if err := stores.migrate(journal.logger); err != nil {
		return nil, "", fullDisk(err, dir.path)
	}
	steps.done(began, "temporal: database schema ready")
	ports, err := reserve("--port-temporal", port, 0, 0, 0)
	if err != nil {
		return nil, "", err
	}
	address := hostPort(ports[0])
	server, err := newTemporal(stores, ports, journal)
	if err != nil {
		return nil, "", fmt.Errorf("cannot set up Temporal: %w (see %s)", err, journal.path())
	}
	part := &running{name: partTemporal, lost: journal.fatal, stop: server.Stop}
	if err := launchTemporal(ctx, server, journal, address); err != nil {
		return nil, "", err
	}
	steps.done(began, "temporal: ready")
	return part, address, nil
}

// launchTemporal starts the server and returns when the namespace answers. The start runs aside because the server's way to report a
// fatal error is to end the process; our log turns that into a message and keeps the goroutine.
func launchTemporal(ctx context.Context, server temporal.Server, journal *temporalLog, address string) error {
	started := make(chan error, 1)
	go func() {
		if err := server.Start(); err != nil {
			started <- fmt.Errorf("the Temporal server did not start: %w (see %s)", err, journal.path())
			return
		}
		started <- registerNamespace(ctx, address)
	}()
	select {
	case err := <-started:
		return err
	case err := <-journal.fatal:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// newTemporal configures the server; ports are those of frontend, history, matching and worker.
func newTemporal(stores temporalStores, ports []int, journal *temporalLog) (temporal.Server, error) {
	services := []primitives.ServiceName{
		primitives.FrontendService, primitives.HistoryService, primitives.MatchingService, primitives.WorkerService,
	}
	hosts := map[primitives.ServiceName]static.Hosts{}
	listeners := map[string]config.Service{}
	for i, service := range services {
		hosts[service] = static.SingleLocalHost(hostPort(ports[i]))
		listeners[string(service)] = config.Service{RPC: config.RPC{GRPCPort: ports[i], BindOnIP: loopback}}
	}
	settings := temporalConfig(stores, listeners, hostPort(ports[0]))
	claims := authorization.NewNoopClaimMapper()
	return temporal.NewServer(
		temporal.WithConfig(settings),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(hosts),
		temporal.WithLogger(journal.logger),
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return claims }),
		temporal.WithDynamicConfigClient(features),
	)
}

func temporalConfig(stores temporalStores, services map[string]config.Service, frontend string) *config.Config {
	return &config.Config{
		Global: config.Global{Membership: config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: loopback}},
		Persistence: config.Persistence{
			DefaultStore:     temporalDatabase,
			VisibilityStore:  visibilityDatabase,
			NumHistoryShards: historyShards,
			DataStores: map[string]config.DataStore{
				temporalDatabase:   {SQL: stores.history},
				visibilityDatabase: {SQL: stores.visibility},
			},
		},
		ClusterMetadata: &temporalcluster.Config{
			FailoverVersionIncrement: 10,
			MasterClusterName:        clusterName,
			CurrentClusterName:       clusterName,
			ClusterInformation: map[string]temporalcluster.ClusterInformation{
				clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: frontend},
			},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		Services:            services,
		PublicClient:        config.PublicClient{HostPort: frontend},
		Archival: config.Archival{
			History:    config.HistoryArchival{State: config.ArchivalDisabled},
			Visibility: config.VisibilityArchival{State: config.ArchivalDisabled},
		},
		NamespaceDefaults: config.NamespaceDefaults{Archival: config.ArchivalNamespaceDefaults{
			History:    config.HistoryArchivalNamespaceDefaults{State: config.ArchivalDisabled},
			Visibility: config.VisibilityArchivalNamespaceDefaults{State: config.ArchivalDisabled},
		}},
	}
}
