package ui

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"handinhand/casework"
	"handinhand/ui/locales"
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
	if locales.Speaks(wish, false) {
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
// told the identity provider, else what their browser asks for. The pages of staff
// have fewer languages.
func locale(c *gin.Context, actor casework.Actor, staff bool) string {
	if chosen, err := c.Cookie(languageCookie); err == nil && locales.Speaks(chosen, staff) {
		return chosen
	}
	return locales.Match(staff, actor.Locale, c.GetHeader("Accept-Language"))
}
