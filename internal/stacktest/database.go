package stacktest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Migrate brings a fresh database to the newest schema; store.Migrate is one.
type Migrate func(ctx context.Context, dsn string, progress func(string)) error

var (
	templateLock sync.Mutex
	templated    bool
	databases    atomic.Int64
)

const templatePrefix = "handinhand_template_"

// appRole is the role that the application works as, store.AppRole.
const appRole = "handinhand_app"

// Database is a fresh migrated database for one test, dropped at its end, as the
// application's own role sees it. It is copied from a template that this process
// migrates once.
func Database(t testing.TB, stack Addresses, migrate Migrate) (dsn string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	template := templatePrefix + strconv.Itoa(os.Getpid())
	name := newName()
	if err := copyTemplate(ctx, stack, template, name, migrate); err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	dsn = lend(t, stack, name)
	if db, err := pgx.Connect(ctx, as(t, dsn, appRole)); err == nil {
		_ = db.Close(ctx)
		return as(t, dsn, appRole)
	}
	t.Logf("this cluster has no role %s: the test works as the owner; make build renews the dev stack", appRole)
	return dsn
}

// Superuser is the address of a test's database for the cluster's superuser, whom no
// row-level security stops: for tests that look at everything, or play a thief.
func Superuser(t testing.TB, dsn string) string { return as(t, dsn, "postgres") }

// Owner is the address of a test's database for the owner of its tables.
func Owner(t testing.TB, dsn string) string { return as(t, dsn, "handinhand") }

// as is an address for another role: the test's cluster trusts who reaches its socket.
func as(t testing.TB, dsn, role string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal("the test database's address is not a URL")
	}
	u.User = url.User(role)
	return u.String()
}

// EmptyDatabase is a fresh database without any schema, dropped at the test's end.
func EmptyDatabase(t testing.TB, stack Addresses) (dsn string) {
	t.Helper()
	name := newName()
	if err := administer(context.Background(), stack, `CREATE DATABASE `+name); err != nil {
		t.Fatalf("make an empty database: %v", err)
	}
	return lend(t, stack, name)
}

func newName() string {
	return fmt.Sprintf("handinhand_test_%d_%d", os.Getpid(), databases.Add(1))
}

// lend gives the address of a database and drops it when the test ends.
func lend(t testing.TB, stack Addresses, name string) string {
	t.Helper()
	t.Cleanup(func() {
		// As the superuser: the owner may not end the connections of another role.
		stack.DatabaseURL = Superuser(t, stack.DatabaseURL)
		err := administer(context.Background(), stack, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`)
		if err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	dsn, err := databaseURL(stack, name)
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}

// copyTemplate is one at a time: PostgreSQL copies no database that is in use.
func copyTemplate(ctx context.Context, stack Addresses, template, name string, migrate Migrate) error {
	templateLock.Lock()
	defer templateLock.Unlock()
	if !templated {
		if err := makeTemplate(ctx, stack, template, migrate); err != nil {
			return err
		}
		templated = true
	}
	for {
		err := administer(ctx, stack, `CREATE DATABASE `+name+` TEMPLATE `+template)
		var db *pgconn.PgError
		// 55006: the migration's connection has closed but its process not yet ended.
		if err == nil || !errors.As(err, &db) || db.Code != "55006" {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func makeTemplate(ctx context.Context, stack Addresses, template string, migrate Migrate) error {
	if err := dropOrphans(ctx, stack); err != nil {
		return err
	}
	if err := administer(ctx, stack, `CREATE DATABASE `+template); err != nil {
		return err
	}
	dsn, err := databaseURL(stack, template)
	if err != nil {
		return err
	}
	return migrate(ctx, dsn, nil)
}

// dropOrphans removes the templates of test processes that have ended.
func dropOrphans(ctx context.Context, stack Addresses) error {
	db, err := pgx.Connect(ctx, stack.DatabaseURL)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	rows, err := db.Query(ctx, `SELECT datname FROM pg_database WHERE starts_with(datname, $1)`, templatePrefix)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		pid, err := strconv.Atoi(strings.TrimPrefix(name, templatePrefix))
		if err != nil || (pid != os.Getpid() && syscall.Kill(pid, 0) == nil) {
			continue
		}
		if _, err := db.Exec(ctx, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`); err != nil {
			return err
		}
	}
	return nil
}

func administer(ctx context.Context, stack Addresses, statement string) error {
	db, err := pgx.Connect(ctx, stack.DatabaseURL)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	_, err = db.Exec(ctx, statement)
	return err
}

// databaseURL is the stack's URL for another database of the same server.
func databaseURL(stack Addresses, name string) (string, error) {
	u, err := url.Parse(stack.DatabaseURL)
	if err != nil {
		return "", errors.New("the stack's database_url is not a URL")
	}
	u.Path = "/" + name
	return u.String(), nil
}
