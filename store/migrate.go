package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"handinhand/models"
)

//go:embed migrations/*.sql
var embedded embed.FS

// Migrate brings a database's schema to the newest version. It takes an advisory
// lock for each step, so that any number of migrators may run at once; progress
// (may be nil) hears one line for each step that this one took.
func Migrate(ctx context.Context, dsn string, progress func(string)) error {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return problem(err, "open the database to migrate")
	}
	defer db.Close()
	migrations, err := provider(db)
	if err != nil {
		return err
	}
	for {
		step, err := migrations.UpByOne(ctx)
		if errors.Is(err, goose.ErrNoNextVersion) {
			return admit(ctx, db)
		}
		if err != nil {
			return problem(err, "migrate the database")
		}
		if progress != nil {
			progress(fmt.Sprintf("migrated the database to version %d (%s)", step.Source.Version, step.Duration))
		}
	}
}

// Ready tells whether the database answers and has the schema that this program
// needs. A newer schema is fine: old programs run on while a new one migrates.
func (s *Store) Ready(ctx context.Context) error {
	pool, err := s.DB.DB()
	if err != nil {
		return problem(err, "reach the database")
	}
	if err := pool.PingContext(ctx); err != nil {
		return problem(err, "reach the database")
	}
	migrations, err := provider(pool)
	if err != nil {
		return err
	}
	current, target, err := migrations.GetVersions(ctx)
	if err != nil {
		return problem(err, "read the database's version")
	}
	if current < target {
		return models.Problemf(models.KindUnavailable, "unavailable",
			"the database has schema version %d, this program needs %d: run `handinhand migrate`", current, target)
	}
	return nil
}

func provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return nil, fmt.Errorf("store: migrations: %w", err)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 600))
	if err != nil {
		return nil, fmt.Errorf("store: migrations: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
	if err != nil {
		return nil, fmt.Errorf("store: migrations: %w", err)
	}
	return p, nil
}
