package page

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// Assets are the built styles and scripts under content-hashed names.
type Assets struct {
	files fs.FS
	names map[string]string // logical name → file name
}

// ErrNotBuilt says what to do when the assets are missing.
var ErrNotBuilt = errors.New("ui: the assets are not built: run make build (or npm ci && npm run build in ui/)")

// OpenAssets reads the manifest of a built folder.
func OpenAssets(dist fs.FS) (Assets, error) {
	raw, err := fs.ReadFile(dist, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return Assets{}, ErrNotBuilt
	}
	if err != nil {
		return Assets{}, err
	}
	a := Assets{files: dist}
	if err := json.Unmarshal(raw, &a.names); err != nil {
		return Assets{}, fmt.Errorf("ui/dist/manifest.json: %w", err)
	}
	return a, nil
}

// AssetsPath is where the assets are served.
const AssetsPath = "/assets/"

// URL is the address of an asset by its logical name, e.g. "main.css".
func (a Assets) URL(name string) (string, error) {
	file, ok := a.names[name]
	if !ok {
		return "", fmt.Errorf("ui: no asset %q in ui/dist/manifest.json: run make build", name)
	}
	return AssetsPath + file, nil
}

// ServeHTTP sends an asset, gzipped where a copy was made at build time. Names
// hold a hash of the content, so they may be kept forever.
func (a Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := path.Base(r.URL.Path)
	header := w.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	header.Add("Vary", "Accept-Encoding")
	served, encoding := name, ""
	if acceptsGzip(r) {
		if _, err := fs.Stat(a.files, name+".gz"); err == nil {
			served, encoding = name+".gz", "gzip"
		}
	}
	body, err := fs.ReadFile(a.files, served)
	if err != nil || !a.public(name) {
		http.NotFound(w, r)
		return
	}
	if encoding != "" {
		header.Set("Content-Encoding", encoding)
	}
	header.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(body)
}

func (a Assets) public(name string) bool {
	return name != "manifest.json" && !strings.HasPrefix(name, ".") && !strings.HasSuffix(name, ".gz")
}

func acceptsGzip(r *http.Request) bool {
	for encoding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(encoding), ";")
		if name == "gzip" && strings.TrimSpace(quality) != "q=0" {
			return true
		}
	}
	return false
}
