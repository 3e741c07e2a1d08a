package portal

import (
	"archive/zip"
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoNameLeadsOutOfTheArchive: whoever unpacks it gets files in its folders only, and
// none over another.
func TestNoNameLeadsOutOfTheArchive(t *testing.T) {
	seen := map[string]bool{}
	for i, name := range []string{"pass.pdf", "pass.pdf", "../../etc/passwd", `..\..\boot.ini`, "..", "/", "a/b.pdf", "свидетельство.pdf"} {
		got := paperPath("A-1", i, name)
		if !filepath.IsLocal(got) || !strings.HasPrefix(got, "papers/A-1/") || strings.Count(got, "/") != 2 || seen[got] {
			t.Errorf("%q lies at %q", name, got)
		}
		seen[got] = true
	}
}

// TestWhatIsPackedComesOutAgain keeps one file packed and one as it is.
func TestWhatIsPackedComesOutAgain(t *testing.T) {
	var file bytes.Buffer
	out := zip.NewWriter(&file)
	for name, pack := range map[string]func(*zip.Writer, string, io.Reader) error{"data.html": packed, "papers/A-1/01-ä.pdf": stored} {
		if err := pack(out, name, strings.NewReader("of "+name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	in, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range in.File {
		body, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != "of "+f.Name {
			t.Errorf("%s holds %q (%v)", f.Name, got, err)
		}
	}
	if len(in.File) != 2 {
		t.Errorf("%d files come out", len(in.File))
	}
}
