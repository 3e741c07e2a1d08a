package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

const (
	healthPath  = "/healthz"
	readyPath   = "/readyz"
	metricsPath = "/metrics"
)

// readyWithin bounds the check of the parts, so that a probe is never left waiting.
const readyWithin = 5 * time.Second

// mountHealth adds what machines ask: is the process alive, can it serve, how does
// it do.
func (m *mount) mountHealth(r *gin.Engine) {
	r.GET(healthPath, func(c *gin.Context) { c.JSON(http.StatusOK, gin.H{"status": "alive"}) })
	r.GET(readyPath, func(c *gin.Context) {
		ctx, cancel := context.WithTimeout(c.Request.Context(), readyWithin)
		defer cancel()
		if err := m.Casework.Ready(ctx); err != nil {
			exchangeOf(ctx).log.WarnContext(ctx, "not ready", "error", err)
			failWith(c, unavailable(err))
			return
		}
		c.JSON(http.StatusOK, gin.H{"status": "ready"})
	})
	r.GET(metricsPath, gin.WrapH(m.Metrics.Handler()))
}
