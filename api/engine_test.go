package api

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

func init() { gin.SetMode(gin.ReleaseMode) }

// bench is an engine with operations of a test behind everything that stands
// before a handler but the guard.
type bench struct {
	*gin.Engine
	log     bytes.Buffer
	metrics *Metrics
}

func newBench(operations ...operation) *bench {
	b := &bench{Engine: gin.New(), metrics: NewMetrics("test")}
	b.Use(Observe(slog.New(slog.NewJSONHandler(&b.log, nil)), b.metrics), Recover(panicked), unmatched)
	b.HandleMethodNotAllowed = true
	described := humagin.New(b.Engine, humaConfig())
	for _, o := range operations {
		o.register(described)
	}
	return b
}

// send gives the response to a request. header lines are "Name: value".
func (b *bench) send(method, path, body string, header ...string) *http.Response {
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		request.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	b.ServeHTTP(recorder, request)
	return recorder.Result()
}

// problemIn reads a problem document and checks what all of them have.
func problemIn(t *testing.T, r *http.Response) Problem {
	t.Helper()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	var p Problem
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatalf("the answer is no problem document: %v\n%s", err, raw)
	}
	if got := r.Header.Get("Content-Type"); got != problemMedia {
		t.Errorf("Content-Type is %q, want %q", got, problemMedia)
	}
	if p.Status != r.StatusCode || !strings.HasPrefix(p.Type, problemType) || p.Title == "" {
		t.Errorf("status %d with the document %+v", r.StatusCode, p)
	}
	if want := instancePrefix + r.Header.Get(RequestIDHeader); p.Instance != want {
		t.Errorf("instance is %q, want %q", p.Instance, want)
	}
	return p
}
