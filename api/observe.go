package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
)

// Observe gives every request an id, a line in the access log and a measurement.
// The line holds the
// route's pattern, never the path, so that no id of a case is in the log.
func Observe(log *slog.Logger, metrics *Metrics) gin.HandlerFunc {
	return func(c *gin.Context) {
		start := time.Now()
		id := requestID(c.GetHeader(RequestIDHeader))
		c.Header(RequestIDHeader, id)
		c.Request = c.Request.WithContext(withExchange(c.Request.Context(), exchange{
			id: id, log: log.With("request", id), url: c.Request.URL, locale: localeOf(c.GetHeader("Accept-Language"), ""),
		}))
		defer func() {
			took, status := time.Since(start), c.Writer.Status()
			metrics.observe(c.Request.Method, route(c), status, took)
			log.LogAttrs(c.Request.Context(), levelOf(c, status), "request",
				slog.String("request", id), slog.String("method", methodOf(c.Request.Method)), slog.String("route", route(c)),
				slog.Int("status", status), slog.Float64("ms", float64(took.Microseconds())/1000), slog.Int("bytes", max(c.Writer.Size(), 0)))
		}()
		c.Next()
	}
}

// Recover turns a panic into an answer by fail, with the stack in the log but
// nothing of the request or of the panic's value, which might hold data. It stands
// behind Observe.
func Recover(fail gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			value := recover()
			if value == nil {
				return
			}
			// http.ErrAbortHandler cuts the connection, so that nobody takes a part for
			// the whole; so does any panic once bytes are out.
			if err, ok := value.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(http.ErrAbortHandler)
			}
			exchangeOf(c.Request.Context()).log.ErrorContext(c.Request.Context(), "panic",
				"route", route(c), "type", fmt.Sprintf("%T", value), "stack", string(debug.Stack()))
			if c.Writer.Written() {
				panic(http.ErrAbortHandler)
			}
			c.Abort()
			fail(c)
		}()
		c.Next()
	}
}

// route is the pattern that the request matched.
func route(c *gin.Context) string {
	if pattern := c.FullPath(); pattern != "" {
		return pattern
	}
	return "unmatched"
}

// levelOf keeps probes out of the ordinary log.
func levelOf(c *gin.Context, status int) slog.Level {
	switch c.FullPath() {
	case healthPath, readyPath, metricsPath:
		if status < http.StatusInternalServerError {
			return slog.LevelDebug
		}
	}
	return slog.LevelInfo
}

// methodOf bounds what a client can write into a log and a metric.
func methodOf(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}
