package ui

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"handinhand/casework"
	"handinhand/identity"
	"handinhand/models"
	"handinhand/ui/page"
)

// guard names the roles of which one is needed to come to a page; nil lets
// everyone in. Guards keep people from pages that are not for them; what they
// may see there is casework's decision.
type guard []models.Role

var (
	anyone       guard
	applicant    = guard{models.RolePerson}
	clerk        = guard{models.RoleClerk}
	studioReader = guard{models.RoleProcessOwner, models.RoleOperator}
	operator     = guard{models.RoleOperator}
	officer      = guard{models.RoleProtection}
	owners       = guard{models.RoleProcessOwner}
)

// admits tells whether an actor may come in, as a problem if not.
func (g guard) admits(a casework.Actor) error {
	switch {
	case g == nil || slices.ContainsFunc(g, a.Is):
		return nil
	case !a.SignedIn():
		return models.Problemf(models.KindUnsignedIn, "", "the page needs a signed-in reader")
	}
	return models.Problemf(models.KindForbidden, "role", "the page is not for this role")
}

// smallBody is the most that a POST without papers needs.
const smallBody = 1 << 20

// serve runs a page: who is it, may they, then the page or its problem.
func (f *faces) serve(to route) gin.HandlerFunc {
	return func(c *gin.Context) {
		f.confine(c, leaves[to.path])
		actor, err := f.actor(c)
		r := f.request(c, actor, to.staffFor(actor))
		if err != nil {
			r.Fail(err)
			return
		}
		if err := f.admit(r, to); err != nil {
			if models.KindOf(err) == models.KindUnsignedIn && c.Request.Method == http.MethodGet {
				_ = r.Go("/signin?return=" + url.QueryEscape(c.Request.URL.RequestURI()))
				return
			}
			r.Fail(err)
			return
		}
		if err := to.page(r); err != nil {
			r.Fail(err)
		}
	}
}

// admit checks where a request comes from, who sent it, and how large it is.
func (f *faces) admit(r *page.Request, to route) error {
	if err := f.origin.Check(r.Context.Request); err != nil {
		return &models.Problem{Kind: models.KindForbidden, Key: "origin", Detail: "a form of another site", Err: err}
	}
	if err := to.guard.admits(r.Actor); err != nil {
		return err
	}
	r.Context.Request.Body = http.MaxBytesReader(r.Context.Writer, r.Context.Request.Body, max(to.body, smallBody))
	return nil
}

// actor is who asks: nobody when there is no session or it has ended.
func (f *faces) actor(c *gin.Context) (casework.Actor, error) {
	token, err := c.Cookie(identity.SessionCookie(f.publicURL))
	if err != nil || token == "" {
		return casework.Actor{}, nil
	}
	actor, err := f.site.Casework.Session(c.Request.Context(), token)
	if models.KindOf(err) == models.KindUnsignedIn || models.KindOf(err) == models.KindNotFound {
		return casework.Actor{}, nil
	}
	return actor, err
}

// request puts together what a page gets.
func (f *faces) request(c *gin.Context, actor casework.Actor, staff bool) *page.Request {
	say := f.site.Book.In(locale(c, actor, staff))
	return &page.Request{Context: c, Site: f.site, Say: say, Actor: actor.In(say.Tag), Staff: staff}
}

// unknown is the page for addresses that do not exist.
func unknown(*page.Request) error {
	return models.Problemf(models.KindNotFound, "", "no such page")
}
