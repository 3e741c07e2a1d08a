package documents

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"handinhand/documents/render"
	"handinhand/models"
)

// queuePatience is how long a file waits for those before it.
const queuePatience = time.Minute

// Renderer has files rendered anew, each in a process of its own (render.Main) that
// gets nothing of our environment. As many run at once as the machine has room for.
type Renderer struct {
	command  []string
	cache    string        // folder of the compiled PDFium; "" = none
	turns    chan struct{} // holds a token for each that may run
	patience time.Duration // with one file; after it the process is killed
}

// NewRenderer is a Renderer that runs a command as render.Main. PDFium is compiled
// into the cache folder, which nobody else may write to, for what lies there is run.
func NewRenderer(cache string, command ...string) *Renderer {
	return &Renderer{command: command, cache: cache, turns: tokens(atOnce), patience: render.MaxTime}
}

// Warm fills the cache, which takes seconds the first time.
func (r *Renderer) Warm(ctx context.Context) error {
	_, err := r.run(ctx, "", nil)
	return err
}

// render writes a file's copy and its preview.
func (r *Renderer) render(ctx context.Context, mediaType string, plain *spool, to *rendering) error {
	if r == nil {
		return models.Problemf(models.KindUnavailable, "unavailable", "nothing renders %s here", mediaType)
	}
	queue, cancel := context.WithTimeout(ctx, queuePatience)
	defer cancel()
	select {
	case <-r.turns:
		defer func() { r.turns <- struct{}{} }()
	case <-queue.Done():
		return models.Problemf(models.KindUnavailable, "upload.queue", "too many files wait to be rendered: %w", queue.Err())
	}
	if err := plain.rewind(); err != nil {
		return err
	}
	result, err := r.run(ctx, mediaType, plain.file, to.copied.file, to.preview.file)
	if err != nil {
		return err
	}
	if result.Refused != "" {
		return refused(result.Refused)
	}
	to.mediaType, to.pages = result.Type, result.Pages
	return errors.Join(to.copied.measure(), to.preview.measure())
}

func (r *Renderer) run(ctx context.Context, mediaType string, in *os.File, out ...*os.File) (render.Result, error) {
	limited, cancel := context.WithTimeout(ctx, r.patience)
	defer cancel()
	command := exec.CommandContext(limited, r.command[0], r.command[1:]...)
	command.Env = []string{render.TypeVariable + "=" + mediaType, render.CacheVariable + "=" + r.cache}
	var said, complaint bytes.Buffer
	command.ExtraFiles, command.Stdout, command.Stderr = out, &said, &complaint
	if in != nil {
		command.Stdin = in
	}
	command.WaitDelay = time.Second
	err := command.Run()
	var result render.Result
	switch {
	case ctx.Err() != nil:
		return result, fmt.Errorf("documents: render: %w", ctx.Err())
	case limited.Err() != nil:
		return render.Result{Refused: string(render.Exhausted)}, nil
	case mediaType != "" && fell(err) != "":
		return render.Result{Refused: fell(err)}, nil
	case err != nil:
		return result, models.Problemf(models.KindUnavailable, "unavailable", "the program that renders files failed: %w %s", err, complaint.Bytes())
	case mediaType == "":
		return result, nil
	}
	if err := json.Unmarshal(said.Bytes(), &result); err != nil {
		return result, models.Problemf(models.KindUnavailable, "unavailable", "the program that renders files said nothing")
	}
	return result, nil
}

// fell is why a file is refused over which the process died; "" when it did not, or said
// why it cannot work, or was stopped together with us.
func fell(err error) string {
	var died *exec.ExitError
	if !errors.As(err, &died) || died.ExitCode() == 1 {
		return ""
	}
	if status, ok := died.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		switch status.Signal() {
		case syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP:
			return ""
		case syscall.SIGKILL: // by the machine, when its memory ran out
			return string(render.Exhausted)
		}
	}
	return string(render.Broken)
}

// refused is the problem with a file, by its key.
func refused(key string) error {
	switch key {
	case string(render.Locked):
		return models.Problemf(models.KindUnsupported, key, "the PDF is locked with a password")
	case string(render.TooLong):
		return models.Problemf(models.KindTooLarge, key, "the PDF has more than %d pages", render.MaxPages)
	case string(render.TooLarge):
		return models.Problemf(models.KindTooLarge, key, "the picture has more than %d pixels", render.MaxPixels)
	case string(render.Exhausted):
		return models.Problemf(models.KindTooLarge, key, "the file unfolds to more than there is room and time for")
	default:
		return broken("the file is damaged")
	}
}
