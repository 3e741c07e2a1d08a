package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/process/finding"
	"handinhand/process/merge"
)

// problemMedia is the media type of a problem document, RFC 9457 section 3.
const problemMedia = "application/problem+json"

// problemType prefixes a problem's kind to a URI that names it and needs no
// address to be kept alive.
const problemType = "urn:handinhand:problem:"

// instancePrefix makes the request id a URI, as instance must be one.
const instancePrefix = "urn:handinhand:request:"

// Problem is a problem document, RFC 9457.
type Problem struct {
	Type     string            `json:"type" format:"uri" example:"urn:handinhand:problem:closed" doc:"Names the kind of problem; stable."`
	Title    string            `json:"title" doc:"The kind of problem in the reader's language."`
	Status   int               `json:"status" example:"409" doc:"The HTTP status."`
	Detail   string            `json:"detail,omitempty" doc:"What is wrong this time, in English, without personal data."`
	Instance string            `json:"instance,omitempty" format:"uri" doc:"Names this request; the operator finds it in the log."`
	Errors   []FieldError      `json:"errors,omitempty" doc:"Each broken rule, and where."`
	Findings []finding.Finding `json:"findings,omitempty" doc:"What stops a release from being published."`

	Version   int64            `json:"version,omitempty" doc:"Of a save that is in the way of others': the version of the file now; 0 if it is gone."`
	Content   *string          `json:"content,omitempty" doc:"The file as it is now."`
	Conflicts []merge.Conflict `json:"conflicts,omitempty" doc:"What both changed."`
	Kept      int64            `json:"kept,omitempty" doc:"The revision under which the refused bytes are kept; it can be restored."`
}

// FieldError is one broken rule of one field.
type FieldError struct {
	Field   string `json:"field" example:"birthDate" doc:"The field of the form or of the request; a missing document is document:<item>."`
	Rule    string `json:"rule" example:"required" doc:"The rule; stable."`
	Message string `json:"message" doc:"What to do, in the reader's language where it is a rule of a form."`
}

func (p *Problem) Error() string { return p.Type + ": " + p.Detail }

// GetStatus makes Problem a huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType makes Problem a huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return problemMedia }

// kinds that only HTTP knows.
const (
	kindMalformed     models.Kind = "malformed"
	kindNotAcceptable models.Kind = "not-acceptable"
	kindMethod        models.Kind = "method-not-allowed"
	kindTimeout       models.Kind = "timeout"
	kindKeyMissing    models.Kind = "idempotency-key-missing"
	kindKeyReused     models.Kind = "idempotency-key-reused"
	kindKeyInUse      models.Kind = "idempotency-key-in-use"
)

// statuses is the one table of what a kind of problem is in HTTP. A stale version
// is a conflict and not 412, because the version is in the body, not in If-Match.
var statuses = map[models.Kind]int{
	models.KindInvalid:     http.StatusUnprocessableEntity,
	models.KindNotFound:    http.StatusNotFound,
	models.KindForbidden:   http.StatusForbidden,
	models.KindUnsignedIn:  http.StatusUnauthorized,
	models.KindClosed:      http.StatusConflict,
	models.KindStale:       http.StatusConflict,
	models.KindConflict:    http.StatusConflict,
	models.KindTooLarge:    http.StatusRequestEntityTooLarge,
	models.KindUnsupported: http.StatusUnsupportedMediaType,
	models.KindUnavailable: http.StatusServiceUnavailable,
	models.KindInternal:    http.StatusInternalServerError,
	kindMalformed:          http.StatusBadRequest,
	kindNotAcceptable:      http.StatusNotAcceptable,
	kindMethod:             http.StatusMethodNotAllowed,
	kindTimeout:            http.StatusRequestTimeout,
	kindKeyMissing:         http.StatusBadRequest,
	kindKeyReused:          http.StatusUnprocessableEntity,
	kindKeyInUse:           http.StatusConflict,
}

// keyKinds tell conflicts about an idempotency key, by the problem's Key, from
// others: the draft wants different statuses, and a client must know which of them
// goes away by waiting.
var keyKinds = map[string]models.Kind{"idempotency.reused": kindKeyReused, "idempotency.running": kindKeyInUse}

// retryAfter is when to try again what was unavailable, in seconds.
const retryAfter = 5

