package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestAccessLogHoldsNoIDs(t *testing.T) {
	b := newBench(failing(nil))
	r := b.send("GET", "/api/v1/fails/secret-7?name=Haddad", "", "Authorization: Bearer t0ken")
	var line map[string]any
	if err := json.Unmarshal(b.log.Bytes(), &line); err != nil {
		t.Fatalf("%v\n%s", err, &b.log)
	}
	if line["route"] != "/api/v1/fails/:id" || line["status"] != 204.0 || line["method"] != "GET" || line["request"] != r.Header.Get(RequestIDHeader) {
		t.Errorf("the line is %v", line)
	}
	for _, private := range []string{"secret-7", "Haddad", "t0ken"} {
		if strings.Contains(b.log.String(), private) {
			t.Errorf("the log holds %s:\n%s", private, &b.log)
		}
	}
	b.send("BREW", "/secret-8", "")
	if log := b.log.String(); strings.Contains(log, "secret-8") || strings.Contains(log, "BREW") || !strings.Contains(log, `"unmatched"`) {
		t.Errorf("an unmatched request logs:\n%s", log)
	}
}

func TestRequestID(t *testing.T) {
	b := newBench(failing(nil))
	if got := b.send("GET", "/x", "", RequestIDHeader+": proxy-0001").Header.Get(RequestIDHeader); got != "proxy-0001" {
		t.Errorf("a given id became %q", got)
	}
	for _, bad := range []string{"", "short", "has space in it", strings.Repeat("a", 65), "new\tline-and-more"} {
		if got := b.send("GET", "/x", "", RequestIDHeader+": "+bad).Header.Get(RequestIDHeader); got == bad || !clientID.MatchString(got) {
			t.Errorf("the id %q became %q", bad, got)
		}
	}
}

func TestMetrics(t *testing.T) {
	b := newBench(failing(nil))
	b.send("GET", "/api/v1/fails/1", "")
	b.send("GET", "/api/v1/fails/2", "")
	b.send("GET", "/nowhere/3", "")
	if got := testutil.CollectAndCount(b.metrics.durations); got != 2 {
		t.Errorf("%d series, want one a route", got)
	}
	recorder := httptest.NewRecorder()
	b.metrics.Handler().ServeHTTP(recorder, httptest.NewRequest("GET", metricsPath, nil))
	for _, want := range []string{
		`handinhand_http_request_duration_seconds_count{method="GET",route="/api/v1/fails/:id",status="2xx"} 2`,
		`handinhand_http_request_duration_seconds_count{method="GET",route="unmatched",status="4xx"} 1`,
		`handinhand_build_info{version="test"} 1`, "go_goroutines",
	} {
		if !strings.Contains(recorder.Body.String(), want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
}

func TestRecover(t *testing.T) {
	b := newBench()
	b.GET("/panics", func(*gin.Context) { panic("Haddad, born 1990") })
	b.GET("/late", func(c *gin.Context) { c.String(http.StatusOK, "half"); panic(errors.New("late")) })
	if p := problemIn(t, b.send("GET", "/panics", "")); p.Status != http.StatusInternalServerError || p.Detail != "" {
		t.Errorf("a panic answers %+v", p)
	}
	if log := b.log.String(); strings.Contains(log, "Haddad") || !strings.Contains(log, "observe_test.go") || !strings.Contains(log, `"/panics"`) {
		t.Errorf("a panic logs:\n%s", log)
	}
	server := httptest.NewServer(b)
	defer server.Close()
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	r, err := http.Get(server.URL + "/late")
	if err == nil {
		r.Body.Close()
		t.Errorf("a panic after the first byte ends the answer in order: %s", r.Status)
	}
}
