package store

import (
	"context"
	"database/sql"
	"fmt"
)

// AppRole is the database role that serve and worker work as. It owns nothing and
// cannot go around row-level security. Where the cluster has it, Migrate gives it
// what it needs on the tables and no more.
const AppRole = "handinhand_app"

// admissions are what the application does with tables that are not all its own:
// final rows, the tree, and keys, whose row must outlive the key.
var admissions = map[string]string{
	"accesses": "SELECT, INSERT, DELETE", "audit_pending": "SELECT, INSERT, DELETE",
	"audit_leaves": "SELECT, INSERT", "audit_hashes": "SELECT, INSERT", "audit_checkpoints": "SELECT, INSERT",
	"releases": "SELECT, INSERT", "certificates": "SELECT, INSERT", "publications": "SELECT, INSERT, UPDATE (rolled_back_at, rolled_back_by, rolled_back_why)",
	"proposals": "SELECT, INSERT, UPDATE (valid_from, notes, version, state, decided_at, decided_by, reason)", "keys": "SELECT, INSERT, UPDATE", "goose_db_version": "SELECT",
}

func admit(ctx context.Context, db *sql.DB) error {
	var there, self bool
	err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1), current_user = $1`, AppRole).Scan(&there, &self)
	if err != nil || !there || self {
		return problem(err, "look for the application's role")
	}
	rows, err := db.QueryContext(ctx, `SELECT quote_ident(tablename), tablename FROM pg_tables WHERE schemaname = current_schema()`)
	if err != nil {
		return problem(err, "list the tables")
	}
	defer rows.Close()
	// All in one transaction, one migrator after another.
	statements := fmt.Sprintf(`SELECT pg_advisory_xact_lock(7236838); GRANT USAGE ON SCHEMA public TO %s;`, AppRole)
	for rows.Next() {
		var quoted, name string
		if err := rows.Scan(&quoted, &name); err != nil {
			return problem(err, "list the tables")
		}
		may, known := admissions[name]
		if !known {
			may = "SELECT, INSERT, UPDATE, DELETE"
		}
		statements += fmt.Sprintf(`REVOKE ALL ON %[1]s FROM %[2]s; GRANT %[3]s ON %[1]s TO %[2]s;`, quoted, AppRole, may)
	}
	if err := rows.Err(); err != nil {
		return problem(err, "list the tables")
	}
	_, err = db.ExecContext(ctx, statements)
	return problem(err, "admit the application's role")
}
