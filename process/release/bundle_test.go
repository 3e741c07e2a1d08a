package release_test

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"handinhand/process/release"
)

func TestHashIsOfContent(t *testing.T) {
	files := shipped(t)
	want := load(t, files).Hash
	if got, err := release.Hash(files); err != nil || got != want {
		t.Errorf("Hash = %s, %v; the release says %s", got, err, want)
	}
	for name, file := range files {
		changed := shipped(t)
		changed[name] = &fstest.MapFile{Data: append([]byte(" "), file.Data...)}
		got, err := release.Hash(changed)
		if err != nil {
			t.Fatal(err)
		}
		explains := name == "SOURCES.md" || strings.HasPrefix(name, "scenarios/")
		if (got == want) != explains {
			t.Errorf("%s changed by one byte: hash changed %v", name, got != want)
		}
	}
	renamed := shipped(t)
	renamed["other.form"] = renamed["proof.form"]
	delete(renamed, "proof.form")
	if got, _ := release.Hash(renamed); got == want {
		t.Error("a file with another name has the same hash")
	}
}

func TestPackIsCanonical(t *testing.T) {
	one, err := release.Pack(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	r, err := release.Open(one)
	if err != nil {
		t.Fatal(err)
	}
	if want := load(t, shipped(t)).Hash; r.Hash != want {
		t.Errorf("the bundle's release is %s, the folder's %s", r.Hash, want)
	}
	unpacked, err := release.Unpack(one)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(unpacked, "SOURCES.md"); err == nil {
		t.Error("what only explains went into the bundle")
	}
	two, err := release.Pack(unpacked)
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("packing again gives other bytes (%d, %d), %v", len(one), len(two), err)
	}
}

func TestHashDoesNotDependOnOrder(t *testing.T) {
	bundle, err := release.Pack(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	turned := rezip(t, bundle, zip.Store, nil)
	if bytes.Equal(bundle, turned) {
		t.Fatal("the test did not change the order")
	}
	r, err := release.Open(turned)
	if err != nil {
		t.Fatal(err)
	}
	if want := load(t, shipped(t)).Hash; r.Hash != want {
		t.Errorf("in another order the release is %s, not %s", r.Hash, want)
	}
}

// rezip writes the files of a bundle backwards, with more files if asked.
func rezip(t *testing.T, bundle []byte, method uint16, more map[string]string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	write := func(name string, content io.Reader) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(f, content); err != nil {
			t.Fatal(err)
		}
	}
	for i := len(r.File) - 1; i >= 0; i-- {
		content, err := r.File[i].Open()
		if err != nil {
			t.Fatal(err)
		}
		write(r.File[i].Name, content)
	}
	for name, content := range more {
		write(name, strings.NewReader(content))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestUnpackRefuses(t *testing.T) {
	bundle, err := release.Pack(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(bundle)
	flipped[bytes.Index(flipped, []byte("passportName"))] ^= 1
	cases := []struct {
		name   string
		bundle []byte
		want   string
	}{
		{"no zip", []byte("hello"), "no zip"},
		{"empty", nil, "no zip"},
		{"a path out of the folder", rezip(t, bundle, zip.Store, map[string]string{"../evil.form": "{}"}), "not part of a process package"},
		{"a foreign file", rezip(t, bundle, zip.Store, map[string]string{"run.sh": "rm"}), "not part of a process package"},
		{"a file twice", rezip(t, bundle, zip.Store, map[string]string{"data.yaml": "x: 1"}), "twice"},
		{"a compressed file", rezip(t, bundle, zip.Deflate, nil), "compressed"},
		{"a flipped bit", flipped, "checksum"},
		{"too large", make([]byte, 40<<20), "more than"},
	}
	for _, c := range cases {
		if _, err := release.Unpack(c.bundle); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestOpenRefusesBrokenPackage(t *testing.T) {
	files := shipped(t)
	delete(files, "proof.form")
	bundle, err := release.Pack(files)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := release.Open(bundle); err == nil || r != nil || !strings.Contains(err.Error(), "unknown-form") {
		t.Errorf("Open = %v, %v", r, err)
	}
}

// TestOpenIsMilder: what was published before a rule was known still opens, but is not published again.
func TestOpenIsMilder(t *testing.T) {
	files := shipped(t)
	duty := files["report-duty.dmn"]
	files["report-duty.dmn"] = &fstest.MapFile{Data: bytes.Replace(duty.Data, []byte("<text>not(\"yes\")</text>"), []byte("<text>-</text>"), 1)}
	if r, findings := release.Load(files); r != nil {
		t.Errorf("an overlap under UNIQUE loads: %v", findings)
	}
	bundle, err := release.Pack(files)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := release.Open(bundle); err != nil || len(r.Programs) == 0 {
		t.Errorf("Open = %v", err)
	}
}

func TestPackRefusesForeignFiles(t *testing.T) {
	files := shipped(t)
	files["notes.docx"] = &fstest.MapFile{Data: []byte("x")}
	if _, err := release.Pack(files); err == nil || !strings.Contains(err.Error(), "notes.docx") {
		t.Errorf("Pack = %v", err)
	}
}
