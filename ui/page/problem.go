package page

import (
	"errors"
	"net/http"

	"handinhand/models"
	"handinhand/ui/locales"
)

// statuses is the one table from kinds of problems to HTTP.
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
}

// StatusOf is the HTTP status of an error.
func StatusOf(err error) int { return statuses[models.KindOf(err)] }

// ProblemView is the page for a problem: what happened and the way out.
type ProblemView struct {
	Kind  models.Kind
	Title string
	Text  string
	Retry string // address to try again, if that may help
	Ref   string // what to tell support, for our own faults
}

// Explain says a problem in words: its own message if there is one, else that
// of its kind.
func Explain(say *locales.Phrases, err error) string {
	var p *models.Problem
	if errors.As(err, &p) && p.Key != "" {
		if text, ok := say.Find("problem." + p.Key); ok {
			return text
		}
	}
	return say.T("problem.kind." + string(models.KindOf(err)))
}

// Fail shows the problem page. Only our own faults are logged: without the
// address's query and without who asked.
func (r *Request) Fail(err error) {
	kind := models.KindOf(err)
	v := ProblemView{Kind: kind, Title: r.Say.T("problem.title." + string(kind)), Text: Explain(r.Say, err)}
	if kind == models.KindInternal || kind == models.KindUnavailable {
		v.Ref = models.NewID()
		r.Site.Log.ErrorContext(r.Ctx(), "page failed", "route", r.FullPath(), "ref", v.Ref, "error", err)
	}
	if kind == models.KindUnavailable || kind == models.KindStale {
		v.Retry = r.Context.Request.URL.Path
	}
	if err := r.Show(statuses[kind], "page/problem", v); err != nil {
		r.Site.Log.ErrorContext(r.Ctx(), "problem page failed", "error", err)
		r.String(http.StatusInternalServerError, "internal error")
	}
}
