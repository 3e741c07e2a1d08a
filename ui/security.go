package ui

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
)

// policy lets a page load what is ours and nothing else, and run no script or
// style that stands in the page itself. Images may be data: and blob: because
// styles carry small icons and papers are shrunk in the browser before upload.
// The provider's origin is allowed as a form's target because browsers apply
// the rule to redirects too, and signing out leads there.
func policy(provider string) string {
	return strings.Join([]string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'",
		"img-src 'self' data: blob:", "connect-src 'self'", "worker-src 'self'",
		strings.TrimSpace("form-action 'self' " + provider),
		"base-uri 'none'", "frame-ancestors 'none'",
	}, "; ")
}

// secure sets the headers of every page.
func (f *faces) secure(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", policy(f.provider()))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if f.https() {
		h.Set("Strict-Transport-Security", "max-age=31536000")
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
