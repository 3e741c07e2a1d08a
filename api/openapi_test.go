package api

import (
	"bytes"
	"flag"
	"log/slog"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
)

var update = flag.Bool("update", false, "write openapi.json anew")

// described mounts the API without anything behind it.
func described(t *testing.T) (*gin.Engine, huma.API) {
	t.Helper()
	engine := gin.New()
	return engine, Mount(engine, Config{Log: slog.New(slog.DiscardHandler), PublicURL: "https://city.example"})
}

// TestOpenAPI keeps the published contract: a change of it is seen in review.
func TestOpenAPI(t *testing.T) {
	engine, _ := described(t)
	recorder := httptest.NewRecorder()
	engine.ServeHTTP(recorder, httptest.NewRequest("GET", "/openapi.json", nil))
	got := append(recorder.Body.Bytes(), '\n')
	if *update {
		if err := os.WriteFile("openapi.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("/openapi.json differs from api/openapi.json: run go test ./api -run TestOpenAPI -update and look at the difference")
	}
}

func TestOpenAPIIsValid(t *testing.T) {
	raw, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := libopenapi.NewDocument(raw)
	if err != nil {
		t.Fatal(err)
	}
	if version := document.GetVersion(); !strings.HasPrefix(version, "3.1") {
		t.Errorf("the document is OpenAPI %s", version)
	}
	v, problems := validator.NewValidator(document)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if valid, broken := v.ValidateDocument(); !valid {
		for _, b := range broken {
			t.Errorf("%s: %s", b.Message, b.Reason)
			for _, s := range b.SchemaValidationErrors {
				t.Errorf("  %s: %s", s.KeywordLocation, s.Reason)
			}
		}
	}
}

// TestOperationsAreComplete checks what is the same for all.
func TestOperationsAreComplete(t *testing.T) {
	_, api := described(t)
	ids := map[string]bool{}
	known := map[string]bool{}
	for _, tag := range tags {
		known[tag.Name] = true
	}
	for path, item := range api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Delete, item.Patch} {
			if op == nil {
				continue
			}
			if ids[op.OperationID] || op.Summary == "" || len(op.Security) == 0 || !known[op.Tags[0]] {
				t.Errorf("%s %s: id twice, no summary, no tag or no guard", op.Method, path)
			}
			ids[op.OperationID] = true
			for _, status := range []string{"401", "403", "500", "503"} {
				if op.Responses[status] == nil || op.Responses[status].Content[problemMedia] == nil {
					t.Errorf("%s %s does not describe %s", op.Method, path, status)
				}
			}
			Keyed := slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.Name == idempotencyKey && p.Required })
			repeatable := op.OperationID == "tryDraft" || op.OperationID == "hereInDraft" // they change nothing, or the same again
			if Keyed != (op.Method == "POST" && !repeatable) {
				t.Errorf("%s %s: takes an Idempotency-Key: %v", op.Method, path, Keyed)
			}
		}
	}
	if len(ids) != len((&mount{}).operations()) {
		t.Errorf("%d operations are described, the table has %d", len(ids), len((&mount{}).operations()))
	}
}

func TestNobodyComesInUnsigned(t *testing.T) {
	engine, api := described(t)
	for path, item := range api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Delete} {
			if op == nil {
				continue
			}
			recorder := httptest.NewRecorder()
			engine.ServeHTTP(recorder, httptest.NewRequest(op.Method, strings.NewReplacer("{", "", "}", "").Replace(path), nil))
			if recorder.Code != 401 || recorder.Header().Get("WWW-Authenticate") == "" {
				t.Errorf("%s %s answers %d to nobody", op.Method, path, recorder.Code)
			}
		}
	}
}
