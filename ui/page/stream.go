package page

import (
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"

	"handinhand/casework"
)

// shown are the types that a browser shows by itself; others are downloaded.
var shown = []string{"application/pdf", "image/jpeg", "image/png"}

// Stream sends a document's bytes. They came from a person, so the browser must
// run nothing in them: no scripts, no other origin's data, no guessing of types.
func (r *Request) Stream(c casework.Content) error {
	defer c.Close()
	disposition := "attachment"
	if slices.Contains(shown, c.MediaType) {
		disposition = "inline"
	}
	r.Header("Content-Type", c.MediaType)
	r.Header("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": c.Name}))
	r.Header("Content-Security-Policy", paperPolicy(c.MediaType))
	r.Header("Cross-Origin-Resource-Policy", "same-origin")
	r.Header("X-Frame-Options", "SAMEORIGIN")
	r.Header("Cache-Control", "no-store")
	if c.Size > 0 {
		r.Header("Content-Length", strconv.FormatInt(c.Size, 10))
	}
	r.Status(http.StatusOK)
	if _, err := io.Copy(r.Context.Writer, c); err != nil {
		r.Site.Log.WarnContext(r.Ctx(), "a document was not sent whole", "route", r.FullPath(), "error", err)
	}
	return nil
}

// paperPolicy forbids everything but looking. Chromium refuses to open its PDF
// viewer in a sandbox; that viewer is isolated from our origin by itself.
func paperPolicy(mediaType string) string {
	const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
	if mediaType == "application/pdf" {
		return policy + "; object-src 'self'"
	}
	return policy + "; sandbox"
}
