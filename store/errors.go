package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"handinhand/models"
)

// problem says what failed, as a Problem where the caller can act on it. what is
// an infinitive, e.g. "read a task".
func problem(err error, what string) error {
	var known *models.Problem
	var db *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound):
		return absent(what)
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("store: %s: %w", what, err)
	case unreachable(err):
		return models.Problemf(models.KindUnavailable, "unavailable", "the database does not answer (%s): %w", what, err)
	case errors.As(err, &db) && db.Code == "23505":
		return models.Problemf(models.KindConflict, "conflict", "%s: it is there already: %w", what, err)
	}
	return fmt.Errorf("store: %s: %w", what, err)
}

func absent(what string) error {
	return models.Problemf(models.KindNotFound, "not-found", "%s: there is none", what)
}

// unreachable tells a database that is down or restarting from a wrong statement.
func unreachable(err error) bool {
	var connecting *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &connecting) || errors.As(err, &network) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	var db *pgconn.PgError
	// 08: connection exceptions; 57P: shutting down; 53300: too many connections.
	return errors.As(err, &db) && (strings.HasPrefix(db.Code, "08") || strings.HasPrefix(db.Code, "57P") || db.Code == "53300")
}

// malformed tells whether the database could not read a value that was given.
func malformed(err error) bool {
	var db *pgconn.PgError
	return errors.As(err, &db) && strings.HasPrefix(db.Code, "22")
}
