package cli

import (
	"os"
	"testing"

	"handinhand/bench"
	"handinhand/store"
)

// TestBothSidesOfTheBenchDoTheSame plays a few cases of each side and compares
// the rows that they leave: a side that did less would win for nothing.
func TestBothSidesOfTheBenchDoTheSame(t *testing.T) {
	p := openParts(t)
	ctx := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartWorker, store.PartOperations}})
	services, stop, err := benchServices(ctx, p, os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	results, err := services.Measure(ctx, bench.Plan{InFlight: 2, Cases: 2, Rounds: 1}, t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Cases != 2 || r.Events == 0 || r.Step50 == 0 {
			t.Errorf("nothing was measured: %+v", r)
		}
	}
	var lives []struct {
		Life  string
		Cases int
	}
	err = p.store.DB.WithContext(ctx).Raw(`SELECT life, count(*) AS cases FROM (SELECT concat_ws(' | ', outcome, sequence,
		(SELECT string_agg(kind || ' ' || element, ', ' ORDER BY sequence, line) FROM journal_entries j WHERE j.case_id = c.id),
		(SELECT string_agg(element || ' ' || state || ' ' || (closed_by = c.person_id), ', ' ORDER BY key) FROM tasks t WHERE t.case_id = c.id),
		(SELECT string_agg(key, ', ' ORDER BY reached_at) FROM milestones m WHERE m.case_id = c.id),
		(SELECT count(*) FROM tokens k WHERE k.case_id = c.id)) AS life FROM cases c) AS lives GROUP BY life`).Scan(&lives).Error
	if err != nil {
		t.Fatal(err)
	}
	if len(lives) != 1 || lives[0].Cases < 4 {
		t.Errorf("the sides leave different rows: %+v", lives)
	}
}
