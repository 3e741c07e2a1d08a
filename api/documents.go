package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"handinhand/casework"
	"handinhand/models"
)

// octets is any file.
const octets = "application/octet-stream"

type uploadIn struct {
	TaskIn
	Item string `path:"item" maxLength:"100" doc:"What the paper is, an item that the task needs."`
	Name string `query:"name" maxLength:"255" doc:"The file's name, for people."`

	length int64
	bytes  io.Reader
}

// Resolve takes the body as a stream; the framework would read it into memory.
func (in *uploadIn) Resolve(ctx huma.Context) []error {
	in.bytes = ctx.BodyReader()
	in.length, _ = strconv.ParseInt(ctx.Header("Content-Length"), 10, 64)
	return nil
}

// upload hands in a document. The body is the file itself. Its type is told from
// its bytes; Content-Type is ignored. PUT: the same bytes again are the same paper,
// because a document is stored once.
func (m *mount) upload(path string, kinds ...models.Kind) operation {
	o := plain(http.MethodPut, path, "putPaper", "documents", "Hand in a paper: PDF, JPEG, PNG or HEIC", m.putPaper, kinds...)
	o.RequestBody = &huma.RequestBody{
		Required: true, Description: fmt.Sprintf("The file, at most %d bytes. Its type is told from its bytes.", m.MaxUpload),
		Content: map[string]*huma.MediaType{octets: {}},
	}
	o.MaxBodyBytes = m.MaxUpload
	return o
}

func (m *mount) putPaper(ctx context.Context, a casework.Actor, in *uploadIn) (*body[casework.Paper], error) {
	// A refused upload should cost nobody its bytes.
	if in.length > m.MaxUpload {
		return nil, models.Problemf(models.KindTooLarge, "upload.size", "the file has %d bytes and %d are allowed", in.length, m.MaxUpload)
	}
	return bodyOf(m.Casework.Upload(ctx, a, casework.Upload{Task: in.Task, Item: in.Item, Name: in.Name, Body: in.bytes}))
}

// Missing says why a paper cannot be had.
type Missing struct {
	Reason string `json:"reason" minLength:"1" maxLength:"2000"`
}

type missingIn struct {
	TaskIn
	Item string `path:"item" maxLength:"100"`
	Body Missing
}

func (m *mount) declareMissing(ctx context.Context, a casework.Actor, in *missingIn) (*body[casework.Paper], error) {
	return bodyOf(m.Casework.DeclareMissing(ctx, a, casework.Missing{Task: in.Task, Item: in.Item, Reason: in.Body.Reason}))
}

type ItemIn struct {
	TaskIn
	Item string `path:"item" maxLength:"100"`
}

func (m *mount) onHand(ctx context.Context, a casework.Actor, in *ItemIn) (*body[casework.List[casework.Paper]], error) {
	return whole(m.Casework.OnHand(ctx, a, in.Task, in.Item))
}

// Reused names a paper on hand.
type Reused struct {
	Paper string `json:"paper" minLength:"1" maxLength:"64" doc:"Id of a paper that is on hand."`
}

type reuseIn struct {
	ItemIn
	Body Reused
}

func (m *mount) reuse(ctx context.Context, a casework.Actor, in *reuseIn) (*body[casework.Paper], error) {
	return bodyOf(m.Casework.Reuse(ctx, a, in.Task, in.Item, in.Body.Paper))
}

type PaperIn struct {
	Paper string `path:"paper" maxLength:"64" doc:"Id of a paper."`
}

type taskPaperIn struct {
	TaskIn
	PaperIn
}

func (m *mount) removePaper(ctx context.Context, a casework.Actor, in *taskPaperIn) (*none, error) {
	return noneOf(m.Casework.RemovePaper(ctx, a, in.Task, in.Paper))
}

func (m *mount) taskPaper(ctx context.Context, a casework.Actor, in *taskPaperIn) (*huma.StreamResponse, error) {
	return stream(m.Casework.Paper(ctx, a, in.Task, in.Paper))
}

type casePaperIn struct {
	CaseIn
	PaperIn
}

func (m *mount) casePaper(ctx context.Context, a casework.Actor, in *casePaperIn) (*huma.StreamResponse, error) {
	return stream(m.Casework.OwnPaper(ctx, a, in.Case, in.Paper))
}

func (m *mount) taskPreview(ctx context.Context, a casework.Actor, in *taskPaperIn) (*huma.StreamResponse, error) {
	return stream(m.Casework.Preview(ctx, a, in.Task, in.Paper))
}

func (m *mount) casePreview(ctx context.Context, a casework.Actor, in *casePaperIn) (*huma.StreamResponse, error) {
	return stream(m.Casework.OwnPreview(ctx, a, in.Case, in.Paper))
}

type transferPaperIn struct {
	TransferIn
	PaperIn
}

func (m *mount) transferPaper(ctx context.Context, a casework.Actor, in *transferPaperIn) (*huma.StreamResponse, error) {
	return stream(m.Casework.TransferPaper(ctx, a, in.Transfer, in.Paper))
}

// download is a GET of a document's bytes.
func download[I any](path, id, summary string, do call[I, huma.StreamResponse]) operation {
	o := read(path, id, "documents", summary, do, models.KindNotFound, models.KindClosed, models.KindInvalid)
	o.Responses = map[string]*huma.Response{"200": {
		Description: "The file",
		Headers: map[string]*huma.Param{
			"Content-Disposition": {Schema: &huma.Schema{Type: huma.TypeString}, Description: "attachment, with the file's name (RFC 6266)"},
		},
		Content: map[string]*huma.MediaType{octets: {}, "application/pdf": {}, "image/*": {}},
	}}
	return o
}

// preview is a GET of a document's first page.
func preview[I any](path, id, summary string, do call[I, huma.StreamResponse]) operation {
	o := download(path, id, summary, do)
	o.Responses["200"].Description, o.Responses["200"].Content = "A small JPEG", map[string]*huma.MediaType{"image/jpeg": {}}
	return o
}

// stream sends a document so that no browser runs, keeps or renames it.
func stream(content casework.Content, err error) (*huma.StreamResponse, error) {
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer content.Close()
		ctx.SetHeader("Content-Type", content.MediaType)
		ctx.SetHeader("Content-Length", itoa(content.Size))
		ctx.SetHeader("Content-Disposition", disposition(content.Name))
		ctx.SetHeader("X-Content-Type-Options", "nosniff")
		ctx.SetHeader("Cache-Control", "no-store")
		ctx.SetHeader("Content-Security-Policy", "sandbox; default-src 'none'")
		ctx.SetStatus(http.StatusOK)
		if _, err := io.Copy(ctx.BodyWriter(), content); err != nil {
			if !errors.Is(ctx.Context().Err(), context.Canceled) {
				exchangeOf(ctx.Context()).log.ErrorContext(ctx.Context(), "document broken off", "error", err)
			}
			// The status is out; only a cut connection tells that this is not the whole.
			panic(http.ErrAbortHandler)
		}
	}}, nil
}

// disposition names the file as RFC 6266 does: filename* where it is not ASCII.
func disposition(name string) string {
	if formatted := mime.FormatMediaType("attachment", map[string]string{"filename": name}); formatted != "" && name != "" {
		return formatted
	}
	return "attachment"
}
