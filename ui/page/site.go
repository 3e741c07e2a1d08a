package page

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"log/slog"
	"path"
	"strings"
	"time"

	"handinhand/casework"
	"handinhand/ui/locales"
)

//go:embed layout.html components/*.html problem.html
var shared embed.FS

// layout is the template that every page stands in.
const layout = "layout.html"

// Site renders pages. It is made once, with every template parsed for every
// language, so that a broken template stops the start and not a reader.
type Site struct {
	Casework *casework.Casework
	Log      *slog.Logger
	Book     *locales.Book
	Assets   Assets

	pages map[string]map[string]*template.Template // language → page → template
}

// Config is what a Site is made of. Faces maps the name of a face to its
// templates; the file case.html of the face "portal" is the page "portal/case".
type Config struct {
	Casework *casework.Casework
	Log      *slog.Logger
	Assets   Assets
	Faces    map[string]fs.FS
	Zone     *time.Location
	Clock    func() time.Time
}

// NewSite parses all templates.
func NewSite(c Config) (*Site, error) {
	book, err := locales.Open(c.Clock, c.Zone)
	if err != nil {
		return nil, err
	}
	s := &Site{Casework: c.Casework, Log: c.Log, Book: book, Assets: c.Assets, pages: map[string]map[string]*template.Template{}}
	for _, l := range locales.Languages {
		base, err := template.New(layout).Funcs(s.words(book.In(l.Tag))).ParseFS(shared, layout, "components/*.html")
		if err != nil {
			return nil, err
		}
		s.pages[l.Tag] = map[string]*template.Template{}
		if err := s.parse(base, l.Tag, "page", shared); err != nil {
			return nil, err
		}
		for face, files := range c.Faces {
			if err := s.parse(base, l.Tag, face, files); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// parse adds the pages of a face. Files that begin with "_" are its own
// components.
func (s *Site) parse(base *template.Template, tag, face string, files fs.FS) error {
	names, err := fs.Glob(files, "*.html")
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == layout || strings.HasPrefix(name, "_") {
			continue
		}
		t, err := base.Clone()
		if err != nil {
			return err
		}
		own, _ := fs.Glob(files, "_*.html")
		if t, err = t.ParseFS(files, append(own, name)...); err != nil {
			return fmt.Errorf("ui/%s/%s: %w", face, name, err)
		}
		s.pages[tag][path.Join(face, strings.TrimSuffix(name, ".html"))] = t
	}
	return nil
}

// Frame is what the layout needs around a page's own view.
type Frame struct {
	Page   string // e.g. "portal/case"
	Locale string
	Path   string // of the request, for the language switch
	Query  string
	Actor  casework.Actor
	Staff  bool // only people at work read it, so it has fewer languages
	Failed bool // the page shows a problem; its title says so
	View   any
}

// Languages are those that the page can be read in.
func (f Frame) Languages() []locales.Language { return locales.For(f.Staff) }

// Face is the part of the site that the page belongs to.
func (f Frame) Face() string { face, _, _ := strings.Cut(f.Page, "/"); return face }

// Render writes a page.
func (s *Site) Render(w io.Writer, f Frame) error {
	t, ok := s.pages[f.Locale][f.Page]
	if !ok {
		return fmt.Errorf("ui: no page %q in language %q", f.Page, f.Locale)
	}
	return t.ExecuteTemplate(w, layout, f)
}

// Pages lists the names of all pages, for the tests.
func (s *Site) Pages() []string {
	var names []string
	for name := range s.pages[locales.Default] {
		names = append(names, name)
	}
	return names
}
