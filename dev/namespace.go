package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"
)

const (
	namespace         = "handinhand"
	namespaceKeeps    = 30 * 24 * time.Hour // how long the history of an ended case stays readable
	namespacePatience = 30 * time.Second
)

// registerNamespace registers the product's namespace and returns when the frontend answers for it: the server's services learn of a
// new one by polling.
func registerNamespace(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, namespacePatience)
	defer cancel()
	registry, err := client.NewNamespaceClient(client.Options{HostPort: address, Logger: silent{}})
	if err != nil {
		return fmt.Errorf("the Temporal server does not answer at %s: %w", address, err)
	}
	defer registry.Close()
	return retry(ctx, func() error {
		err := registry.Register(ctx, &workflowservice.RegisterNamespaceRequest{
			Namespace:                        namespace,
			Description:                      "Cases of Hand in Hand",
			WorkflowExecutionRetentionPeriod: durationpb.New(namespaceKeeps),
		})
		var exists *serviceerror.NamespaceAlreadyExists
		if err != nil && !errors.As(err, &exists) {
			return fmt.Errorf("cannot register Temporal's namespace %s: %w", namespace, err)
		}
		return answers(ctx, address)
	})
}

// answers asks something that only a namespace that every service knows can answer.
func answers(ctx context.Context, address string) error {
	temporal, err := client.DialContext(ctx, client.Options{HostPort: address, Namespace: namespace, Logger: silent{}})
	if err != nil {
		return fmt.Errorf("the Temporal server does not answer at %s: %w", address, err)
	}
	defer temporal.Close()
	_, err = temporal.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Namespace: namespace})
	if err != nil {
		return fmt.Errorf("the Temporal server does not answer for the namespace %s: %w", namespace, err)
	}
	return nil
}

// retry calls until there is no error or the context ends; it returns the last error then.
func retry(ctx context.Context, call func() error) error {
	for {
		err := call()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// silent keeps the client library from writing to the terminal; errors come back as values.
type silent struct{}

func (silent) Debug(string, ...any) {}
func (silent) Info(string, ...any)  {}
func (silent) Warn(string, ...any)  {}
func (silent) Error(string, ...any) {}
