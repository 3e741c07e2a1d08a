package ui

import (
	"bytes"
	_ "embed"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"handinhand/casework"
	"handinhand/ui/locales"
	"handinhand/ui/page"
)

//go:embed testdata/sample.bpmn
var sampleBPMN string

// renderDir, if set, keeps every rendered page and the assets there to look at.
var renderDir = os.Getenv("UI_RENDER_DIR")

func testFaces(t *testing.T) *faces {
	t.Helper()
	assets, err := builtAssets()
	if err != nil {
		t.Fatal(err)
	}
	f, err := newFaces(Config{
		Casework: &casework.Casework{}, PublicURL: "http://localhost:8080",
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Clock: func() time.Time { return today },
	}, assets)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestEveryPage renders every state of every page in every language and checks
// what a browser or a screen reader would stumble over.
func TestEveryPage(t *testing.T) {
	f := testFaces(t)
	unseen := f.site.Pages()
	for _, s := range samples() {
		unseen = slices.DeleteFunc(unseen, func(name string) bool { return name == s.page })
		staff := forStaff(s.page)
		for _, l := range locales.For(staff) {
			t.Run(s.name+"."+l.Tag, func(t *testing.T) {
				var out bytes.Buffer
				frame := page.Frame{Page: s.page, Locale: l.Tag, Path: s.path, Actor: s.actor, Staff: staff, Failed: s.failed, View: s.view}
				if err := f.site.Render(&out, frame); err != nil {
					t.Fatal(err)
				}
				keep(t, s.name+"."+l.Tag+".html", out.Bytes())
				checkPage(t, out.String(), l)
			})
		}
	}
	if len(unseen) > 0 {
		t.Errorf("pages without a sample: %v", unseen)
	}
}

// forStaff tells whether a page is read by people at work only.
func forStaff(name string) bool {
	face, _, _ := strings.Cut(name, "/")
	return face == "workbench" || face == "studio" || name == "site/impact"
}

func keep(t *testing.T, name string, content []byte) {
	t.Helper()
	if renderDir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(renderDir, name), content, 0o644); err != nil {
		t.Error(err)
	}
}

var untranslated = regexp.MustCompile(`\[[a-z][a-z0-9]*(\.[\w-]+)+\]|&lt;no value&gt;|ZgotmplZ`)

func checkPage(t *testing.T, source string, l locales.Language) {
	t.Helper()
	if found := untranslated.FindAllString(source, -1); found != nil {
		t.Errorf("no text for %v", found)
	}
	checkTags(t, source)
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	p := read(root)
	if p.lang != l.Tag || p.dir != l.Dir {
		t.Errorf("html is %q %q, want %q %q", p.lang, p.dir, l.Tag, l.Dir)
	}
	for id, n := range p.ids {
		if n > 1 {
			t.Errorf("id %q is there %d times", id, n)
		}
	}
	for _, id := range p.labelled {
		if !slices.Contains(p.labels, id) {
			t.Errorf("control %q has no label", id)
		}
	}
	for _, id := range p.referred {
		if p.ids[id] == 0 {
			t.Errorf("nothing has the id %q that something refers to", id)
		}
	}
	p.checkHeadings(t)
}

// parsed is what the checks need of a page.
type parsed struct {
	lang, dir                  string
	ids                        map[string]int
	labelled, labels, referred []string
	headings                   []int
}

func read(root *html.Node) *parsed {
	p := &parsed{ids: map[string]int{}}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		a := attributes(n)
		if a["id"] != "" {
			p.ids[a["id"]]++
		}
		p.element(n.Data, a)
	}
	return p
}

func (p *parsed) element(tag string, a map[string]string) {
	for _, name := range []string{"aria-describedby", "aria-labelledby"} {
		p.referred = append(p.referred, strings.Fields(a[name])...)
	}
	switch tag {
	case "html":
		p.lang, p.dir = a["lang"], a["dir"]
	case "label":
		p.labels = append(p.labels, a["for"])
		p.referred = append(p.referred, a["for"])
	case "input", "select", "textarea":
		if a["type"] != "hidden" {
			p.labelled = append(p.labelled, a["id"])
		}
	case "a":
		if id, ok := strings.CutPrefix(a["href"], "#"); ok {
			p.referred = append(p.referred, id)
		}
	case "h1", "h2", "h3", "h4":
		p.headings = append(p.headings, int(tag[1]-'0'))
	}
}

// checkHeadings wants one h1 and no level left out below it. The error summary
// comes before the h1.
func (p *parsed) checkHeadings(t *testing.T) {
	t.Helper()
	first := slices.Index(p.headings, 1)
	if first < 0 || slices.Contains(p.headings[first+1:], 1) {
		t.Errorf("headings %v: want exactly one h1", p.headings)
		return
	}
	for i, level := range p.headings[first:] {
		if i > 0 && level > p.headings[first+i-1]+1 {
			t.Errorf("headings %v: a level is left out", p.headings)
		}
	}
}

func attributes(n *html.Node) map[string]string {
	a := map[string]string{}
	for _, one := range n.Attr {
		a[one.Key] = one.Val
	}
	return a
}

var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// checkTags wants every tag closed where it was opened: browsers forgive, but
// differently. It wants nothing inline that the content policy would block.
func checkTags(t *testing.T, source string) {
	t.Helper()
	var open []string
	for z := html.NewTokenizer(strings.NewReader(source)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("never closed: %v", open)
			}
			return
		case html.StartTagToken:
			token := z.Token()
			for _, a := range token.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("<%s> has an inline %s", token.Data, a.Key)
				}
			}
			if !slices.Contains(void, token.Data) {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			name := z.Token().Data
			if len(open) == 0 || open[len(open)-1] != name {
				t.Fatalf("</%s> closes %v", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}
