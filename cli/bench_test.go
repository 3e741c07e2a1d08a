package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"handinhand/casework"
	"handinhand/demo"
	"handinhand/identity"
	"handinhand/internal/stacktest"
	"handinhand/models"
	"handinhand/store"
)

const (
	fewCases   = 100
	manyCases  = 10_000
	pageRounds = 300
)

// BenchmarkPages compares the pages that clerks and applicants open most, as they
// come over HTTP, with 10,000 cases in the database and with 100, request by
// request in turn. The goal is a p95 within 1.5 times.
func BenchmarkPages(b *testing.B) {
	few, many := newCity(b, fewCases), newCity(b, manyCases)
	for _, page := range []struct {
		name string
		path func(*city, int) string
		as   func(*city) *http.Cookie
	}{
		{"inbox", func(*city, int) string { return "/work" }, func(c *city) *http.Cookie { return c.clerk }},
		{"inbox, oldest first", func(*city, int) string { return "/work?sort=oldest" }, func(c *city) *http.Cookie { return c.clerk }},
		{"case", func(c *city, i int) string { return "/cases/" + string(c.cases[i%len(c.cases)]) }, func(c *city) *http.Cookie { return c.applicant }},
		{"my cases", func(*city, int) string { return "/" }, func(c *city) *http.Cookie { return c.applicant }},
	} {
		b.Run(page.name, func(b *testing.B) {
			var took [2][]time.Duration
			for b.Loop() {
				for i := range pageRounds {
					for side, c := range []*city{few, many} {
						took[side] = append(took[side], c.get(b, page.path(c, i), page.as(c)))
					}
				}
			}
			b.ReportMetric(milliseconds(took[0], 95), "p95-ms-100")
			b.ReportMetric(milliseconds(took[1], 95), "p95-ms-10000")
			b.ReportMetric(milliseconds(took[1], 95)/milliseconds(took[0], 95), "p95-ratio")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func milliseconds(took []time.Duration, percentile int) float64 {
	slices.Sort(took)
	return float64(took[len(took)*percentile/100].Microseconds()) / 1000
}

// city is a server on a database with many cases, all waiting at the immigration
// office, a few of them one applicant's.
type city struct {
	server           *httptest.Server
	clerk, applicant *http.Cookie
	cases            []models.CaseID // the applicant's
}

func newCity(b *testing.B, cases int) *city {
	b.Helper()
	ctx := context.Background()
	stack := stacktest.Stack(b)
	serve := benchServer(b, stack)
	p, err := serve.open(ctx)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(p.close)
	work, err := p.casework()
	if err != nil {
		b.Fatal(err)
	}
	publishShipped(b, ctx, work)
	c := &city{}
	c.clerk = cookie(b, ctx, work, models.Identity{Issuer: "bench", Subject: "clerk", Roles: []models.Role{models.RoleClerk}, Agency: "immigration-office-musterstadt"})
	c.applicant = cookie(b, ctx, work, models.Identity{Issuer: "bench", Subject: "applicant", Roles: []models.Role{models.RolePerson}})
	ctx = store.As(ctx, store.Identity{Parts: []store.Part{store.PartWorker}})
	c.cases = fill(b, ctx, p.store, cases)
	analyze(b, ctx, string(serve.DatabaseURL))
	handler, err := serve.handler(p, work)
	if err != nil {
		b.Fatal(err)
	}
	c.server = httptest.NewServer(handler)
	b.Cleanup(c.server.Close)
	return c
}

func benchServer(b *testing.B, stack stacktest.Addresses) *serveCommand {
	b.Helper()
	key, err := newRootKey()
	if err != nil {
		b.Fatal(err)
	}
	dsn := stacktest.Database(b, stack, store.Migrate)
	return &serveCommand{
		Config: Config{
			DatabaseURL: Secret(dsn), TemporalAddress: stack.TemporalAddress, TemporalNamespace: stack.TemporalNamespace,
			S3Endpoint: stack.S3Endpoint, S3Bucket: stack.S3Bucket, S3AccessKey: stack.S3AccessKey, S3SecretKey: Secret(stack.S3SecretKey),
			S3Region: "us-east-1", RootKeyURL: Secret(key), LogLevel: "error", TimeZone: "Europe/Berlin",
		},
		Web: Web{
			PublicURL: "http://localhost", OIDCIssuer: stack.OIDCIssuer, OIDCClientID: stack.OIDCClientID,
			OIDCClientSecret: Secret(stack.OIDCClientSecret),
		},
	}
}

func publishShipped(b *testing.B, ctx context.Context, work *casework.Casework) {
	b.Helper()
	agencies, err := readAgencies(demo.AgenciesYAML)
	if err == nil {
		err = work.ImportAgencies(ctx, agencies)
	}
	if err == nil {
		_, err = publish(ctx, work, os.DirFS("../library/language-course"), casework.Terms{})
	}
	if err != nil {
		b.Fatal(err)
	}
}

func cookie(b *testing.B, ctx context.Context, work *casework.Casework, id models.Identity) *http.Cookie {
	b.Helper()
	token, _, err := work.SignIn(ctx, id)
	if err != nil {
		b.Fatal(err)
	}
	return &http.Cookie{Name: identity.SessionCookie("http://localhost"), Value: token}
}

// fill records cases as they are while the immigration office has them, and
// gives the ids of those of the one applicant who signs in.
func fill(b *testing.B, ctx context.Context, s *store.Store, cases int) []models.CaseID {
	b.Helper()
	types, err := s.CaseTypes(ctx)
	if err != nil || len(types) == 0 {
		b.Fatal("nothing is published", err)
	}
	var lock sync.Mutex
	var own []models.CaseID
	var workers sync.WaitGroup
	for w := range 8 {
		workers.Go(func() {
			for i := w; i < cases; i += 8 {
				subject := fmt.Sprintf("applicant %d", i)
				if i%(cases/20) == 0 {
					subject = "applicant"
				}
				id, err := record(ctx, s, types[0], subject, i)
				lock.Lock()
				if err != nil {
					b.Error(err)
				} else if subject == "applicant" {
					own = append(own, id)
				}
				lock.Unlock()
			}
		})
	}
	workers.Wait()
	if b.Failed() {
		b.FailNow()
	}
	return own
}

// analyze gathers the statistics that plans rest on, which only an owner may.
func analyze(b *testing.B, ctx context.Context, dsn string) {
	b.Helper()
	s, err := store.Open(ctx, stacktest.Superuser(b, dsn))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := s.DB.Exec("ANALYZE").Error; err != nil {
		b.Fatal(err)
	}
}

// record writes one case down and projects what its first two drains did.
func record(ctx context.Context, s *store.Store, t models.CaseType, subject string, i int) (models.CaseID, error) {
	person, err := s.EnsurePerson(ctx, "bench", subject, "de")
	if err != nil {
		return "", err
	}
	at := time.Now().UTC().Add(-time.Duration(i) * time.Minute).Truncate(time.Microsecond)
	row, err := s.CreateCase(ctx, models.Case{
		ID: models.CaseID(models.NewID()), CaseType: t.ID, Release: t.Release, Person: person.ID, State: models.CaseStarting, StartedAt: at,
	}, []models.Binding{
		{Role: "immigration-office", Agency: "immigration-office-musterstadt"}, {Role: "federal-office", Agency: "federal-office"},
		{Role: "test-centre", Agency: "test-centre-musterstadt"}, {Role: "course-provider", Agency: "vhs-musterstadt"},
	})
	if err != nil {
		return "", err
	}
	due := at.Add(14 * 24 * time.Hour)
	lend := models.Lending{Item: "residence-title", Purpose: "integration-course", LegalBasis: "eu-gdpr:A6-1-e", Statute: "IntV § 8(1)"}
	first := models.Burst{Case: row.ID, Sequence: 1, At: at, Opened: []models.TaskOpened{{Key: 2, Element: "apply", Role: models.RoleApplicant}}, Entered: []models.TokenEntered{{Key: 2, Element: "apply"}}}
	second := models.Burst{
		Case: row.ID, Sequence: 2, At: at, Closed: []models.TaskClosed{{Key: 2, By: person.ID}}, Left: []int64{2}, Milestones: []string{"applied"},
		Opened:  []models.TaskOpened{{Key: 7, Element: "confirm", Role: "immigration-office", DueAt: &due, Lends: []models.Lending{lend}}},
		Entered: []models.TokenEntered{{Key: 7, Element: "confirm"}},
		Journal: []models.JournalLine{{Kind: "completed", Element: "apply"}, {Kind: "entered", Element: "confirm"}},
	}
	return row.ID, cmp.Or(s.Project(ctx, first), s.Project(ctx, second))
}

// get opens a page and tells how long that took.
func (c *city) get(b *testing.B, path string, as *http.Cookie) time.Duration {
	b.Helper()
	req, err := http.NewRequest(http.MethodGet, c.server.URL+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.AddCookie(as)
	start := time.Now()
	resp, err := c.server.Client().Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	took := time.Since(start)
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s %v", path, resp.Status, err)
	}
	return took
}
