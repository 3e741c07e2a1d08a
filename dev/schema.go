package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql"
	"go.temporal.io/server/tools/common/schema"
	"go.temporal.io/server/tools/sql"
	"golang.org/x/sync/errgroup"
)

// temporalStores are the connections to Temporal's two databases.
type temporalStores struct {
	history, visibility *config.SQL
}

// storesAt derives the stores from a PostgreSQL URL; its database name does not matter. A host that begins with a slash is the
// directory of a unix socket.
func storesAt(databaseURL string) (temporalStores, error) {
	parsed, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return temporalStores{}, fmt.Errorf("--database-url is no PostgreSQL URL: %w", err)
	}
	store := func(database string, connections int) *config.SQL {
		port := strconv.Itoa(int(parsed.Port))
		s := &config.SQL{
			PluginName:   postgresql.PluginNamePGX,
			DatabaseName: database,
			User:         url.PathEscape(parsed.User),
			Password:     parsed.Password,
			ConnectAddr:  parsed.Host + ":" + port,
			// Each of the four services opens its own pool: 4 x (15 + 5) leaves most of the 200 connections to the product.
			MaxConns: connections, MaxIdleConns: connections,
			ConnectAttributes: map[string]string{},
		}
		if strings.HasPrefix(parsed.Host, "/") {
			s.ConnectAddr = "localhost:" + port
			s.ConnectAttributes = map[string]string{"host": parsed.Host, "port": port}
		}
		if mode := sslMode(databaseURL); mode != "" {
			s.ConnectAttributes["sslmode"] = mode
		}
		return s
	}
	return temporalStores{history: store(temporalDatabase, 15), visibility: store(visibilityDatabase, 5)}, nil
}

func sslMode(databaseURL string) string {
	parsed, err := url.Parse(databaseURL)
	if err != nil {
		return ""
	}
	return parsed.Query().Get("sslmode")
}

// createStores makes Temporal's databases on a PostgreSQL that is not ours.
func createStores(ctx context.Context, adminURL string) error {
	admin, err := pgx.Connect(ctx, adminURL)
	if err != nil {
		return fmt.Errorf("cannot connect to the PostgreSQL of --database-url: %w", err)
	}
	defer admin.Close(context.WithoutCancel(ctx))
	owner := admin.Config().User
	err = createDatabases(ctx, admin, []database{{temporalDatabase, owner}, {visibilityDatabase, owner}})
	if err != nil {
		return fmt.Errorf("cannot create Temporal's databases at --database-url: %w: give a role that may create databases", err)
	}
	return nil
}

// migrate brings both databases to the schema of the server that this binary carries. Repeatable; it upgrades an older schema.
func (t temporalStores) migrate(logger log.Logger) error {
	var both errgroup.Group
	both.Go(func() error { return migrateStore(t.history, "postgresql/v12/temporal", logger) })
	both.Go(func() error { return migrateStore(t.visibility, "postgresql/v12/visibility", logger) })
	return both.Wait()
}

func migrateStore(store *config.SQL, schemaName string, logger log.Logger) error {
	connection, err := sql.NewConnection(store, logger)
	if err != nil {
		return fmt.Errorf("cannot connect to Temporal's database %s: %w", store.DatabaseName, err)
	}
	defer connection.Close()
	tables, err := connection.ListTables()
	if err != nil {
		return fmt.Errorf("cannot read Temporal's database %s: %w", store.DatabaseName, err)
	}
	if !slices.Contains(tables, "schema_version") {
		if err := schema.NewSetupSchemaTask(connection, &schema.SetupConfig{InitialVersion: "0.0"}, logger).Run(); err != nil {
			return fmt.Errorf("cannot set up Temporal's database %s: %w", store.DatabaseName, err)
		}
	}
	if err := schema.NewUpdateSchemaTask(connection, &schema.UpdateConfig{SchemaName: schemaName}, logger).Run(); err != nil {
		return fmt.Errorf("cannot bring Temporal's database %s to this version's schema: %w", store.DatabaseName, err)
	}
	return nil
}
