package api

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"

	sdklog "go.temporal.io/sdk/log"

	"handinhand/activities"
	"handinhand/casework"
	"handinhand/documents"
	"handinhand/identity"
	"handinhand/internal/stacktest"
	"handinhand/keys"
	"handinhand/library"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/store"
	"handinhand/worker"
	"handinhand/workflows"
)

// maxUpload is the rig's limit, small enough to be passed in a test.
const maxUpload = 1 << 20

// rig is the API on real parts: PostgreSQL, Temporal, S3, a worker. Only the
// sign-in provider is ours, so that a test can be anybody.
type rig struct {
	*httptest.Server
	mover  *flakyMover
	issuer *issuer
	work   *casework.Casework
	routes map[string]bool // "GET /api/v1/cases/:case": what was asked
}

// agencies are those of the tests.
var agencies = []models.Agency{
	{ID: "office-a", Role: "immigration-office", Zone: models.ZoneEnforcement, Name: models.Texts{"de": "Amt A", "en": "Office A"}},
	{ID: "bund", Role: "federal-office", Zone: models.ZoneService, Name: models.Texts{"de": "Bund"}},
	{ID: "tests", Role: "test-centre", Zone: models.ZoneService, Name: models.Texts{"de": "Teststelle"}},
	{ID: "school-a", Role: "course-provider", Zone: models.ZoneService, Name: models.Texts{"de": "Schule A"}},
	{ID: "school-b", Role: "course-provider", Zone: models.ZoneService, Name: models.Texts{"de": "Schule B"}},
}

func newRig(t *testing.T) *rig {
	t.Helper()
	ctx, log := t.Context(), slog.New(slog.DiscardHandler)
	stack := stacktest.Stack(t)
	s, err := store.Open(ctx, stacktest.Database(t, stack, store.Migrate))
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	ring, err := keys.OpenRing(ctx, "base64key://"+strings.Repeat("A", 43)+"=", s.Shelf())
	must(t, err)
	temporal := newNamespace(t, stack.TemporalAddress, ring)
	s3, bucket := stacktest.Bucket(t, stack)
	boxes := func(ctx context.Context, id models.PersonID) (documents.Box, error) { return ring.Person(ctx, id) }
	vault := &documents.Vault{S3: s3, Bucket: bucket, Keys: boxes, Rows: s, Limit: maxUpload, Quarantine: t.TempDir(), Renderer: documents.NewRenderer(stacktest.Renderer(t))}
	rules, err := policy.New()
	must(t, err)
	work := &casework.Casework{Store: s, Vault: vault, Keys: ring, Policy: rules, Workflows: &workflows.Client{Temporal: temporal}, Log: log}
	must(t, work.ImportAgencies(ctx, agencies))
	for _, shipped := range library.Packages() {
		_, _, err := work.PublishFiles(ctx, shipped.Files, "test")
		must(t, err)
	}
	mover := &flakyMover{work: work}
	running := worker.New(temporal, worker.Config{}, &workflows.Cases{Releases: worker.NewReleases(s.Bundle, log)},
		&activities.Activities{Store: s, Notices: notices{s}, Transfers: transfers{s}, Traces: ring, Moves: mover})
	must(t, running.Start())
	t.Cleanup(running.Stop)
	served := serve(t, work, log)
	served.mover = mover
	return served
}

// serve puts the API before casework.
func serve(t *testing.T, work *casework.Casework, log *slog.Logger) *rig {
	t.Helper()
	provider := newIssuer(t)
	engine := gin.New()
	var asked sync.Mutex
	r := &rig{Server: httptest.NewUnstartedServer(engine), issuer: provider, work: work, routes: map[string]bool{}}
	engine.Use(func(c *gin.Context) {
		asked.Lock()
		defer asked.Unlock()
		r.routes[c.Request.Method+" "+c.FullPath()] = true
	})
	address := "http://" + r.Listener.Addr().String()
	signIn, err := identity.New(identity.Config{Issuer: provider.URL, ClientID: "handinhand", PublicURL: address})
	must(t, err)
	Mount(engine, Config{Casework: work, Identity: signIn, Log: log, PublicURL: address, MaxUpload: maxUpload})
	engine.GET("/", func(c *gin.Context) { c.String(http.StatusOK, "a face") })
	r.Start()
	t.Cleanup(r.Close)
	return r
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newNamespace is a namespace of its own, so that no other test's worker takes our
// cases.
func newNamespace(t *testing.T, address string, ring *keys.Ring) client.Client {
	t.Helper()
	name := "test-" + models.NewID()
	c, err := client.NewLazyClient(client.Options{
		HostPort: address, Namespace: name, Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)),
		DataConverter: keys.DataConverter(ring), FailureConverter: keys.NewFailureConverter(ring),
	})
	must(t, err)
	t.Cleanup(c.Close)
	_, err = c.WorkflowService().RegisterNamespace(t.Context(), &workflowservice.RegisterNamespaceRequest{
		Namespace: name, WorkflowExecutionRetentionPeriod: durationpb.New(24 * time.Hour),
	})
	must(t, err)
	for {
		_, err := c.DescribeWorkflowExecution(t.Context(), "nobody", "")
		if err != nil && !strings.Contains(err.Error(), "amespace") {
			return c
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// notices and transfers are what the worker's command gives to activities.
type notices struct{ store *store.Store }

func (n notices) Notify(ctx context.Context, in activities.Notice) error {
	return n.store.AddNotice(ctx, models.Notice{ID: in.ID, Case: in.Case, Text: in.Text, At: in.At}, in.Role)
}

type transfers struct{ store *store.Store }

func (t transfers) Transfer(ctx context.Context, in activities.Transfer) error {
	return t.store.OpenTransfer(ctx, store.TransferOpening{
		Case: in.Case, Key: in.Key, Recipient: in.Recipient, Lends: in.Lends, OpenedAt: in.At, ExpiresAt: in.ExpiresAt,
	})
}

// issuer signs tokens for whoever a test wants to be.
type issuer struct {
	*httptest.Server
	signer jose.Signer
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	i := &issuer{}
	i.signer, err = jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "k"}}, nil)
	must(t, err)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": i.URL, "jwks_uri": i.URL + "/keys",
			"authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token"})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "RS256", Use: "sig"}}})
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

// person is somebody who sends requests.
type person struct {
	name   string
	role   models.Role
	agency models.AgencyID
}

var (
	amal   = person{"amal", models.RolePerson, ""}
	other  = person{"other", models.RolePerson, ""}
	weber  = person{"weber", models.RoleClerk, "office-a"}
	kaya   = person{"kaya", models.RoleClerk, "office-a"}
	brandt = person{"brandt", models.RoleClerk, "tests"}
	nowak  = person{"nowak", models.RoleClerk, "school-a"}
	system = person{"system", models.RoleSystem, "bund"}
	owner  = person{"owner", models.RoleProcessOwner, ""}
	second = person{"second", models.RoleProcessOwner, ""}
	mender = person{"mender", models.RoleOperator, ""}
	nobody = person{}
)

func (i *issuer) token(t *testing.T, p person) string {
	t.Helper()
	raw, err := jwt.Signed(i.signer).Claims(map[string]any{
		"iss": i.URL, "sub": p.name, "aud": "handinhand", "exp": time.Now().Add(time.Hour).Unix(),
		"name": p.name, "locale": "de", "roles": []models.Role{p.role}, "agency": p.agency,
	}).Serialize()
	must(t, err)
	return raw
}
