package ui

import (
	"strings"

	"handinhand/identity"
	"handinhand/models"
	"handinhand/ui/page"
)

// begin sends the reader to the identity provider.
func (f *faces) begin(r *page.Request) error {
	to, flow, err := f.signIn.Begin(r.Ctx(), page.Local(r.Query("return"), "/"), r.Say.Tag)
	if err != nil {
		return err
	}
	f.cookie(r.Context, identity.FlowCookie(f.publicURL), flow.Encode(), int(identity.FlowLife.Seconds()))
	return r.Go(to)
}

// finish takes the reader back from the identity provider to where they wanted
// to go, or to the face of their role.
func (f *faces) finish(r *page.Request) error {
	name := identity.FlowCookie(f.publicURL)
	raw, err := r.Cookie(name)
	if err != nil {
		return &models.Problem{Kind: models.KindInvalid, Key: "signin.expired", Detail: "no sign-in is under way", Err: err}
	}
	f.cookie(r.Context, name, "", -1)
	flow, err := identity.DecodeFlow(raw)
	if err != nil {
		return err
	}
	id, idToken, to, err := f.signIn.Finish(r.Ctx(), flow, r.Context.Request.URL.Query())
	if err != nil {
		return err
	}
	token, actor, err := f.site.Casework.SignIn(r.Ctx(), id)
	if err != nil {
		return err
	}
	f.cookie(r.Context, identity.SessionCookie(f.publicURL), token, 0)
	f.cookie(r.Context, f.hintCookie(), idToken, 0)
	if to == "" || to == "/" {
		to = page.Home(actor.Roles)
	}
	return r.Go(to)
}

// signOut ends the session here and at the provider.
func (f *faces) signOut(r *page.Request) error {
	session := identity.SessionCookie(f.publicURL)
	if token, err := r.Cookie(session); err == nil && token != "" {
		if err := f.site.Casework.SignOut(r.Ctx(), token); err != nil && models.KindOf(err) != models.KindUnsignedIn {
			return err
		}
	}
	hint, _ := r.Cookie(f.hintCookie()) // without it the provider asks
	f.cookie(r.Context, session, "", -1)
	f.cookie(r.Context, f.hintCookie(), "", -1)
	return r.Go(f.signIn.EndSessionURL(hint, strings.TrimSuffix(f.publicURL, "/")+"/"))
}

// hintCookie keeps the ID token in the browser that it was issued for, because
// signing out at the provider needs it.
func (f *faces) hintCookie() string { return identity.SessionCookie(f.publicURL) + "-hint" }
