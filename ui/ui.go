package ui

import (
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"time"
	_ "time/tzdata" // the zone of the site exists on every machine

	"github.com/gin-gonic/gin"

	"handinhand/casework"
	"handinhand/identity"
	"handinhand/ui/page"
	"handinhand/ui/portal"
	"handinhand/ui/studio"
	"handinhand/ui/workbench"
)

//go:embed all:dist
var dist embed.FS

//go:embed *.html
var ownPages embed.FS

// Config is what the faces need.
type Config struct {
	Casework  *casework.Casework
	SignIn    *identity.Provider
	PublicURL string // as browsers reach us, e.g. "https://city.example"
	Area      string // IRI of what the agencies serve (CPSV-AP dct:spatial)
	Log       *slog.Logger
	Zone      string           // IANA name for days and times; "" = Europe/Berlin
	Clock     func() time.Time // nil = time.Now
}

// Mount adds the faces to a router. It fails when the assets are not built, a
// template is broken or the zone is unknown. Responses that are not ours (an
// unknown address, one that only takes a form) become ours too: the router's NoRoute
// and NoMethod are set.
func Mount(r *gin.Engine, c Config) error {
	assets, err := builtAssets()
	if err != nil {
		return err
	}
	f, err := newFaces(c, assets)
	if err != nil {
		return err
	}
	r.GET(page.AssetsPath+"*file", gin.WrapH(assets))
	pages := r.Group("", f.secure, f.language)
	all := routes(f)
	for _, route := range all {
		pages.Handle(route.method, route.path, f.serve(route))
	}
	r.NoRoute(f.secure, f.language, f.serve(route{page: unknown}))
	r.HandleMethodNotAllowed = true
	r.NoMethod(f.secure, f.language, f.serve(route{page: above(all)}))
	return nil
}

func builtAssets() (page.Assets, error) {
	built, err := fs.Sub(dist, "dist")
	if err != nil {
		return page.Assets{}, err
	}
	return page.OpenAssets(built)
}

// faces is what the pages of the site share.
type faces struct {
	site      *page.Site
	signIn    *identity.Provider
	publicURL string
	area      string
	origin    *http.CrossOriginProtection
}

func newFaces(c Config, assets page.Assets) (*faces, error) {
	if c.Zone == "" {
		c.Zone = "Europe/Berlin"
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return nil, fmt.Errorf("ui: zone %q: %w", c.Zone, err)
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	site, err := page.NewSite(page.Config{
		Casework: c.Casework, Log: c.Log, Assets: assets, Zone: zone, Clock: c.Clock,
		Faces: map[string]fs.FS{
			"site": ownPages, "portal": portal.Templates, "workbench": workbench.Templates, "studio": studio.Templates,
		},
	})
	if err != nil {
		return nil, err
	}
	return &faces{site: site, signIn: c.SignIn, publicURL: c.PublicURL, area: c.Area, origin: http.NewCrossOriginProtection()}, nil
}
