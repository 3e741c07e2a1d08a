package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// appRole is what serve and worker connect as: it owns nothing, so that row-level security holds for it.
const appRole = "handinhand_app"

// Temporal's role and databases; schema.go fills them.
const (
	temporalRole       = "temporal"
	temporalDatabase   = "temporal"
	visibilityDatabase = "temporal_visibility"
)

// SQLSTATE codes (PostgreSQL manual, appendix A).
const (
	duplicateDatabase = "42P04"
	duplicateObject   = "42710"
)

// makeRoles makes the product's role and database, and Temporal's where it is to run here; those that exist already stay as they are.
// The product's role may create databases, so that each test can have its own.
func (c *cluster) makeRoles(ctx context.Context, s secrets) error {
	admin, err := pgx.Connect(ctx, c.socketURL(adminRole, "postgres"))
	if err != nil {
		return err
	}
	defer admin.Close(context.WithoutCancel(ctx))
	roles, databases := []string{productRole + " LOGIN CREATEDB", appRole + " LOGIN"}, []database{{productRole, productRole}}
	if c.temporal {
		roles = append(roles, temporalRole+" LOGIN")
		databases = append(databases, database{temporalDatabase, temporalRole}, database{visibilityDatabase, temporalRole})
	}
	for _, role := range roles {
		if err := create(ctx, admin, "CREATE ROLE "+role); err != nil {
			return err
		}
	}
	if c.tcpPort != 0 {
		// The password is base32 text of our own making, so it needs no quoting; ALTER ROLE takes no parameters.
		for _, role := range []string{productRole, appRole} {
			if _, err := admin.Exec(ctx, fmt.Sprintf("ALTER ROLE %s PASSWORD '%s'", role, s.PostgresPassword)); err != nil {
				return err
			}
		}
	}
	return createDatabases(ctx, admin, databases)
}

type database struct{ name, owner string }

// createDatabases makes databases; those that exist already stay as they are.
func createDatabases(ctx context.Context, admin *pgx.Conn, wanted []database) error {
	for _, d := range wanted {
		statement := fmt.Sprintf("CREATE DATABASE %s OWNER %s", d.name, pgx.Identifier{d.owner}.Sanitize())
		if err := create(ctx, admin, statement); err != nil {
			return err
		}
	}
	return nil
}

// create runs a CREATE and is content when the object exists.
func create(ctx context.Context, admin *pgx.Conn, statement string) error {
	_, err := admin.Exec(ctx, statement)
	var refused *pgconn.PgError
	if errors.As(err, &refused) && (refused.Code == duplicateDatabase || refused.Code == duplicateObject) {
		return nil
	}
	return err
}
