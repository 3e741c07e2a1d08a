package release

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"handinhand/process/finding"
)

// Limits of a package, so that none can exhaust a worker.
const (
	maxFiles = 500
	maxBytes = 16 << 20 // of all files together
)

// The files of a package. What only explains does not change what a case does, so it is not part of the release.
var (
	parts    = regexp.MustCompile(`^(process\.bpmn|data\.yaml|[a-z0-9-]+\.(dmn|form)|i18n/[a-z]{2,3}(-[A-Za-z0-9]+)*\.json)$`)
	explains = regexp.MustCompile(`^(SOURCES\.md|scenarios/[a-z0-9-]+\.txtar)$`)
)

// read gives the parts of a package by path, and the paths that do not belong there.
func read(fsys fs.FS) (files map[string][]byte, strange []string, err error) {
	files = map[string][]byte{}
	size := 0
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || explains.MatchString(name) {
			return err
		}
		if !parts.MatchString(name) {
			strange = append(strange, name)
			return nil
		}
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		files[name] = content
		if size += len(content); size > maxBytes || len(files) > maxFiles {
			return fmt.Errorf("the package is larger than %d files or %d bytes", maxFiles, maxBytes)
		}
		return nil
	})
	return files, strange, err
}

// Hash is the sha256, in hex, over the manifest of a package: one line "<sha256 of content> <path>" for each part, by path.
func Hash(fsys fs.FS) (string, error) {
	files, _, err := read(fsys)
	if err != nil {
		return "", fmt.Errorf("release: %w", err)
	}
	return hash(files), nil
}

func hash(files map[string][]byte) string {
	manifest := sha256.New()
	for _, name := range sorted(files) {
		fmt.Fprintf(manifest, "%x %s\n", sha256.Sum256(files[name]), name)
	}
	return hex.EncodeToString(manifest.Sum(nil))
}

// Pack writes the parts of a package as one bundle: a zip file, stored, sorted, without times, so that equal packages give
// equal bytes. It does not check them; Load does.
func Pack(fsys fs.FS) ([]byte, error) {
	files, strange, err := read(fsys)
	if err != nil {
		return nil, fmt.Errorf("release: %w", err)
	}
	if len(strange) > 0 {
		return nil, fmt.Errorf("release: not part of a process package: %s", strings.Join(strange, ", "))
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range sorted(files) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			return nil, fmt.Errorf("release: %w", err)
		}
		if _, err := f.Write(files[name]); err != nil {
			return nil, fmt.Errorf("release: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("release: %w", err)
	}
	return out.Bytes(), nil
}

// Unpack opens a bundle. It trusts nothing: a bundle comes in over the network. Only stored files are taken, so that a
// small bundle cannot become large.
func Unpack(bundle []byte) (fs.FS, error) {
	if len(bundle) > 2*maxBytes {
		return nil, fmt.Errorf("release: the bundle has more than %d bytes", 2*maxBytes)
	}
	r, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	if err != nil {
		return nil, fmt.Errorf("release: the bundle is no zip file: %w", err)
	}
	if len(r.File) > maxFiles {
		return nil, fmt.Errorf("release: the bundle has more than %d files", maxFiles)
	}
	seen := map[string]bool{}
	for _, f := range r.File {
		switch {
		case !IsPart(f.Name):
			return nil, fmt.Errorf("release: %q is not part of a process package", f.Name)
		case seen[f.Name]:
			return nil, fmt.Errorf("release: %q is in the bundle twice", f.Name)
		case f.Method != zip.Store:
			return nil, fmt.Errorf("release: %q is compressed; make the bundle with Pack", f.Name)
		}
		seen[f.Name] = true
		if err := whole(f); err != nil {
			return nil, fmt.Errorf("release: %s: %w", path.Base(f.Name), err)
		}
	}
	return r, nil
}

// whole reads a file once: a wrong checksum or length shows here and not in the middle of a case.
func whole(f *zip.File) error {
	content, err := f.Open()
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, content)
	return errors.Join(err, content.Close())
}

// judgements are errors that stop publication although the package would run. What they find may have been published before the rule was
// known, and cases that run on it must not be stuck for that.
var judgements = []string{"conditional-start", "start-name", "timer-start-person", "timer-start-expression", "timer-start", "overlap", "contradiction", "feel-type", "expression-type"}

// Open loads a bundle that was published, so one that had no errors then. It does not compare the Hash; the caller knows which
// one it wants.
func Open(bundle []byte) (*Release, error) {
	fsys, err := Unpack(bundle)
	if err != nil {
		return nil, err
	}
	r, findings := load(fsys)
	for _, f := range findings {
		if f.Severity == finding.Error && !slices.Contains(judgements, f.Rule) {
			return nil, fmt.Errorf("release: %s", f)
		}
	}
	return r, nil
}
