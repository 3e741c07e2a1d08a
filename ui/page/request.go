package page

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"handinhand/casework"
	"handinhand/ui/locales"
)

// Request is one reader asking for one page. Actor already reads the language
// of Say.
type Request struct {
	*gin.Context
	Site  *Site
	Say   *locales.Phrases
	Actor casework.Actor
	Staff bool // only people at work read the page
}

// Page answers a request. An error that it gives back becomes a problem page.
type Page func(*Request) error

// Ctx is the context of the request, for casework.
func (r *Request) Ctx() context.Context { return r.Context.Request.Context() }

// Casework is where every page takes what it shows.
func (r *Request) Casework() *casework.Casework { return r.Site.Casework }

// Show renders a page with a status; 4xx and 5xx mark it as failed.
func (r *Request) Show(status int, name string, view any) error {
	var body bytes.Buffer
	if err := r.Render(&body, status, name, view); err != nil {
		return err
	}
	r.Header("Content-Language", r.Say.Tag)
	r.Context.Writer.Header().Add("Vary", "Accept-Encoding, Accept-Language, Cookie")
	if r.Actor.SignedIn() {
		r.Header("Cache-Control", "no-store")
	}
	return r.send(status, body.Bytes())
}

// Render writes a page as Show would send it.
func (r *Request) Render(w io.Writer, status int, name string, view any) error {
	url := r.Context.Request.URL
	return r.Site.Render(w, Frame{
		Page: name, Locale: r.Say.Tag, Path: url.Path, Query: url.RawQuery,
		Actor: r.Actor, Staff: r.Staff, Failed: status >= 400, View: view,
	})
}

func (r *Request) send(status int, html []byte) error {
	r.Header("Content-Type", "text/html; charset=utf-8")
	if !acceptsGzip(r.Context.Request) {
		r.Status(status)
		_, _ = r.Context.Writer.Write(html) // a reader who left is no failure of ours
		return nil
	}
	r.Header("Content-Encoding", "gzip")
	r.Status(status)
	zip := gzip.NewWriter(r.Context.Writer)
	_, _ = zip.Write(html)
	_ = zip.Close()
	return nil
}

// Go sends the reader on to another page after a POST.
func (r *Request) Go(to string) error {
	r.Header("Cache-Control", "no-store")
	r.Redirect(http.StatusSeeOther, to)
	return nil
}

// Local is where a reader wants to go back to, if that is a page of ours under
// prefix, else the prefix itself.
func Local(wish, prefix string) string {
	u, err := url.Parse(wish)
	if err != nil || u.IsAbs() || u.Host != "" || strings.ContainsAny(wish, "\\\r\n") {
		return prefix
	}
	within := u.Path == prefix || strings.HasPrefix(u.Path, strings.TrimSuffix(prefix, "/")+"/")
	if !within || strings.HasPrefix(u.Path, "//") {
		return prefix
	}
	return u.String()
}

// PageOf reads the cursor of a longer list from the address.
func (r *Request) PageOf() casework.Page { return casework.Page{Cursor: r.Query("after")} }
