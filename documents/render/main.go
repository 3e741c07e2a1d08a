package render

import (
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	// MaxPages is how many pages a PDF may have.
	MaxPages = 100
	// MaxPixels is how many pixels a picture may have: a phone's largest is 50 million.
	MaxPixels = 60_000_000
	// MaxTime is how long one file may take.
	MaxTime = 45 * time.Second
	// MaxMemory is how many bytes the process may use; past it, it ends itself.
	MaxMemory = 900 << 20
	// softMemory is what Go is asked to keep to.
	softMemory = 400 << 20
)

// Environment variables of the process.
const (
	// CacheVariable names the folder in which PDFium is kept compiled; "" means that it
	// is compiled each time, which takes seconds.
	CacheVariable = "HANDINHAND_RENDER_CACHE"
	// TypeVariable is the file's media type; "" only fills the cache.
	TypeVariable = "HANDINHAND_RENDER_TYPE"
)

// Result is what the process says on its standard output.
type Result struct {
	Type    string `json:"type,omitempty"` // media type of the copy
	Pages   int    `json:"pages,omitempty"`
	Refused string `json:"refused,omitempty"` // key of the problem with the file
}

// refusal is a file that is not taken, by the key of its problem.
type refusal string

func (r refusal) Error() string { return string(r) }

// What is wrong with a file.
const (
	Broken    = refusal("upload.broken")
	Locked    = refusal("upload.locked") // needs a password
	TooLong   = refusal("upload.pages")
	TooLarge  = refusal("upload.pixels")
	Exhausted = refusal("upload.heavy") // unfolds to more than we have room for
)

// Main is the whole process: the file comes by standard input, the copy goes to file
// descriptor 3, the preview to 4, the Result to standard output. The process must end
// with 1 on an error, which is ours and not the file's.
func Main() error {
	debug.SetMemoryLimit(softMemory)
	go watch()
	// Whoever started it kills it in time; this is for when they were killed themselves.
	time.AfterFunc(MaxTime+5*time.Second, func() { os.Exit(2) })
	kind := os.Getenv(TypeVariable)
	if kind == "" {
		return Warm()
	}
	result, err := render(kind, os.Stdin, os.NewFile(3, "copy"), os.NewFile(4, "preview"))
	var refused refusal
	if errors.As(err, &refused) {
		result, err = Result{Refused: string(refused)}, nil
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// watch ends the process when it outgrows its memory. WebAssembly's memory is Go's.
func watch() {
	used := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	for range time.Tick(20 * time.Millisecond) {
		metrics.Read(used)
		if used[0].Value.Uint64()-used[1].Value.Uint64() > MaxMemory {
			_ = json.NewEncoder(os.Stdout).Encode(Result{Refused: string(Exhausted)})
			os.Exit(0)
		}
	}
}

func render(kind string, in io.Reader, copied, preview io.Writer) (Result, error) {
	content, err := io.ReadAll(in)
	if err != nil {
		return Result{}, fmt.Errorf("render: read: %w", err)
	}
	switch kind {
	case "application/pdf":
		return pdf(content, copied, preview)
	case "image/heic", "image/heif":
		return heif(content, copied, preview)
	default:
		return Result{}, fmt.Errorf("render: %s is not rendered here", kind)
	}
}

// Thumbnail writes a JPEG of a picture, made small.
func Thumbnail(w io.Writer, picture image.Image) error {
	return encode(w, shrink(picture, previewSide), 75)
}
