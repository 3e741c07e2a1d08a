package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the process's measurements. Others may register theirs at Registry.
type Metrics struct {
	Registry  *prometheus.Registry
	durations *prometheus.HistogramVec
}

// NewMetrics makes the registry with the Go runtime's, the process's and our own
// measurements. version is the build's.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		Registry: prometheus.NewRegistry(),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "handinhand", Name: "http_request_duration_seconds",
			Help:    "Time to answer a request, by method, route and class of status.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"method", "route", "status"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace: "handinhand", Name: "build_info", Help: "Always 1; the label says which build runs.",
		ConstLabels: prometheus.Labels{"version": version},
	})
	build.Set(1)
	m.Registry.MustRegister(m.durations, build, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler serves the measurements in Prometheus' text format.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.Registry, promhttp.HandlerOpts{})
}

func (m *Metrics) observe(method, route string, status int, took time.Duration) {
	m.durations.WithLabelValues(methodOf(method), route, fmt.Sprintf("%dxx", status/100)).Observe(took.Seconds())
}
