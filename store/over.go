package store

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// A case gives each key once, but a burst that its workflow forgot may have left
// rows under keys that the workflow then gives again. These say, table by table,
// that the newer row counts.
var (
	overTasks = risen(over([]string{"id"},
		"element", "role", "agency_id", "state", "claimed_by", "due_at", "opened_at", "closed_at", "closed_by", "closed_with"))
	overGrants = over([]string{"case_id", "key", "item"},
		"agency_id", "transfer", "attested", "purpose", "legal_basis", "statute", "opened_at", "expires_at", "closed_at", "revoked_by")
	overTokens        = over([]string{"case_id", "key"}, "element", "since")
	overSubscriptions = over([]string{"case_id", "key"}, "element", "message", "signal", "correlation_key", "agency_id", "opened_at", "closed_at")
	overIncidents     = over([]string{"case_id", "key"}, "element", "cause", "attempts", "opened_at", "closed_at")
)

// over replaces columns of the row that has the same key.
func over(key []string, columns ...string) clause.OnConflict {
	out := clause.OnConflict{DoUpdates: clause.AssignmentColumns(columns)}
	for _, name := range key {
		out.Columns = append(out.Columns, clause.Column{Name: name})
	}
	return out
}

// risen keeps the promise of Task.Version.
func risen(c clause.OnConflict) clause.OnConflict {
	c.DoUpdates = append(c.DoUpdates, clause.Assignment{Column: clause.Column{Name: "version"}, Value: gorm.Expr("tasks.version + 1")})
	return c
}
