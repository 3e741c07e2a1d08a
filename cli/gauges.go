package cli

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"handinhand/casework"
	"handinhand/store"
)

// gauges are the platform's figures that an operator watches. They are read when
// Prometheus asks.
type gauges struct {
	store *store.Store
	work  *casework.Casework
	log   *slog.Logger
}

var (
	openTasks     = prometheus.NewDesc("handinhand_open_tasks", "Tasks that wait for a person.", nil, nil)
	openIncidents = prometheus.NewDesc("handinhand_open_incidents", "Steps that are stuck and wait for an operator.", nil, nil)
	unproven      = prometheus.NewDesc("handinhand_unproven_processes", "Published processes whose proof does not hold today, so that no new case begins.", nil, nil)
	lateConcerns  = prometheus.NewDesc("handinhand_late_concerns", "Concerns about data that were not answered in the time that the law gives.", nil, nil)
	startingCases = prometheus.NewDesc("handinhand_starting_cases", "Cases that are recorded but not yet seen to run.", nil, nil)
)

// Describe is of prometheus.Collector.
func (g gauges) Describe(out chan<- *prometheus.Desc) {
	out <- openTasks
	out <- openIncidents
	out <- startingCases
	out <- unproven
	out <- lateConcerns
}

// Collect is of prometheus.Collector. When the database does not answer there
// are no figures, which is what an alert should see.
func (g gauges) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	n, err := g.store.Counts(ctx)
	if err != nil {
		g.log.Warn("no figures for Prometheus", "error", err)
		return
	}
	doubts, err := g.work.Doubts(ctx)
	if err != nil {
		g.log.Warn("no figures for Prometheus", "error", err)
		return
	}
	out <- prometheus.MustNewConstMetric(unproven, prometheus.GaugeValue, float64(len(doubts)))
	out <- prometheus.MustNewConstMetric(lateConcerns, prometheus.GaugeValue, float64(n.LateConcerns))
	out <- prometheus.MustNewConstMetric(openTasks, prometheus.GaugeValue, float64(n.OpenTasks))
	out <- prometheus.MustNewConstMetric(openIncidents, prometheus.GaugeValue, float64(n.OpenIncidents))
	out <- prometheus.MustNewConstMetric(startingCases, prometheus.GaugeValue, float64(n.StartingCases))
}
