package demo

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"golang.org/x/oauth2"
)

// answers is a platform that answers one status after the other, and keeps what it
// was asked.
type answers struct {
	mutex    sync.Mutex
	statuses []int
	bodies   []string
	asked    []*http.Request
	payloads []string
}

func (a *answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mutex.Lock() // a repeated call may come before the server has noticed that the first is gone
	defer a.mutex.Unlock()
	n := len(a.asked)
	payload, _ := io.ReadAll(r.Body)
	a.asked, a.payloads = append(a.asked, r), append(a.payloads, string(payload))
	if a.statuses[n] == 0 { // goes away in the middle
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(a.statuses[n])
	_, _ = io.WriteString(w, a.bodies[n])
}

func callerOf(t *testing.T, a *answers) *caller {
	t.Helper()
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	c := newCaller(Place{URL: server.URL + "/"})
	c.entrance.tokens["amal"] = &oauth2.Token{AccessToken: "t"}
	return c
}

func TestCallsAreRepeatedUnderOneKey(t *testing.T) {
	const inUse = `{"type":"` + keyInUse + `","title":"runs","status":409}`
	a := &answers{statuses: []int{503, 0, 409, 201}, bodies: []string{"", "", inUse, `{"id":"c"}`}}
	var got caseView
	err := callerOf(t, a).call(t.Context(), request{as: "amal", method: "POST", path: "/cases", body: values{"a": 1}, into: &got})
	if err != nil || got.ID != "c" || len(a.asked) != 4 {
		t.Fatalf("%v after %d tries: %+v", err, len(a.asked), got)
	}
	key := a.asked[0].Header.Get("Idempotency-Key")
	for i, r := range a.asked {
		if r.Header.Get("Idempotency-Key") != key || key == "" || a.payloads[i] != `{"a":1}` || r.URL.Path != "/api/v1/cases" || r.Header.Get("Authorization") != "Bearer t" {
			t.Errorf("try %d: %s %v %s", i, r.URL, r.Header, a.payloads[i])
		}
	}
}

func TestRefusalsAreNotRepeated(t *testing.T) {
	a := &answers{statuses: []int{422}, bodies: []string{`{"title":"No","status":422,"detail":"why","errors":[{"field":"f","rule":"required","message":"m"}]}`}}
	err := callerOf(t, a).call(t.Context(), request{as: "amal", method: "PUT", path: "/x", body: []byte("file")})
	const want = "PUT /x as amal: 422 No: why; f: m (required) []"
	if err == nil || err.Error() != want || !refusedAs(err, 404, 422) || refusedAs(err, 404) {
		t.Errorf("got %v, want %s", err, want)
	}
	if a.payloads[0] != "file" {
		t.Errorf("the file arrived as %q", a.payloads[0])
	}
}

func TestListsAreReadToTheirEnd(t *testing.T) {
	a := &answers{statuses: []int{200, 200}, bodies: []string{`{"items":[{"id":"1"}],"next":"n"}`, `{"items":[{"id":"2"}]}`}}
	got, err := all[taskLine](t.Context(), callerOf(t, a), "amal", "/tasks", map[string][]string{"number": {"N"}})
	if err != nil || len(got) != 2 || got[1].ID != "2" {
		t.Fatalf("%v %+v", err, got)
	}
	if query := a.asked[1].URL.Query(); query.Get("cursor") != "n" || query.Get("number") != "N" {
		t.Errorf("the second page was asked with %v", query)
	}
}

func TestLoginForm(t *testing.T) {
	page := `<form method="post" action="/other"><input name="q"></form>
<form method="post" action="/login?a=1&amp;b=2">
<input type="hidden" name="request" value="r&amp;1"><input name="username"><input name="password" type="password"></form>`
	action, hidden, err := loginForm(page)
	if err != nil || action != "/login?a=1&b=2" || hidden.Get("request") != "r&1" {
		t.Errorf("%q %v %v", action, hidden, err)
	}
	if _, _, err := loginForm("<p>no form</p>"); err == nil {
		t.Error("a page without a form is a login page")
	}
}
