package ui

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"handinhand/ui/locales"
	"handinhand/ui/page"
)

// light are all that the pages of applicants and clerks, and those for everybody, may load. What the studio needs must
// never come among them.
var light = []string{"icon", "main", "form", "work", "papers"}

var assetName = regexp.MustCompile(`/assets/([a-z-]+)-[0-9a-f]{12}\.`)

// loaded are the names of the assets that a page loads.
func loaded(t *testing.T, f *faces, s sample) []string {
	t.Helper()
	var out bytes.Buffer
	frame := page.Frame{Page: s.page, Locale: locales.Default, Path: s.path, Actor: s.actor, Failed: s.failed, View: s.view}
	if err := f.site.Render(&out, frame); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range assetName.FindAllStringSubmatch(out.String(), -1) {
		names = append(names, m[1])
	}
	return names
}

// TestEditorsStayInTheStudio: applicants and clerks load not a byte because of the editors, and each editor loads only its
// own.
func TestEditorsStayInTheStudio(t *testing.T) {
	f := testFaces(t)
	editors := 0
	for _, s := range samples() {
		for _, name := range loaded(t, f, s) {
			face, _, _ := strings.Cut(s.page, "/")
			switch {
			case face != "studio" && !slices.Contains(light, name):
				t.Errorf("%s loads %s", s.name, name)
			case s.page == "studio/edit" && strings.HasPrefix(name, "edit-"):
				editors++
			case strings.HasPrefix(name, "edit-"):
				t.Errorf("%s loads %s although it is no editor", s.name, name)
			}
		}
	}
	if editors == 0 {
		t.Error("no sample shows an editor")
	}
}

// TestWeightOfTheEditors prints what each editor weighs, for the record.
func TestWeightOfTheEditors(t *testing.T) {
	packed, err := filepath.Glob("dist/edit-*.gz")
	if err != nil || len(packed) == 0 {
		t.Fatalf("no editor is built: %v", err)
	}
	total := int64(0)
	for _, file := range packed {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
		t.Logf("%7d B  %s", info.Size(), filepath.Base(file))
	}
	t.Logf("%7d B  all editors of the studio, gzipped; a page loads one of them", total)
}

// TestLeave: only the editors may place parts by style attributes and show a frame, only the preview of a form may be
// framed, and by us alone. None may run a script that is not ours.
func TestLeave(t *testing.T) {
	f := testFaces(t)
	for path, want := range map[string][]string{
		"/studio":                          {"frame-ancestors 'none'"},
		"/studio/drafts/:id/edit/*path":    {"frame-ancestors 'none'", "style-src-attr 'unsafe-inline'", "frame-src 'self'"},
		"/studio/drafts/:id/preview/:form": {"frame-ancestors 'self'"},
	} {
		res := httptest.NewRecorder()
		c, _ := gin.CreateTestContext(res)
		f.confine(c, leaves[path])
		said := strings.Split(res.Header().Get("Content-Security-Policy"), "; ")
		for _, rule := range append(want, "script-src 'self'", "style-src 'self'", "default-src 'none'") {
			if !slices.Contains(said, rule) {
				t.Errorf("%s: the policy lacks %q: %v", path, rule, said)
			}
		}
		for _, rule := range said {
			if strings.Contains(rule, "unsafe") && (!slices.Contains(want, rule) || strings.Contains(rule, "script")) {
				t.Errorf("%s: %q", path, rule)
			}
		}
	}
}

var spokenByScript = regexp.MustCompile("say\\((?:\\w+ \\? )?[\"`]([a-zA-Z.]+)")

// TestScriptsHaveTheirWords: what the editors' scripts say stands in the page.
func TestScriptsHaveTheirWords(t *testing.T) {
	words, err := os.ReadFile("studio/_words.html")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("assets/islands/edit/*.ts")
	more, _ := filepath.Glob("assets/islands/edit/*/*.ts")
	for _, file := range append(files, more...) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range spokenByScript.FindAllStringSubmatch(string(source), -1) {
			if !bytes.Contains(words, []byte(`data-key="`+m[1])) {
				t.Errorf("%s says %q, which the page does not have", file, m[1])
			}
		}
	}
}
