package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"handinhand/models"
)

// Store is the database, or one transaction of it (see Tx).
type Store struct {
	DB *gorm.DB
}

// Open connects to a migrated database; dsn is a PostgreSQL URL or keyword
// string. It fails when the database does not answer. What statements see depends
// on for whom they work, see As.
func Open(ctx context.Context, dsn string) (*Store, error) {
	connections, err := connector(dsn)
	if err != nil {
		return nil, models.Problemf(models.KindUnavailable, "unavailable", "the database's address is none")
	}
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: sql.OpenDB(connections)}), &gorm.Config{
		// Statements and their values never reach a log.
		Logger: logger.Discard,
		// Each method says itself what belongs to one transaction.
		SkipDefaultTransaction: true,
		NowFunc:                func() time.Time { return time.Now().UTC() },
		DisableAutomaticPing:   true,
	})
	if err != nil {
		return nil, problem(err, "open the database")
	}
	pool, err := db.DB()
	if err != nil {
		return nil, problem(err, "open the database")
	}
	// Idle connections are worth keeping: each costs PostgreSQL a process to make.
	pool.SetMaxOpenConns(40)
	pool.SetMaxIdleConns(20)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := pool.PingContext(ctx); err != nil {
		_ = pool.Close()
		return nil, problem(err, "reach the database")
	}
	return &Store{DB: db}, nil
}

// Close ends all connections.
func (s *Store) Close() error {
	pool, err := s.DB.DB()
	if err != nil {
		return fmt.Errorf("store: close: %w", err)
	}
	return pool.Close()
}

// Tx runs do in one transaction: all of what it writes is kept, or nothing when
// it returns an error.
func (s *Store) Tx(ctx context.Context, do func(tx *Store) error) error {
	var inner error
	err := s.DB.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		inner = do(&Store{DB: db})
		return inner
	})
	if err != nil && inner == nil {
		return problem(err, "commit")
	}
	return err
}

// Snapshot runs do on one unchanging state of the database, and cannot write.
func (s *Store) Snapshot(ctx context.Context, do func(tx *Store) error) error {
	var inner error
	err := s.DB.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		inner = do(&Store{DB: db})
		return inner
	}, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil && inner == nil {
		return problem(err, "read a snapshot")
	}
	return err
}

func (s *Store) db(ctx context.Context) *gorm.DB { return s.DB.WithContext(ctx) }
