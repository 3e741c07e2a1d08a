package cli

import (
	"context"
	"os"
	"path/filepath"

	"handinhand/documents"
	"handinhand/documents/render"
)

// renderCommand is what the vault runs for each file, see documents.Renderer.
type renderCommand struct{}

// Run renders one file.
func (renderCommand) Run() error { return render.Main() }

// renderer runs this program again as renderCommand. Compiled code is kept in a folder
// of this user's, or for the time of this process where they have none; done removes
// the latter.
func renderer() (r *documents.Renderer, done func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	done = func() {}
	folder, err := os.UserCacheDir()
	if err == nil {
		folder = filepath.Join(folder, "handinhand", "render")
		err = os.MkdirAll(folder, 0o700)
	}
	if err != nil {
		if folder, err = os.MkdirTemp("", "handinhand-render-"); err != nil {
			return nil, nil, err
		}
		done = func() { _ = os.RemoveAll(folder) }
	}
	return documents.NewRenderer(folder, self, "render"), done, nil
}

// warm makes the first upload as quick as the others.
func (p *parts) warm(ctx context.Context, r *documents.Renderer) {
	tell(ctx, p.log, "PDF and HEIC cannot be rendered", r.Warm(ctx))
}
