package bench

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"handinhand/models"
)

// Plan says how much is measured.
type Plan struct {
	InFlight int // cases under way at once
	Cases    int // in a round of one side
	Rounds   int // of each side, in turn
}

// Result is what one side took under one plan.
type Result struct {
	Side       string  `json:"side"`
	InFlight   int     `json:"inFlight"`
	Cases      int     `json:"cases"`
	PerSecond  float64 `json:"casesPerSecond"` // median of the rounds
	CPU        float64 `json:"cpuMsPerCase"`   // worker, Temporal and PostgreSQL; median of the rounds
	Step50     float64 `json:"stepP50Ms"`
	Step99     float64 `json:"stepP99Ms"`
	Events     float64 `json:"historyEvents"` // mean
	Bytes      float64 `json:"historyBytes"`  // mean
	perSeconds []float64
	cpus       []float64
	felt       []time.Duration
}

// Measure plays the plan with both sides in turn, by hand first, after one short
// round of each that does not count. say tells of the progress.
func (s Services) Measure(ctx context.Context, p Plan, say func(format string, args ...any)) ([]Result, error) {
	arms := s.arms()
	results := make([]Result, len(arms))
	for i, a := range arms {
		results[i] = Result{Side: a.name, InFlight: p.InFlight}
		warm := Result{}
		if err := s.round(ctx, a, Plan{InFlight: p.InFlight, Cases: min(p.Cases, 2*p.InFlight)}, &warm); err != nil {
			return nil, err
		}
	}
	for n := range p.Rounds {
		for i, a := range arms {
			say("%d in flight, round %d of %d: %s", p.InFlight, n+1, p.Rounds, a.name)
			if err := s.round(ctx, a, p, &results[i]); err != nil {
				return nil, fmt.Errorf("%s: %w", a.name, err)
			}
		}
	}
	for i := range results {
		results[i].conclude()
	}
	return results, nil
}

// round plays one side once.
func (s Services) round(ctx context.Context, a arm, p Plan, into *Result) error {
	var mutex sync.Mutex
	var ids []models.CaseID
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(p.InFlight)
	cpu, began := s.CPU(), time.Now()
	for range p.Cases {
		group.Go(func() error {
			id, felt, err := s.life(inner, a)
			mutex.Lock()
			defer mutex.Unlock()
			ids, into.felt = append(ids, id), append(into.felt, felt...)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	took := time.Since(began)
	into.perSeconds = append(into.perSeconds, float64(p.Cases)/took.Seconds())
	into.cpus = append(into.cpus, time.Duration(s.CPU()-cpu).Seconds()*1000/float64(p.Cases))
	return s.weigh(ctx, ids, into)
}

// weigh adds up the histories of a round; each counts alike.
func (s Services) weigh(ctx context.Context, ids []models.CaseID, into *Result) error {
	for _, id := range ids {
		if err := s.Temporal.GetWorkflow(ctx, id.WorkflowID(), "").Get(ctx, nil); err != nil {
			return err
		}
		told, err := s.Temporal.DescribeWorkflowExecution(ctx, id.WorkflowID(), "")
		if err != nil {
			return err
		}
		info := told.GetWorkflowExecutionInfo()
		into.Cases++
		into.Events += float64(info.GetHistoryLength())
		into.Bytes += float64(info.GetHistorySizeBytes())
	}
	return nil
}

func (r *Result) conclude() {
	r.PerSecond, r.CPU = median(r.perSeconds), median(r.cpus)
	r.Events, r.Bytes = r.Events/float64(r.Cases), r.Bytes/float64(r.Cases)
	slices.Sort(r.felt)
	r.Step50, r.Step99 = at(r.felt, 50), at(r.felt, 99)
}

func at(sorted []time.Duration, percent int) float64 {
	return float64(sorted[(len(sorted)-1)*percent/100].Microseconds()) / 1000
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
