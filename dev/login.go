package main

import (
	"bytes"
	"context"
	"crypto/subtle"
	"embed"
	"html/template"
	"net/http"
	"slices"

	"golang.org/x/text/language"
)

const (
	loginPath     = "/login"
	stylePath     = "/login.css"
	loggedOutPath = "/logged-out"
)

//go:embed login.html login.css
var loginFiles embed.FS

var loginPage = template.Must(template.ParseFS(loginFiles, "login.html"))

// login is the pages of the sign-in: a form for username and password, and one button a persona.
type login struct {
	store    *oidcStore
	people   []persona
	callback func(ctx context.Context, id string) string
}

func newLogin(store *oidcStore, personas []persona, callback func(context.Context, string) string) *login {
	people := slices.DeleteFunc(slices.Clone(personas), func(p persona) bool { return p.Kind != kindPerson })
	return &login{store: store, people: people, callback: callback}
}

// choice is one button.
type choice struct{ Username, Name, Title string }

// loginView is what the page shows.
type loginView struct {
	Words    loginWords
	Request  string // id of the sign-in; empty: there is none, only the message is shown
	Username string // as typed before
	Problem  string // empty: none
	Done     bool   // the page after signing out
	Choices  []choice
}

func (l *login) show(w http.ResponseWriter, r *http.Request) {
	l.render(w, r, http.StatusOK, loginView{Request: r.FormValue("request"), Username: l.hint(r)})
}

// signIn takes either a persona's button or username and password.
func (l *login) signIn(w http.ResponseWriter, r *http.Request) {
	id, username, button := r.PostFormValue("request"), r.PostFormValue("username"), r.PostFormValue("persona")
	if button != "" {
		username = button
	}
	who, found := l.store.person(username)
	if button == "" && subtle.ConstantTimeCompare([]byte(r.PostFormValue("password")), []byte(who.Password)) != 1 {
		found = false
	}
	if !found {
		l.render(w, r, http.StatusUnauthorized, loginView{Request: id, Username: username, Problem: l.words(r).Wrong})
		return
	}
	if err := l.store.complete(id, who); err != nil {
		l.render(w, r, http.StatusBadRequest, loginView{})
		return
	}
	http.Redirect(w, r, l.callback(r.Context(), id), http.StatusFound)
}

func (l *login) loggedOut(w http.ResponseWriter, r *http.Request) {
	l.render(w, r, http.StatusOK, loginView{Done: true})
}

func (l *login) style(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, loginFiles, "login.css")
}

// asked is the request of the sign-in that this page belongs to, nil if there is none.
func (l *login) asked(r *http.Request) *signIn {
	found, err := l.store.AuthRequestByID(r.Context(), r.FormValue("request"))
	if err != nil {
		return nil
	}
	return found.(*signIn)
}

func (l *login) hint(r *http.Request) string {
	if under := l.asked(r); under != nil {
		return under.asked.LoginHint
	}
	return ""
}

// words are in the language that the product asked for, else in the browser's.
func (l *login) words(r *http.Request) loginWords {
	var preferred []language.Tag
	if under := l.asked(r); under != nil {
		preferred = append(preferred, under.asked.UILocales...)
	}
	accepted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err == nil {
		preferred = append(preferred, accepted...)
	}
	return wordsFor(preferred)
}

func (l *login) render(w http.ResponseWriter, r *http.Request, status int, view loginView) {
	view.Words = l.words(r)
	if !view.Done && l.asked(r) == nil {
		status, view.Request, view.Problem = http.StatusBadRequest, "", view.Words.Expired
	}
	for _, p := range l.people {
		view.Choices = append(view.Choices, choice{Username: p.Username, Name: p.Name, Title: p.title(view.Words.Lang)})
	}
	var page bytes.Buffer
	if err := loginPage.Execute(&page, view); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Language", view.Words.Lang)
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	// No form-action: browsers apply it to the redirect back to the product, whose port is not known here.
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	page.WriteTo(w)
}

// title is what the persona is, in the page's language where the file has it.
func (p persona) title(lang string) string {
	if title := p.Title[lang]; title != "" {
		return title
	}
	return p.Title["en"]
}
