package ui

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// site is the faces on a router, asked by nobody who is signed in.
func site(t *testing.T) http.Handler {
	t.Helper()
	gin.SetMode(gin.TestMode)
	r := gin.New()
	err := Mount(r, Config{Casework: &casework.Casework{}, PublicURL: "http://localhost:8080", Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func ask(h http.Handler, method, target string, header ...string) *http.Response {
	req := httptest.NewRequest(method, target, strings.NewReader(""))
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res := httptest.NewRecorder()
	h.ServeHTTP(res, req)
	return res.Result()
}

func TestAnswersToStrangers(t *testing.T) {
	h := site(t)
	for _, c := range []struct {
		name, method, target string
		header               []string
		status               int
		location, text       string
	}{
		{"start page", "GET", "/", nil, 200, "", "Ein Antrag, viele Ämter"},
		{"start page in the browser's language", "GET", "/", []string{"Accept-Language", "en-US,en;q=0.8"}, 200, "", "One application, many agencies"},
		{"chosen language wins", "GET", "/", []string{"Accept-Language", "en", "Cookie", "lang=de"}, 200, "", "Ein Antrag"},
		{"language switch", "GET", "/help?x=1&lang=en", nil, 303, "/help?x=1", ""},
		{"a page for clerks", "GET", "/work?step=confirm", nil, 303, "/signin?return=%2Fwork%3Fstep%3Dconfirm", ""},
		{"a page for process owners", "GET", "/studio", nil, 303, "/signin?return=%2Fstudio", ""},
		{"a form after the session ended", "POST", "/start", []string{"Sec-Fetch-Site", "same-origin"}, 401, "", "Anmeldung ist abgelaufen"},
		{"a form of another site", "POST", "/start", []string{"Sec-Fetch-Site", "cross-site"}, 403, "", "anderen Website"},
		{"an unknown address", "GET", "/nowhere", nil, 404, "", "Diese Seite gibt es nicht"},
		{"the address of a form", "GET", "/studio/drafts", nil, 303, "/studio", ""},
		{"the address of a form of a task", "GET", "/tasks/t1/send", nil, 303, "/tasks/t1", ""},
		{"the address of a form two below", "GET", "/cases/c1/helpers/m1/end", nil, 303, "/cases/c1/helpers", ""},
		{"a method that no page takes", "DELETE", "/work", []string{"Sec-Fetch-Site", "same-origin"}, 404, "", "Diese Seite gibt es nicht"},
		{"an unknown asset", "GET", "/assets/main.css", nil, 404, "", ""},
		{"the manifest", "GET", "/assets/manifest.json", nil, 404, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := ask(h, c.method, c.target, c.header...)
			body, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != c.status || res.Header.Get("Location") != c.location || !strings.Contains(string(body), c.text) {
				t.Errorf("%d to %q, want %d to %q with %q", res.StatusCode, res.Header.Get("Location"), c.status, c.location, c.text)
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	h := site(t)
	res := ask(h, "GET", "/", "Accept-Encoding", "gzip")
	for name, want := range map[string]string{
		"Content-Encoding": "gzip", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY", "Content-Language": "de",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	policy := res.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy: %s", policy)
	}
	file, err := page.OpenAssets(dist)
	if err == nil {
		t.Errorf("a folder without a manifest gave %v", file)
	}
}

// TestGuards asks every route for every role.
func TestGuards(t *testing.T) {
	may := map[models.Role]string{models.RolePerson: "/start", models.RoleClerk: "/work", models.RoleProcessOwner: "/studio", models.RoleOperator: "/studio", models.RoleProtection: "/protection"}
	for role, home := range may {
		if got := page.Home([]models.Role{role}); role != models.RolePerson && got != home {
			t.Errorf("%s lands on %s, want %s", role, got, home)
		}
		actor := casework.Actor{Person: "p", Roles: []models.Role{role}}
		for _, r := range routes(&faces{}) {
			open := r.guard == nil || strings.HasPrefix(r.path, home) || home == "/start" && !strings.HasPrefix(r.path, "/work") && !strings.HasPrefix(r.path, "/studio") && !strings.HasPrefix(r.path, "/protection")
			publishes := strings.HasPrefix(r.path, "/studio/proposals") || strings.HasSuffix(r.path, "/rollback")
			if role == models.RoleProcessOwner && r.method == post {
				open = r.guard == nil || strings.HasSuffix(r.path, "/migrate") || strings.HasPrefix(r.path, "/studio/plans/") || publishes
			}
			if role == models.RoleOperator && r.method == post && publishes {
				open = false
			}
			if strings.HasPrefix(r.path, "/studio/drafts") {
				open = role == models.RoleProcessOwner
			}
			if err := r.guard.admits(actor); (err == nil) != open {
				t.Errorf("%s %s as %s: %v, want open = %v", r.method, r.path, role, err, open)
			}
		}
	}
}
