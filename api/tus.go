package api

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"handinhand/casework"
	"handinhand/models"
)

// tus 1.0.0 (https://tus.io/protocols/resumable-upload), core with creation, expiration
// and termination: a file comes in parts, and goes on where the line broke. It stands
// beside the table of operations, because it is a protocol of its own.
const (
	tusVersion    = "1.0.0"
	tusExtensions = "creation,expiration,termination"
	offsetOctets  = "application/offset+octet-stream"
	// partPatience is how long one part may take.
	partPatience = 10 * time.Minute
)

// tus is a handler of one request by somebody who is signed in.
type tus func(c *gin.Context, a casework.Actor) error

func (m *mount) mountTus(r *gin.Engine) {
	const begin, one = Base + "/tasks/:task/items/:item/uploads", Base + "/uploads/:upload"
	r.OPTIONS(begin, m.tusOptions)
	r.POST(begin, m.tus(m.tusBegin))
	r.HEAD(one, m.tus(m.tusHead))
	r.PATCH(one, m.tus(m.tusPatch))
	r.DELETE(one, m.tus(m.tusDelete))
}

// tus lets nobody in who is not signed in, and no other version of the protocol.
func (m *mount) tus(do tus) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Header("Tus-Resumable", tusVersion)
		c.Header("Cache-Control", "no-store")
		actor, err := m.actor(c.Request)
		if err != nil {
			failWith(c, err)
			return
		}
		if c.GetHeader("Tus-Resumable") != tusVersion {
			c.Header("Tus-Version", tusVersion)
			c.Status(http.StatusPreconditionFailed)
			return
		}
		if err := do(c, actor); err != nil {
			failWith(c, err)
		}
	}
}

func (m *mount) tusOptions(c *gin.Context) {
	c.Header("Tus-Resumable", tusVersion)
	c.Header("Tus-Version", tusVersion)
	c.Header("Tus-Extension", tusExtensions)
	c.Header("Tus-Max-Size", itoa(m.MaxUpload))
	c.Status(http.StatusNoContent)
}

func (m *mount) tusBegin(c *gin.Context, a casework.Actor) error {
	size, err := strconv.ParseInt(c.GetHeader("Upload-Length"), 10, 64)
	if err != nil || size < 0 {
		return models.Problemf(models.KindInvalid, "invalid", "Upload-Length must be the file's size in bytes; it cannot be deferred")
	}
	if size > m.MaxUpload {
		return models.Problemf(models.KindTooLarge, "upload.size", "the file has %d bytes and %d are allowed", size, m.MaxUpload)
	}
	state, err := m.Casework.BeginUpload(c.Request.Context(), a, casework.NewUpload{
		Task: models.TaskID(c.Param("task")), Item: c.Param("item"), Name: fileName(c.GetHeader("Upload-Metadata")), Size: size,
	})
	if err != nil {
		return err
	}
	c.Header("Location", created("/uploads/"+state.ID))
	expires(c, state)
	c.Status(http.StatusCreated)
	return nil
}

func (m *mount) tusHead(c *gin.Context, a casework.Actor) error {
	state, err := m.Casework.Uploaded(c.Request.Context(), a, c.Param("upload"))
	if err != nil {
		return err
	}
	c.Header("Upload-Offset", itoa(state.Received))
	c.Header("Upload-Length", itoa(state.Size))
	expires(c, state)
	c.Status(http.StatusOK)
	return nil
}

func (m *mount) tusPatch(c *gin.Context, a casework.Actor) error {
	if c.ContentType() != offsetOctets {
		return models.Problemf(models.KindUnsupported, "unsupported", "a part is sent as %s", offsetOctets)
	}
	offset, err := strconv.ParseInt(c.GetHeader("Upload-Offset"), 10, 64)
	if err != nil || offset < 0 {
		return models.Problemf(models.KindInvalid, "invalid", "Upload-Offset must say where the part begins")
	}
	// A line that hangs must not hold the part for ever.
	_ = http.NewResponseController(c.Writer).SetReadDeadline(time.Now().Add(partPatience))
	state, err := m.Casework.ContinueUpload(c.Request.Context(), a, c.Param("upload"), offset, c.Request.Body)
	if err != nil {
		return err
	}
	c.Header("Upload-Offset", itoa(state.Received))
	expires(c, state)
	c.Status(http.StatusNoContent)
	return nil
}

func (m *mount) tusDelete(c *gin.Context, a casework.Actor) error {
	if err := m.Casework.DropUpload(c.Request.Context(), a, c.Param("upload")); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

func expires(c *gin.Context, state casework.UploadState) {
	c.Header("Upload-Expires", state.ExpiresAt.UTC().Format(http.TimeFormat))
}

// fileName is "filename" of Upload-Metadata: pairs of a key and base64, with commas
// between them. A name that cannot be read is none.
func fileName(metadata string) string {
	for pair := range strings.SplitSeq(metadata, ",") {
		key, encoded, _ := strings.Cut(strings.TrimSpace(pair), " ")
		if name, err := base64.StdEncoding.DecodeString(encoded); key == "filename" && err == nil {
			return string(name)
		}
	}
	return ""
}
