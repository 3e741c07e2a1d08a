package api

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"handinhand/documents"
	"handinhand/documents/render"
)

// TestMain lets this program be the one that renders, when it is asked to.
func TestMain(m *testing.M) {
	if _, asked := os.LookupEnv(render.TypeVariable); !asked {
		os.Exit(m.Run())
	}
	if err := render.Main(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func renderer(t *testing.T) *documents.Renderer {
	t.Helper()
	folder, err := os.UserCacheDir()
	if err != nil {
		folder = t.TempDir()
	}
	return documents.NewRenderer(filepath.Join(folder, "handinhand", "render"), os.Args[0])
}
