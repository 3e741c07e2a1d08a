package audit_test

import (
	"errors"
	"testing"
	"time"

	"handinhand/audit"
	"handinhand/internal/stacktest"
	"handinhand/models"
	"handinhand/store"
)

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

// lent is a database with one grant, and an access under it.
func lent(t testing.TB) (s *store.Store, dsn string, access models.Access) {
	t.Helper()
	ctx := everyone(t)
	dsn = stacktest.Database(t, stacktest.Stack(t), store.Migrate)
	s, err := store.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	const hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	do(s.UpsertAgencies(ctx, models.Agency{ID: "office", Role: "office", Zone: models.ZoneService, Name: models.Texts{"de": "Amt"}}))
	do(s.Publish(ctx, models.Release{Hash: hash, CaseType: "t", Bundle: []byte{1}, PublishedAt: noon}, models.Publication{ValidFrom: noon}))
	person, err := s.EnsurePerson(ctx, "i", "s", "de")
	do(err)
	id := models.CaseID(models.NewID())
	_, err = s.CreateCase(ctx, models.Case{ID: id, CaseType: "t", Release: hash, Person: person.ID, State: models.CaseStarting, StartedAt: noon},
		[]models.Binding{{Case: id, Role: "office", Agency: "office"}})
	do(err)
	do(s.Project(ctx, models.Burst{Case: id, Sequence: 1, At: noon, Opened: []models.TaskOpened{
		{Key: 1, Element: "check", Role: "office", Lends: []models.Lending{{Item: "title", Purpose: "p", LegalBasis: "l", Statute: "§ 1"}}}}}))
	grants, err := s.GrantsOfTask(ctx, "office", models.NewTaskID(id, 1), noon)
	do(err)
	g := grants[0]
	return s, dsn, models.Access{Grant: g.ID, Case: id, Person: person.ID, Agency: g.Agency, By: person.ID, Item: g.Item,
		Purpose: g.Purpose, LegalBasis: g.LegalBasis, Statute: g.Statute, Action: "readDocument", At: noon, KeepUntil: noon.AddDate(5, 0, 0)}
}

func entries(t *testing.T, s *store.Store, id models.CaseID) []models.Access {
	t.Helper()
	got, err := s.Accesses(everyone(t), id, store.Page{})
	if err != nil {
		t.Fatal(err)
	}
	return got.Items
}

func TestAppendSharesTheFateOfTheRead(t *testing.T) {
	s, _, access := lent(t)
	stop := errors.New("the read was not authorised after all")
	err := s.Tx(everyone(t), func(tx *store.Store) error {
		if err := audit.Append(tx.DB, access); err != nil {
			return err
		}
		return stop
	})
	if !errors.Is(err, stop) || len(entries(t, s, access.Case)) != 0 {
		t.Errorf("an entry outlived its transaction (%v)", err)
	}
	later := access
	later.At = noon.Add(time.Minute)
	err = s.Tx(everyone(t), func(tx *store.Store) error { return audit.Append(tx.DB, access, later) })
	if err != nil {
		t.Fatal(err)
	}
	got := entries(t, s, access.Case)
	if len(got) != 2 || !got[0].At.Equal(later.At) || got[0].ID == "" || got[1].Statute != "§ 1" {
		t.Errorf("entries %+v, want two, newest first", got)
	}
}

func TestEntriesAreFinal(t *testing.T) {
	s, _, access := lent(t)
	if err := audit.Append(s.DB.WithContext(everyone(t)), access); err != nil {
		t.Fatal(err)
	}
	for _, change := range []string{"UPDATE accesses SET item = 'x'", "DELETE FROM accesses", "TRUNCATE accesses"} {
		if err := s.DB.WithContext(everyone(t)).Exec(change).Error; err == nil {
			t.Errorf("%s went through", change)
		}
	}
}

func TestIncompleteEntriesAreRefused(t *testing.T) {
	s, _, access := lent(t)
	for name, blank := range map[string]func(*models.Access){
		"grant":       func(a *models.Access) { a.Grant = "" },
		"reader":      func(a *models.Access) { a.By = "" },
		"purpose":     func(a *models.Access) { a.Purpose = "" },
		"legal basis": func(a *models.Access) { a.LegalBasis = "" },
		"time":        func(a *models.Access) { a.At = time.Time{} },
		"real grant":  func(a *models.Access) { a.Grant = models.GrantID(models.NewID()) },
	} {
		bad := access
		blank(&bad)
		if err := audit.Append(s.DB.WithContext(everyone(t)), access, bad); err == nil {
			t.Errorf("an entry without its %s was taken", name)
		}
	}
	if n := len(entries(t, s, access.Case)); n != 0 {
		t.Errorf("%d entries of refused appends", n)
	}
}
