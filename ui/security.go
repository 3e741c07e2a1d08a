package ui

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
)

// leave is what a page may do that the others may not.
type leave struct {
	inlineStyles bool // style attributes: the editors of others place their parts with them
	frames       bool // show a page of ours in a frame
	framed       bool // be shown in one
}

// leaves are the pages that have one; all others have none.
var leaves = map[string]leave{
	"/studio/drafts/:id/edit/*path":    {inlineStyles: true, frames: true},
	"/studio/drafts/:id/preview/:form": {framed: true},
}

// policy lets a page load what is ours and nothing else, and run no script or
// style that stands in the page itself. Images may be data: and blob: because
// styles carry small icons and papers are shrunk in the browser before upload.
// The provider's origin is allowed as a form's target because browsers apply
// the rule to redirects too, and signing out leads there.
func policy(provider string, may leave) string {
	rules := []string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'",
		"img-src 'self' data: blob:", "connect-src 'self'", "worker-src 'self'",
		strings.TrimSpace("form-action 'self' " + provider),
		"base-uri 'none'",
	}
	if may.inlineStyles {
		rules = append(rules, "style-src-attr 'unsafe-inline'")
	}
	if may.frames {
		rules = append(rules, "frame-src 'self'")
	}
	return strings.Join(append(rules, "frame-ancestors "+may.ancestors()), "; ")
}

func (may leave) ancestors() string {
	if may.framed {
		return "'self'"
	}
	return "'none'"
}

// secure sets the headers of every page.
func (f *faces) secure(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if f.https() {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// confine says what a page may load and where it may be shown.
func (f *faces) confine(c *gin.Context, may leave) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", policy(f.provider(), may))
	h.Set("X-Frame-Options", "DENY")
	if may.framed {
		h.Set("X-Frame-Options", "SAMEORIGIN")
	}
}

// provider is the origin where signing out happens, or "" when it is ours.
func (f *faces) provider() string {
	if f.signIn == nil {
		return ""
	}
	u, err := url.Parse(f.signIn.EndSessionURL("", f.publicURL))
	if err != nil || strings.HasPrefix(u.String(), f.publicURL) {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func (f *faces) https() bool { return strings.HasPrefix(f.publicURL, "https://") }

// cookie sets a cookie for this host only that no script can read. It lives for
// some seconds; 0 = until the browser closes, negative = delete it.
func (f *faces) cookie(c *gin.Context, name, value string, seconds int) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: f.https(), SameSite: http.SameSiteLaxMode,
	})
}
