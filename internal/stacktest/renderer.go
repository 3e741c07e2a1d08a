package stacktest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// built builds the renderer once in a process. The new program takes the place of an older one that may still run.
var built = sync.OnceValues(func() (folder string, err error) {
	if folder, err = os.UserCacheDir(); err != nil {
		folder = os.TempDir()
	}
	folder = filepath.Join(folder, "handinhand", "render")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	fresh := filepath.Join(folder, fmt.Sprintf("renderer.%d", os.Getpid()))
	build := exec.Command("go", "build", "-o", fresh, "handinhand/internal/renderer")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return "", err
	}
	return folder, os.Rename(fresh, filepath.Join(folder, "renderer"))
})

// Renderer is the folder where PDFium is kept compiled, which takes seconds, and the program that renders documents, built
// from what is there now.
func Renderer(t testing.TB) (cache, program string) {
	t.Helper()
	folder, err := built()
	if err != nil {
		t.Fatalf("build the renderer: %v", err)
	}
	return folder, filepath.Join(folder, "renderer")
}
