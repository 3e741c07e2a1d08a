package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"handinhand/casework"
	"handinhand/identity"
	"handinhand/process/draft"
	"handinhand/process/finding"
)

// Base is where this version of the API begins.
const Base = "/api/v1"

// defaultMaxUpload is the largest document, in bytes, unless Config says so.
const defaultMaxUpload = 25 << 20

// Config is what the API needs.
type Config struct {
	Casework  *casework.Casework
	Identity  *identity.Provider
	Log       *slog.Logger
	Metrics   *Metrics // nil = a registry of its own
	PublicURL string   // where browsers reach us; decides on the session cookie's name
	MaxUpload int64    // bytes of one document; 0 = 25 MiB. Larger ones are refused before they are read
}

// mount is the API while it serves.
type mount struct {
	Config
	cookie string
	origin *http.CrossOriginProtection
}

// Mount adds the API, its description at /openapi.json and the machines' paths
// (/healthz, /readyz, /metrics). It is the first to be mounted on an engine: every
// request, also those to faces that are mounted later, then has an id, a line in
// the access log and a measurement, and no panic ends the process.
func Mount(r *gin.Engine, c Config) huma.API {
	if c.MaxUpload == 0 {
		c.MaxUpload = defaultMaxUpload
	}
	if c.Metrics == nil {
		c.Metrics = NewMetrics("")
	}
	m := &mount{Config: c, cookie: identity.SessionCookie(c.PublicURL), origin: originOf(c.PublicURL)}
	r.HandleMethodNotAllowed = true
	r.Use(Observe(c.Log, c.Metrics), Recover(panicked), unmatched)
	described := humagin.New(r, humaConfig())
	described.UseMiddleware(m.signedIn(described))
	for _, o := range m.operations() {
		o.register(described)
	}
	document, err := json.MarshalIndent(described.OpenAPI(), "", "  ")
	if err != nil {
		panic(err) // the table is the same in every run, and tested
	}
	r.GET("/openapi.json", func(c *gin.Context) { c.Data(http.StatusOK, "application/json", document) })
	m.mountTus(r)
	m.mountHealth(r)
	return described
}

// originOf trusts our own pages, also behind a proxy that changes the Host.
func originOf(publicURL string) *http.CrossOriginProtection {
	protection := http.NewCrossOriginProtection()
	if u, err := url.Parse(publicURL); err == nil {
		// What is no origin is not trusted; then only the Host counts.
		_ = protection.AddTrustedOrigin(u.Scheme + "://" + u.Host)
	}
	return protection
}

func humaConfig() huma.Config {
	const about = `Everything that people and agencies' systems do in Hand in Hand.

Sign in with an OAuth 2.0 access token of the platform's OpenID Connect provider, or with the session cookie of the pages.
PUT and DELETE may be repeated. Every POST that does more than ask needs an Idempotency-Key: while it is remembered, the same request gives the
first response again with Idempotency-Replayed: true; another request under the same key is a conflict. Lists are paged by
cursor; the Link header names the next page. What goes wrong is a problem document (RFC 9457), titled in the language of
Accept-Language (de, en; ar for what applicants read). Large files may come in parts: tus 1.0.0 (core, creation, expiration, termination) answers at
/api/v1/tasks/{task}/items/{item}/uploads, and the last part hands the paper in as PUT …/paper does.`
	config := huma.Config{OpenAPI: &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{Title: "Hand in Hand", Version: "1", Description: about,
			License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}},
		Components: &huma.Components{
			Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"token":   {Type: "http", Scheme: "bearer", BearerFormat: "JWT"},
				"session": {Type: "apiKey", In: "cookie", Name: "__Host-hih", Description: "The cookie of the pages; named hih where the platform runs on plain http."},
			},
		},
		Tags: tags,
	}}
	config.Formats = map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat}
	config.DefaultFormat = "application/json"
	return config
}

// schemaName names the schema of a type. Two packages have a Step: that of a finding
// says so, and so do the types of a trial, which are a case's too.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	if t == reflect.TypeFor[finding.Step]() {
		return "Finding" + name
	}
	if t.PkgPath() == reflect.TypeFor[draft.State]().PkgPath() {
		return "Trial" + name
	}
	return name
}

// tags group the operations by resource.
var tags = []*huma.Tag{
	{Name: "me", Description: "Who is signed in."},
	{Name: "case types", Description: "Procedures that an applicant can start."},
	{Name: "cases", Description: "An applicant's matters."},
	{Name: "tasks", Description: "Work items of applicants and clerks."},
	{Name: "documents", Description: "Papers that are handed in, lent and read."},
	{Name: "notices", Description: "Short messages of the platform to an agency."},
	{Name: "messages", Description: "What agencies' systems tell cases."},
	{Name: "transfers", Description: "Data that an agency has been sent, on a named legal basis."},
	{Name: "processes", Description: "Published processes, their diagrams and releases."},
	{Name: "drafts", Description: "Processes that are still being drawn: their files, what stands in the way, trials, comments."},
	{Name: "migrations", Description: "Plans by which running cases go over to another release."},
	{Name: "mandates", Description: "Helpers: somebody whom an applicant trusts, for one case and some time."},
	{Name: "grants", Description: "What lends an item of a case to an agency, and its end."},
	{Name: "attestations", Description: "A competent agency's signed word on a paper, and who relied on it."},
	{Name: "concerns", Description: "What an agency has to answer about somebody's data outside of any process."},
	{Name: "consents", Description: "What a case knows by somebody's own will, its receipts, and taking it back."},
	{Name: "access log", Description: "Signed states of the log of who read what, and proofs about it."},
	{Name: "incidents", Description: "Stuck cases and what is done to cases by hand, for operators."},
}
