package ui

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"handinhand/ui/page"
	"handinhand/ui/portal"
)

// heaviest is how much the first load of an applicant's case page may weigh,
// gzipped, everything together.
const heaviest = 40_000

var resources = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`)

// TestFirstLoad weighs an applicant's case page with all that it loads.
func TestFirstLoad(t *testing.T) {
	f := testFaces(t)
	var body bytes.Buffer
	frame := page.Frame{Page: "portal/case", Locale: "de", Path: "/cases/" + caseID, Actor: person, View: portal.NewCaseView(matter())}
	if err := f.site.Render(&body, frame); err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	if _, err := zip.Write(body.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	total := packed.Len()
	t.Logf("%6d B  the page itself (%d B unpacked)", packed.Len(), body.Len())
	for _, m := range resources.FindAllStringSubmatch(body.String(), -1) {
		req := httptest.NewRequest(http.MethodGet, m[1], nil)
		req.Header.Set("Accept-Encoding", "gzip")
		res := httptest.NewRecorder()
		f.site.Assets.ServeHTTP(res, req)
		if res.Code != http.StatusOK || res.Header().Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: status %d, encoding %q", m[1], res.Code, res.Header().Get("Content-Encoding"))
		}
		t.Logf("%6d B  %s", res.Body.Len(), m[1])
		total += res.Body.Len()
	}
	t.Logf("%6d B  first load of the case page, gzipped (at most %d)", total, heaviest)
	if total > heaviest {
		t.Errorf("the case page weighs %d B, at most %d are allowed", total, heaviest)
	}
}