// problemOf makes the document of an error. What is not a *models.Problem is
// ours: it is logged, and the client learns only the request's id.
func (e exchange) problemOf(err error) *Problem {
	var known *models.Problem
	if !errors.As(err, &known) {
		known = &models.Problem{Kind: models.KindInternal}
	}
	kind := known.Kind
	if special, ok := keyKinds[known.Key]; ok {
		kind = special
	}
	status, ok := statuses[kind]
	if !ok {
		kind, status = models.KindInternal, http.StatusInternalServerError
	}
	p := e.problem(kind, status, known.Detail)
	if status >= http.StatusInternalServerError {
		e.log.Error("request failed", "kind", kind, "error", err)
	}
	if kind == models.KindInternal {
		p.Detail = ""
		return p
	}
	var unfit *unfitRelease
	if errors.As(err, &unfit) && len(unfit.findings) > 0 {
		p.Findings = unfit.findings // they say all that Fields would
		return p
	}
	p.clash(err)
	for _, field := range known.Fields {
		p.Errors = append(p.Errors, e.fieldError(field))
	}
	return p
}

// clash says what is in the way of a save, and how the file is now.
func (p *Problem) clash(err error) {
	var clash *casework.Clash
	if !errors.As(err, &clash) {
		return
	}
	p.Version, p.Conflicts, p.Kept = clash.Version, clash.Conflicts, clash.Kept
	if clash.Content != nil {
		content := string(clash.Content)
		p.Content = &content
	}
}

func (e exchange) problem(kind models.Kind, status int, detail string) *Problem {
	title, _ := sentence(e.locale, "problem."+string(kind), nil)
	p := &Problem{Type: problemType + string(kind), Title: title, Status: status, Detail: detail}
	if e.id != "" {
		p.Instance = instancePrefix + e.id
	}
	return p
}

// fieldError words a broken rule. A rule that has no words of its own says at least
// that the field is wrong.
func (e exchange) fieldError(f models.FieldProblem) FieldError {
	params := map[string]string{"rule": f.Rule}
	for name, value := range f.Params {
		params[name] = fmt.Sprint(value)
	}
	message, ok := sentence(e.locale, "rule."+f.Rule, params)
	if !ok {
		message, _ = sentence(e.locale, "rule.", params)
	}
	return FieldError{Field: f.Field, Rule: f.Rule, Message: message}
}

// headers are those that HTTP wants beside a problem's status.
func (p *Problem) headers() map[string]string {
	switch {
	case p.Status == http.StatusUnauthorized:
		return map[string]string{"WWW-Authenticate": `Bearer realm="handinhand"`} // RFC 6750 section 3
	case p.Status == http.StatusServiceUnavailable, p.Type == problemType+string(kindKeyInUse):
		return map[string]string{"Retry-After": strconv.Itoa(retryAfter)}
	}
	return nil
}

// failWith answers a request outside the API's table with the problem of err.
func failWith(c *gin.Context, err error) {
	writeProblem(c, exchangeOf(c.Request.Context()).problemOf(err))
}

func writeProblem(c *gin.Context, p *Problem) {
	for name, value := range p.headers() {
		c.Header(name, value)
	}
	raw, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	c.Data(p.Status, problemMedia, raw)
}

// unmatched answers what no operation takes below Base: an unknown path, or a known
// path with another method. Other paths are the faces'.
func unmatched(c *gin.Context) {
	if c.FullPath() != "" || !strings.HasPrefix(c.Request.URL.Path, "/api/") {
		return
	}
	c.Abort()
	e := exchangeOf(c.Request.Context())
	if c.Writer.Header().Get("Allow") != "" {
		writeProblem(c, e.problem(kindMethod, http.StatusMethodNotAllowed, "this path does not take this method; Allow names those that it takes"))
		return
	}
	writeProblem(c, e.problem(models.KindNotFound, http.StatusNotFound, "there is nothing at this path; /openapi.json describes what there is"))
}

// errPanic is what a panic tells a client: nothing.
var errPanic = &models.Problem{Kind: models.KindInternal, Detail: "panic"}

// panicked answers a request that panicked with a problem document.
func panicked(c *gin.Context) { failWith(c, errPanic) }

func unavailable(err error) error {
	return &models.Problem{Kind: models.KindUnavailable, Key: "unavailable", Detail: "a part of the platform does not answer; try again", Err: err}
}

// unfitRelease carries the findings of a refused release beside its problem.
type unfitRelease struct {
	error
	findings []finding.Finding
}

func (u *unfitRelease) Unwrap() error { return u.error }

// huma makes its errors through these two variables. The second is used wherever a
// request is at hand, the first only to describe the document's schema.
func init() {
	huma.NewError = func(status int, msg string, _ ...error) huma.StatusError {
		return &Problem{Status: status, Detail: msg}
	}
	huma.NewErrorWithContext = humaProblem
	huma.DefaultArrayNullable = false // see lists.go
}
