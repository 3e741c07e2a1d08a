package store

import "context"

// Counts are the gauges of the whole platform.
type Counts struct {
	OpenTasks     int64
	OpenIncidents int64
	StartingCases int64
	LateConcerns  int64 // not answered in time
}

// Counts reads the gauges in one statement over partial indexes.
func (s *Store) Counts(ctx context.Context) (Counts, error) {
	ctx = As(ctx, Identity{Parts: []Part{PartOperations, PartProtection}})
	var out Counts
	err := s.db(ctx).Raw(`SELECT
		(SELECT count(*) FROM tasks WHERE state = 'open') AS open_tasks,
		(SELECT count(*) FROM incidents WHERE closed_at IS NULL) AS open_incidents,
		(SELECT count(*) FROM cases WHERE state = 'starting') AS starting_cases,
		(SELECT count(*) FROM concerns WHERE closed_at IS NULL AND due_at < now()) AS late_concerns`).Scan(&out).Error
	return out, problem(err, "count")
}

// CaseTypeCounts are the figures of one procedure.
type CaseTypeCounts struct {
	CaseType  string
	Running   int64 // starting ones too
	Ended     int64
	Incidents int64 // open
}

// CountsByCaseType are the figures of each procedure that has cases, by id.
func (s *Store) CountsByCaseType(ctx context.Context) ([]CaseTypeCounts, error) {
	ctx = asPart(ctx, PartOperations)
	var out []CaseTypeCounts
	err := s.db(ctx).Raw(`
		SELECT c.case_type, sum(n) FILTER (WHERE state <> 'ended') AS running, sum(n) FILTER (WHERE state = 'ended') AS ended,
		       (SELECT count(*) FROM incidents i JOIN cases s ON s.id = i.case_id
		        WHERE i.closed_at IS NULL AND s.case_type = c.case_type) AS incidents
		FROM (SELECT case_type, state, count(*) AS n FROM cases GROUP BY case_type, state) c
		GROUP BY c.case_type ORDER BY c.case_type`).Scan(&out).Error
	return out, problem(err, "count cases by type")
}
