package demo

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

const (
	// patience is how long a call is repeated while the platform does not answer: it
	// may be restarting.
	patience = 3 * time.Minute
	// pace is the pause between two tries.
	pace = 200 * time.Millisecond
)

// keyInUse says that the platform still does, or died while doing, what we asked
// under the same idempotency key.
const keyInUse = "urn:handinhand:problem:idempotency-key-in-use"

// refusal is a problem document (RFC 9457) that the platform answered with.
type refusal struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail"`
	Instance string `json:"instance"`
	Errors   []struct{ Field, Rule, Message string }
}

func (r *refusal) Error() string {
	text := fmt.Sprintf("%d %s: %s", r.Status, r.Title, r.Detail)
	for _, e := range r.Errors {
		text += fmt.Sprintf("; %s: %s (%s)", e.Field, e.Message, e.Rule)
	}
	return text + " [" + r.Instance + "]"
}

// refusedAs tells whether err is an answer with one of these statuses.
func refusedAs(err error, statuses ...int) bool {
	var r *refusal
	if !errors.As(err, &r) {
		return false
	}
	for _, status := range statuses {
		if r.Status == status {
			return true
		}
	}
	return false
}

// caller calls the public interface as personas.
type caller struct {
	place    Place
	entrance *entrance
	http     *http.Client
}

func newCaller(place Place) *caller {
	place.URL = strings.TrimRight(place.URL, "/")
	return &caller{
		place: place, http: &http.Client{Timeout: 30 * time.Second},
		entrance: &entrance{place: place, tokens: map[string]*oauth2.Token{}},
	}
}

// request is one call. Body is JSON, or the bytes of a file.
type request struct {
	as     string // username of a persona
	method string
	path   string // below /api/v1
	body   any
	into   any // where the answer goes: a pointer, or *[]byte
}

// call makes a request, again and again while the platform does not answer. Each
// repetition carries the same idempotency key, so that nothing happens twice.
func (c *caller) call(ctx context.Context, r request) error {
	payload, isFile := r.body.([]byte)
	if r.body != nil && !isFile {
		var err error
		if payload, err = json.Marshal(r.body); err != nil {
			return err
		}
	}
	key, deadline := rand.Text(), time.Now().Add(patience)
	for {
		again, err := c.try(ctx, r, payload, key)
		if err == nil {
			return nil
		}
		if !again || time.Now().After(deadline) || ctx.Err() != nil {
			return fmt.Errorf("%s %s as %s: %w", r.method, r.path, r.as, err)
		}
		if err := pause(ctx, pace); err != nil {
			return err
		}
	}
}

// try makes a request once. again says whether the same may succeed later.
func (c *caller) try(ctx context.Context, r request, payload []byte, key string) (again bool, err error) {
	token, err := c.entrance.token(ctx, r.as)
	if err != nil {
		return true, err
	}
	asked, err := http.NewRequestWithContext(ctx, r.method, c.place.URL+"/api/v1"+r.path, bytes.NewReader(payload))
	if err != nil {
		return false, err
	}
	asked.Header.Set("Authorization", "Bearer "+token)
	asked.Header.Set("Accept-Language", "en")
	if r.body != nil {
		asked.Header.Set("Content-Type", "application/json")
	}
	if r.method == http.MethodPost {
		asked.Header.Set("Idempotency-Key", key)
	}
	response, err := c.http.Do(asked)
	if err != nil {
		return true, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return true, err // the platform went away in the middle
	}
	if response.StatusCode >= 400 {
		refused := readRefusal(response, answer)
		return refused.Status >= 500 || refused.Type == keyInUse, refused
	}
	return false, readAnswer(answer, r.into)
}

func readAnswer(answer []byte, into any) error {
	switch into := into.(type) {
	case nil:
		return nil
	case *[]byte:
		*into = answer
		return nil
	default:
		return json.Unmarshal(answer, into)
	}
}

func readRefusal(response *http.Response, answer []byte) *refusal {
	r := &refusal{Status: response.StatusCode, Title: http.StatusText(response.StatusCode)}
	_ = json.Unmarshal(answer, r) // a proxy's page is no problem document; the status says enough
	return r
}

// all reads a list to its end.
func all[T any](ctx context.Context, c *caller, as, path string, query url.Values) ([]T, error) {
	var items []T
	for {
		var page struct {
			Items []T    `json:"items"`
			Next  string `json:"next"`
		}
		if err := c.call(ctx, request{as: as, method: http.MethodGet, path: path + "?" + query.Encode(), into: &page}); err != nil {
			return nil, err
		}
		items = append(items, page.Items...)
		if page.Next == "" {
			return items, nil
		}
		query.Set("cursor", page.Next)
	}
}

// await asks until the answer is there or the patience is spent.
func await(ctx context.Context, what string, there func(context.Context) (bool, error)) error {
	for deadline := time.Now().Add(patience); ; {
		if ok, err := there(ctx); ok || err != nil {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s is not there after %s", what, patience)
		}
		if err := pause(ctx, pace); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
