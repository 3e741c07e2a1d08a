package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/minio/minio-go/v7"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"

	"handinhand/models"
	"handinhand/store"
)

// retention is how long Temporal keeps the history of an ended case.
const retention = 30 * 24 * time.Hour

type migrateCommand struct {
	Config
	Owner Secret `name:"migrate-database-url" env:"MIGRATE_DATABASE_URL" help:"PostgreSQL as the owner of the tables, where DATABASE_URL names the application's role."`
}

// Run brings the database, the bucket and the namespace to what this program
// needs. It may run any number of times, and beside itself.
func (m *migrateCommand) Run(ctx context.Context) error {
	ctx, cancel := m.withParent(ctx)
	defer cancel()
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{{"database", m.database}, {"document store", m.bucket}, {"Temporal namespace", m.namespace}} {
		if err := m.patiently(ctx, step.do); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		fmt.Printf("%s: ready\n", step.name)
	}
	return nil
}

func (m *migrateCommand) database(ctx context.Context) error {
	owner := m.DatabaseURL
	if m.Owner != "" {
		owner = m.Owner
	}
	return store.Migrate(ctx, string(owner), func(line string) { fmt.Println(line) })
}

func (m *migrateCommand) bucket(ctx context.Context) error {
	s3, err := m.s3()
	if err != nil {
		return err
	}
	for _, bucket := range []string{m.S3Bucket, m.graveyard()} {
		if bucket == "" {
			continue
		}
		there, err := s3.BucketExists(ctx, bucket)
		if err == nil && !there {
			err = s3.MakeBucket(ctx, bucket, minio.MakeBucketOptions{Region: m.S3Region})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *migrateCommand) namespace(ctx context.Context) error {
	namespaces, err := client.NewNamespaceClient(client.Options{HostPort: m.TemporalAddress})
	if err != nil {
		return err
	}
	defer namespaces.Close()
	if _, err := namespaces.Describe(ctx, m.TemporalNamespace); err == nil {
		return nil
	}
	err = namespaces.Register(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: m.TemporalNamespace, WorkflowExecutionRetentionPeriod: durationpb.New(retention),
	})
	if err != nil {
		return models.Problemf(models.KindUnavailable, "unavailable", "cannot register the namespace %s: %w", m.TemporalNamespace, err)
	}
	return m.namespaceAnswers(ctx)
}

// namespaceAnswers waits until Temporal's frontend knows a namespace that was
// registered a moment ago: its cache is refreshed after that.
func (m *migrateCommand) namespaceAnswers(ctx context.Context) error {
	cases, err := client.NewLazyClient(client.Options{HostPort: m.TemporalAddress, Namespace: m.TemporalNamespace})
	if err != nil {
		return err
	}
	defer cases.Close()
	return m.patiently(ctx, func(ctx context.Context) error {
		var absent *serviceerror.NamespaceNotFound
		if _, err := cases.DescribeWorkflowExecution(ctx, "nobody", ""); errors.As(err, &absent) {
			return err
		}
		return nil // there is no such case, or another part is missing: not our question
	})
}
