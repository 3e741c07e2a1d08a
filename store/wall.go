package store

import (
	"context"
	"database/sql/driver"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"handinhand/models"
)

// Part is a part of the platform that works for nobody in particular. What rows
// each may see stands in the migrations (row-level security).
type Part string

const (
	PartWorker     Part = "worker"     // writes what cases do
	PartSignIn     Part = "signin"     // recognises people, keeps sessions
	PartKeys       Part = "keys"       // the shelf of keys
	PartVault      Part = "vault"      // keeps documents whole
	PartLog        Part = "log"        // the access log
	PartChores     Part = "chores"     // what is done from time to time
	PartOperations Part = "operations" // process owners and operators: cases, never what people said
	PartAuditor    Part = "auditor"    // reads the access log
	PartErasure    Part = "erasure"    // lets a person be forgotten
	PartDrafts     Part = "drafts"     // process owners at their drafts
	PartProtection Part = "protection" // the data-protection officer: concerns
)

// Identity is for whom a statement works. Its zero value sees no row of any table
// that holds something of a person.
type Identity struct {
	Person models.PersonID
	Agency models.AgencyID // for which Person acts, or whose system asks
	Parts  []Part
}

type identityKey struct{}

// As makes every statement under ctx work for an identity, and for no other.
func As(ctx context.Context, id Identity) context.Context {
	return context.WithValue(ctx, identityKey{}, id)
}

// asPart is As for the methods that only a part of the platform calls.
func asPart(ctx context.Context, part Part) context.Context {
	return As(ctx, Identity{Parts: []Part{part}})
}

// statement sets the identity for the present transaction; "" where there is none.
func (id Identity) statement() string {
	if id.Person == "" && id.Agency == "" && len(id.Parts) == 0 {
		return ""
	}
	parts := make([]string, len(id.Parts))
	for i, p := range id.Parts {
		parts[i] = string(p)
	}
	return "SELECT set_config('hih.person', " + literal(string(id.Person)) + ", true), set_config('hih.agency', " + literal(string(id.Agency)) +
		", true), set_config('hih.parts', " + literal(strings.Join(parts, ",")) + ", true)"
}

// literal quotes a text for the simple protocol, which takes no parameters but many
// statements at once. Backslashes mean nothing in it (standard_conforming_strings).
func literal(s string) string {
	return "'" + strings.ReplaceAll(strings.ReplaceAll(s, "\x00", ""), "'", "''") + "'"
}

func statementOf(ctx context.Context) string {
	id, _ := ctx.Value(identityKey{}).(Identity)
	return id.statement()
}

// walled opens connections that tell PostgreSQL, for each transaction, for whom it
// works. A statement outside of a transaction gets one of its own. It stands below
// database/sql, so that no statement finds a way around it.
type walled struct{ driver.Connector }

// Connect is of driver.Connector.
func (w walled) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := w.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &walledConn{Conn: inner.(*stdlib.Conn)}, nil
}

type walledConn struct {
	*stdlib.Conn
	inTx bool
}

// finishPatience is how long the end of a statement's own transaction may take.
const finishPatience = 10 * time.Second

// run sends statements without parameters, all at once.
func (c *walledConn) run(ctx context.Context, statements string) error {
	_, err := c.Conn.Conn().PgConn().Exec(ctx, statements).ReadAll()
	return err
}

// begin begins a transaction for an identity. A connection that was lost before it is
// driver.ErrBadConn, so that another one is taken.
func (c *walledConn) begin(ctx context.Context, identity string) error {
	err := c.run(ctx, "BEGIN; "+identity)
	if err == nil {
		return nil
	}
	_ = c.finish(ctx, "ROLLBACK")
	if pgconn.SafeToRetry(err) {
		return driver.ErrBadConn
	}
	return err
}

func (c *walledConn) finish(ctx context.Context, how string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishPatience)
	defer cancel()
	return c.run(ctx, how)
}

// BeginTx is of driver.ConnBeginTx.
func (c *walledConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	identity := statementOf(ctx)
	if opts != (driver.TxOptions{}) || identity == "" {
		tx, err := c.Conn.BeginTx(ctx, opts)
		if err != nil {
			return nil, err
		}
		if identity != "" {
			err = c.run(ctx, identity)
		}
		if err != nil {
			_ = tx.Rollback()
			return nil, err
		}
		c.inTx = true
		return walledTx{tx, c}, nil
	}
	if err := c.begin(ctx, identity); err != nil {
		return nil, err
	}
	c.inTx = true
	return walledTx{atOnce{c}, c}, nil
}

type walledTx struct {
	driver.Tx
	conn *walledConn
}

// Commit is of driver.Tx.
func (t walledTx) Commit() error { t.conn.inTx = false; return t.Tx.Commit() }

// Rollback is of driver.Tx.
func (t walledTx) Rollback() error { t.conn.inTx = false; return t.Tx.Rollback() }

// atOnce is a transaction that was begun in one message with its identity.
type atOnce struct{ conn *walledConn }

// Commit is of driver.Tx. PostgreSQL answers the commit of a failed transaction with
// a rollback.
func (t atOnce) Commit() error {
	ctx, cancel := context.WithTimeout(context.Background(), finishPatience)
	defer cancel()
	results, err := t.conn.Conn.Conn().PgConn().Exec(ctx, "COMMIT").ReadAll()
	if err == nil && len(results) > 0 && results[0].CommandTag.String() == "ROLLBACK" {
		return pgx.ErrTxCommitRollback
	}
	return err
}

// Rollback is of driver.Tx.
func (t atOnce) Rollback() error { return t.conn.finish(context.Background(), "ROLLBACK") }

// own tells whether a statement under ctx needs a transaction of its own, and begins
// it.
func (c *walledConn) own(ctx context.Context) (bool, error) {
	identity := statementOf(ctx)
	if c.inTx || identity == "" {
		return false, nil
	}
	return true, c.begin(ctx, identity)
}

// ExecContext is of driver.ExecerContext.
func (c *walledConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	own, err := c.own(ctx)
	if err != nil {
		return nil, err
	}
	result, err := c.Conn.ExecContext(ctx, query, args)
	if !own {
		return result, err
	}
	if err != nil {
		_ = c.finish(ctx, "ROLLBACK")
		return nil, err
	}
	return result, c.finish(ctx, "COMMIT")
}

// QueryContext is of driver.QueryerContext. Its transaction ends with the rows.
func (c *walledConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	own, err := c.own(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := c.Conn.QueryContext(ctx, query, args)
	if !own {
		return rows, err
	}
	if err != nil {
		_ = c.finish(ctx, "ROLLBACK")
		return nil, err
	}
	return &walledRows{Rows: rows.(*stdlib.Rows), end: func() error { return c.finish(ctx, "COMMIT") }}, nil
}

type walledRows struct {
	*stdlib.Rows
	end func() error
}

// Close is of driver.Rows. A transaction that failed ends as rolled back here.
func (r *walledRows) Close() error {
	err := r.Rows.Close()
	if ended := r.end(); err == nil {
		err = ended
	}
	return err
}

// connector makes walled connections to a database.
func connector(dsn string) (driver.Connector, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	return walled{stdlib.GetConnector(*config)}, nil
}
