package store_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"testing"
	"time"

	"handinhand/internal/stacktest"
	"handinhand/models"
	"handinhand/store"
)

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

// world is a fresh database with a published procedure, agencies and people.
type world struct {
	*store.Store
	t         *testing.T
	dsn       string
	applicant models.PersonID
	clerk     models.PersonID
	colleague models.PersonID
	hash      string
}

const (
	office   models.AgencyID = "office-weimar"
	provider models.AgencyID = "provider-one"
)

func newWorld(t *testing.T) *world {
	t.Helper()
	dsn := stacktest.Database(t, stacktest.Stack(t), store.Migrate)
	s, err := store.Open(everyone(t), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	w := &world{Store: s, t: t, dsn: dsn}
	w.do(s.UpsertAgencies(everyone(t),
		models.Agency{ID: office, Role: "immigration-office", Zone: models.ZoneEnforcement, Name: models.Texts{"de": "Ausländerbehörde"}},
		models.Agency{ID: provider, Role: "course-provider", Zone: models.ZoneService, Name: models.Texts{"de": "Träger"}, Place: "Weimar"}))
	w.applicant, w.clerk, w.colleague = w.person("applicant"), w.person("clerk"), w.person("colleague")
	w.hash = w.publish("language-course", "bundle one")
	return w
}

func (w *world) do(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (w *world) person(subject string) models.PersonID {
	w.t.Helper()
	return must[models.Person](w.t)(w.EnsurePerson(everyone(w.t), "https://issuer.example", subject, "de")).ID
}

func (w *world) publish(caseType, bundle string) string {
	w.t.Helper()
	sum := sha256.Sum256([]byte(bundle))
	hash := hex.EncodeToString(sum[:])
	w.do(w.Publish(everyone(w.t), models.Release{
		Hash: hash, CaseType: caseType, Bundle: []byte(bundle), PublishedAt: noon, PublishedBy: "owner",
	}, models.Publication{ValidFrom: must[time.Time](w.t)(w.Clock(everyone(w.t)))}))
	return hash
}

func (w *world) newCase(at time.Time) models.Case {
	w.t.Helper()
	id := models.CaseID(models.NewID())
	return must[models.Case](w.t)(w.CreateCase(everyone(w.t), models.Case{
		ID: id, CaseType: "language-course", Release: w.hash, Person: w.applicant, State: models.CaseStarting, StartedAt: at,
	}, []models.Binding{
		{Case: id, Role: "immigration-office", Agency: office}, {Case: id, Role: "course-provider", Agency: provider},
	}))
}

func (w *world) project(b models.Burst) {
	w.t.Helper()
	if b.At.IsZero() {
		b.At = noon
	}
	w.do(w.Project(everyone(w.t), b))
}

// want fails unless an error is a Problem of a kind.
func want(t *testing.T, err error, kind models.Kind) {
	t.Helper()
	if err == nil || models.KindOf(err) != kind {
		t.Errorf("got %v, want a problem of kind %s", err, kind)
	}
}

func TestMigratorsAtOnce(t *testing.T) {
	dsn := stacktest.EmptyDatabase(t, stacktest.Stack(t))
	var group sync.WaitGroup
	errs := make([]error, 4)
	steps := make([]int, 4)
	for i := range errs {
		group.Go(func() { errs[i] = store.Migrate(everyone(t), dsn, func(string) { steps[i]++ }) })
	}
	group.Wait()
	total := 0
	for i := range errs {
		if errs[i] != nil {
			t.Errorf("migrator %d: %v", i, errs[i])
		}
		total += steps[i]
	}
	s := must[*store.Store](t)(store.Open(everyone(t), dsn))
	defer s.Close()
	if err := s.Ready(everyone(t)); err != nil {
		t.Errorf("after migrating: %v", err)
	}
	if total == 0 {
		t.Error("nobody took a step")
	}
}

func TestReadyNamesTheWayOut(t *testing.T) {
	dsn := stacktest.EmptyDatabase(t, stacktest.Stack(t))
	s := must[*store.Store](t)(store.Open(everyone(t), dsn))
	defer s.Close()
	want(t, s.Ready(everyone(t)), models.KindUnavailable)
	_, err := store.Open(everyone(t), "postgres://nobody@127.0.0.1:1/none")
	want(t, err, models.KindUnavailable)
}

func TestPeopleAndSessions(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	again := must[models.Person](t)(w.EnsurePerson(ctx, "https://issuer.example", "applicant", ""))
	if again.ID != w.applicant || again.Locale != "de" {
		t.Errorf("the same person came back as %+v", again)
	}
	w.do(w.AddSession(ctx, models.Session{ID: "h1", Person: w.clerk, Sealed: []byte{1}, CreatedAt: noon, ExpiresAt: noon.Add(time.Hour)}))
	got := must[models.Session](t)(w.Session(ctx, "h1", noon))
	if got.Person != w.clerk {
		t.Errorf("session of %s, want %s", got.Person, w.clerk)
	}
	_, err := w.Session(ctx, "h1", noon.Add(time.Hour))
	want(t, err, models.KindNotFound)
	if n := must[int64](t)(w.PurgeSessions(ctx, noon.Add(time.Hour))); n != 1 {
		t.Errorf("purged %d sessions, want 1", n)
	}
	w.do(w.DeleteSession(ctx, "h1"))
}

func TestPublishMovesThePointerAndKeepsWhatRuns(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	w.newCase(noon)
	second := w.publish("language-course", "bundle two")
	third := w.publish("language-course", "bundle three")
	if got := must[models.CaseType](t)(w.CaseType(ctx, "language-course")); got.Release != third {
		t.Errorf("current release %s, want %s", got.Release, third)
	}
	hashes := must[[]string](t)(w.ReleaseHashes(ctx))
	for _, h := range hashes {
		if h == second {
			t.Error("a release that nobody needs is listed as in use")
		}
	}
	if len(hashes) != 2 {
		t.Errorf("releases in use: %v", hashes)
	}
	if got := must[[]byte](t)(w.Bundle(ctx, w.hash)); string(got) != "bundle one" {
		t.Errorf("bundle %q", got)
	}
	if err := w.DB.WithContext(everyone(w.t)).Exec("UPDATE releases SET bundle = ''").Error; err == nil {
		t.Error("a release could be changed")
	}
}

func TestStartingCases(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	old, seen := w.newCase(noon.Add(-time.Hour)), w.newCase(noon.Add(-time.Hour))
	w.newCase(noon)
	w.project(models.Burst{Case: seen.ID, Sequence: 1})
	got := must[[]models.Case](t)(w.StartingCases(ctx, noon.Add(-time.Minute), 10))
	if len(got) != 1 || got[0].ID != old.ID {
		t.Errorf("starting cases %v, want only %s", got, old.ID)
	}
	found := must[models.Case](t)(w.CaseByNumber(ctx, old.Number))
	if found.ID != old.ID {
		t.Errorf("number %s belongs to %s, want %s", old.Number, found.ID, old.ID)
	}
	_, err := w.CreateCase(ctx, models.Case{ID: old.ID, CaseType: "language-course", Release: w.hash, Person: w.applicant, State: models.CaseStarting, StartedAt: noon}, nil)
	want(t, err, models.KindConflict)
}

func TestPagesGiveEachRowOnce(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	made := map[models.CaseID]bool{}
	for i := range 23 {
		made[w.newCase(noon.Add(time.Duration(i/3)*time.Second)).ID] = true // three at the same time
	}
	page := store.Page{Size: 5}
	var last time.Time
	for pages := 0; ; pages++ {
		got := must[store.List[models.Case]](t)(w.CasesOfPerson(ctx, w.applicant, page))
		for _, c := range got.Items {
			if !made[c.ID] {
				t.Fatalf("case %s came twice or was never made", c.ID)
			}
			if !last.IsZero() && c.StartedAt.After(last) {
				t.Errorf("%v comes after %v", c.StartedAt, last)
			}
			delete(made, c.ID)
			last = c.StartedAt
		}
		if got.Next == "" {
			break
		}
		page.Cursor = got.Next
	}
	if len(made) != 0 {
		t.Errorf("%d cases never came", len(made))
	}
	for _, cursor := range []string{"junk", "WyJ4Il0", "WyJjYXNlcyIsIngiLCJ5Il0"} { // the last: ["cases","x","y"]
		_, err := w.CasesOfPerson(ctx, w.applicant, store.Page{Cursor: cursor})
		want(t, err, models.KindInvalid)
	}
	_, err := w.Inbox(ctx, store.InboxQuery{Agency: office, Page: page})
	want(t, err, models.KindInvalid)
}

func TestAttempts(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	begin := func(fingerprint string, at time.Time) (models.Attempt, error) {
		return w.BeginAttempt(ctx, models.Attempt{Actor: w.clerk, Key: "k", Fingerprint: fingerprint, BegunAt: at})
	}
	if a, err := begin("f", noon); err != nil || a.DoneAt != nil {
		t.Fatalf("first attempt: %+v, %v", a, err)
	}
	_, err := begin("f", noon.Add(time.Second))
	want(t, err, models.KindConflict)
	_, err = begin("other", noon)
	want(t, err, models.KindConflict)
	if a, err := begin("f", noon.Add(time.Hour)); err != nil || a.DoneAt != nil {
		t.Fatalf("taking over a dead attempt: %+v, %v", a, err)
	}
	w.do(w.AbandonAttempt(ctx, w.clerk, "k"))
	if _, err := begin("g", noon); err != nil {
		t.Fatalf("after abandoning: %v", err)
	}
	w.do(w.FinishAttempt(ctx, w.clerk, "k", []byte("response"), noon))
	a, err := begin("g", noon.Add(time.Second))
	if err != nil || string(a.Response) != "response" || a.DoneAt == nil {
		t.Errorf("replay: %+v, %v", a, err)
	}
	if _, err := w.BeginAttempt(ctx, models.Attempt{Actor: w.colleague, Key: "k", Fingerprint: "z", BegunAt: noon}); err != nil {
		t.Errorf("another actor's same key: %v", err)
	}
}

func TestShelfNeverForgetsThatItDestroyed(t *testing.T) {
	w, ctx := newWorld(t), everyone(t)
	shelf := w.Shelf()
	if got := must[[]byte](t)(shelf.Load(ctx, "person/1")); got != nil {
		t.Errorf("a key that was never made: %x", got)
	}
	var group sync.WaitGroup
	winners := make([]string, 8)
	for i := range winners {
		group.Go(func() {
			kept, err := shelf.Keep(ctx, "person/1", fmt.Appendf(nil, "key %d", i))
			if err != nil {
				t.Error(err)
			}
			winners[i] = string(kept)
		})
	}
	group.Wait()
	for _, winner := range winners {
		if winner != winners[0] {
			t.Fatalf("two keys won: %v", winners)
		}
	}
	w.do(shelf.Destroy(ctx, "person/1"))
	w.do(shelf.Destroy(ctx, "person/2"))
	for _, owner := range []string{"person/1", "person/2"} {
		_, err := shelf.Keep(ctx, owner, []byte("again"))
		want(t, err, models.KindNotFound)
	}
}

// everyone is a context in which every part of the platform works at once.
func everyone(t testing.TB) context.Context {
	return store.As(t.Context(), store.Identity{Parts: []store.Part{
		store.PartWorker, store.PartOperations, store.PartLog, store.PartVault, store.PartChores, store.PartSignIn, store.PartKeys,
	}})
}

// analyze gathers the statistics that plans rest on, which only an owner may.
func (w *world) analyze() {
	w.t.Helper()
	s, err := store.Open(w.t.Context(), stacktest.Superuser(w.t, w.dsn))
	w.do(err)
	defer s.Close()
	w.do(s.DB.Exec("ANALYZE").Error)
}
