package ui

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"handinhand/casework"
)

// languageCookie keeps the reader's choice. It holds a language tag only.
const languageCookie = "lang"

const year = 365 * 24 * 60 * 60 // seconds

// language takes the choice of a language switch (?lang=tag) and comes back to
// the same address without it.
func (f *faces) language(c *gin.Context) {
	wish, asked := c.GetQuery("lang")
	if !asked || c.Request.Method != http.MethodGet {
		return
	}
	if f.site.Book.Speaks(wish) {
		f.cookie(c, languageCookie, wish, year)
	}
	q := c.Request.URL.Query()
	q.Del("lang")
	to := c.Request.URL.EscapedPath()
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, to)
	c.Abort()
}

// locale is the language of a page: the reader's choice here, else what they
// told the identity provider, else what their browser asks for.
func (f *faces) locale(c *gin.Context, actor casework.Actor) string {
	if chosen, err := c.Cookie(languageCookie); err == nil && f.site.Book.Speaks(chosen) {
		return chosen
	}
	return f.site.Book.Match(actor.Locale, c.GetHeader("Accept-Language"))
}
