package api

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
)

// contract checks responses against the document that we publish.
var contract = sync.OnceValue(func() validator.Validator {
	raw, err := os.ReadFile("openapi.json")
	if err != nil {
		panic(err)
	}
	document, err := libopenapi.NewDocument(raw)
	if err != nil {
		panic(err)
	}
	v, problems := validator.NewValidator(document)
	if len(problems) > 0 {
		panic(problems[0])
	}
	return v
})

// request is what somebody sends. A body is JSON, or the bytes of a file.
type request struct {
	as     person
	method string
	path   string // below Base
	body   any
	header map[string]string
}

// answered is a response that kept the contract.
type answered struct {
	*http.Response
	raw []byte
}

// send sends a request and checks the response against the contract.
func (r *rig) send(t *testing.T, q request) answered {
	t.Helper()
	payload, isFile := q.body.([]byte)
	if text, ok := q.body.(string); ok {
		payload = []byte(text)
	} else if q.body != nil && !isFile {
		var err error
		payload, err = json.Marshal(q.body)
		must(t, err)
	}
	asked, err := http.NewRequestWithContext(t.Context(), q.method, r.URL+Base+q.path, bytes.NewReader(payload))
	must(t, err)
	if q.as != nobody {
		asked.Header.Set("Authorization", "Bearer "+r.issuer.token(t, q.as))
	}
	if q.body != nil {
		asked.Header.Set("Content-Type", "application/json")
	}
	if isFile {
		asked.Header.Set("Content-Type", octets)
	}
	if q.method == http.MethodPost {
		asked.Header.Set(idempotencyKey, uuid.NewString())
	}
	for name, value := range q.header {
		asked.Header.Set(name, value)
	}
	return r.do(t, asked)
}

func (r *rig) do(t *testing.T, asked *http.Request) answered {
	t.Helper()
	response, err := r.Client().Do(asked)
	must(t, err)
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	must(t, err)
	response.Body = io.NopCloser(bytes.NewReader(raw))
	if strings.HasPrefix(asked.URL.Path, Base) {
		if valid, broken := contract().ValidateHttpResponse(asked, response); !valid {
			for _, b := range broken {
				t.Errorf("%s %s: %d breaks the contract: %s: %s", asked.Method, asked.URL.Path, response.StatusCode, b.Message, b.Reason)
				for _, s := range b.SchemaValidationErrors {
					t.Errorf("  %s: %s", s.KeywordLocation, s.Reason)
				}
			}
			t.Errorf("  the body is %.2000s", raw)
		}
	}
	return answered{response, raw}
}

// want reads the body of a response that must have a status.
func want[T any](t *testing.T, status int, a answered) T {
	t.Helper()
	var v T
	if a.StatusCode != status {
		t.Fatalf("%s %s: %s, want %d: %s", a.Request.Method, a.Request.URL.Path, a.Status, status, a.raw)
	}
	if len(a.raw) > 0 {
		must(t, json.Unmarshal(a.raw, &v))
	}
	return v
}

// refused reads the problem of a response that must have a status and a type.
func refused(t *testing.T, status int, kind string, a answered) Problem {
	t.Helper()
	p := want[Problem](t, status, a)
	if p.Type != problemType+kind {
		t.Errorf("%s %s: %s, want %s: %s", a.Request.Method, a.Request.URL.Path, p.Type, kind, a.raw)
	}
	if p.Status != status || p.Title == "" || p.Instance == "" {
		t.Errorf("the document is not complete: %s", a.raw)
	}
	return p
}
